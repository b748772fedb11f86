"""Promises on the way to a final target, and floors below them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.judgement.target import Target, floor, on_the_way
from services.indicators.domain.judgement.trajectory import Mark, Path, breaches, expected
from services.indicators.domain.measure.verdict import Verdict
from shared.measures import Polarity
from shared.periods import parse
from tests.unit.indicators.test_history import promised


def mark(period: str, value: str) -> Mark:
    return Mark(parse(period), Decimal(value))


WAY = [mark("2020", "40"), mark("2024", "60")]  # 1,461 days, of which 2021 takes 365, 2022 365, 2023 365, 2024 366


@pytest.mark.parametrize(
    ("path", "period", "promised"),
    [
        (Path.LINEAR, "2020", "40"),
        (Path.LINEAR, "2021", "45.00"),
        (Path.LINEAR, "2022", "49.99"),
        (Path.LINEAR, "2023", "54.99"),
        (Path.LINEAR, "2024", "60"),
        (Path.STEPPED, "2020", "40"),
        (Path.STEPPED, "2023", "40"),
        (Path.STEPPED, "2024", "60"),
        (Path.POINTS, "2024", "60"),
        (Path.POINTS, "2022", None),
        (Path.LINEAR, "2019", None),
        (Path.STEPPED, "2019", None),
        (Path.LINEAR, "2025", None),
        (Path.STEPPED, "2025", None),
    ],
)
def test_each_path_asks_what_it_says(path: Path, period: str, promised: str | None) -> None:
    found = expected(WAY, path, parse(period))
    assert found == (None if promised is None else Decimal(promised))


def test_a_point_between_bends_the_straight_path_and_begins_a_step() -> None:
    way = [mark("2024", "60"), mark("2020", "40"), mark("2022", "58")]
    assert expected(way, Path.LINEAR, parse("2021")) == Decimal("49.00")
    assert expected(way, Path.LINEAR, parse("2023")) == Decimal("59.00")
    assert expected(way, Path.STEPPED, parse("2023")) == Decimal(58)


@given(st.integers(-100, 100), st.integers(-100, 100), st.integers(2000, 2030), st.integers(1, 20))
def test_a_straight_path_never_leaves_its_ends(first: int, last: int, year: int, years: int) -> None:
    way = [mark(str(year), str(first)), mark(str(year + years), str(last))]
    for between in range(year, year + years + 1):
        found = expected(way, Path.LINEAR, parse(str(between)))
        assert found is not None
        assert min(first, last) <= found <= max(first, last)


@pytest.mark.parametrize(
    ("value", "polarity", "expected_breach"),
    [
        ("94.9", Polarity.HIGHER, True),
        ("95", Polarity.HIGHER, False),
        ("95.1", Polarity.LOWER, True),
        ("95", Polarity.LOWER, False),
        ("1", Polarity.CONTEXT, False),
        (None, Polarity.HIGHER, False),
    ],
)
def test_a_floor_has_no_tolerance(value: str | None, polarity: Polarity, expected_breach: bool) -> None:
    figure = None if value is None else Decimal(value)
    assert breaches(figure, Decimal(95), polarity) is expected_breach
    assert not breaches(figure, None, polarity)


MET, NEAR, MISSED, UNKNOWN = Verdict.MET, Verdict.NEAR, Verdict.MISSED, Verdict.NOT_JUDGED


def agreed(period: str, value: str, path: Path = Path.POINTS, minimum: str | None = None) -> Target:
    floor_of = None if minimum is None else Decimal(minimum)
    return replace(promised(period, value), path=path, minimum=floor_of)


def test_a_way_leads_from_the_baseline_or_the_target_before_to_the_target_that_names_it() -> None:
    first = replace(agreed("2022", "50", Path.LINEAR), baseline=mark("2020", "40"))
    then = agreed("2024", "60", Path.STEPPED)
    asked = {year: on_the_way([then, first], parse(str(year))) for year in range(2019, 2026)}
    assert asked == {
        2019: None, 2020: Decimal(40), 2021: Decimal("45.00"), 2022: None, 2023: Decimal(50), 2024: None, 2025: None,
    }  # fmt: skip


def test_points_alone_ask_nothing_on_the_way() -> None:
    assert on_the_way([agreed("2022", "50"), agreed("2024", "60")], parse("2023")) is None


def test_a_minimum_standard_holds_until_another_is_named() -> None:
    targets = [agreed("2022", "50", minimum="30"), agreed("2023", "55"), agreed("2024", "60", minimum="35")]
    floors = [floor(targets, parse(str(year))) for year in range(2021, 2026)]
    assert floors == [None, Decimal(30), Decimal(30), Decimal(35), Decimal(35)]
