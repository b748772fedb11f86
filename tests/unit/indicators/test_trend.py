"""Which way a measure travels, where its series begins anew, and how others stand without a rank."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.indicators.domain.judgement.baseline import Baseline, Cause, is_comparable, length, sections
from services.indicators.domain.judgement.comparison import Elsewhere, Standing, standing
from services.indicators.domain.judgement.history import Point
from services.indicators.domain.judgement.significance import Clarity, Interval
from services.indicators.domain.judgement.trend import Travel, direction
from shared.measures import Polarity
from shared.periods import parse
from tests.unit.indicators.test_history import observed, over

NOW = datetime(2026, 5, 7, 9, tzinfo=UTC)


def points(**values: str | None) -> list[Point]:
    return over([observed(period.strip("y").replace("_", "-"), value) for period, value in values.items()], [])


def begins(period: str, cause: Cause = Cause.PROCESS) -> Baseline:
    return Baseline(
        area="E08000009",
        measure="waste",
        period=parse(period),
        cause=cause,
        reason="a new contract",
        decided_by="account/1",
        body="trafford-council",
        decided_at=NOW,
        version=1,
    )


YEARS = points(y2021="50", y2022="52", y2023="55")


@pytest.mark.parametrize(
    ("polarity", "expected"),
    [
        (Polarity.HIGHER, Travel.BETTER),
        (Polarity.LOWER, Travel.WORSE),
        (Polarity.CONTEXT, Travel.UP),
        (Polarity.PLAN, Travel.UP),
    ],
)
def test_a_figure_travels_from_the_same_period_a_year_before(polarity: Polarity, expected: Travel) -> None:
    found = direction(YEARS, YEARS[-1], polarity)
    assert found is not None
    assert (found.travel, found.moved, found.clarity) == (expected, Decimal(3), Clarity.NOT_KNOWN)
    assert "2023: 55; 2022: 52" in found.working


def test_a_month_is_compared_with_the_month_a_year_before_and_not_with_the_month_before() -> None:
    months = points(y2022_03="9", y2023_02="2", y2023_03="7")
    found = direction(months, months[-1], Polarity.HIGHER)
    assert found is not None
    assert (found.travel, found.moved) == (Travel.WORSE, Decimal(-2))


def test_the_same_figure_is_the_same_and_a_first_one_has_nothing_before_it() -> None:
    same = points(y2022="7", y2023="7.0")
    again, first = direction(same, same[1], Polarity.HIGHER), direction(same, same[0], Polarity.HIGHER)
    assert again is not None
    assert first is not None
    assert (again.travel, first.travel) == (Travel.SAME, Travel.NOTHING_BEFORE)
    assert "no figure for the same period" in first.working


def test_a_period_without_figure_travels_nowhere() -> None:
    missing = points(y2022="7", y2023=None)
    assert direction(missing, missing[1], Polarity.HIGHER) is None


@pytest.mark.parametrize(("reach", "expected"), [("3", Travel.NO_CLEAR_CHANGE), ("1", Travel.BETTER)])
def test_a_difference_within_noise_is_no_clear_change(reach: str, expected: Travel) -> None:
    around = {
        point.period: Interval(lower=point.value - Decimal(reach), upper=point.value + Decimal(reach), method="given")
        for point in YEARS
        if point.value is not None
    }
    found = direction(YEARS, YEARS[-1], Polarity.HIGHER, intervals=around)
    assert found is not None
    assert found.travel is expected


def test_nothing_is_compared_across_a_change_of_definition() -> None:
    broken = direction(YEARS, YEARS[-1], Polarity.HIGHER, baselines=[begins("2023", Cause.DEFINITION)])
    before = direction(YEARS, YEARS[1], Polarity.HIGHER, baselines=[begins("2023", Cause.DEFINITION)])
    moved = direction(YEARS, YEARS[-1], Polarity.HIGHER, baselines=[begins("2023", Cause.PROCESS)])
    assert broken is not None
    assert before is not None
    assert moved is not None
    assert (broken.travel, broken.moved) == (Travel.NOT_COMPARABLE, None)
    assert (before.travel, moved.travel) == (Travel.BETTER, Travel.BETTER)
    assert not is_comparable(parse("2022"), parse("2023"), [begins("2023", Cause.DEFINITION)])


def test_a_decision_cuts_the_series_and_each_part_keeps_its_own_figures() -> None:
    found = sections(YEARS, [begins("2022")])
    assert [[point.period.text for point in one.points] for one in found] == [["2021"], ["2022", "2023"]]
    assert [one.begun_by and one.begun_by.reason for one in found] == [None, "a new contract"]


@pytest.mark.parametrize("period", ["2019", "2021", "2024"])
def test_a_decision_before_the_first_figure_or_after_the_last_leaves_the_series_whole(period: str) -> None:
    assert len(sections(YEARS, [begins(period)])) == 1


def test_periods_of_another_length_do_not_belong_to_the_series() -> None:
    mixed = points(y2021="50", y2022_03="9", y2022_04="8")
    (found,) = sections(mixed, [])
    assert [point.period.text for point in found.points] == ["2022-03", "2022-04"]
    assert sections([], []) == []


@pytest.mark.parametrize(
    ("period", "months"), [("2013/14", 12), ("2019", 12), ("2022/23-Q3", 3), ("2023-03", 1), ("2023-06-30", 0)]
)
def test_the_length_of_a_period_is_counted_in_months(period: str, months: int) -> None:
    assert length(parse(period)) == months


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("40", Standing.WITHIN),
        ("50", Standing.WITHIN),
        ("45", Standing.WITHIN),
        ("39.9", Standing.BELOW),
        ("51", Standing.ABOVE),
    ],
)
def test_the_standing_among_similar_areas_is_the_middle_half_or_beside_it(value: str, expected: Standing) -> None:
    others = Elsewhere(period=parse("2023"), peers=9, band=(Decimal(40), Decimal(50)), country=None)
    assert standing(Decimal(value), others) is expected


def test_too_few_similar_areas_give_no_standing() -> None:
    assert standing(Decimal(1), Elsewhere(period=parse("2023"), peers=3, band=None, country=None)) is None
    assert standing(None, None) is None
