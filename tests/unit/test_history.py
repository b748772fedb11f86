"""A measure over time: what is compared with what, how long a promise has been kept or missed, and others beside it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.judgement.comparison import elsewhere
from services.indicators.domain.judgement.history import Point, history, running, year_before
from services.indicators.domain.judgement.target import Target
from services.indicators.domain.measure.measure import Comparison, Measure, difference, quantity
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.pages.judgement.judgement import judged
from shared.measures import Polarity
from shared.periods import parse

NOW = datetime(2026, 5, 7, 9, tzinfo=UTC)


def observed(period: str, value: str | None) -> Observation:
    return Observation(
        place="E08000009",
        period=parse(period),
        revision=1,
        value=None if value is None else Decimal(value),
        missing="not held" if value is None else None,
        status=None,
        batch=UUID(int=1),
        received_at=NOW,
        recorded_at=NOW,
    )


def promised(period: str, value: str = "60") -> Target:
    return Target(
        area="E08000009",
        measure="waste",
        period=parse(period),
        value=Decimal(value),
        tolerance=Decimal("0.01"),
        agreement="a",
        designated=False,
        illustrative=True,
        set_at=NOW,
    )


def over(observations: list[Observation], targets: list[Target]) -> list[Point]:
    return history(observations, targets, [], polarity=Polarity.HIGHER, today=date(2026, 5, 7))


def compared(place: str, value: str, kind: str = "council_area", period: str = "2024/25") -> Comparison:
    return Comparison(period=parse(period), place=place, place_name=place, place_kind=kind, value=Decimal(value))


def test_every_period_with_a_figure_or_a_past_target_has_its_place_in_order() -> None:
    points = over(
        [observed("2024/25", "57.5"), observed("2022/23", "58")],
        [promised("2024/25"), promised("2025/26"), promised("2026/27")],
    )
    assert [(p.period.text, p.verdict) for p in points] == [
        ("2022/23", Verdict.NOT_JUDGED),
        ("2024/25", Verdict.MISSED),
        ("2025/26", Verdict.NOT_JUDGED),
    ]


def test_a_missing_figure_is_not_judged_as_zero() -> None:
    (point,) = over([observed("2024/25", None)], [promised("2024/25")])
    assert (point.value, point.verdict) == (None, Verdict.NOT_JUDGED)


@pytest.mark.parametrize(
    ("values", "count"),
    [(["61", "57", "57.5"], 2), (["57", "61"], 1), (["61", "62", "63"], 3), (["57", None, "59.9"], 2), ([None], 0)],
)
def test_a_run_counts_the_latest_judged_periods_that_agree(values: list[str | None], count: int) -> None:
    periods = [f"{year}" for year in range(2015, 2015 + len(values))]
    points = over(
        [observed(p, v) for p, v in zip(periods, values, strict=True)], [promised(period) for period in periods]
    )
    assert running(points) == count


@pytest.mark.parametrize(
    ("periods", "latest", "found"),
    [
        (["2022/23-Q3", "2023/24-Q2", "2023/24-Q3"], "2023/24-Q3", "2022/23-Q3"),
        (["2023-02", "2024-02"], "2024-02", "2023-02"),
        (["2023/24", "2024/25"], "2024/25", "2023/24"),
        (["2023-04", "2024/25"], "2024/25", None),
        (["2022/23", "2024/25"], "2024/25", None),
    ],
)
def test_the_fair_comparison_is_the_same_period_a_year_before(
    periods: list[str], latest: str, found: str | None
) -> None:
    points = over([observed(period, "1") for period in periods], [])
    point = next(point for point in points if point.period.text == latest)
    earlier = year_before(points, point)
    assert (earlier and earlier.period.text) == found


def test_the_band_is_the_middle_half_of_similar_areas_and_nothing_else() -> None:
    peers = [compared(f"E{n}", str(n)) for n in (10, 20, 30, 40, 50)]
    others = [compared("England", "99", "country"), compared("TRF2", "1", "air_station")]
    (standing,) = elsewhere([*peers, *others])
    assert (standing.peers, standing.band) == (5, (Decimal(20), Decimal(40)))
    assert standing.country == ("England", Decimal(99))


def test_too_few_similar_areas_make_no_band() -> None:
    (standing,) = elsewhere([compared(f"E{n}", str(n)) for n in range(3)])
    assert (standing.peers, standing.band) == (3, None)


def test_each_period_is_compared_with_its_own() -> None:
    found = elsewhere([compared("England", "1", "country", "2023/24"), compared("England", "2", "country")])
    assert [(one.period.text, one.country) for one in found] == [
        ("2023/24", ("England", Decimal(1))),
        ("2024/25", ("England", Decimal(2))),
    ]


def test_figures_are_written_with_their_unit_and_every_digit() -> None:
    assert quantity(Decimal("57.50"), "percent") == "57.50%"
    assert quantity(Decimal(1343645), "people") == "1,343,645 people"
    assert difference(Decimal("2.5"), "percent") == "2.5 percentage points"
    assert difference(Decimal(1), "percent") == "1 percentage point"


@pytest.mark.parametrize(
    ("unit", "said"), [("percent", "2.5 percentage points short"), ("per 10,000 aged 10 to 17", "2.5 short")]
)
def test_how_far_a_figure_falls_short_is_said_in_points_between_percentages(unit: str, said: str) -> None:
    measure = Measure(
        area="E08000009",
        area_name="Trafford",
        profile="lof-2026-1",
        measure="waste",
        title="Waste",
        unit=unit,
        polarity="higher",
        frequency="annual",
        framework="local",
        source="somebody",
    )
    (point,) = over([observed("2024/25", "57.5")], [promised("2024/25")])
    assert judged(point, measure) == said
