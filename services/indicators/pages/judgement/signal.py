"""How the measure's page says what its series tells: changing or only varying, kept or not as things run, forecasts.

Facts come in; nothing is judged here. The words are for somebody who dislikes charts: no word of statistics in them.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from services.indicators.domain.judgement.baseline import Baseline, Cause
from services.indicators.domain.judgement.comparison import Standing
from services.indicators.domain.judgement.forecast import (
    FEWEST_FOR_GRADE,
    Forecast,
    Grade,
    Score,
    TrackRecord,
    counting,
)
from services.indicators.domain.judgement.history import Point
from services.indicators.domain.judgement.signal import Charted, Reading
from services.indicators.domain.judgement.trend import Travel
from services.indicators.domain.judgement.xmr import SETTLED, Assurance, Kind, Limits, Side, Signal, Variation
from services.indicators.domain.measure.measure import PERCENT, Measure, difference, quantity
from services.indicators.schemas.judgement.wording import promise
from shared.periods import words
from shared.web.components import Fact
from shared.web.drawing.charts import UsualRange
from shared.web.promises import counted
from shared.web.tables import Column, Row, Table
from shared.working_days import in_words, london_day

HUNDRED = Decimal(100)
COLON = {
    Variation.IMPROVING: "Better than usual",
    Variation.CONCERNING: "Worse than usual",
    Variation.CHANGED: "Not as usual",
    Variation.COMMON: "As usual",
}
TREND = {
    Variation.IMPROVING: "Getting better",
    Variation.CONCERNING: "Getting worse",
    Variation.CHANGED: "Moving one way",
}
GRADES = {Grade.GOOD: "good", Grade.FAIR: "fair", Grade.POOR: "poor"}
CAUSES = {Cause.PROCESS: "How it is done changed", Cause.DEFINITION: "What is counted changed"}


def finding(reading: Reading) -> str:
    """Is it changing? One sentence, and how far to trust it where few figures are behind it; "" without any figure."""
    if not reading.parts:
        return ""
    if reading.chart is None or reading.variation is None:
        return "There are too few figures yet to say whether it is changing."
    few = reading.chart.limits
    trial = f" Only {counted(few.figures)} figures are behind this: take it as a first idea." if few.is_trial else ""
    signal = reading.chart.latest
    if signal is None:
        return f"As usual: the latest figure is within its ordinary ups and downs.{trial}"
    opening = TREND[reading.variation] if signal.kind is Kind.TREND else COLON[reading.variation]
    return f"{opening}: {_because(signal, reading.parts[-1])}.{trial}"


def _because(signal: Signal, part: Charted) -> str:
    values = part.chart.values if part.chart else ()
    figures = sum(value is not None for value in values[signal.first : signal.last + 1])
    count, steps = counted(figures), figures - 1
    gap = ", with periods without a figure among them" if None in values[signal.first : signal.last + 1] else ""
    is_up = signal.side is Side.UP
    match signal.kind:
        case Kind.BEYOND_LIMIT:
            return f"the latest figure is {'higher' if is_up else 'lower'} than its ordinary ups and downs explain"
        case Kind.TREND:
            return f"the figure has {'risen' if is_up else 'fallen'} {counted(steps)} times running{gap}"
        case Kind.NEAR_LIMIT:
            return f"of the last three figures, two are far {'above' if is_up else 'below'} the average{gap}"
        case Kind.RUN:
            return f"the last {count} figures are all {'above' if is_up else 'below'} the average{gap}"


def outlook(reading: Reading, measure: Measure) -> str:
    """Will it get there? What becomes of the next promise if nothing changes; "" where there is none to keep."""
    if reading.target is None or reading.assurance is None:
        return ""
    goal = promise(reading.target.value, measure.unit, measure.polarity)
    return {
        Assurance.PASSES: f"If nothing changes, yes: {goal} is kept even at the worst of its ordinary ups and downs.",
        Assurance.FAILS: f"If nothing changes, no: {goal} is beyond its ordinary ups and downs.",
        Assurance.HIT_AND_MISS: f"If nothing changes, sometimes: {goal} lies within its ordinary ups and downs.",
    }[reading.assurance]


def course(reading: Reading, measure: Measure) -> str:
    """Whether the latest figure is on the way to its target; "" where no way leads through its period."""
    point, behind = reading.latest, reading.behind
    if point is None or point.course is None or behind is None or reading.target is None:
        return ""
    step = promise(_stripped(point.course), measure.unit, measure.polarity)
    asked = f"On the way to it, {words(point.period)} asks for {step}"
    if behind <= 0:
        return f"{asked}: it is on course."
    return f"{asked}: it is {difference(_stripped(behind), measure.unit)} behind."


def floor(reading: Reading, measure: Measure) -> str:
    """That the minimum standard is breached; "" where it is not, or none was set."""
    if not reading.is_below_minimum or reading.latest is None or reading.latest.minimum is None:
        return ""
    standard = promise(reading.latest.minimum, measure.unit, measure.polarity)
    return f"The minimum standard, {standard}, is not kept, whatever was promised."


def stretch(reading: Reading, measure: Measure) -> str:
    """The second, harder promise; "" where there is none."""
    if reading.target is None or reading.target.stretch is None:
        return ""
    return f"The stretch target is {promise(reading.target.stretch, measure.unit, measure.polarity)}."


def standard(reading: Reading, measure: Measure) -> str:
    """The floor that the promise names; "" where it names none, or where it is told already that it is not kept."""
    if reading.target is None or reading.target.minimum is None or reading.is_below_minimum:
        return ""
    return f"The minimum standard is {promise(reading.target.minimum, measure.unit, measure.polarity)}."


def leeway(reading: Reading, rule: Decimal) -> str:
    """How short of the next promise counts as near, where that is not the area's `rule`; "" elsewhere."""
    if reading.target is None or reading.target.tolerance == rule:
        return ""
    own, usual = (f"{(share * 100).normalize():f}%" for share in (reading.target.tolerance, rule))
    return f"Up to {own} short of it counts as near, where the rule here is {usual}."


def travel(reading: Reading, measure: Measure) -> str:
    """How the latest figure compares with the same period a year before, and whether that is more than chance."""
    found = reading.direction
    if found is None:
        return ""
    if found.travel is Travel.NOT_COMPARABLE:
        return "It is not compared with a year earlier, because what is counted changed since."
    if found.moved is None:
        return "There is no figure for the same period a year earlier."
    if found.moved == 0:
        return "It is the same as a year earlier."
    apart = f"{difference(abs(found.moved), measure.unit)} {'more' if found.moved > 0 else 'less'} than a year earlier"
    if found.travel is Travel.NO_CLEAR_CHANGE:
        return f"It is {apart}: within chance, so no clear change."
    better = {Travel.BETTER: ", which is better", Travel.WORSE: ", which is worse"}.get(found.travel, "")
    return f"It is {apart}{better}."


def certainty(reading: Reading, measure: Measure) -> str:
    """Between what the true figure lies, where its owner says how many it rests on; "" elsewhere."""
    point = reading.latest
    found = reading.intervals.get(point.period) if point is not None else None
    if found is None:
        return ""
    lower, upper = (quantity(_shortened(end), measure.unit) for end in (found.lower, found.upper))
    return f"It rests on a sample or on chance events: the true figure most likely lies between {lower} and {upper}."


def spread(points: Sequence[Point], measure: Measure) -> str:
    """Between what all figures lie; "" for one."""
    values = [point.value for point in points if point.value is not None]
    if len(values) < 2:
        return ""
    lowest, highest = quantity(min(values), measure.unit), quantity(max(values), measure.unit)
    return f"All {len(values)} figures lie between {lowest} and {highest}."


def beside(reading: Reading, measure: Measure) -> str:
    """Where the latest figure stands among similar areas; "" where that is not known. Never a rank."""
    if reading.standing is None:
        return ""
    place = {
        Standing.WITHIN: "in the middle half of similar areas",
        Standing.ABOVE: "above the middle half of similar areas",
        Standing.BELOW: "below the middle half of similar areas",
    }[reading.standing]
    return f"{measure.area_name} is {place}."


def usual(limits: Limits, values: Sequence[Decimal], unit: str) -> UsualRange:
    """The range for the chart. What no figure can reach is left out: below nothing, or above the whole."""
    lower, average, upper = (_plain(limits, line) for line in (limits.lower, limits.mean, limits.upper))
    is_floored = lower < 0 <= min(values)
    is_capped = unit == PERCENT and upper > HUNDRED >= max(values)
    return UsualRange(average, None if is_floored else lower, None if is_capped else upper)


def usual_name(reading: Reading) -> str:
    """How the legend names the range, and that it is a first idea where few figures are behind it."""
    limits = reading.chart.limits if reading.chart else None
    if limits is None or not limits.is_trial:
        return "Usual range"
    return f"Usual range (a first idea, from fewer than {SETTLED} figures)"


def begun_anew(baselines: Sequence[Baseline], names: dict[str, str]) -> list[Fact]:
    """Each decision with which the series begins anew, the latest first: what changed, why, and who says so."""
    return [
        Fact(
            f"From {words(one.period)}",
            f"{CAUSES[one.cause]}: {one.reason} Decided on {in_words(london_day(one.decided_at))} by a scrutiny officer"
            f" of {names.get(one.body or '', one.body or 'no body')}.",
        )
        for one in sorted(baselines, key=lambda one: one.decided_at, reverse=True)
    ]


def record_words(record: TrackRecord, measure: Measure) -> str:
    """How good earlier forecasts were, in two or three sentences; what is missing where there is no grade yet."""
    count = len(record.scores)
    if not count:
        return "No earlier forecast can be looked at: none has had its figure yet."
    within = "lay within the range that was forecast"
    said = [f"{counted(record.inside).capitalize()} of {counted(count)} figures {within}."]
    if count == 1:
        said = [f"The one figure that has come {within if record.inside else 'did not lie within that range'}."]
    if record.mean_share is not None:
        said.append(f"On average the forecasts were {_percent(record.mean_share)} out.")
    if record.grade is None:
        said.append(f"Below {counted(FEWEST_FOR_GRADE)} of them there is no grade.")
    else:
        said.append(f"That is {GRADES[record.grade]}.")
    if record.leans and record.bias is not None:
        way = "high" if record.leans > 0 else "low"
        by = difference(_shortened(abs(record.bias)), measure.unit)
        said.append(f"They are mostly too {way}: by {by} on average of the last eight.")
    return " ".join(said)


def forecast_table(forecasts: Sequence[Forecast], record: TrackRecord, measure: Measure) -> Table | None:
    """Each forecast that counts, the newest period first, and what came."""
    if not forecasts:
        return None
    scores = {score.forecast.version: score for score in record.scores}
    columns = [Column("Period"), Column("Forecast", is_number=True), Column("Range"), Column("What came")]
    rows = [
        Row(
            [
                words(one.period),
                quantity(one.value, measure.unit),
                f"{quantity(one.lower, measure.unit)} to {quantity(one.upper, measure.unit)}",
                _came(scores.get(one.version), measure),
            ]
        )
        for one in reversed(counting(forecasts))
    ]
    return Table("Forecasts, the newest first", columns, rows, stacks=True)


def _came(score: Score | None, measure: Measure) -> str:
    if score is None:
        return "not yet here"
    return f"{quantity(score.actual, measure.unit)}, {'within' if score.is_inside else 'outside'} the range"


def _percent(share: Fraction) -> str:
    return f"{_shortened(Decimal(share.numerator) / Decimal(share.denominator) * HUNDRED):f}%"


def _shortened(value: Decimal) -> Decimal:
    """One place after the point, more where that would leave nothing."""
    rounded = value.quantize(Decimal("0.1"))
    return _stripped(rounded if rounded or not value else value.quantize(Decimal("0.0001")))


def _plain(limits: Limits, line: Fraction) -> Decimal:
    return _stripped(limits.decimal(line).quantize(Decimal(1).scaleb(-limits.places - 1)))


def _stripped(value: Decimal) -> Decimal:
    """The same without ".0" at its end."""
    return value.to_integral_value() if value == value.to_integral_value() else value
