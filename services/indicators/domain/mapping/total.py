"""Rows of a sample that are no figures of a place: totals of other rows, larger areas that have no code, footnotes.

Pure. Each is left out by a rule that names its texts, so that a row nobody has seen is a fault and not left out too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.indicators.domain.mapping.column import Column, is_figure
from services.indicators.domain.mapping.doubt import Doubt, choose, guessed
from services.indicators.domain.mapping.gazetteer import Places
from services.indicators.domain.mapping.mapping import LeaveOut, fold
from services.indicators.domain.mapping.period import odd_ones
from services.indicators.domain.mapping.table import Table
from services.indicators.domain.mapping.timeline import may_tell_periods

_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall|national|england|uk)[ -]?)*totals?(?:[ :(].*)?|.*[ -]totals?|sum|all|overall"
    r"|(?:all|total) (?:areas|authorities|councils|local authorities|wards|places|districts|england)"
)
_SUM = re.compile(
    r"(?:(?:financial )?year[ -])?to[ -]date|ytd|cumulative|(?:[0-9]+[ -](?:year|month|quarter) )?(?:average|mean|avg)"
)
_FOOTNOTE = re.compile(
    r"(?:sources?|notes?|footnotes?|key|contact|dataset|info|last updated|released|\u00a9|\(c\)|crown copyright"
    r"|(?:this|these|the figures|figures|data|for more|see|please|back to)\b).*|[\[(][a-z0-9]{1,4}[\])] .*|[0-9][.)] .*"
)
_LEVEL = ("level", "type", "tier", "geography", "geog")
LONGEST_TEXT = 500  # of a text that a rule names
MOST_TEXTS, MOST_BEGINNINGS = 1000, 100


@dataclass(frozen=True, slots=True)
class Remainder:
    """Rows, by index, that are no figures; the rules that leave them out, and what is said of it."""

    rows: frozenset[int] = frozenset()
    rules: tuple[LeaveOut, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def notes(table: Table) -> frozenset[int]:
    """Rows with a cell or two at most, none of them a figure, in a table of more columns than that; and footnotes."""
    columns = list(table.columns.values())
    found = set()
    for at in range(table.rows):
        filled = [cell for cells in columns if (cell := cells[at])]
        is_short = len(filled) <= min(2, len(columns) - 2) and not any(is_figure(cell) for cell in filled)
        is_said = len(filled) <= 2 and len(columns) > 1 and not any(is_figure(cell) for cell in filled[1:])
        if is_short or (filled and is_said and is_footnote(filled[0])):
            found.add(at)
    return frozenset(at for at in found if not _stands_elsewhere(columns, at, found))


def _stands_elsewhere(columns: Sequence[Sequence[str | None]], row: int, found: set[int]) -> bool:
    """Whether what begins the row stands in rows of figures too: then no rule could tell it from those."""
    cells = next((cells for cells in columns if cells[row]), None)
    return cells is not None and any(cell == cells[row] and at not in found for at, cell in enumerate(cells))


def is_footnote(text: str) -> bool:
    """Whether the text begins as footnotes do: Source, Note, (c)."""
    return _FOOTNOTE.fullmatch(fold(text)) is not None


def remainder(table: Table, area: Column | None, others: Sequence[Column], places: Places) -> Remainder:
    """The totals, and the rows of larger areas; `others` are the columns of text in which they may be told."""
    if area is None:
        return Remainder()
    cells = table.columns[area.name]
    empty = {at for at in range(table.rows) if cells[at] is None and any(one[at] for one in table.columns.values())}
    rules: list[LeaveOut] = []
    doubts: list[Doubt] = []
    rows: set[int] = set()
    for name, found in _totals(table, area, others, places, empty):
        said = tuple(sorted({(table.columns[name][at] or "").strip() for at in found}))
        rules.append(LeaveOut(column=name, texts=said, reason="a total of other rows"))
        doubts.append(guessed("/leave_out", f"Rows of {' and '.join(said)} are left out as totals."))
        rows |= found
    for column in others:
        if (said := _levels(column, table, empty - rows)) and not rows & empty:
            rules.append(LeaveOut(column=column.name, texts=said, reason="a larger area, which has no code here"))
            message = f"Rows of {' and '.join(said)} in {column.name!r} have no code in {area.name!r} and are left out."
            doubts.append(guessed("/leave_out", message))
            rows |= empty
    return Remainder(frozenset(rows), tuple(rules), tuple(doubts))


def _totals(
    table: Table, area: Column, others: Sequence[Column], places: Places, empty: set[int]
) -> Iterator[tuple[str, set[int]]]:
    """The columns, by name, in which rows are told to be totals, and those rows."""
    in_area = {at for at, cell in enumerate(table.columns[area.name]) if cell is not None and is_total(cell, places)}
    if in_area:
        yield area.name, in_area
    left = set(empty)
    for column in others:
        cells = table.columns[column.name]
        found = {at for at in left if (cell := cells[at]) is not None and is_total(cell, places)}
        said = {cells[at] for at in found}
        if found and not any(cell in said for at, cell in enumerate(cells) if at not in empty):
            yield column.name, found
            left -= found


def is_total(cell: str, places: Places) -> bool:
    """Whether the text says that the row adds up others, and names no place that is known."""
    return cell.strip() not in places.names and _TOTAL.fullmatch(fold(cell).strip(" :*.")) is not None


def is_sum(text: str, places: Places) -> bool:
    """Whether the text, in the place of a period, says that what is meant are several: a total, so far, on average."""
    return is_total(text, places) or _SUM.fullmatch(fold(text).strip(" :*.")) is not None


def among_periods(columns: Sequence[Column], places: Places) -> Remainder:
    """Rows whose period is none. Totals are left out; of the others a person is asked, and no rule leaves them out."""
    rows: set[int] = set()
    rules: list[LeaveOut] = []
    doubts: list[Doubt] = []
    for column in columns:
        odd = [] if column.dialects or not may_tell_periods(column) else list(odd_ones(column))
        sums = tuple(text for text in odd if is_sum(text, places))
        if sums:
            rules.append(LeaveOut(column=column.name, texts=sums, reason="a total of other rows"))
            shown = " and ".join(map(repr, sums))
            message = f"Rows of {shown} in {column.name!r} are of no one period and are left out as totals."
            doubts.append(guessed("/leave_out", message))
        if others := [repr(text[:40]) for text in odd if text not in sums]:
            message = f"{', '.join(others[:5])} in {column.name!r} is no period that is known here: say under"
            message += " /period/codes which it means, or leave its rows out."
            doubts.append(choose("/leave_out", message))
        rows |= {at for at, cell in enumerate(column.cells) if cell is not None and cell.strip() in odd}
    return Remainder(frozenset(rows), tuple(rules), tuple(doubts))


def heads(table: Table, rows: frozenset[int], places: Places) -> tuple[str, ...]:
    """What stands alone above rows of figures and may be whose they are: known places, or two texts and more."""
    last = max((at for at in range(table.rows) if at not in rows and _is_filled(table, at)), default=-1)
    found = []
    for at in sorted(rows):
        said = [cell.strip() for cells in table.columns.values() if (cell := cells[at])]
        if at < last and len(said) == 1 and not is_footnote(said[0]):
            found.append(said[0])
    return tuple(found) if len(found) > 1 or any(places.find(text) for text in found) else ()


def _is_filled(table: Table, row: int) -> bool:
    return any(cells[row] for cells in table.columns.values())


def _levels(column: Column, table: Table, empty: set[int]) -> tuple[str, ...]:
    """The texts of a column of levels that stand in just the rows without a place."""
    if not empty or not column.is_called(*_LEVEL):
        return ()
    cells = table.columns[column.name]
    here = {(cells[at] or "").strip() for at in empty}
    there = {(cell or "").strip() for at, cell in enumerate(cells) if at not in empty and cell}
    return () if "" in here or here & there or len(here) > MOST_TEXTS else tuple(sorted(here))


def notes_left_out(table: Table, rows: frozenset[int], period: Column | None) -> Remainder:
    """How the notes among the rows are left out: where periods stand, by the lack of one, or by their texts."""
    said = [at for at in sorted(rows) if any(cells[at] for cells in table.columns.values())]
    if not said:
        return Remainder(rows)
    if period is not None and not period.has_gaps and not any(table.columns[period.name][at] for at in said):
        rule = LeaveOut(column=period.name, is_empty=True, reason="a note, and no figure")
        return Remainder(rows, (rule,), (_note(f"Rows without a period are left out as notes: row {said[0] + 1}."),))
    rules = tuple(_by_texts(table.columns, said))
    return Remainder(rows, rules, (_note(f"Rows that hold nothing but a note are left out: row {said[0] + 1}."),))


def _by_texts(columns: Mapping[str, Sequence[str | None]], rows: Sequence[int]) -> Iterator[LeaveOut]:
    """One rule for each column in which notes begin."""
    texts: dict[str, dict[str, None]] = {}
    for at in rows:
        name, cell = next((name, cells[at]) for name, cells in columns.items() if cells[at])
        texts.setdefault(name, {})[(cell or "").strip()] = None
    for name, found in texts.items():
        short = tuple(text for text in found if len(text) <= LONGEST_TEXT)[:MOST_TEXTS]
        long = tuple(text[:LONGEST_TEXT].strip() for text in found if len(text) > LONGEST_TEXT)[:MOST_BEGINNINGS]
        yield LeaveOut(column=name, texts=short, beginnings=long, reason="a note, and no figure")


def _note(message: str) -> Doubt:
    return guessed("/leave_out", message)
