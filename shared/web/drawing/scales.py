"""The scale of a chart: round ticks that hold every figure. Standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """Ticks from the lowest to the highest, evenly apart."""

    ticks: Sequence[Decimal]

    def share(self, value: Decimal) -> float:
        """How far up the scale a value stands: 0 at the lowest tick, 1 at the highest."""
        return float((value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0]))


@dataclass(frozen=True, slots=True)
class Magnitude:
    """What a scale counts in: "million" and a million; no name for plain numbers."""

    name: str
    size: Decimal


MAGNITUDES = (
    Magnitude("trillion", Decimal(10) ** 12),
    Magnitude("billion", Decimal(10) ** 9),
    Magnitude("million", Decimal(10) ** 6),
    Magnitude("thousand", Decimal(10) ** 3),
)
PLAIN = Magnitude("", Decimal(1))
LONG = Decimal(10) ** 5  # from here on numbers are too long to stand beside a scale


def magnitude(values: Sequence[Decimal]) -> Magnitude:
    """What to count these values in."""
    largest = max(abs(value) for value in values)
    if largest < LONG:
        return PLAIN
    return next(each for each in MAGNITUDES if largest >= each.size)


def fitting(values: Sequence[Decimal]) -> Scale:
    """The scale for these values. It starts at zero unless the figures would then fill less than half of it."""
    if not values:
        return Scale((Decimal(0), Decimal(1)))
    low, high = min(values), max(values)
    if low >= 0 and low <= (high - low):
        low = Decimal(0)
    if high <= 0 and -high <= (high - low):
        high = Decimal(0)
    if low == high:
        low, high = (Decimal(0), high) if high > 0 else (low, Decimal(0)) if low < 0 else (Decimal(0), Decimal(1))
    step = _step((high - low) / (MOST_TICKS - 1))
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return Scale(tuple(plain(step * count) for count in range(int(first), int(last) + 1)))


def _step(least: Decimal) -> Decimal:
    """The smallest round step that is at least this large."""
    magnitude = Decimal(1).scaleb(least.adjusted())
    return next(step * magnitude for step in STEPS if step * magnitude >= least)


def plain(value: Decimal) -> Decimal:
    """The value without exponent or trailing zeros."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()
