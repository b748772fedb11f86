"""Is a measure changing, or only varying? The XmR chart of a series, as the English health service uses it. Pure.

Source: NHS England's "Making data count" and its open implementation, NHSRplotthedots 0.2.2 (NHS-R community, MIT):
limits at the mean and 2.66 times the mean moving range to either side; a figure beyond a limit; seven figures running
on one side of the mean; seven figures each above, or each below, the one before (six steps: an equal figure ends it);
and, of three figures running on one side of the mean, two in the outer third towards the limit; limits of fewer than 13
figures are on trial. Three decisions are ours. No moving range is left out as an outlier, as in the programme's own
spreadsheet. Limits stand on the first 24 figures and stay there (20 to 30 are advised by Provost and Murray, The Health
Care Data Guide), so that a slow drift cannot widen them; whoever thinks that a new process began says so, with a
reason. A moving range is taken between neighbouring periods only, never across a period without figure.

Everything is reckoned in fractions, so no figure is rounded before it is compared. It must not say whether a target was
met: that is the judgement's, and whether it will be is `assurance`, which is kept apart from variation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from services.indicators.domain.judgement.judgement import EXACT_DIGITS
from shared.measures import Polarity

RULE = "xmr/1"
SCALE = Fraction(266, 100)
NEAR = Fraction(2, 3)  # of the way from the mean to a limit
BASELINE = 24
SETTLED = 13
RUN = 7
STEPS = 6
EXTRA_PLACES = 3  # of a computed line, beyond those of the figures


class Kind(StrEnum):
    """What makes figures stand out, the plainest first."""

    BEYOND_LIMIT = "beyond_limit"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"
    RUN = "run"


class Side(StrEnum):
    """Above the mean or rising; below the mean or falling."""

    UP = "up"
    DOWN = "down"


class Variation(StrEnum):
    """What the latest figure tells of the process. `changed`: unusual, where neither direction is better by itself."""

    COMMON = "common"
    IMPROVING = "improving"
    CONCERNING = "concerning"
    CHANGED = "changed"


class Assurance(StrEnum):
    """Whether the process, as it runs now, keeps to a target."""

    PASSES = "passes"
    FAILS = "fails"
    HIT_AND_MISS = "hit_and_miss"


@dataclass(frozen=True, slots=True)
class Signal:
    """Figures `first` to `last` (counted from 0 in the series) that stand out together."""

    kind: Kind
    side: Side
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The mean and the limits, exact; `figures` is how many they stand on, and `is_fixed` that no more will come in."""

    mean: Fraction
    average_range: Fraction
    figures: int
    places: int
    is_fixed: bool

    @property
    def upper(self) -> Fraction:
        """The upper limit."""
        return self.mean + SCALE * self.average_range

    @property
    def lower(self) -> Fraction:
        """The lower limit."""
        return self.mean - SCALE * self.average_range

    @property
    def is_trial(self) -> bool:
        """Whether too few figures are behind them to be relied on."""
        return self.figures < SETTLED

    def decimal(self, line: Fraction) -> Decimal:
        """A line as a decimal, to three places more than the figures have."""
        with localcontext(prec=EXACT_DIGITS):
            exact = Decimal(line.numerator) / Decimal(line.denominator)
            return exact.quantize(Decimal(1).scaleb(-self.places - EXTRA_PLACES))


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its limits and everything in it that stands out, in order of where it ends."""

    values: tuple[Decimal | None, ...]
    limits: Limits
    signals: tuple[Signal, ...]

    @property
    def latest(self) -> Signal | None:
        """What the latest figure is part of: the plainest, where there are several; None when nothing stands out."""
        last = max(index for index, value in enumerate(self.values) if value is not None)
        found = [signal for signal in self.signals if signal.last == last]
        return min(found, key=lambda signal: list(Kind).index(signal.kind), default=None)


def chart(values: Sequence[Decimal | None]) -> Chart | None:
    """The chart of a series, oldest first; None stands for a period without figure.

    None when there are no two neighbouring figures: nothing is then known of how the series varies.
    """
    found = limits(values)
    if found is None:
        return None
    figures = [(index, Fraction(value)) for index, value in enumerate(values) if value is not None]
    signals = [*_beyond(figures, found), *_trends(figures), *_near(figures, found), *_runs(figures, found)]
    return Chart(tuple(values), found, tuple(sorted(signals, key=lambda signal: (signal.last, signal.first))))


def limits(values: Sequence[Decimal | None]) -> Limits | None:
    """The mean and limits of the first 24 figures of a series, or of all when there are fewer."""
    figures = [value for value in values if value is not None]
    base = _baseline(values)
    ranges = [abs(Fraction(b) - Fraction(a)) for a, b in pairwise(base) if a is not None and b is not None]
    if not ranges:
        return None
    known = [Fraction(value) for value in base if value is not None]
    return Limits(
        mean=sum(known, Fraction()) / len(known),
        average_range=sum(ranges, Fraction()) / len(ranges),
        figures=len(known),
        places=max(max(-int(value.as_tuple().exponent), 0) for value in figures),
        is_fixed=len(known) == BASELINE,
    )


def variation(found: Chart, polarity: Polarity) -> Variation:
    """Whether the latest figure is of the usual variation, or a change for the better or the worse."""
    signal = found.latest
    if signal is None:
        return Variation.COMMON
    if polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return Variation.CHANGED
    is_better = (signal.side is Side.UP) == (polarity is Polarity.HIGHER)
    return Variation.IMPROVING if is_better else Variation.CONCERNING


def assurance(found: Limits, target: Decimal | None, polarity: Polarity) -> Assurance | None:
    """Whether a process within these limits keeps to the target always, never, or now and then.

    None without a target, and where neither direction is better by itself.
    """
    if target is None or polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return None
    if found.lower <= target <= found.upper:
        return Assurance.HIT_AND_MISS
    is_above = target > found.upper
    return Assurance.FAILS if is_above == (polarity is Polarity.HIGHER) else Assurance.PASSES


def _baseline(values: Sequence[Decimal | None]) -> list[Decimal | None]:
    kept: list[Decimal | None] = []
    count = 0
    for value in values:
        if count == BASELINE:
            break
        kept.append(value)
        count += value is not None
    return kept


Figures = Sequence[tuple[int, Fraction]]


def _side(value: Fraction, line: Fraction) -> Side | None:
    if value == line:
        return None
    return Side.UP if value > line else Side.DOWN


def _beyond(figures: Figures, found: Limits) -> list[Signal]:
    return [
        Signal(Kind.BEYOND_LIMIT, Side.UP if value > found.upper else Side.DOWN, index, index)
        for index, value in figures
        if not found.lower <= value <= found.upper
    ]


def _runs(figures: Figures, found: Limits) -> list[Signal]:
    sides = [(index, _side(value, found.mean)) for index, value in figures]
    return [Signal(Kind.RUN, side, first, last) for side, first, last, count in _stretches(sides) if count >= RUN]


def _trends(figures: Figures) -> list[Signal]:
    """Stretches of steps in one direction; a trend begins at the figure from which its first step was taken."""
    begins = {later[0]: earlier[0] for earlier, later in pairwise(figures)}
    steps = [(later[0], _side(later[1], earlier[1])) for earlier, later in pairwise(figures)]
    return [
        Signal(Kind.TREND, side, begins[first], last)
        for side, first, last, count in _stretches(steps)
        if count >= STEPS
    ]


def _near(figures: Figures, found: Limits) -> list[Signal]:
    """Pairs within three running figures on one side of the mean that lie in its outer third; overlapping ones join."""
    reach = NEAR * (found.upper - found.mean)
    outer = [found.lower <= value <= found.upper and abs(value - found.mean) > reach for _, value in figures]
    sides = [_side(value, found.mean) for _, value in figures]
    signals: list[Signal] = []
    for at in range(2, len(figures)):
        window = range(at - 2, at + 1)
        side = sides[at]
        close = [figures[place][0] for place in window if outer[place]]
        if side is None or len(close) < 2 or len({sides[place] for place in window}) > 1:
            continue
        if signals and signals[-1].side is side and signals[-1].last >= close[0]:
            signals[-1] = Signal(Kind.NEAR_LIMIT, side, signals[-1].first, max(close[-1], signals[-1].last))
        else:
            signals.append(Signal(Kind.NEAR_LIMIT, side, close[0], close[-1]))
    return signals


def _stretches(sides: Sequence[tuple[int, Side | None]]) -> list[tuple[Side, int, int, int]]:
    """Each unbroken stretch on one side: the side, its first and last index, and how many it counts."""
    found: list[tuple[Side, int, int, int]] = []
    before: Side | None = None
    for index, side in sides:
        if side is not None and side is before:
            found[-1] = (side, found[-1][1], index, found[-1][3] + 1)
        elif side is not None:
            found.append((side, index, index, 1))
        before = side
    return found
