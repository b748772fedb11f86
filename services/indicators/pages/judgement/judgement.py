"""How the pages of measures put figures, promises and judgements into words. Facts come in; nothing is judged here."""

from collections.abc import Sequence
from decimal import Decimal

from services.indicators.domain.figure.held import Release
from services.indicators.domain.judgement.history import Point, running
from services.indicators.domain.judgement.judgement import shortfall
from services.indicators.domain.measure.measure import PERCENT, Measure, difference, quantity
from services.indicators.domain.measure.part import Titled
from services.indicators.domain.measure.verdict import Verdict
from shared.events.indicators import Judgement as Told
from shared.measures import bound, polarity_of
from shared.periods import Period, words
from shared.web.wording import moment

VERDICT_WORDS = {
    Verdict.MET: "met",
    Verdict.NEAR: "nearly met",
    Verdict.MISSED: "not met",
    Verdict.NOT_JUDGED: "not judged",
}


def promise(target: Decimal, unit: str, polarity: str) -> str:
    """What was promised: "60%", "at most 3%", "exactly 20 places"."""
    return bound(polarity) + quantity(target, unit)


def gap(point: Point, measure: Measure) -> Decimal:
    """How far a judged figure is from its promise, in the measure's own unit; never below zero."""
    if point.value is None or point.target is None:
        return Decimal(0)
    return max(shortfall(point.value, point.target.value, polarity_of(measure.polarity)), Decimal(0))


def headline_of_parts(measure: Measure, parts: Sequence[Titled]) -> str:
    """How many of its parts a measure keeps its promise in."""
    judged = [one.part.verdict for one in parts if one.part.is_judged]
    if not judged:
        return f"{measure.area_name}: none of the {len(parts)} parts can be judged yet."
    met = judged.count(Verdict.MET)
    return f"{measure.area_name}: {met} of {len(judged)} parts {'meets its' if met == 1 else 'meet their'} target."


def lede_of_parts(parts: Sequence[Titled]) -> str:
    """How the whole follows from them, and which of them cannot be judged."""
    said = "This measure is made of parts. It is met only when every part that can be judged is met."
    unjudged = [one.part.part for one in parts if not one.part.is_judged]
    if not unjudged:
        return said
    named = f"Part {unjudged[0]}" if len(unjudged) == 1 else f"Parts {', '.join(unjudged[:-1])} and {unjudged[-1]}"
    return f"{said} {named} cannot be judged yet."


def headline(measure: Measure, decides: Point | None, latest: Point | None, places: int) -> str:
    """The number and the promise; or that it is measured at `places` inside the area and not for the whole of it."""
    shown = decides or latest
    if shown is None or shown.value is None:
        if places:
            return f"{measure.area_name}: measured at {places} places, not for the area as a whole."
        return f"{measure.area_name}: no figure has been sent yet."
    figure = f"{measure.area_name}: {quantity(shown.value, measure.unit)} in {words(shown.period)}."
    if shown.target is None:
        return f"{figure} No target is agreed."
    return f"{figure} The promise was {promise(shown.target.value, measure.unit, measure.polarity)}."


def lede(measure: Measure, points: list[Point], decides: Point | None, latest: Point | None) -> str:
    """What that means, in one or two sentences."""
    if decides is None or decides.target is None:
        return "Without a figure and a target for the same period nothing is judged." if latest else ""
    times = running(points)
    said = _kept(times) if decides.verdict is Verdict.MET else _short(measure, decides, times)
    if latest is not None and latest.value is not None and latest.period > decides.period:
        newest = quantity(latest.value, measure.unit)
        said += f" The newest figure is {newest}, for {words(latest.period)}; no target is agreed for that."
    return said


def _kept(times: int) -> str:
    if times == 1:
        return "The promise was kept."
    return f"The promise was kept, as in each of the last {times} periods that had a target."


def _short(measure: Measure, point: Point, times: int) -> str:
    by = difference(gap(point, measure), measure.unit)
    margin = ", within the margin that was agreed as near" if point.verdict is Verdict.NEAR else ""
    said = f"That is {by} short of the target{margin}."
    if times > 1:
        said += f" The target was not met in any of the last {times} periods that had one."
    return said


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
    if event.parts and period is not None:
        met = sum(part.verdict == Verdict.MET for part in event.parts)
        judged = sum(part.verdict != Verdict.NOT_JUDGED for part in event.parts)
        return f"{words(period)}: {met} of {judged} parts met. Judged {after}; before, {before}."
    if event.value is None or event.target is None or period is None:
        return f"Now {after}; before, {before}."
    figure = quantity(event.value, measure.unit)
    target = promise(event.target, measure.unit, event.polarity or measure.polarity)
    return f"{words(period)}: {figure} against a target of {target}. Judged {after}; before, {before}."


def postponed(release: Release | None) -> str:
    """A line on the time at which the latest figures were to be public, where it was changed late or repeatedly."""
    if release is None or not release.is_remarkable:
        return ""
    times, late = len(release.moves), sum(move.is_late for move in release.moves)
    said = f"The time to publish the latest figures was changed {'once' if times == 1 else f'{times} times'}"
    if late:
        how_often = "" if times == 1 else ", once" if late == 1 else f", {late} times"
        said += f"{how_often} less than a day ahead"
    return f"{said}. First announced: {moment(release.announced_at)}. Published: {moment(release.released_at)}."
