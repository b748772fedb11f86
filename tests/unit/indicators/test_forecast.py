"""Forecasts: in time or too late, which one counts, and how a track record is reckoned and graded."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.judgement.forecast import (
    RULE,
    Forecast,
    Grade,
    TrackRecord,
    is_in_time,
    news,
    outcome,
    track_record,
)
from shared.events.indicators import ForecastMissed, ForecastScored
from shared.periods import Period, parse


def forecast(period: str, value: str, reach: str = "2", version: int = 1) -> Forecast:
    return Forecast(
        area="E08000009",
        measure="waste",
        period=parse(period),
        value=Decimal(value),
        lower=Decimal(value) - Decimal(reach),
        upper=Decimal(value) + Decimal(reach),
        partner="trafford-council",
        lodged_at=datetime(2020, 1, 1, tzinfo=UTC),
        version=version,
    )


def record(*pairs: tuple[str, str]) -> TrackRecord:
    """Forecast and figure, a year each."""
    made = [forecast(str(2000 + year), said) for year, (said, _) in enumerate(pairs)]
    return track_record(made, [(parse(str(2000 + year)), Decimal(came)) for year, (_, came) in enumerate(pairs)])


def test_the_errors_are_reckoned_as_by_hand() -> None:
    found = record(("52", "50"), ("45", "50"), ("60", "50"), ("50", "50"))
    assert [score.error for score in found.scores] == [2, -5, 10, 0]
    assert [score.share for score in found.scores] == [Fraction(4, 100), Fraction(1, 10), Fraction(2, 10), 0]
    assert found.mean_share == Fraction(34, 400)
    assert found.bias == Decimal("1.75")
    assert (found.inside, found.hit_rate, found.leans) == (2, Fraction(1, 2), 0)
    assert found.grade is Grade.FAIR


@pytest.mark.parametrize(
    ("said", "expected"), [("52.5", Grade.GOOD), ("52.6", Grade.FAIR), ("57.5", Grade.FAIR), ("57.6", Grade.POOR)]
)
def test_the_grade_has_its_edges_at_five_and_fifteen_percent(said: str, expected: Grade) -> None:
    assert record(*[(said, "50")] * 4).grade is expected


def test_there_is_no_grade_before_four_points() -> None:
    assert record(*[("50", "50")] * 3).grade is None
    assert record(*[("50", "50")] * 4).grade is Grade.GOOD
    assert record().grade is None
    assert (record().bias, record().hit_rate, record().mean_share) == (None, None, None)


def test_a_figure_of_zero_counts_for_the_interval_and_not_for_percentages() -> None:
    found = record(("1", "0"), ("51", "50"), ("51", "50"), ("51", "50"))
    assert found.mean_share == Fraction(2, 100)
    assert (found.inside, found.grade) == (4, None)


@pytest.mark.parametrize(
    ("errors", "leans"),
    [
        ((1,) * 6, 1),
        ((1,) * 5, 0),
        ((1, 1, 1, 1, 1, 1, -1, -1), 1),
        ((1, 1, 1, 1, 1, -1, -1, -1), 0),
        ((-1,) * 8, -1),
        ((1,) * 8 + (-1,) * 6, -1),
        ((1,) * 6 + (0, 0, 0), 0),
    ],
)
def test_six_of_the_last_eight_to_one_side_lean(errors: tuple[int, ...], leans: int) -> None:
    assert record(*[(str(50 + error), "50") for error in errors]).leans == leans


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2023, 3, 30), True), (date(2023, 3, 31), True), (date(2023, 4, 1), False)]
)
def test_the_last_day_of_the_period_is_in_time_and_the_day_after_is_not(day: date, expected: bool) -> None:
    assert is_in_time(parse("2022/23"), day) is expected


def test_the_last_forecast_lodged_for_a_period_counts() -> None:
    made = [forecast("2020", "90", version=1), forecast("2020", "51", version=3), forecast("2021", "10", version=2)]
    found = track_record(made, [(parse("2020"), Decimal(50))])
    assert [score.forecast.value for score in found.scores] == [51]


def test_what_has_not_come_is_not_scored() -> None:
    came: list[tuple[Period, Decimal | None]] = [(parse("2021"), None)]
    assert track_record([forecast("2020", "5"), forecast("2021", "5")], came).scores == ()


@pytest.mark.parametrize(
    ("came", "expected"),
    [("48", ForecastScored), ("52", ForecastScored), ("47.9", ForecastMissed), ("52.1", ForecastMissed)],
)
def test_a_forecast_is_missed_when_the_figure_lies_outside_its_interval(came: str, expected: type) -> None:
    told = outcome(record(("50", came)).scores[0])
    assert type(told) is expected
    assert (told.forecast, told.actual, told.error, told.rule) == (Decimal(50), Decimal(came), 50 - Decimal(came), RULE)


def test_an_outcome_is_told_once_and_again_when_its_figure_is_revised() -> None:
    first, revised = record(("50", "50"), ("50", "60")), record(("50", "51"), ("50", "60"))
    told = news(first, [])
    assert [type(one) for one in told] == [ForecastScored, ForecastMissed]
    assert news(first, told) == []
    assert [(one.period, one.actual) for one in news(revised, told)] == [("2000", Decimal(51))]
    assert [one.actual for one in news(first, [*told, *news(revised, told)])] == [50]


NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=1).map(str)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=20))
def test_rates_stay_within_their_bounds(pairs: list[tuple[str, str]]) -> None:
    found = record(*pairs)
    assert found.hit_rate is None or 0 <= found.hit_rate <= 1
    assert found.mean_share is None or found.mean_share >= 0
    assert found.grade is None or len(found.scores) >= 4


@given(st.lists(NUMBERS, min_size=4, max_size=20))
def test_who_forecasts_every_figure_exactly_is_good_and_leans_to_no_side(figures: list[str]) -> None:
    found = record(*[(figure, figure) for figure in figures])
    assert (found.inside, found.leans, found.bias) == (len(figures), 0, Decimal(0))
    assert found.grade in (Grade.GOOD, None)
