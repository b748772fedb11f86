"""Which columns of a sample tell the period, and which only seem to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations, product

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.mark import several, spoken
from services.indicators.domain.mapping.period import Above, above_in_part, inside, is_part_of_year, unread
from shared.periods import parse
from shared.periods.dialects import dialects_of, reading

PERIOD_NAMES = ("period", "year", "quarter", "month", "date", "time", "fy", "week", "day")
_ABOUT = (  # what is done with figures: its day is not the period that they are for
    *("published", "publication", "publish", "release", "released", "export", "exported", "extract", "extracted"),
    *("updated", "update", "created", "received", "submitted", "submission", "entered", "reported", "run", "due"),
)
_WITHIN_YEAR = ("quarter", "month", "week", "term", "half", "q")


def may_tell_periods(column: Column) -> bool:
    """Whether the column is called as columns of periods are."""
    return column.is_called(*PERIOD_NAMES)


@dataclass(frozen=True)
class Timeline:
    """The columns by the part that they play for the period; where the place stands and what stands above is known."""

    columns: Sequence[Column]
    area: Column | None
    above: Above

    @cached_property
    def inside(self) -> Mapping[str, str]:
        """Columns of figures by name, and the period that each heading names among other words; none where a column
        or a line of the heading tells periods.
        """
        if self.above.columns or self.in_part.columns or any(one.is_called(*PERIOD_NAMES) for one in self.columns):
            return {}
        return {column.name: text for column, text in inside(self.columns)}

    @cached_property
    def in_part(self) -> Above:
        """Where months or quarters without a year stand above figures, and the heading tells no whole period."""
        return Above() if self.above.columns else above_in_part(self.columns)

    @cached_property
    def periods(self) -> tuple[Column, ...]:
        """The column that tells the period, or two that tell it together; none where the heading does."""
        if self.above.columns or self.inside:
            return ()
        free = [column for column in self.columns if column is not self.area]
        if self.in_part.columns:
            return self._years_beside(free)
        parts = [column for column in free if column.is_called(*_WITHIN_YEAR) and not column.dialects]
        years = [column for column in free if column.is_called("year", "fy")]
        for first, second in permutations([*parts[:2], *years[:2]], 2):
            if {first, second} & set(parts) and dialects_of(_joined(first, second)):
                return first, second
        dated = [one for one in free if one.dialects or (one.is_called(*PERIOD_NAMES) and several(one.texts))]
        starts = [column for column in dated if column.is_called("start", "starts", "from", "begin")]
        for first, second in product(starts, [column for column in dated if column.is_called("end", "ends", "to")]):
            if dialects_of(_joined(first, second)):
                return first, second
        ranked = sorted(dated, key=lambda one: (one.is_called(*_ABOUT), *_rank(one)))
        return tuple(column for column in ranked[:1] if column.is_called(*PERIOD_NAMES) or not column.holds_figures)

    def _years_beside(self, free: Sequence[Column]) -> tuple[Column, ...]:
        """The column of years that makes periods of the months or quarters in the heading."""
        years = [column for column in free if column.dialects and column not in self.in_part.columns]
        texts = self.in_part.texts
        found = [one for one in years if dialects_of([f"{year} {part}" for year in one.texts for part in texts])]
        return tuple(found[:1])

    @cached_property
    def rivals(self) -> tuple[Column, ...]:
        """The columns that could tell the period too, and tell others than those that were taken."""
        taken = [*self.periods, self.area]
        dated = [one for one in self.columns if one not in taken and one.dialects and one.is_called(*PERIOD_NAMES)]
        if len(self.periods) != 1:
            return ()
        return tuple(one for one in dated if not one.has_gaps and not _may_be_same(one, self.periods[0]))

    @cached_property
    def unread(self) -> Column | None:
        """A column that should tell the period, where nothing does, and tells weeks or the like."""
        if self.periods or self.above.columns or self.in_part.columns:
            return None
        free = [one for one in self.columns if one.texts and one is not self.area and one.is_called(*PERIOD_NAMES)]
        return next((one for one in free if unread(one) is not None), None)

    @cached_property
    def within(self) -> Column | None:
        """A column that tells the quarter or the month of a year, and could not be read together with the year."""
        rest = [column for column in self.columns if column not in self.periods and self.is_within(column)]
        return next(iter(rest), None) if self.periods else None

    def is_within(self, column: Column) -> bool:
        """Whether the column counts the parts of a year: its name says so, and its texts are short and no period."""
        is_short = bool(column.texts) and all(len(text) <= 10 for text in column.texts) and len(column.texts) <= 53
        is_counted = not column.holds_figures or all(text.isdecimal() and int(text) <= 53 for text in column.texts)
        is_other = column.dialects or column is self.area or is_part_of_year(column.name)
        return column.is_called(*_WITHIN_YEAR) and is_short and is_counted and not is_other


def _may_be_same(one: Column, other: Column) -> bool:
    """Whether both may tell the same period in the first row, `2023-03` and `March 2023`, or one tells a part of it."""
    first, second = (one.cells[0] or "", other.cells[0] or "") if one.cells else ("", "")
    spans = [[parse(said) for way in spoken([text]) if (said := reading(text, way))] for text in (first, second)]
    return any(a.starts_on <= b.ends_on and b.starts_on <= a.ends_on for a in spans[0] for b in spans[1])


def _rank(column: Column) -> tuple[bool, bool, int]:
    """The order of columns that could tell the period."""
    return not column.is_called(*PERIOD_NAMES), column.holds_figures, column.at


def _joined(first: Column, second: Column) -> set[str]:
    pairs = zip(first.cells, second.cells, strict=True)
    return {f"{one.strip()} {other.strip()}" for one, other in pairs if one and other}
