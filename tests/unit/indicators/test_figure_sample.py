"""What a figure rests on: a share of those asked, events among so many, or limits that were given."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.indicators.domain.judgement.sample import Basis, Sample, intervals
from services.indicators.domain.judgement.significance import events, wilson
from services.indicators.schemas.judgement.sample import SampleIn
from shared.periods import parse
from shared.problems import Malformed
from shared.shapes import fit
from tests.unit.indicators.test_history import observed


def stated(version: int = 1, period: str = "2023", **numbers: object) -> Sample:
    sent = fit(SampleIn, {"period": period} | numbers)
    return Sample(
        area="E08000009",
        measure="satisfied",
        partner="trafford-council",
        stated_at=datetime(2024, 1, 1, tzinfo=UTC),
        version=version,
        **sent.model_dump() | {"period": parse(period)},
    )


def test_a_share_has_wilsons_interval_in_percent() -> None:
    found = stated(basis="share", counted=632, of=1100).interval
    assert found.lower == wilson(632, 1100).lower * 100
    assert (found.lower < Decimal("57.45") < found.upper, found.method) == (True, "wilson")


def test_events_have_an_interval_as_a_rate() -> None:
    found = stated(basis="events", counted=12, of=60_000, per=100_000).interval
    assert abs(found.lower - events(12).lower * 5 / 3) < Decimal("1e-9")
    assert found.lower < 20 < found.upper


def test_limits_that_are_given_are_taken() -> None:
    found = stated(basis="given", lower="54.5", upper="60.5").interval
    assert (found.lower, found.upper, found.method) == (Decimal("54.5"), Decimal("60.5"), "given")


def test_the_last_statement_counts_and_one_that_does_not_hold_its_figure_is_left_out() -> None:
    first, second = stated(basis="given", lower="50", upper="60"), stated(2, basis="given", lower="55", upper="56")
    other = stated(3, period="2024", basis="given", lower="1", upper="2")
    figures = [observed("2023", "55.5"), observed("2024", "57"), observed("2025", None)]
    found = intervals([second, first, other], figures)
    assert {period.text: one.lower for period, one in found.items()} == {"2023": Decimal(55)}
    assert intervals([first], []) == {}


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"basis": "share", "counted": 5}, "wrong-numbers"),
        ({"basis": "share", "counted": 5, "of": 10, "lower": "1"}, "wrong-numbers"),
        ({"basis": "events", "counted": 5, "of": 10}, "wrong-numbers"),
        ({"basis": "given", "lower": "1"}, "wrong-numbers"),
        ({"basis": "share", "counted": 11, "of": 10}, "more-than-all"),
        ({"basis": "given", "lower": "2", "upper": "1"}, "upside-down"),
        ({"basis": "share", "counted": 1, "of": 0}, "out-of-range"),
        ({"basis": "guess"}, "not-a-choice"),
    ],
)
def test_numbers_that_do_not_belong_together_are_refused(numbers: dict[str, object], code: str) -> None:
    with pytest.raises(Malformed) as refused:
        fit(SampleIn, {"period": "2023"} | numbers)
    assert code in {fault.code for fault in refused.value.errors}


def test_every_basis_has_its_interval() -> None:
    assert {basis.value for basis in Basis} == {"share", "events", "given"}
