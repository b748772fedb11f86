"""Is a difference more than chance? Confidence intervals of figures that are samples or counts of events. Pure.

Sources: Public health technical guidance on proportions and on rates (Office for Health Improvement and Disparities):
Wilson's score interval for proportions; for counts of events Byar's approximation from ten on and the exact Poisson
limits below. A difference of two figures has the interval of Newcombe's tenth method (Statistics in Medicine 1998, 17),
which Zou and Donner (2008, 27) carry over to any two intervals: it combines how far each figure is from its own limits.
All at 95 %, to 12 digits. A figure without any of these is never called clear or unclear: that is not known.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from statistics import NormalDist

RULE = "significance/1"
DIGITS = 28
KEPT = Decimal("1e-12")
TAIL = 0.025
Z = Decimal(NormalDist().inv_cdf(1 - TAIL))
FEWEST_FOR_BYAR = 10
HALVINGS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where the true figure lies with 95 % confidence, and how that was found."""

    lower: Decimal
    upper: Decimal
    method: str


class Clarity(StrEnum):
    """What may be said of a difference."""

    CLEAR = "clear"
    NO_CLEAR_CHANGE = "no_clear_change"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its interval, or without one where nothing was sent to reckon it from."""

    value: Decimal
    interval: Interval | None = None


def wilson(count: int, of: int) -> Interval:
    """The interval of a proportion, as shares between 0 and 1: `count` of `of` people or things (at least one)."""
    with localcontext(prec=DIGITS):
        n, o = Decimal(of), Decimal(count)
        middle, reach = 2 * o + Z * Z, Z * (Z * Z + 4 * o * (n - o) / n).sqrt()
        divisor = 2 * (n + Z * Z)
        lower = Decimal(0) if count == 0 else (middle - reach) / divisor
        upper = Decimal(1) if count == of else (middle + reach) / divisor
        return Interval(lower=lower.quantize(KEPT), upper=upper.quantize(KEPT), method="wilson")


def events(count: int) -> Interval:
    """The interval of a number of events: exact below ten, by Byar's approximation from ten on."""
    if count < FEWEST_FOR_BYAR:
        return _exact(count)
    with localcontext(prec=DIGITS):
        o = Decimal(count)
        lower = o * (1 - 1 / (9 * o) - Z / (3 * o.sqrt())) ** 3
        above = o + 1
        upper = above * (1 - 1 / (9 * above) + Z / (3 * above.sqrt())) ** 3
        return Interval(lower=lower.quantize(KEPT), upper=upper.quantize(KEPT), method="byar")


def scaled(interval: Interval, factor: Decimal) -> Interval:
    """The same interval in another unit: a share as percent, a count as a rate per 100,000."""
    with localcontext(prec=DIGITS):
        return Interval(lower=interval.lower * factor, upper=interval.upper * factor, method=interval.method)


def clarity(before: Estimate, now: Estimate) -> Clarity:
    """Whether the two differ by more than chance explains."""
    if before.interval is None or now.interval is None:
        return Clarity.NOT_KNOWN
    lower, upper = difference(before, now)
    return Clarity.NO_CLEAR_CHANGE if lower <= 0 <= upper else Clarity.CLEAR


def difference(before: Estimate, now: Estimate) -> tuple[Decimal, Decimal]:
    """Between what the difference from `before` to `now` lies with 95 % confidence; both need their interval."""
    if before.interval is None or now.interval is None:
        raise ValueError("a difference has an interval where both figures have one")
    with localcontext(prec=DIGITS):
        moved = now.value - before.value
        below = (now.value - now.interval.lower) ** 2 + (before.interval.upper - before.value) ** 2
        above = (now.interval.upper - now.value) ** 2 + (before.value - before.interval.lower) ** 2
        return moved - below.sqrt(), moved + above.sqrt()


def _exact(count: int) -> Interval:
    """Limits at which so many events, or more extreme, have a chance of 2.5 %."""
    lower = 0.0 if count == 0 else _solve(lambda rate: 1 - _at_most(count - 1, rate), TAIL)
    upper = _solve(lambda rate: -_at_most(count, rate), -TAIL)
    return Interval(lower=Decimal(lower).quantize(KEPT), upper=Decimal(upper).quantize(KEPT), method="poisson-exact")


def _at_most(count: int, rate: float) -> float:
    return math.fsum(math.exp(-rate) * rate**k / math.factorial(k) for k in range(count + 1))


def _solve(rising: Callable[[float], float], wanted: float) -> float:
    low, high = 0.0, 40.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2
