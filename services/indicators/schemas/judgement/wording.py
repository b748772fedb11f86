"""How a measure's figures, promises and judgements are put into words, the same on its page and for machines.

Facts come in; nothing is judged here.
"""

from decimal import Decimal

from services.indicators.domain.judgement.history import Point, running
from services.indicators.domain.judgement.judgement import shortfall
from services.indicators.domain.measure.measure import Measure, difference, quantity
from services.indicators.domain.measure.verdict import Verdict
from shared.measures import Polarity, bound, polarity_of
from shared.periods import words


def promise(target: Decimal, unit: str, polarity: str) -> str:
    """What was promised: "60%", "at most 3%", "exactly 20 places"."""
    return bound(polarity) + quantity(target, unit)


def gap(point: Point, measure: Measure) -> Decimal:
    """How far a judged figure is from its promise, in the measure's own unit; never below zero."""
    if point.value is None or point.target is None:
        return Decimal(0)
    return max(shortfall(point.value, point.target.value, polarity_of(measure.polarity)), Decimal(0))


def told(missing: str) -> str:
    """Why there is no figure, in plain words: one that is suppressed is known and not told."""
    kept = "known, but not told"
    return f"{kept}{missing.removeprefix('suppressed')}" if missing.startswith("suppressed") else missing


def missed_by(measure: Measure) -> str:
    """On which side of its target a figure that missed it lies: a target can be a floor, a ceiling or a mark."""
    return {Polarity.LOWER: "over", Polarity.PLAN: "away from"}.get(polarity_of(measure.polarity), "short of")


def headline(measure: Measure, decides: Point | None, latest: Point | None, places: int) -> str:
    """The number and the promise; or that it is measured at `places` inside the area and not for the whole of it."""
    shown = decides or latest
    if shown is None or shown.value is None:
        if places:
            return f"{measure.area_name}: measured at {places} places, not for the area as a whole."
        if shown is not None:
            return f"{measure.area_name}: there is no figure for {words(shown.period)}."
        return f"{measure.area_name}: no figure has been sent yet."
    target = None if shown.target is None else shown.target.value
    figure = f"{measure.area_name}: {quantity(shown.value, measure.unit, target)} in {words(shown.period)}."
    if shown.target is None:
        return f"{figure} No target is agreed."
    asked = promise(shown.target.value, measure.unit, measure.polarity)
    return f"{figure} {named(is_illustrative=shown.target.illustrative)} was {asked}."


def named(*, is_illustrative: bool) -> str:
    """What a target is called at the beginning of a sentence: nobody promised one that only illustrates."""
    return "The illustrative target" if is_illustrative else "The promise"


def lede(measure: Measure, points: list[Point], decides: Point | None, latest: Point | None) -> str:
    """What that means, in one or two sentences."""
    if latest is not None and latest.value is None and latest.observation is not None:
        return f"Whoever owns the figures says: {told(latest.observation.missing or 'no reason').rstrip('.')}."
    if decides is None or decides.target is None:
        return "Without a figure and a target for the same period nothing is judged." if latest else ""
    times = running(points)
    only_shows = decides.target.illustrative
    kept = _kept(times, is_illustrative=only_shows)
    said = kept if decides.verdict is Verdict.MET else _short(measure, decides, times)
    said += " It only illustrates: nobody agreed to this target." if only_shows else ""
    if latest is not None and latest.value is not None and latest.period > decides.period:
        newest = quantity(latest.value, measure.unit)
        said += f" The newest figure is {newest}, for {words(latest.period)}; no target is agreed for that."
    return said


def _kept(times: int, *, is_illustrative: bool) -> str:
    said = f"{named(is_illustrative=is_illustrative)} was {'met' if is_illustrative else 'kept'}"
    return f"{said}." if times == 1 else f"{said}, as in each of the last {times} periods that could be judged."


def _short(measure: Measure, point: Point, times: int) -> str:
    by = difference(gap(point, measure), measure.unit)
    margin = ", within the margin that was agreed as near" if point.verdict is Verdict.NEAR else ""
    said = f"That is {by} {missed_by(measure)} the target{margin}."
    if times > 1:
        said += f" The target was not met in any of the last {times} periods that could be judged."
    return said
