"""What was promised on the way from where a measure stood to its final target, and the floor below it. Pure.

A target may name points only, or a path between them: straight (so much better each day) or in steps (each point holds
until the next). A stretch target is a second, harder promise; a minimum standard is no promise at all, but a floor:
its breach is told even where the target is met.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from services.indicators.domain.judgement.judgement import EXACT_DIGITS, shortfall
from shared.measures import Polarity
from shared.periods import Period

RULE = "trajectory/1"
EXTRA_PLACES = 2


class Path(StrEnum):
    """How a promise runs between the points that were agreed."""

    POINTS = "points"
    LINEAR = "linear"
    STEPPED = "stepped"


@dataclass(frozen=True, slots=True)
class Mark:
    """One agreed point: the baseline is the first, the final target the last."""

    period: Period
    value: Decimal


def expected(marks: Sequence[Mark], path: Path, period: Period) -> Decimal | None:
    """What the path asks of a period; None before the first point, after the last, and between points without path.

    A straight path is reckoned by days between the ends of periods and kept to two places more than its points have.
    """
    in_order = sorted(marks, key=lambda mark: mark.period)
    exact = next((mark for mark in in_order if mark.period == period), None)
    if exact is not None:
        return exact.value
    before = [mark for mark in in_order if mark.period < period]
    after = [mark for mark in in_order if mark.period > period]
    if path is Path.POINTS or not before or not after:
        return None
    return before[-1].value if path is Path.STEPPED else _between(before[-1], after[0], period)


def breaches(value: Decimal | None, minimum: Decimal | None, polarity: Polarity) -> bool:
    """Whether a figure is on the wrong side of the minimum standard, by however little: a floor has no tolerance."""
    return value is not None and minimum is not None and shortfall(value, minimum, polarity) > 0


def _between(first: Mark, last: Mark, period: Period) -> Decimal:
    days = (last.period.ends_on - first.period.ends_on).days
    share = Fraction((period.ends_on - first.period.ends_on).days, days)
    found = Fraction(first.value) + share * (Fraction(last.value) - Fraction(first.value))
    places = max(-int(mark.value.as_tuple().exponent) for mark in (first, last))
    with localcontext(prec=EXACT_DIGITS):
        exact = Decimal(found.numerator) / Decimal(found.denominator)
        return exact.quantize(Decimal(1).scaleb(-max(places, 0) - EXTRA_PLACES))
