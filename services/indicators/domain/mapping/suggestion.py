"""Proposing a mapping from a sample of a table: what is seen, what is guessed and why, what a person must say.

Pure, and it stores nothing: a proposal becomes a mapping only when a body sends it as its own.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.indicators.domain.figure.period import Sent, odd, years_in
from services.indicators.domain.mapping.breakdown import parts_left_out
from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.conversion import Mapped, apply
from services.indicators.domain.mapping.dialect import period_of
from services.indicators.domain.mapping.doubt import Certainty, Doubt, choose, guessed
from services.indicators.domain.mapping.gazetteer import Places
from services.indicators.domain.mapping.heading import Line, headed
from services.indicators.domain.mapping.layout import layout_of
from services.indicators.domain.mapping.leftover import UNKNOWN, unused_of
from services.indicators.domain.mapping.likeness import KnownMeasure, says_something
from services.indicators.domain.mapping.mapping import Layout, LeaveOut, Mapping, Source, fold
from services.indicators.domain.mapping.notation import notation_of
from services.indicators.domain.mapping.place import Placed, area_of, under_heads
from services.indicators.domain.mapping.role import Roles
from services.indicators.domain.mapping.series import measured
from services.indicators.domain.mapping.status import status_from
from services.indicators.domain.mapping.table import Table
from services.indicators.domain.mapping.total import (
    among_periods,
    heads,
    is_footnote,
    notes,
    notes_left_out,
    remainder,
)
from shared.measures import Frequency
from shared.periods import parse

FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the register's copy can tell: places by code, and the measures that the body may post."""

    places: Places
    measures: tuple[KnownMeasure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A proposal, every doubt about it, and what it makes of the sample (None while a part of it is missing)."""

    mapping: Mapping
    doubts: tuple[Doubt, ...]
    mapped: Mapped | None


def suggest(title: str, lines: Sequence[Line], separator: str, known: Known) -> Suggestion:
    """A mapping for tables like this sample; raises NoTable when the lines hold none."""
    layout, doubts = layout_of(lines, separator)
    table = headed(lines, layout)
    above = lines[: layout.lines_above]
    mapping, found = _Proposal(table, known, above).mapping(title, layout, _above(above))
    doubts += found
    if not _is_whole(mapping):
        return Suggestion(mapping=mapping, doubts=tuple(doubts), mapped=None)
    mapped = apply(mapping, table)
    doubts += _doubles(mapping, mapped)
    doubts += _odd_periods(mapped, known.measures)
    if mapped.faults and not any(doubt.certainty is Certainty.CHOOSE for doubt in doubts):
        doubts.append(_unread(mapped))
    return Suggestion(mapping=mapping, doubts=tuple(doubts), mapped=mapped)


def _is_whole(mapping: Mapping) -> bool:
    has_figures = bool(mapping.values.columns) or mapping.values.is_every_other
    return bool(has_figures and mapping.area.sources and mapping.period.sources and mapping.measure.sources)


def _unread(mapped: Mapped) -> Doubt:
    """What is said where rows cannot be read and nothing else is asked: the first of them, and how many."""
    fault = mapped.faults[0]
    where = f"row {fault.row}, {fault.column!r}" if fault.column else f"row {fault.row}"
    rest = "" if len(mapped.faults) == 1 else f" So it is, or like it, in {len(mapped.faults)} cells in all."
    return choose("/leave_out", f"In {where}: {fault.message}.{rest} Mend the table, or leave out such rows.")


def _doubles(mapping: Mapping, mapped: Mapped) -> Iterator[Doubt]:
    keys = Counter(zip(mapped.area, mapped.measure, mapped.period, strict=True))
    doubles = sum(times - 1 for times in keys.values())
    if doubles:
        unused = [repr(name) for name, why in mapping.unused.items() if why == UNKNOWN][:FEW]
        hint = f" Perhaps {' or '.join(unused)} tells them apart." if unused else ""
        several = "One figure is" if doubles == 1 else f"{doubles} figures are"
        message = f"{several} for the same place, measure and period as another.{hint} Say which to take."
        yield choose("/leave_out", message)


def _odd_periods(mapped: Mapped, measures: Sequence[KnownMeasure]) -> Iterator[Doubt]:
    """What is odd about the periods that were found; whether one is over is nothing that a proposal can know."""
    keys = zip(mapped.measure, mapped.period, mapped.rows, strict=True)
    first: dict[tuple[str, str], int] = {}
    for measure, period, row in keys:
        first.setdefault((measure or "", period or ""), row)
    sent = [
        Sent(area="", measure=measure, period=parse(period), is_told=True, row=row, rows=1)
        for (measure, period), row in first.items()
        if period
    ]
    frequencies = {("", one.measure): Frequency(one.frequency) for one in measures if one.frequency in set(Frequency)}
    for one in odd(sent, frequencies, dict.fromkeys(years_in(sent), ()), date.max):
        yield guessed("/period", f"{', '.join(one.periods[:FEW])} of {one.measure}: {one.message}.")


class _Proposal:
    """One sample: first its rows that are no figures are set aside, then the parts of its columns are found."""

    def __init__(self, table: Table, known: Known, above: Sequence[Line]) -> None:
        self.table, self.known, self.above = table, known, above
        self.words = [f"{one.title} {one.measure.replace('-', ' ')}" for one in known.measures]
        self.notes = notes(table)
        self.away = set(self.notes)
        self.roles = self._roles()
        self.periodless = among_periods(_columns(table, set(), self.away), known.places)
        self._set_aside(self.periodless.rows)
        self.others = remainder(table, self.roles.area, self._texts(), known.places)
        self._set_aside(self.others.rows)
        self.placed = self._placed()
        self._set_aside(self._rows_of(self.placed.leave_out))
        self.parts, self.about_parts = parts_left_out(self._splits(), self.words)
        self._set_aside(self._rows_of(self.parts))

    def mapping(self, title: str, layout: Layout, above: str) -> tuple[Mapping, list[Doubt]]:
        """The proposal, with all that is to be said of it."""
        roles = self.roles
        found = measured(roles, self.known.measures, title, above)
        taken = [one.measure for one in found.matches if one.measure] or self.known.measures
        period, about_period = period_of(roles, [measure.frequency for measure in taken])
        status = status_from(roles.status, roles.figures)
        notation = notation_of(
            roles.figures,
            are_gaps_explained=roles.note is not None,
            is_wide=len(roles.figures) > 1,
            may_hold_commas=layout.separator != ";",
            empty=status.empty,
        )
        noted = notes_left_out(self.table, self.notes, next(iter(roles.periods), None))
        rules = (
            *self.periodless.rules,
            *self.others.rules,
            *noted.rules,
            *self.placed.leave_out,
            *self.parts,
            *status.leave_out,
        )
        used = {one.name for one in (*roles.figures, *roles.under_periods)} - found.ignored
        unused, about_unused = unused_of(roles, used, status.coded)
        mapping = Mapping(
            title=title,
            layout=layout,
            area=self.placed.area,
            measure=found.measure,
            period=period,
            values=found.values,
            status=status.coded,
            missing=Source(column=roles.note.name) if roles.note else None,
            numbers=notation.numbers,
            words=notation.words,
            below=notation.below,
            units=found.units,
            leave_out=(*rules, *found.leave_out),
            unused=unused,
        )
        about_rows = (*self.periodless.doubts, *self.others.doubts, *noted.doubts, *self.about_parts)
        about_figures = (*about_unused, *found.doubts, *about_period, *notation.doubts, *status.doubts)
        return mapping, [*self.placed.doubts, *about_rows, *about_figures]

    def _roles(self) -> Roles:
        titles = frozenset(fold(one.title) for one in self.known.measures)
        return Roles(_columns(self.table, self.away), self.known.places, titles)

    def _placed(self) -> Placed:
        """The place of every figure; asked for where places seem to stand above rows, each for those that follow."""
        is_told = self.roles.area is not None or self.roles.heading_places
        above = () if is_told else heads(self.table, self.notes, self.known.places)
        if above:
            return under_heads(above)
        titles = [cell for line in self.above for cell in line if cell]
        return area_of(self.roles, self.known.places.named_in([*titles, *self.table.columns]))

    def _set_aside(self, rows: Collection[int]) -> None:
        if set(rows) - self.away:
            self.away |= set(rows)
            self.roles = self._roles()

    def _texts(self) -> list[Column]:
        """The columns that may tell a row to be a total: words, that are neither figures nor periods."""
        taken = {column.name for column in (*self.roles.figures, *self.roles.periods, *self._area())}
        return [column for column in self.roles.columns if column.words and column.name not in taken]

    def _splits(self) -> list[Column]:
        taken = {column.name for column in (*self.roles.figures, *self.roles.periods, *self._area())}
        return [column for column in self.roles.columns if column.name not in taken]

    def _area(self) -> list[Column]:
        return [self.roles.area] if self.roles.area else []

    def _rows_of(self, rules: Sequence[LeaveOut]) -> set[int]:
        """The rows, by index, that rules by whole texts leave out."""
        found: set[int] = set()
        for rule in rules:
            texts = set(rule.texts)
            cells = self.table.columns[rule.column]
            found |= {at for at, cell in enumerate(cells) if cell is not None and cell.strip() in texts}
        return found


def _columns(table: Table, without: set[int], emptied: Collection[int] = ()) -> list[Column]:
    """The columns without some rows; the cells of others are taken for empty."""
    if emptied:
        every = {
            name: [None if at in emptied else cell for at, cell in enumerate(cells)]
            for name, cells in table.columns.items()
        }
        return [Column(name, at, cells) for at, (name, cells) in enumerate(every.items())]
    kept = [at for at in range(table.rows) if at not in without]
    return [Column(name, at, [cells[row] for row in kept]) for at, (name, cells) in enumerate(table.columns.items())]


def _above(lines: Sequence[Line]) -> str:
    """What the lines above the header say of the table: the first that is no number of a table and no footnote."""
    said = [" ".join(cell for cell in line if cell) for line in lines]
    return next((text for text in said if says_something(text) and not is_footnote(text)), "")
