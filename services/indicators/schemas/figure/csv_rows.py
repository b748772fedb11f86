"""Reading a batch as CSV in the product's own column names. It says what cannot be read; the domain what it means.

Text without quotes is read many lines at once; from the first piece that holds anything else, line by line.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import polars as pl

from services.indicators.domain.figure.batch import COLUMNS, NOT_READ, Cells, RowFault
from services.indicators.schemas.figure.chunk import AT_ONCE, Chunk, columned
from services.indicators.schemas.figure.fault import malformed
from shared.reader import BadEncoding

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

REQUIRED = ("area", "measure", "period", "value")
MOST_COLUMNS = 100  # beyond this the header is no header, and naming each column would help nobody
PIECE = 2 << 20
LONGEST_CELL = 1_000  # longer ones are looked at line by line
MARK = b"\xef\xbb\xbf"  # a spreadsheet's own UTF-8 begins with a byte order mark


def read(file: BinaryIO) -> Iterator[Chunk]:
    """The rows, some at a time; raises Malformed when there is no header that says what they are."""
    file.seek(0)
    line = file.readline(LONGEST_CELL * MOST_COLUMNS)
    if b'"' in line or not line.endswith(b"\n") or b"\r" in line.rstrip(b"\r\n"):
        yield from by_line(file)
        return
    header = _text(line.removeprefix(MARK)).rstrip("\r\n").split(",") if line.strip() else []
    refuse_header(header)
    at, first = file.tell(), 1
    while piece := file.read(PIECE) + file.readline():
        frame = _at_once(piece, header)
        if frame is None:
            file.seek(at)
            yield from _lines(_reader(file), header, first)
            return
        yield Chunk(first, frame)
        at, first = file.tell(), first + frame.height


def by_line(file: BinaryIO) -> Iterator[Chunk]:
    """The same, each line read by itself, whatever it holds."""
    file.seek(0)
    lines = _reader(file)
    header = _next(lines, 0) or []
    refuse_header(header)
    yield from _lines(lines, header, 1)


def raw_lines(file: BinaryIO) -> Iterator[list[str]]:
    """Every line of a text of cells, the header first; raises Malformed or BadEncoding at one that cannot be read."""
    file.seek(0)
    lines, row = _reader(file), 0
    while (line := _next(lines, row)) is not None:
        yield line
        row += 1


def refuse_header(header: Sequence[str]) -> None:
    """Raise Malformed unless the header has every column that is needed, and each of ours once."""
    if faults := [fault for _, fault in wrong_header(header)]:
        raise malformed(faults)


def shaped(lines: Sequence[Sequence[str]], header: Sequence[str], first: int) -> Chunk:
    """Lines of cells as a chunk, those of another length than the header named."""
    if all(len(line) == len(header) for line in lines):
        return Chunk(first, columned(lines, header))
    rows: list[Cells | None] = []
    faults, spoilt = [], {}
    for at, line in enumerate(lines, start=first):
        if len(line) == len(header):
            cells = zip(header, line, strict=True)
            rows.append({name: cell or None for name, cell in cells if name in COLUMNS})
        else:
            rows.append(None)
            faults.append(_uneven(at, len(line), len(header)))
            spoilt[at] = line
    return Chunk(first, rows, tuple(faults), spoilt)


def _at_once(piece: bytes, header: Sequence[str]) -> pl.DataFrame | None:
    """The rows of a piece of whole lines, or None when they have to be read one by one."""
    letters = np.frombuffer(piece, np.uint8)
    lines = np.count_nonzero(letters == ord("\n")) + (not piece.endswith(b"\n"))
    commas = np.count_nonzero(letters == ord(","))
    if b'"' in piece or piece.count(b"\r") != piece.count(b"\r\n") or commas != lines * (len(header) - 1):
        return None
    try:
        frame = pl.read_csv(
            piece,
            has_header=False,
            new_columns=list(header),
            schema_overrides=[pl.String] * len(header),
            infer_schema=False,
            quote_char=None,
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return None
    is_whole = frame.height == lines and frame.width == len(header)
    longest = frame.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item() if is_whole else None
    if not is_whole or (longest or 0) > LONGEST_CELL:
        return None
    return frame.select(name for name in header if name in COLUMNS)  # its empty cells are None already


def _lines(lines: Iterator[list[str]], header: Sequence[str], first: int) -> Iterator[Chunk]:
    some: list[list[str]] = []
    while (line := _next(lines, first + len(some))) is not None:
        some.append(line)
        if len(some) == AT_ONCE:
            yield shaped(some, header, first)
            first, some = first + len(some), []
    if some:
        yield shaped(some, header, first)


def _reader(file: BinaryIO) -> Iterator[list[str]]:
    encoding = "utf-8-sig" if file.tell() == 0 else "utf-8"
    text = io.TextIOWrapper(io.BufferedReader(_Kept(file)), encoding=encoding, newline="")
    return csv.reader(text, strict=True)


class _Kept(io.RawIOBase):
    """The file, which stays open when its text has been read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """As many bytes as there are, up to the size of the buffer."""
        place = memoryview(buffer)
        some = self._file.read(len(place))
        place[: len(some)] = some
        return len(some)


def _next(lines: Iterator[list[str]], row: int) -> list[str] | None:
    try:
        return next(lines, None)
    except csv.Error:
        message = "the quotes of this row do not match, or a cell is far too long"
        raise malformed([RowFault(row, None, "unreadable-row", message)]) from None
    except UnicodeDecodeError:
        raise BadEncoding("Send CSV in UTF-8; in a spreadsheet, save it as CSV UTF-8.") from None


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise BadEncoding("Send CSV in UTF-8; in a spreadsheet, save it as CSV UTF-8.") from None


def wrong_header(header: Sequence[str]) -> Iterator[tuple[int, RowFault]]:
    """What is wrong with a header, each with the column that it is about; 0 for the whole of it."""
    if len(header) > MOST_COLUMNS:
        named = ", ".join(COLUMNS)
        yield 0, RowFault(0, None, "unknown-column", f"there are {len(header)} columns; the columns are {named}")
        return
    for at, name in enumerate(header, start=1):
        if name not in COLUMNS and name not in NOT_READ:
            yield at, RowFault(0, None, "unknown-column", f"column {at} is not one of {', '.join(COLUMNS)}")
        elif name in header[: at - 1]:
            yield at, RowFault(0, name, "duplicate-column", "this column is there twice")
    for name in REQUIRED:
        if name not in header:
            yield 0, RowFault(0, name, "missing-column", "this column is needed")


def _uneven(row: int, cells: int, columns: int) -> RowFault:
    code = "short-row" if cells < columns else "long-row"
    return RowFault(row, None, code, f"this row has {cells} cells; the header names {columns} columns")
