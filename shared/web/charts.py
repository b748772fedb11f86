"""Line charts as values: a list of points, their scale, and the table that says the same as the line.

They must not judge: whether a point missed its target is told to them. Periods without a figure are points too, with
a reason in words, so that the axis is true.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.web.chips import Chip, Status
from shared.web.components import Gap, Words
from shared.web.scales import Scale, fitting
from shared.web.tables import Column, Row, Table
from shared.web.wording import number, sentence_case


@dataclass(frozen=True, slots=True)
class UsualRange:
    """Between what figures usually lie, and their average. A limit that no figure can reach is None and not drawn."""

    average: Decimal
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPoint:
    """One period: its figure or why there is none, its target, the middle half of similar areas, and the judgement.

    `usual` is the range within which the period's figure would be no news.
    """

    period: str
    value: Decimal | None
    target: Decimal | None = None
    band: tuple[Decimal, Decimal] | None = None
    usual: UsualRange | None = None
    has_missed: bool = False
    missing: str = "not sent"
    judgement: Words = ""


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
        low = self.scale.ticks[0]
        return "" if low == 0 else f"Scale starts at {self.worded(low)}"

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
        lower = self.worded(found.lower) if self.unit == "%" else number(found.lower)
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
            return number(value) + self.unit
        return f"{number(value)} {self.unit}"

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
        rows = [Row(cells(point), is_now=point is self.points[-1]) for point in reversed(self.points)]
        return Table(f"{name}{unit}, latest first", columns, rows)

    def _against(self, point: ChartPoint) -> Sequence[Words]:
        cells: list[Words] = [point.period, Gap(point.missing) if point.value is None else number(point.value)]
        if self.has_target:
            cells += ["none" if point.target is None else number(point.target), _judgement(point)]
        return cells

    def _context(self, point: ChartPoint) -> Sequence[Words]:
        return [point.period, f"{number(point.band[0])} to {number(point.band[1])}" if point.band else "not known"]


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
