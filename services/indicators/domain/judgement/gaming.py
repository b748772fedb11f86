"""Patterns in figures that a scrutiny committee may want to ask about: questions with their working, never accusations.

Pure. Each has an innocent explanation as often as not; that is why nothing follows from them but a question. They look
at what stands in the open record only, and are made anew for every reader.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.judgement.baseline import Baseline, Cause
from services.indicators.domain.judgement.history import Point
from services.indicators.domain.judgement.judgement import band, shortfall
from services.indicators.domain.judgement.target import Target
from services.indicators.domain.measure.verdict import Verdict
from shared.measures import Polarity
from shared.periods import Period

RULE = "gaming/1"
JUST = Decimal("0.01")  # of the target's size
LOOKED_AT, BUNCHED = 6, 4
LATE = timedelta(days=60)
FAVOURABLE = 3
TAIL = 2


class Pattern(StrEnum):
    """What is seen, by the name that machines are told."""

    JUST_PAST = "bunched_just_past_the_target"
    REVISED = "revised_late_and_for_the_better"
    REDEFINED = "redefined_after_its_target_was_set"
    MISSING_TAIL = "missing_after_a_miss"


@dataclass(frozen=True, slots=True)
class Seen:
    """A pattern with the figures it was seen in."""

    pattern: Pattern
    working: str


def look(
    points: Sequence[Point],
    polarity: Polarity,
    *,
    first: Mapping[Period, Observation],
    targets: Iterable[Target] = (),
    baselines: Iterable[Baseline] = (),
) -> list[Seen]:
    """Every pattern that is seen; `first` holds each period's figure as it first came in."""
    found = (
        _just_past(points, polarity),
        _revised(points, polarity, first),
        _redefined(list(targets), baselines),
        _missing_tail(points),
    )
    return [one for one in found if one is not None]


def _just_past(points: Sequence[Point], polarity: Polarity) -> Seen | None:
    judged = [point for point in points if point.verdict is not Verdict.NOT_JUDGED][-LOOKED_AT:]
    close = [point for point in judged if _is_just_past(point, polarity)]
    if len(close) < BUNCHED:
        return None
    named = ", ".join(
        f"{point.period} {point.value:f} (target {point.target.value:f})" for point in close if point.target
    )
    return Seen(Pattern.JUST_PAST, f"Of the last {len(judged)} figures with a target, kept by 1 % or less: {named}.")


def _is_just_past(point: Point, polarity: Polarity) -> bool:
    if point.value is None or point.target is None or polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return False
    return -band(point.target.value, JUST) <= shortfall(point.value, point.target.value, polarity) <= 0


def _revised(points: Sequence[Point], polarity: Polarity, first: Mapping[Period, Observation]) -> Seen | None:
    if polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return None
    better, worse = [], 0
    for point in points:
        began, now = first.get(point.period), point.observation
        if began is None or now is None or began.value is None or now.value is None or began.value == now.value:
            continue
        if now.received_at - began.received_at < LATE:
            continue
        if (now.value > began.value) == (polarity is Polarity.HIGHER):
            better.append(f"{point.period} from {began.value:f} to {now.value:f}")
        else:
            worse += 1
    if len(better) < FAVOURABLE or worse:
        return None
    return Seen(Pattern.REVISED, f"Revised 60 days or more after they came, all for the better: {', '.join(better)}.")


def _redefined(targets: Sequence[Target], baselines: Iterable[Baseline]) -> Seen | None:
    for one in baselines:
        bound = [t for t in targets if t.period >= one.period and t.set_at < one.decided_at]
        if one.cause is Cause.DEFINITION and bound:
            first = min(bound, key=lambda target: target.period)
            set_before = f"the target for {first.period} was set before that was decided"
            return Seen(Pattern.REDEFINED, f"The definition changed with {one.period}; {set_before}.")
    return None


def _missing_tail(points: Sequence[Point]) -> Seen | None:
    """The latest periods were reported as missing or taken back, and the figure before them missed its target."""
    sent = [point for point in points if point.observation is not None]
    tail, before = sent[-TAIL:], sent[:-TAIL]
    if len(tail) < TAIL or any(point.value is not None for point in tail):
        return None
    if not before or before[-1].verdict is not Verdict.MISSED:
        return None
    named = " and ".join(str(point.period) for point in tail)
    return Seen(Pattern.MISSING_TAIL, f"{before[-1].period} missed its target; no figure was given for {named}.")
