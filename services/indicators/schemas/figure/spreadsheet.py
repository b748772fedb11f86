"""Reading a spreadsheet (.xlsx, .ods) as lines of text. What a clerk may not see, or the file only computes, is refused
by name: several sheets, merged cells, formulas, hidden rows and columns, dates. It guesses nothing.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from services.indicators.domain.figure.batch import RowFault
from services.indicators.schemas.figure.chunk import Chunk
from services.indicators.schemas.figure.csv_rows import REQUIRED, refuse_header, shaped
from services.indicators.schemas.figure.fault import malformed
from shared.problems import BadRequest, Fault, TooLarge

MOST_UNPACKED, MOST_RATIO, SMALL = 256 << 20, 100, 1 << 20
MOST_LINES, MOST_COLUMNS = 100_000, 1_000
LOOKED_THROUGH = 20  # rows that may stand above the header before it is looked for no longer
_PIECE = 1 << 20

Cell = str | int | float | bool | time | date | datetime | timedelta

# What stands in the parts of the file itself, and calamine does not tell: a code and a sentence for each.
_TRAPS: Sequence[tuple[re.Pattern[bytes], str, str]] = (
    (re.compile(rb"<!(?:DOCTYPE|ENTITY)"), "document-type", "the file declares a document type, which is not read"),
    (
        re.compile(rb"<f[ >/]|table:formula="),
        "formula-cell",
        "a cell holds a formula; paste the sheet as values, so that it says what you see",
    ),
    (
        re.compile(
            rb"<col [^>]*hidden=\"(?:1|true)\"|<table:table-column [^>]*table:visibility=\"(?:collapse|filter)\""
        ),
        "hidden-column",
        "a column is hidden; show it or delete it",
    ),
    (
        re.compile(rb"<row [^>]*hidden=\"(?:1|true)\"|<table:table-row [^>]*table:visibility=\"(?:collapse|filter)\""),
        "hidden-row",
        "a row is hidden or filtered out; show it or delete it",
    ),
    (
        re.compile(rb"<mergeCell |table:number-(?:columns|rows)-spanned=\"(?:[2-9]|1[0-9])"),
        "merged-cells",
        "cells are merged, so it is not clear which row they belong to; unmerge them",
    ),
)
_LOOKED_AT = re.compile(r"xl/worksheets/[^/]+\.xml|content\.xml")


class NotASpreadsheet(BadRequest):
    """The bytes are no spreadsheet of the type that was said."""

    slug, title = "not-a-spreadsheet", "The file cannot be read as a spreadsheet"


def read(file: BinaryIO) -> Iterator[Chunk]:
    """The rows of the one sheet with figures, whose first line is a header in the product's own column names."""
    found = lines(file)
    header = next((at for at, line in enumerate(found[:LOOKED_THROUGH]) if set(REQUIRED) <= set(line)), 0)
    if header:
        said = f"the header stands in row {header + 1}; delete what stands above it"
        raise malformed([RowFault(0, None, "title-rows", said)])
    width = max((at for at, cell in enumerate(found[0], start=1) if cell), default=0) if found else 0
    names = [cell or "" for cell in found[0][:width]] if found else []
    refuse_header(names)
    rows = [[cell or "" for cell in line[:width]] for line in found[1:]]
    while rows and not any(rows[-1]):
        rows.pop()
    yield shaped(rows, names, 1)


def lines(file: BinaryIO, spared: frozenset[str] = frozenset()) -> list[list[str | None]]:
    """The lines of the one visible sheet that holds anything; None for an empty cell. Lines below the last are left.

    Raises NotASpreadsheet (400), TooLarge (413) or Malformed (422, naming the trap). Traps that are `spared` by their
    code are none for who says what a date stands for, or fills merged cells of a header itself; a date is ISO text.
    """
    _refuse_traps(file, spared)
    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
        sheet = _sheet(book)
        faults = [
            fault for at, line in enumerate(_cells(sheet)) for fault in _odd(at, line) if fault.code not in spared
        ]
    except CalamineError:
        raise NotASpreadsheet("Send an .xlsx or .ods file as the spreadsheet program saves it.") from None
    if faults:
        raise malformed(faults)
    return [[_text(cell) for cell in line] for line in _cells(sheet)]


def _refuse_traps(file: BinaryIO, spared: frozenset[str]) -> None:
    """Look through the file's own parts, as they are unpacked, no more of them at a time than a piece."""
    file.seek(0)
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(file) as parts:
            _refuse_bomb(parts)
            for part in parts.infolist():
                with parts.open(part) as stream:
                    found |= _traps(stream, is_sheet=_LOOKED_AT.fullmatch(part.filename) is not None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise NotASpreadsheet("Send an .xlsx or .ods file as the spreadsheet program saves it.") from None
    if faults := [RowFault(None, None, code, message) for code, message in found.items() if code not in spared]:
        raise malformed(faults)


def _traps(stream: IO[bytes], *, is_sheet: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    before = b""
    while piece := stream.read(_PIECE):
        looked_at = before + piece
        looked_for = _TRAPS if is_sheet else _TRAPS[:1]
        found |= {code: message for pattern, code, message in looked_for if pattern.search(looked_at)}
        before = looked_at[-200:]
    return found


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
    sheets = [sheet for sheet in map(book.get_sheet_by_name, visible) if sheet.total_height]
    if len(sheets) != 1:
        said = f"{len(sheets)} visible sheets hold something; leave one, with the figures"
        raise malformed([RowFault(None, None, "several-sheets" if sheets else "no-rows", said)])
    if sheets[0].total_height > MOST_LINES or sheets[0].total_width > MOST_COLUMNS:
        said = f"a sheet has at most {MOST_LINES:,} rows and {MOST_COLUMNS:,} columns; send more as CSV"
        raise malformed([RowFault(None, None, "too-many-rows", said)])
    return sheets[0]


def _cells(sheet: CalamineSheet) -> list[list[Cell]]:
    return sheet.to_python(skip_empty_area=False)


def _odd(at: int, line: Sequence[Cell]) -> Iterator[RowFault]:
    """The cells of a line that a spreadsheet has made something else of than was typed."""
    for column, cell in enumerate(line, start=1):
        if isinstance(cell, bool):
            yield RowFault(at, None, "wrong-type", f"column {column} holds true or false")
        elif isinstance(cell, date | datetime | time | timedelta):
            said = f"column {column} holds a date, not text; format it as text and type the period, such as 2023-03"
            yield RowFault(at, None, "date-cell", said)


def _text(cell: Cell) -> str | None:
    """What the cell shows: a number without needless point, to the last digit that the file holds."""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    text = str(cell)
    return text if text.strip() else None
