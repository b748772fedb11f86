"""Proposing a mapping from a sample of a table: what is seen, what is guessed and why, what a person must say.

Pure, and it stores nothing: a proposal becomes a mapping only when a body sends it as its own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.indicators.domain.figure.observation import Status
from services.indicators.domain.mapping.column import Column, is_figure
from services.indicators.domain.mapping.conversion import Mapped, apply
from services.indicators.domain.mapping.dialect import period_of
from services.indicators.domain.mapping.doubt import Doubt, choose, guessed
from services.indicators.domain.mapping.heading import Line, headed
from services.indicators.domain.mapping.layout import layout_of
from services.indicators.domain.mapping.likeness import KnownMeasure
from services.indicators.domain.mapping.mapping import Coded, Layout, LeaveOut, Mapping, Source, fold
from services.indicators.domain.mapping.notation import notation_of
from services.indicators.domain.mapping.place import area_of
from services.indicators.domain.mapping.role import Places, Roles, follows
from services.indicators.domain.mapping.series import measured
from services.indicators.domain.mapping.table import Table

_TOTALS = frozenset({"total", "totals", "grand total", "sum", "all", "overall", "all areas"})
_STATUSES = {"p": "provisional", "prov": "provisional", "r": "revised", "f": "final", "audited": "final"}
_STATUSES |= {status.value: status.value for status in Status}
_UNKNOWN = "nobody has said what it is for"
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
    mapping, found = _Proposal(table, known).mapping(title, layout)
    doubts += found
    if not _is_whole(mapping):
        return Suggestion(mapping=mapping, doubts=tuple(doubts), mapped=None)
    mapped = apply(mapping, table)
    doubts += _doubles(mapping, mapped)
    return Suggestion(mapping=mapping, doubts=tuple(doubts), mapped=mapped)


def _is_whole(mapping: Mapping) -> bool:
    has_figures = bool(mapping.values.columns) or mapping.values.is_every_other
    return bool(has_figures and mapping.area.sources and mapping.period.sources and mapping.measure.sources)


def _doubles(mapping: Mapping, mapped: Mapped) -> Iterator[Doubt]:
    keys = Counter(zip(mapped.area, mapped.measure, mapped.period, strict=True))
    doubles = sum(times - 1 for times in keys.values())
    if doubles:
        unused = [repr(name) for name, why in mapping.unused.items() if why == _UNKNOWN][:FEW]
        hint = f" Perhaps {' or '.join(unused)} tells them apart." if unused else ""
        message = f"{doubles} figures are for the same place, measure and period as another.{hint} Say which to take."
        yield choose("/leave_out", message)


class _Proposal:
    """One sample: first its rows that are no figures are set aside, then the parts of its columns are found."""

    def __init__(self, table: Table, known: Known) -> None:
        self.known = known
        self.notes = _note_rows(table)
        self.roles = Roles(_columns(table, self.notes), known.places)
        self.totals = _total_rows(table, self.roles.area)
        if self.totals:
            self.roles = Roles(_columns(table, self.notes | self.totals), known.places)
        self.table = table

    def mapping(self, title: str, layout: Layout) -> tuple[Mapping, list[Doubt]]:
        """The proposal, with all that is to be said of it."""
        roles = self.roles
        area, doubts = area_of(roles)
        found = measured(roles, self.known.measures, title)
        period, about_period = period_of(roles, [one.measure.frequency for one in found.matches if one.measure])
        notation = notation_of(roles.figures, is_wide=len(roles.figures) > 1, may_hold_commas=layout.separator != ";")
        leave_out, status = tuple(self._leave_out(doubts)), _status_of(roles.status, doubts)
        mapping = Mapping(
            title=title,
            layout=layout,
            area=area,
            measure=found.measure,
            period=period,
            values=found.values,
            status=status,
            missing=Source(column=roles.note.name) if roles.note else None,
            numbers=notation.numbers,
            words=notation.words,
            below=notation.below,
            units=found.units,
            leave_out=leave_out,
            unused=self._unused({one.column for one in found.values.columns}, status, doubts),
        )
        return mapping, [*doubts, *found.doubts, *about_period, *notation.doubts]

    def _leave_out(self, doubts: list[Doubt]) -> Iterator[LeaveOut]:
        area, period = self.roles.area, next(iter(self.roles.periods), None)
        if self.totals and area is not None:
            said = {(self.table.columns[area.name][at] or "").strip() for at in self.totals}
            doubts.append(guessed("/leave_out", f"Rows of {' and '.join(sorted(said))} are left out as totals."))
            yield LeaveOut(column=area.name, texts=tuple(sorted(said)), reason="a total of other rows")
        notes = [at for at in sorted(self.notes) if any(cells[at] for cells in self.table.columns.values())]
        if notes and period is not None and not period.has_gaps:
            doubts.append(guessed("/leave_out", f"Rows without a period are left out as notes: row {notes[0] + 1}."))
            yield LeaveOut(column=period.name, is_empty=True, reason="a note, and no figure")
        elif notes:
            first = next(name for name, cells in self.table.columns.items() if any(cells[at] for at in notes))
            texts = tuple(dict.fromkeys((self.table.columns[first][at] or "").strip() for at in notes))
            doubts.append(guessed("/leave_out", f"Rows that hold nothing but a note are left out: row {notes[0] + 1}."))
            yield LeaveOut(column=first, texts=tuple(filter(None, texts)), reason="a note, and no figure")

    def _unused(self, figures: set[str], status: Coded | None, doubts: list[Doubt]) -> dict[str, str]:
        roles = self.roles
        parts = [roles.area, *roles.periods, *roles.measures, roles.note, *roles.under_periods]
        parts += [roles.status] if status else []
        used = {column.name for column in parts if column is not None} | figures
        unused = {}
        for column in roles.columns:
            if column.name not in used:
                unused[column.name] = why = self._why_unused(column)
                if why == _UNKNOWN:
                    message = f"{column.name!r} is not used: say what it is for if it tells figures apart."
                    doubts.append(guessed("/unused", message))
        return unused

    def _why_unused(self, column: Column) -> str:
        area = [self.roles.area] if self.roles.area else []
        if not column.texts:
            return "it is empty"
        if len(column.texts) == 1 and not column.has_gaps:
            return "the same in every row"
        if area and follows(column, area):
            return "told by the place"
        if self.roles.measures and follows(column, self.roles.measures):
            return "told by the measure"
        return _UNKNOWN


def _columns(table: Table, without: set[int]) -> list[Column]:
    kept = [at for at in range(table.rows) if at not in without]
    return [Column(name, at, [cells[row] for row in kept]) for at, (name, cells) in enumerate(table.columns.items())]


def _note_rows(table: Table) -> set[int]:
    """Rows, by index, with a cell or two at most, none of them a figure, in a table of more columns than that."""
    columns = list(table.columns.values())
    notes = set()
    for at in range(table.rows):
        filled = [cell for cells in columns if (cell := cells[at])]
        if len(filled) <= min(2, len(columns) - 2) and not any(is_figure(cell) for cell in filled):
            notes.add(at)
    return notes


def _total_rows(table: Table, area: Column | None) -> set[int]:
    if area is None:
        return set()
    return {at for at, cell in enumerate(table.columns[area.name]) if cell is not None and fold(cell) in _TOTALS}


def _status_of(column: Column | None, doubts: list[Doubt]) -> Coded | None:
    if column is None:
        return None
    said = {text: _STATUSES.get(fold(text).strip(".")) for text in column.texts}
    codes: dict[tuple[str, ...], str] = {(text,): status for text, status in said.items() if status}
    if not codes:
        return None
    if len(codes) < len(column.texts):
        doubts.append(choose("/status/codes", f"Say which texts of {column.name!r} mean provisional, final, revised."))
    return Coded(sources=(Source(column=column.name),), codes=codes)
