"""What a series tells, and in which words: changing or only varying, kept or not as things run, how forecasts did."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.indicators.domain.judgement.baseline import Cause
from services.indicators.domain.judgement.forecast import TrackRecord
from services.indicators.domain.judgement.history import Point
from services.indicators.domain.judgement.signal import Reading, promise_ahead, read
from services.indicators.domain.judgement.significance import Interval
from services.indicators.domain.judgement.target import Target
from services.indicators.domain.judgement.xmr import Assurance, Variation
from services.indicators.domain.measure.measure import Measure
from services.indicators.pages.judgement.signal import (
    begun_anew,
    finding,
    forecast_table,
    outlook,
    record_words,
    travel,
    usual,
    usual_name,
)
from services.indicators.schemas.judgement.signal import reading_document, series_document
from shared.measures import Polarity
from shared.periods import parse
from shared.web.drawing.charts import ChartPoint, LineChart, UsualRange
from shared.web.drawing.drawings import drawings
from tests.unit.indicators.test_forecast import forecast, record
from tests.unit.indicators.test_history import observed, over, promised
from tests.unit.indicators.test_trend import begins

MEASURE = Measure(
    area="E08000009",
    area_name="Trafford",
    profile="lof-2026-1",
    measure="waste",
    title="Waste",
    unit="percent",
    polarity="higher",
    frequency="annual",
    framework="local",
    source="us",
)
EIGHT_BELOW = (10, *[9] * 8)
ORDINARY = "its ordinary ups and downs"
FLAT = (10, 11, 10, 9) * 6  # 24 figures: mean 10, limits 7.34 and 12.66


def years(*values: float | str | None, first: int = 1980) -> list[Point]:
    named = ((str(first + place), value) for place, value in enumerate(values))
    return over([observed(year, None if value is None else str(value)) for year, value in named], [])


def told(*after: float | str | None, polarity: Polarity = Polarity.HIGHER, target: str | None = None) -> Reading:
    return read(years(*FLAT, *after), polarity, targets=[] if target is None else [promise(target)])


def promise(value: str, period: str = "2027") -> Target:
    return promised(period, value)


@pytest.mark.parametrize(
    ("after", "polarity", "sentence"),
    [
        ((11,), Polarity.HIGHER, "As usual: the latest figure is within its ordinary ups and downs."),
        (EIGHT_BELOW, Polarity.HIGHER, "Worse than usual: the last eight figures are all below the average."),
        (EIGHT_BELOW, Polarity.LOWER, "Better than usual: the last eight figures are all below the average."),
        (EIGHT_BELOW, Polarity.CONTEXT, "Not as usual: the last eight figures are all below the average."),
        ((13,), Polarity.HIGHER, f"Better than usual: the latest figure is higher than {ORDINARY} explain."),
        ((8, 8.5, 9, 9.5, 10.5, 11, 11.5), Polarity.LOWER, "Getting worse: the figure has risen six times running."),
        ((11, 12, 12), Polarity.HIGHER, "Better than usual: of the last three figures, two are far above the average."),
    ],
)  # fmt: skip
def test_the_finding_says_in_plain_words_what_stands_out(
    after: tuple[float, ...], polarity: Polarity, sentence: str
) -> None:
    assert finding(told(*after, polarity=polarity)) == sentence


def test_few_figures_are_a_first_idea_and_too_few_are_none() -> None:
    assert finding(read(years(10, 11, 10), Polarity.HIGHER)).endswith(
        "Only three figures are behind this: take it as a first idea."
    )
    assert finding(read(years(10), Polarity.HIGHER)) == "There are too few figures yet to say whether it is changing."
    assert finding(read([], Polarity.HIGHER)) == ""
    assert usual_name(read(years(10, 11), Polarity.HIGHER)).endswith("(a first idea, from fewer than 13 figures)")
    assert usual_name(told()) == "Usual range"


@pytest.mark.parametrize(
    ("target", "assured", "begins_with"),
    [("7", Assurance.PASSES, "If nothing changes, yes"), ("13", Assurance.FAILS, "If nothing changes, no: 13%"),
     ("10", Assurance.HIT_AND_MISS, "If nothing changes, sometimes: 10%"), (None, None, "")],
)  # fmt: skip
def test_the_outlook_is_apart_from_the_finding(target: str | None, assured: Assurance | None, begins_with: str) -> None:
    reading = told(13, target=target)
    assert (reading.assurance, reading.variation) == (assured, Variation.IMPROVING)
    assert outlook(reading, MEASURE).startswith(begins_with)
    assert bool(outlook(reading, MEASURE)) is bool(begins_with)


def test_a_gap_of_years_gives_no_moving_range_and_signals_keep_their_periods() -> None:
    points = [*years(*FLAT[:12]), *years(*FLAT[:12], 99, first=2000)]
    (part,) = read(points, Polarity.HIGHER).parts
    assert part.chart is not None
    assert part.chart.limits.average_range == 1
    (signal,) = part.chart.signals
    assert str(part.periods[signal.first]) == "2012"
    assert part.periods[12] is None
    assert "No difference is taken across periods without a figure." in read(points, Polarity.HIGHER).working
    assert "periods without" not in read(years(*FLAT), Polarity.HIGHER).working
    across = read([*years(*FLAT[:12]), *years(11, 11, 11, 11, 11, 11, 11, first=2000)], Polarity.HIGHER)
    assert "without a figure" not in finding(across)
    hidden = read(
        [*years(*FLAT[:12]), *years(11, 11, 11, first=2000), *years(11, 11, 11, 11, first=2010)], Polarity.HIGHER
    )
    assert finding(hidden).startswith(
        "Better than usual: the last seven figures are all above the average, with periods without a figure among them."
    )


def test_a_survey_of_every_second_year_has_no_gap_between_its_years() -> None:
    points = [point for at, point in enumerate(years(*FLAT)) if at % 2 == 0]
    assert read(points, Polarity.HIGHER, frequency="annual").chart is None
    survey = read(points, Polarity.HIGHER, frequency="biennial")
    assert survey.chart is not None
    assert not survey.has_gap


def test_after_a_rebase_only_the_new_figures_make_the_limits() -> None:
    points = years(*FLAT, 20, 21, 20, 19)
    whole, anew = read(points, Polarity.HIGHER), read(points, Polarity.HIGHER, baselines=[begins("2004")])
    assert whole.variation is Variation.IMPROVING
    assert anew.variation is Variation.COMMON
    assert [part.chart and part.chart.limits.mean for part in anew.parts] == [10, 20]
    assert "Begun anew with 2004: a new contract" in anew.working
    assert anew.limits[parse("2003")] != anew.limits[parse("2004")]
    (fact,) = begun_anew([begins("2004", Cause.DEFINITION)], {"trafford-council": "Trafford Council"})
    assert "scrutiny officer of Trafford Council" in str(fact.words)


@pytest.mark.parametrize(
    ("now", "polarity", "sentence"),
    [
        ("12", Polarity.HIGHER, "It is 3 percentage points more than a year earlier, which is better."),
        ("8", Polarity.HIGHER, "It is 1 percentage point less than a year earlier, which is worse."),
        ("8", Polarity.CONTEXT, "It is 1 percentage point less than a year earlier."),
        ("9", Polarity.HIGHER, "It is the same as a year earlier."),
    ],
)
def test_the_direction_is_said_against_the_year_before(now: str, polarity: Polarity, sentence: str) -> None:
    assert travel(told(now, polarity=polarity), MEASURE) == sentence


def test_a_difference_within_chance_is_no_clear_change_and_a_new_definition_is_not_compared() -> None:
    points = years(50, 52)
    wide = {p.period: Interval(lower=Decimal(45), upper=Decimal(57), method="given") for p in points}
    unclear = read(points, Polarity.HIGHER, intervals=wide)
    broken = read(points, Polarity.HIGHER, baselines=[begins("1981", Cause.DEFINITION)])
    assert travel(unclear, MEASURE).endswith("within chance, so no clear change.")
    assert "what is counted changed" in travel(broken, MEASURE)
    assert travel(read(years(50), Polarity.HIGHER), MEASURE).startswith("There is no figure for the same period")


def test_the_promise_ahead_is_of_the_period_that_runs_else_the_newest() -> None:
    targets = [promise("60", "2027"), promise("58", "2025"), promise("59", "2026")]
    assert promise_ahead(targets, date(2026, 5, 1)) is targets[2]
    assert promise_ahead(targets, date(2030, 5, 1)) is targets[0]
    assert promise_ahead([], date(2030, 5, 1)) is None


def test_machines_are_told_the_same_with_every_working() -> None:
    points = years(*FLAT, 10, 9, 9, 9, 9, 9, 9, 9)
    reading = read(points, Polarity.HIGHER, targets=[promise("13")])
    document = reading_document(reading)
    assert (document["variation"], document["signal"], document["assurance"]) == ("concerning", "run", "fails")
    sections: Any = document["sections"]
    assert sections[0]["limits"] == {
        "mean": "10.000", "lower": "7.340", "upper": "12.660", "figures": 24, "fixed": True, "trial": False,
    }  # fmt: skip
    assert sections[0]["signals"] == [{"rule": "run", "side": "down", "from": "2005", "to": "2011"}]
    assert "Rule xmr/1." in str(document["working"])
    series: Any = series_document(points, reading)
    assert len(series) == len(points)
    assert series[-1]["direction"]["travel"] == "same"
    assert series[0]["direction"]["travel"] == "nothing_before"


@pytest.mark.parametrize(
    ("values", "unit", "lower", "upper"),
    [
        ((90, 100, 90, 100), "percent", "68.4", None),
        ((0, 4, 0, 4), "people", None, "12.6"),
        ((-4, 4), "people", "-21.3", "21.3"),
        ((10, 12), "percent", "5.7", "16.3"),
    ],
)
def test_a_limit_that_no_figure_can_reach_is_not_drawn(
    values: tuple[int, ...], unit: str, lower: str | None, upper: str | None
) -> None:
    chart = read(years(*values), Polarity.HIGHER).chart
    assert chart is not None
    found = usual(chart.limits, [Decimal(value) for value in values], unit)
    expected = [None if end is None else Decimal(end) for end in (lower, upper)]
    assert [found.lower, found.upper] == expected


def drawn(*usuals: UsualRange | None) -> LineChart:
    points = [ChartPoint(period=str(2000 + n), value=Decimal(10), usual=one) for n, one in enumerate(usuals)]
    return LineChart(id="c", title="Waste", description="It moved.", series="Trafford", unit="%", points=points)


def test_limits_are_drawn_for_each_section_and_named_in_words() -> None:
    first, second = (UsualRange(Decimal(m), Decimal(m - 2), Decimal(m + 2)) for m in (10, 20))
    chart = drawn(first, first, second, second)
    wide, _ = drawings(chart)
    assert (len(wide.limits), len(wide.averages)) == (4, 2)
    assert chart.usual_words == "Usual range, 18% to 22%"
    assert {"Usually above 18%", "Usually below 22%"} <= {label.words for label in wide.labels}
    assert chart.scale.ticks[-1] >= 22


def test_a_chart_without_limits_draws_none() -> None:
    chart = drawn(None, None)
    wide, _ = drawings(chart)
    assert (wide.limits, wide.averages, chart.usual_words) == ([], [], "")
    assert drawn(UsualRange(Decimal(10), None, Decimal(12))).usual_words == "Usual range, up to 12%"
    assert drawn(UsualRange(Decimal(10), Decimal(8))).usual_words == "Usual range, above 8%"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (record(), "No earlier forecast can be looked at"),
        (record(("51", "50")), "The one figure that has come lay within the range that was forecast."),
        (record(("55", "50")), "10% out. Below four of them there is no grade."),
        (record(*[("51", "50")] * 6), "Six of six figures lay within the range that was forecast."),
        (record(*[("51", "50")] * 6), "On average the forecasts were 2% out. That is good. They are mostly too high"),
        (record(*[("49", "50")] * 6), "mostly too low: by 1 percentage point on average of the last eight."),
    ],
)  # fmt: skip
def test_the_track_record_is_said_in_words(made: TrackRecord, words: str) -> None:
    assert words in record_words(made, MEASURE)


def test_forecasts_stand_in_a_table_with_what_came() -> None:
    made = [forecast("2020", "50"), forecast("2021", "50", version=2), forecast("2021", "58", version=3)]
    known = record(("1", "1"))
    table = forecast_table(made, known, MEASURE)
    assert table is not None
    assert [[str(cell) for cell in row.cells] for row in table.rows] == [
        ["2021", "58%", "56% to 60%", "not yet here"],
        ["2020", "50%", "48% to 52%", "1%, within the range"],
    ]
    assert forecast_table([], known, MEASURE) is None
