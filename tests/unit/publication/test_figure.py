"""What a figure may be by what its measure counts, and what one looks at again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.publication.domain.agreement.figure import is_tenfold, slips_of, wrongs_of_figure
from services.publication.domain.entry.entry import Came, Entry, Status
from services.publication.domain.entry.particulars import Particulars, PeriodTarget, Terms
from services.publication.domain.leaf.day import Day
from tests.unit.publication.approved import BY, DESIGNATED, LOCAL, MONDAY, approval, ready, wanting
from tests.unit.publication.negotiation import live, negotiation, publish, refusal, said


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [
        ("-5000", "percent", "out-of-range"),
        ("100.1", "per cent", "out-of-range"),
        ("-1", "% of those asked", "out-of-range"),
        ("100", "%", None),
        ("-12", "percent change", None),  # what may fall by more than there is has a unit of its own
        ("9564", "percent reduction", None),  # as the papers of one area have it
        ("-1", "offences", "below-nothing"),
        ("9564", "recorded offences", None),
        ("-3", "points", None),
        ("-3", "", None),
    ],
)
def test_a_figure_lies_where_its_unit_lets_it(value: str, unit: str, code: str | None) -> None:
    assert [one.code for one in wrongs_of_figure("/value", Decimal(value), unit)] == ([code] if code else [])


def test_proposals_and_approvals_name_the_field_of_a_figure_that_cannot_be() -> None:
    terms = Terms(stretch_value=Decimal(120), targets=(PeriodTarget(period="2027/28", value=Decimal(-1)),))
    proposed = replace(said(on=None), unit="percent", target_value=Decimal(-5), target_period="2026/27")
    assert refusal(live(), replace(proposed, particulars=Particulars(terms=terms))) == {
        "/0/target_value": "out-of-range",
        "/0/terms/stretch_value": "out-of-range",
        "/0/terms/targets/0/value": "out-of-range",
    }
    high = replace(LOCAL, minimum=Decimal(-1), baseline=Decimal(101), baseline_period="2025/26")
    assert wanting(ready(), approval(DESIGNATED, high), MONDAY) == [
        ("/targets/1/minimum", "out-of-range"),
        ("/targets/1/baseline", "out-of-range"),
    ]
    assert BY.register.measures["local-1"].unit == "percent"


def test_an_entry_that_cannot_be_meant_names_each_field_and_papers_are_told_as_they_are() -> None:
    years = {period: PeriodTarget(period=period, value=Decimal(6)) for period in ("2028/29", "2028-29", "FY 2030/31")}
    empty = PeriodTarget(period="2029/30")
    terms = Terms(measure="no-such", targets=(*years.values(), empty), is_exploratory=False, review_on=date(2020, 1, 1))
    told = replace(said(on=None), unit="percent", target_value=Decimal(5), particulars=Particulars(terms=terms))
    assert refusal(live(), told) == {
        "/0/target_period": "period-missing",
        "/0/terms/measure": "unknown-measure",
        "/0/terms/review_on": "in-the-past",
        "/0/terms/targets/1": "told-twice",
        "/0/terms/targets/3/value": "figure-missing",
    }
    twice = replace(told, target_period="2028-29", particulars=Particulars(terms=Terms(targets=(years["2028/29"],))))
    assert refusal(live(), twice) == {"/0/terms/targets/0": "told-twice"}
    bare = replace(said(on=None), target_period="2028/29")
    assert refusal(live(), bare) == {"/0/target_value": "figure-missing"}
    late = replace(said(on=None, status=Status.DEFERRED), deferred_until=Day.parse("2020"))
    assert refusal(live(), late) == {"/0/deferred_until": "in-the-past"}
    publish(live(), replace(bare, status=Status.PLACEHOLDER), replace(late, deferred_until=Day.parse("2026")))
    publish(negotiation(), replace(late, said_on=Day.parse("2021")))  # from papers


def test_a_stretch_that_asks_for_less_is_refused_where_it_is_said_first() -> None:
    year = PeriodTarget(period="2026/27", value=Decimal(17), stretch=Decimal(16))
    easy = Terms(measure="NI-16", stretch_value=Decimal(10), targets=(year,))
    told = replace(said("NI 16", on=None), unit="percent", particulars=Particulars(terms=easy))
    assert refusal(live(by=BY), told, by=BY) == {
        "/0/terms/targets/0/stretch": "stretch-too-easy",
        "/0/terms/stretch_value": "stretch-too-easy",
    }


def test_a_figure_ten_times_the_one_before_is_looked_at_again() -> None:
    assert is_tenfold(Decimal(48), Decimal("4.8"))
    assert is_tenfold(Decimal("0.48"), Decimal("4.8"))
    assert not is_tenfold(Decimal("47.9"), Decimal("4.8"))
    assert not is_tenfold(Decimal(48), Decimal(0))
    assert not is_tenfold(Decimal(48), None)


def test_a_proposal_ten_times_its_baseline_or_what_was_said_last_is_looked_at_again() -> None:
    stated = replace(said(on=None), unit="percent", target_value=Decimal(48), target_period="2026/27")
    told = [
        Entry(number=n, said=one, came=Came.BY_AUTHOR, entered_by="bath", recorded_at=datetime(2026, 6, 1, tzinfo=UTC))
        for n, one in enumerate((stated, replace(stated, baseline_value=Decimal("4.8"))), 1)
    ]
    assert [one.value for one in slips_of(told[1], [])] == [Decimal(48)]
    assert not list(slips_of(told[0], [told[0]]))
    low = replace(told[0], said=replace(stated, target_value=Decimal("4.8")))
    assert [one.period for one in slips_of(told[0], [low])] == ["2026/27"]
