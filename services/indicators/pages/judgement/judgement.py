"""How the pages of measures put figures, promises and judgements into words. Facts come in; nothing is judged here."""

from collections.abc import Sequence

from services.indicators.domain.figure.held import Release
from services.indicators.domain.judgement.history import Point, running
from services.indicators.domain.judgement.signal import Reading
from services.indicators.domain.measure.measure import Measure, quantity
from services.indicators.domain.measure.part import Titled
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.schemas.judgement.wording import gap, missed_by, promise
from shared.events.indicators import Judgement as Told
from shared.measures import readable
from shared.periods import Period, words
from shared.web.chips import Chip, Status
from shared.web.wording import moment, number

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


def _verdict_chip(points: list[Point], decides: Point | None) -> Chip:
    if decides is None:
        return Chip(Status.NOT_KNOWN, "Not judged")
    times = running(points)
    again = f", {times} periods running" if times > 1 else ""
    if decides.verdict is Verdict.MET:
        return Chip(Status.MET, f"Met{again}")
    return Chip(Status.NOT_MET, f"{'Nearly met' if decides.verdict is Verdict.NEAR else 'Not met'}{again}")


def judged(point: Point, measure: Measure) -> str:
    """The judgement of one period in a table, whose heading has the unit: "2.5 short", "12 over", "Met"."""
    if point.verdict is Verdict.MET:
        return "Met"
    short = f"{number(readable(gap(point, measure)))} {missed_by(measure).split()[0]}"
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
    figure = quantity(event.value, measure.unit, event.target)
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
