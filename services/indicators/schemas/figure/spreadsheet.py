"""Reading a spreadsheet (.xlsx, .ods) as lines of text. What a clerk may not see, or the file only computes, is refused
by name and place: several sheets, merged cells, formulas, hidden rows and columns, dates. It guesses nothing.

A sheet with the columns of a form is read as one: what only tells is not read, and lines may be left open.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from services.indicators.domain.figure.batch import COLUMNS, Cells, RowFault
from services.indicators.domain.figure.form import FILLED_IN, MARKS, TELLING
from services.indicators.schemas.figure.chunk import Addresses, Chunk, LeftOpen, columned
from services.indicators.schemas.figure.csv_rows import REQUIRED, wrong_header
from services.indicators.schemas.figure.fault import malformed
from services.indicators.schemas.figure.trap import Trap, declares_a_type, letters, traps
from shared.problems import BadRequest, Fault, TooLarge

MOST_UNPACKED, MOST_RATIO, SMALL = 256 << 20, 100, 1 << 20
MOST_LINES, MOST_COLUMNS = 100_000, 1_000
FIRST_ROW = 2  # below the header, as every program numbers it; faults and receipts speak of rows so
LOOKED_THROUGH = 20  # rows that may stand above the header before it is looked for no longer
OF_A_MAPPING = frozenset({"date-cell", "merged-cells", "percent-cell"})  # traps whose meaning a mapping says itself
LONGEST_NAMED = 80  # characters of a cell that are told again
_FILLED_IN = (*FILLED_IN, "action")
_OLD = b"\xd0\xcf\x11\xe0"  # what an .xls file begins with, and any file that is locked with a password

Cell = str | int | float | bool | time | date | datetime | timedelta


class NotASpreadsheet(BadRequest):
    """The bytes are no spreadsheet of the type that was said."""

    slug, title = "not-a-spreadsheet", "The file cannot be read as a spreadsheet"


@dataclass(frozen=True, slots=True)
class _Opened:
    """The one sheet with figures: its cells, and the traps among them."""

    cells: list[list[Cell]]
    traps: list[Trap]


def read(file: BinaryIO) -> Iterator[Chunk]:
    """The rows of the one sheet with figures, whose first line is a header in the product's own column names.

    Raises NotASpreadsheet (400), TooLarge (413) or Malformed (422, naming each cell, row or column at fault).
    """
    opened = _open(file)
    lines = [[_text(cell).strip() for cell in line] for line in opened.cells]
    header = _header(lines)
    is_form = bool(MARKS & set(header))
    read_at = [at for at, name in enumerate(header) if not (is_form and name in TELLING)]
    faults = [_trapped(one) for one in opened.traps if any(one.first <= at + 1 <= one.last for at in read_at)]
    faults += [fault for at, line in enumerate(opened.cells) for fault in _odd(at, line, read_at)]
    names = [header[at] for at in read_at]
    _refuse_header(names, read_at)
    while len(lines) > 1 and not any(lines[-1]):
        lines.pop()
    faults += _misplaced(lines, header)
    if faults:
        raise malformed(sorted((_as_shown(fault) for fault in faults), key=lambda fault: fault.row or 0))
    rows = [[line[at] for at in read_at] for line in lines[1:]]
    addresses = Addresses({header[at]: letters(at + 1) for at in read_at})
    if not is_form:
        yield Chunk(FIRST_ROW, columned(rows, names), addresses=addresses)
        return
    yield _form([{name: cell or None for name, cell in zip(names, row, strict=True)} for row in rows], addresses)


def lines(file: BinaryIO, spared: frozenset[str] = frozenset()) -> list[list[str | None]]:
    """The lines of the one visible sheet that holds anything; None for an empty cell. Lines below the last are left.

    Raises NotASpreadsheet (400), TooLarge (413) or Malformed (422, naming the trap). Traps that are `spared` by their
    code are none for who says what a date stands for, or fills merged cells of a header itself; a date is ISO text.
    """
    opened = _open(file)
    faults = [_trapped(one) for one in opened.traps]
    faults += [fault for at, line in enumerate(opened.cells) for fault in _odd(at, line, range(len(line)))]
    if left := [fault for fault in faults if fault.code not in spared]:
        raise malformed(left)
    return [[_text(cell) if _text(cell).strip() else None for cell in line] for line in opened.cells]


def _open(file: BinaryIO) -> _Opened:
    file.seek(0)
    if file.read(len(_OLD)) == _OLD:
        raise NotASpreadsheet("This is an old .xls file, or locked with a password. Save it as .xlsx without one.")
    try:
        with zipfile.ZipFile(file) as parts:
            _refuse_bomb(parts)
            if declares_a_type(parts):
                said = "the file declares a document type, which is not read"
                raise malformed([RowFault(None, None, "document-type", said)])
            file.seek(0)
            sheet = _sheet(CalamineWorkbook.from_filelike(file))
            cells: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
            width = max(map(len, cells), default=0)
            return _Opened(cells, traps(parts, sheet.name, width=width, height=len(cells)))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, CalamineError):
        raise NotASpreadsheet("Send an .xlsx or .ods file as the spreadsheet program saves it.") from None


def _refuse_bomb(parts: zipfile.ZipFile) -> None:
    unpacked = sum(part.file_size for part in parts.infolist())
    packed = sum(part.compress_size for part in parts.infolist())
    if unpacked > MOST_UNPACKED:
        said = f"Unpacked, the file has more than {MOST_UNPACKED} bytes; send so many rows as CSV."
        raise TooLarge(said, errors=[Fault("unpacked-too-large", said)])
    if unpacked > SMALL and unpacked > packed * MOST_RATIO:
        said = f"The file unpacks to more than {MOST_RATIO} times its size."
        raise TooLarge(said, errors=[Fault("packed-too-tightly", said)])


def _sheet(book: CalamineWorkbook) -> CalamineSheet:
    visible = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
    sheets = [sheet for sheet in map(book.get_sheet_by_name, visible) if sheet.end is not None]
    if len(sheets) != 1:
        said = f"{len(sheets)} visible sheets hold something; leave one, with the figures, and delete the others"
        raise malformed([RowFault(None, None, "several-sheets" if sheets else "no-rows", said)])
    if sheets[0].total_height > MOST_LINES or sheets[0].total_width > MOST_COLUMNS:
        said = f"a sheet has at most {MOST_LINES:,} rows and {MOST_COLUMNS:,} columns; send more as CSV"
        raise malformed([RowFault(None, None, "too-many-rows", said)])
    return sheets[0]


def _header(lines: Sequence[Sequence[str]]) -> list[str]:
    """The names of the columns, which stand in the first line."""
    at = next((at for at, line in enumerate(lines[:LOOKED_THROUGH]) if set(REQUIRED) <= set(line)), 0)
    if at:
        above = "row 1 stands" if at == 1 else f"rows 1 to {at} stand"
        said = f"{above} above the header, which is in row {at + 1}; delete what is above it"
        raise malformed([RowFault(1, None, "title-rows", said, cell="1")])
    first = lines[0] if lines else ()
    return list(first[: max((at for at, cell in enumerate(first, start=1) if cell), default=0)])


def _refuse_header(names: Sequence[str], read_at: Sequence[int]) -> None:
    """Raise Malformed unless the header has every column that is needed, and each of ours once."""
    faults = []
    for at, fault in wrong_header(names):
        place = letters(read_at[at - 1] + 1) if at else ""
        is_strange = place and fault.code == "unknown-column"
        said = f"column {place} is not one of {', '.join(COLUMNS)}; delete it" if is_strange else fault.message
        faults.append(replace(fault, row=1, message=said, cell=f"{place}1"))
    if faults:
        raise malformed(faults)


def _trapped(found: Trap) -> RowFault:
    row = found.row - 1 if found.row else None
    return RowFault(row, None, found.code, found.message, cell=found.at)


def _as_shown(fault: RowFault) -> RowFault:
    """The fault of a line that counts from 0, by the number that the program shows beside it."""
    return fault if fault.row is None else replace(fault, row=fault.row + 1)


def _odd(at: int, line: Sequence[Cell], read_at: Sequence[int]) -> Iterator[RowFault]:
    """The cells of a line that a spreadsheet has made something else of than was typed."""
    for column in read_at:
        cell, place = line[column] if column < len(line) else "", f"{letters(column + 1)}{at + 1}"
        if isinstance(cell, bool):
            said = f"cell {place} holds true or false; type what is meant"
            yield RowFault(at, None, "wrong-type", said, cell=place)
        elif isinstance(cell, date | datetime | time | timedelta):
            said = f"cell {place} holds a date, not text; format it as text and type the period, such as 2023-03"
            yield RowFault(at, None, "date-cell", said, cell=place)


def _misplaced(lines: Sequence[Sequence[str]], header: Sequence[str]) -> Iterator[RowFault]:
    """Rows between the rows that are none, and cells beside the columns."""
    for at, line in enumerate(lines[1:], start=1):
        place = str(at + 1)
        if not any(line):
            yield RowFault(at, None, "blank-row", f"row {place} is empty; delete it", cell=place)
        elif list(line[: len(header)]) == list(header):
            yield RowFault(at, None, "copied-header", f"row {place} is the header once more; delete it", cell=place)
        beside = next((at for at, cell in enumerate(line) if cell and at >= len(header)), None)
        if beside is not None:
            place = f"{letters(beside + 1)}{place}"
            said = f"cell {place} stands beside the columns that the header names; delete it"
            yield RowFault(at, None, "long-row", said, cell=place)


def _form(rows: Sequence[Cells], addresses: Addresses) -> Chunk:
    """The rows of a form; those that nobody filled in are left open, and at least one is filled in."""
    filled = [cells if any(cells.get(name) is not None for name in _FILLED_IN) else None for cells in rows]
    if rows and not any(filled):
        said = "every row of the form was left open; fill in the value of one at least"
        raise malformed([RowFault(None, None, "no-rows", said)])
    left_open = tuple(
        LeftOpen(at, *(_short(row.get(name)) for name in ("area", "measure", "period")))
        for at, (row, cells) in enumerate(zip(rows, filled, strict=True), start=FIRST_ROW)
        if cells is None
    )
    return Chunk(FIRST_ROW, filled, left_open=left_open, addresses=addresses)


def _text(cell: Cell) -> str:
    """What the cell shows: a number without needless point, to the last digit that the file holds."""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    return str(cell)


def _short(cell: object) -> str | None:
    return None if cell is None else str(cell)[:LONGEST_NAMED]
