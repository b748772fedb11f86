"""Line charts as values: a list of points, their scale, and the table that says the same as the line.

They must not judge: whether a point missed its target is told to them. Periods without a figure are points too, with
a reason in words, so that the axis is true.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from shared.measures import readable
from shared.web.chips import Chip, Status
from shared.web.components import Gap, Words, rounded, width
from shared.web.drawing.scales import Magnitude, Scale, fitting, magnitude
from shared.web.tables import Column, Row, Table
from shared.web.wording import number, sentence_case

NAMED = 3  # gaps that are named beneath the chart
PHONE = 34  # characters of a row that still fit a telephone as a table


@dataclass(frozen=True, slots=True)
class UsualRange:
    """Between what figures usually lie, and their average. A limit that no figure can reach is None and not drawn."""

    average: Decimal
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One period: its figure or why there is none, its target, the middle half of similar areas, and the judgement.

    `usual` is the range within which the period's figure would be no news. `ends_on` is its place on the axis; where
    points have none they stand evenly. `gap` names the periods since the point before for which nothing is here:
    "2011/12 to 2017/18". No line runs across them, nor to a point that `is_apart` from the one before.
    """

    period: str
    value: Decimal | None
    target: Decimal | None = None
    band: tuple[Decimal, Decimal] | None = None
    usual: UsualRange | None = None
    has_missed: bool = False
    missing: str = "not sent"
    judgement: Words = ""
    ends_on: date | None = None
    gap: str = ""
    is_apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """A measure over time. `id` is unique on its page; `description` says in words what the line shows."""

    id: str
    title: str
    description: str
    series: str
    points: Sequence[ChartPoint]
    unit: str = ""
    target_name: str = "Target"
    period_name: str = "Period"
    missed_name: str = "Missed the target"
    usual_name: str = "Usual range"

    @property
    def scale(self) -> Scale:
        """The scale that holds every figure, target and band."""
        return fitting([value for point in self.points for value in _values(point)])

    @property
    def scale_note(self) -> str:
        """The warning that the scale does not start at zero, or nothing."""
        low, magnitude = self.scale.ticks[0], self.magnitude.name
        said = ["" if low == 0 else f"Scale starts at {self.worded(low)}", f"in {magnitude}s" if magnitude else ""]
        return sentence_case(", ".join(filter(None, said)))

    @property
    def magnitude(self) -> Magnitude:
        """What the scale counts in, so that its numbers stay short."""
        return magnitude(self.scale.ticks)

    @property
    def gap_note(self) -> str:
        """Where the line is broken because periods are not here, in words; nothing where none is."""
        gaps = [point.gap for point in self.points if point.gap]
        if not gaps:
            return ""
        named = " and ".join((", ".join(gaps[:-1]), gaps[-1])) if 1 < len(gaps) <= NAMED else gaps[0]
        where = named if len(gaps) <= NAMED else f"{len(gaps)} stretches of time, which the table names"
        shorter = " A long stretch is drawn shorter than it was." if has_cut(self.points) else ""
        return f"There are no figures for {where}. The line is broken there, and nothing is reckoned across.{shorter}"

    @property
    def has_band(self) -> bool:
        """Whether any period has similar areas to compare with."""
        return any(point.band for point in self.points)

    @property
    def usual(self) -> UsualRange | None:
        """The range that the newest figures are seen against."""
        return next((point.usual for point in reversed(self.points) if point.usual), None)

    @property
    def usual_words(self) -> str:
        """The newest usual range as the legend says it."""
        found = self.usual
        if found is None:
            return ""
        if found.lower is None or found.upper is None:
            end = found.upper if found.lower is None else found.lower
            side = "above" if found.upper is None else "up to"
            return self.usual_name if end is None else f"{self.usual_name}, {side} {self.worded(end)}"
        lower = self.worded(found.lower) if self.unit == "%" else figure(found.lower)
        return f"{self.usual_name}, {lower} to {self.worded(found.upper)}"

    @property
    def has_target(self) -> bool:
        """Whether any period has a target."""
        return any(point.target is not None for point in self.points)

    @property
    def has_missed(self) -> bool:
        """Whether any period missed its target."""
        return any(point.has_missed for point in self.points)

    def worded(self, value: Decimal) -> str:
        """A figure with its unit."""
        if self.unit in ("", "%"):
            return figure(value) + self.unit
        return f"{figure(value)} {self.unit}"

    @property
    def tables(self) -> list[Table]:
        """The same figures, latest first: against the target, and beside it in context where there is any."""
        against = [Column(self.period_name), Column(self.series, is_number=True)]
        if self.has_target:
            against += [Column(self.target_name, is_number=True), Column("Judgement")]
        found = [self._table("Against the target" if self.has_target else self.title, against, self._against)]
        if self.has_band:
            context = [Column(self.period_name), Column("Similar areas, middle half", is_number=True)]
            found.append(self._table("In context", context, self._context))
        return found

    def _table(self, name: str, columns: Sequence[Column], cells: Callable[[ChartPoint], Sequence[Words]]) -> Table:
        unit = f". {sentence_case(self.unit.replace('%', 'percent'))}" if self.unit else ""
        rows = [row for point in reversed(self.points) for row in self._rows(point, cells)]
        widths = [[width(cell) for cell in cells(point)] for point in self.points]
        is_wide = sum(map(max, *widths) if len(widths) > 1 else widths[0]) > PHONE
        return Table(f"{name}{unit}, latest first", columns, rows, stacks=is_wide)

    def _rows(self, point: ChartPoint, cells: Callable[[ChartPoint], Sequence[Words]]) -> list[Row]:
        """The point's row, and below it that of the gap before it."""
        found = [Row(cells(point), is_now=point is self.points[-1])]
        if point.gap:
            found.append(Row(cells(ChartPoint(period=point.gap, value=None, missing="no figures"))))
        return found

    @property
    def exact(self) -> Table | None:
        """Every figure that is shown shorter than it was sent, to its last digit; None where all are shown whole."""
        rows = [
            Row([point.period, number(point.value)])
            for point in reversed(self.points)
            if point.value is not None and readable(point.value, point.target) != point.value
        ]
        columns = [Column(self.period_name), Column("As it was sent", is_number=True)]
        return Table("Figures to their last digit, latest first", columns, rows, stacks=True) if rows else None

    def _against(self, point: ChartPoint) -> Sequence[Words]:
        value = Gap(point.missing) if point.value is None else rounded(point.value, point.target)
        cells: list[Words] = [point.period, value]
        if self.has_target:
            cells += ["none" if point.target is None else figure(point.target), _judgement(point)]
        return cells

    def _context(self, point: ChartPoint) -> Sequence[Words]:
        return [point.period, f"{figure(point.band[0])} to {figure(point.band[1])}" if point.band else "not known"]


def figure(value: Decimal) -> str:
    """A number as it is shown, without its unit."""
    return number(readable(value))


def has_cut(points: Sequence[ChartPoint]) -> bool:
    """Whether a gap between points is longer than all that is drawn besides, so that it is drawn shorter."""
    return max(distances(points), default=0) > max(distances(points, is_cut=True), default=0)


def distances(points: Sequence[ChartPoint], *, is_cut: bool = False) -> list[float]:
    """How far each point stands from the one before, in days; evenly where a point has no day.

    When `is_cut`, no gap takes more room than everything without gaps.
    """
    days = [point.ends_on.toordinal() for point in points if point.ends_on is not None]
    if len(days) < len(points):
        return [1.0] * (len(points) - 1)
    apart = [float(later - earlier) for earlier, later in pairwise(days)]
    covered = sum(far for far, point in zip(apart, points[1:], strict=True) if not point.gap)
    if not is_cut or not covered:
        return apart
    return [min(far, covered) if point.gap else far for far, point in zip(apart, points[1:], strict=True)]


def _judgement(point: ChartPoint) -> Words:
    if point.judgement:
        return point.judgement
    if point.target is None:
        return "no target"
    if point.value is None:
        return Chip(Status.NOT_KNOWN)
    return Chip(Status.NOT_MET if point.has_missed else Status.MET)


def _values(point: ChartPoint) -> list[Decimal]:
    usual = (point.usual.lower, point.usual.average, point.usual.upper) if point.usual else ()
    return [value for value in (point.value, point.target, *(point.band or ()), *usual) if value is not None]
