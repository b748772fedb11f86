"""How the pages of measures put figures, promises and judgements into words. Facts come in; nothing is judged here."""

from services.indicators.domain.judgement.history import Point, running
from services.indicators.domain.judgement.judgement import Verdict
from services.indicators.domain.judgement.signal import Reading
from services.indicators.domain.measure.measure import PERCENT, Measure, difference, quantity
from services.indicators.schemas.judgement.wording import gap, promise
from shared.events.indicators import Judgement as Told
from shared.periods import Period, words
from shared.web.chips import Chip, Status

VERDICT_WORDS = {
    Verdict.MET: "met",
    Verdict.NEAR: "nearly met",
    Verdict.MISSED: "not met",
    Verdict.NOT_JUDGED: "not judged",
}


def chips(points: list[Point], decides: Point | None, latest: Point | None, reading: Reading) -> list[Chip]:
    """What stands at the head of a measure: met or not, how often running, and how firm its figure is."""
    found = [_verdict_chip(points, decides)]
    if reading.is_below_minimum:
        found.append(Chip(Status.NOT_MET, "Below the minimum standard"))
    if decides is not None and decides.target is not None and decides.target.illustrative:
        found.append(Chip(Status.NOTE, "Illustrative target"))
    if latest is not None and latest.observation is not None and latest.observation.status is not None:
        found.append(Chip(Status.NOTE, f"{latest.observation.status.capitalize()} figure"))
    return found


def _verdict_chip(points: list[Point], decides: Point | None) -> Chip:
    if decides is None:
        return Chip(Status.NOT_KNOWN, "Not judged")
    times = running(points)
    again = f", {times} periods running" if times > 1 else ""
    if decides.verdict is Verdict.MET:
        return Chip(Status.MET, f"Met{again}")
    return Chip(Status.NOT_MET, f"{'Nearly met' if decides.verdict is Verdict.NEAR else 'Not met'}{again}")


def judged(point: Point, measure: Measure) -> str:
    """The judgement of one period in a table: "2.5 percentage points short", "12 short", "Met"."""
    if point.verdict is Verdict.MET:
        return "Met"
    apart = gap(point, measure)
    short = f"{difference(apart, PERCENT) if measure.unit == PERCENT else f'{apart:,f}'} short"
    return f"Nearly: {short}" if point.verdict is Verdict.NEAR else short


def elsewhere(point: Point, measure: Measure) -> str:
    """How others stood in the same period. Never a rank."""
    others = point.elsewhere
    if others is None or (others.band is None and others.country is None):
        return "Nothing was sent to compare this period with."
    said = ""
    if others.band is not None:
        low, high = (quantity(value, measure.unit) for value in others.band)
        said = f"Half of {others.peers} similar areas lie between {low} and {high} in {words(point.period)}. "
    if others.country is not None:
        name, value = others.country
        said += f"{name}: {quantity(value, measure.unit)}. "
    return said + "This is context, not a ranking."


def told(event: Told, measure: Measure, period: Period | None) -> str:
    """A changed judgement as the page's history tells it."""
    before, after = VERDICT_WORDS[Verdict(event.before)], VERDICT_WORDS[Verdict(event.verdict)]
    if event.value is None or event.target is None or period is None:
        return f"Now {after}; before, {before}."
    figure = quantity(event.value, measure.unit)
    target = promise(event.target, measure.unit, event.polarity or measure.polarity)
    return f"{words(period)}: {figure} against a target of {target}. Judged {after}; before, {before}."
