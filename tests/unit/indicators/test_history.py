"""A measure over time: what is compared with what, how long a promise has been kept or missed, and others beside it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.judgement.comparison import elsewhere
from services.indicators.domain.judgement.history import Point, between, follows, history, running, year_before
from services.indicators.domain.judgement.target import Target
from services.indicators.domain.measure.measure import Comparison, Measure, difference, quantity
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.pages.judgement.judgement import judged
from services.indicators.schemas.judgement.wording import headline, lede
from shared.measures import Polarity, readable
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


@pytest.mark.parametrize(
    ("value", "beside", "shown"),
    [
        ("57.50", None, "57.50"),
        ("17.083333333333333333", None, "17.08"),
        ("123456789012345.675", None, "123456789012345.68"),
        ("-0.005", None, "-0.005"),
        ("0.00042857142857", None, "0.000429"),
        ("59.996", "60", "59.996"),
        ("59.99999999999999999999996", "60", "59.99999999999999999999996"),
        ("60.00000", "60", "60.00"),
        ("12", "12", "12"),
    ],
)
def test_a_figure_is_shown_short_and_never_like_the_target_that_it_missed(
    value: str, beside: str | None, shown: str
) -> None:
    assert str(readable(Decimal(value), None if beside is None else Decimal(beside))) == shown


def test_figures_are_written_with_their_unit() -> None:
    assert quantity(Decimal("57.50"), "percent") == "57.50%"
    assert quantity(Decimal(1343645), "people") == "1,343,645 people"
    assert difference(Decimal("2.5"), "percent") == "2.5 percentage points"
    assert difference(Decimal(1), "percent") == "1 percentage point"


@pytest.mark.parametrize(
    ("polarity", "value", "said"),
    [
        ("higher", "57.5", "2.5 short"),
        ("lower", "62.0833333333333333", "2.08 over"),
        ("plan", "62", "2 away"),
        ("higher", "59.99999", "0.00001 short"),
    ],
)
def test_how_far_a_figure_is_from_its_promise_is_said_in_a_word_that_fits_it(
    polarity: str, value: str, said: str
) -> None:
    measure = Measure(
        area="E08000009",
        area_name="Trafford",
        profile="lof-2026-1",
        measure="waste",
        title="Waste",
        unit="percent",
        polarity=polarity,
        frequency="annual",
        framework="local",
        source="somebody",
    )
    asked = [promised("2024/25")]
    (point,) = history([observed("2024/25", value)], asked, [], polarity=Polarity(polarity), today=date(2026, 5, 7))
    assert judged(point, measure).removeprefix("Nearly: ") == said


@pytest.mark.parametrize(
    ("before", "period", "frequency", "missing"),
    [
        ("2013/14", "2014/15", "annual", ""),
        ("2010/11", "2018/19", "annual", "2011/12 to 2017/18"),
        ("2010/11", "2012/13", "annual", "2011/12 to 2011/12"),
        ("2010/11", "2012/13", "biennial", ""),
        ("2010/11", "2014/15", "biennial", "2011/12 to 2013/14"),
        ("2023-03", "2023-06", "monthly", "2023-04 to 2023-05"),
        ("2023-06-30", "2023-07-31", "monthly", ""),
        ("2023-06-30", "2023-09-30", "monthly", "not named"),
        ("2017-2019", "2018-2020", "annual", ""),
        ("2017-2019", "2023-2025", "annual", "not named"),
    ],
)
def test_periods_without_a_figure_between_two_are_seen_and_named(
    before: str, period: str, frequency: str, missing: str
) -> None:
    first, last = parse(before), parse(period)
    assert follows(first, last, frequency) is (missing == "")
    if missing:
        found = between(first, last)
        assert (" to ".join(map(str, found)) if found else "not named") == missing


@pytest.mark.parametrize(
    ("is_illustrative", "said", "meant"),
    [
        (False, "The promise was 60%.", "The promise was kept."),
        (True, "The illustrative target was 60%.", "The illustrative target was met. It only illustrates: nobody "),
    ],
)
def test_what_only_illustrates_is_called_no_promise(is_illustrative: bool, said: str, meant: str) -> None:
    measure = Measure(
        area="E08000009",
        area_name="Trafford",
        profile="lof-2026-1",
        measure="waste",
        title="Waste",
        unit="percent",
        polarity="higher",
        frequency="annual",
        framework="local",
        source="somebody",
    )
    target = replace(promised("2024/25"), illustrative=is_illustrative)
    (point,) = over([observed("2024/25", "61")], [target])
    assert headline(measure, point, point, 0).endswith(said)
    assert lede(measure, [point], point, point).startswith(meant)
