"""Reading a batch as JSON, `{"rows": [...]}`, or as JSON lines, one row each. Numbers keep every digit.

It says what has not the shape of a row; the domain says what a row means. Rows that are all written alike, the same
names in the same order and nothing escaped, are read many at once; any others value by value.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import polars as pl

from services.indicators.domain.figure.batch import COLUMNS, NOT_READ, Cells, RowFault
from services.indicators.schemas.figure.chunk import AT_ONCE, Chunk
from services.indicators.schemas.figure.fault import DETAIL
from shared import reader
from shared.problems import Fault, Malformed

LONGEST_LINE = 64 << 10
PIECE = 2 << 20

_WRONG_ROW = f"a row is an object with {', '.join(COLUMNS)}"
_KNOWN = frozenset((*COLUMNS, *NOT_READ))

_SPACE = "[ \\t\\n\\r]*"
_TEXT = r'"(?P<{name}>[^"\\\x00-\x1f]*)"'
_NUMBER = r"(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)"  # one with an exponent is read value by value
_REFUSED_NUMBER = rf"^-0(?:\.0+)?$|^.{{{reader.MAX_NUMBER + 1}}}"
_NAME = re.compile(rf'"([a-z_]+)"{_SPACE}:')
_HEAD = re.compile(rf'{_SPACE}\{{{_SPACE}"rows"{_SPACE}:{_SPACE}\[{_SPACE}\{{')
_TAIL = re.compile(rf"\}}{_SPACE}\]{_SPACE}\}}{_SPACE}\Z")
_BETWEEN = re.compile(rf"\}}{_SPACE},{_SPACE}\{{")
_LONGEST_TAIL = 1_000


def read(file: BinaryIO) -> Iterator[Chunk]:
    """The rows of a JSON document, all at once."""
    file.seek(0)
    frame = _document(file.read())
    yield Chunk(1, frame) if frame is not None else by_value(file)


def read_lines(file: BinaryIO) -> Iterator[Chunk]:
    """The rows of JSON lines, some at a time; a line that is no JSON is a fault of its row. Blank lines are none."""
    file.seek(0)
    at, first = 0, 1
    while piece := file.read(PIECE) + file.readline(LONGEST_LINE + 1):
        frame = _lines(piece)
        if frame is None:
            yield from by_line(file, at, first)
            return
        yield Chunk(first, frame)
        at, first = file.tell(), first + frame.height


def by_value(file: BinaryIO) -> Chunk:
    """The rows of a JSON document, each read by itself, however it is written."""
    file.seek(0)
    try:
        sent = reader.parse(file.read())
    except Malformed as problem:
        if type(problem) is not Malformed:
            raise
        raise Malformed(
            DETAIL, errors=[_placed(fault) for fault in problem.errors], total_errors=problem.total_errors
        ) from None
    return _chunk(_rows(sent), 1, ())


def by_line(file: BinaryIO, at: int = 0, first: int = 1) -> Iterator[Chunk]:
    """The rows of the JSON lines from this byte, each read by itself; the first of them has this number."""
    file.seek(at)
    rows, faults = list[Any](), list[RowFault]()
    while line := file.readline(LONGEST_LINE + 1):
        if line.isspace():
            continue
        number = first + len(rows)
        row, fault = _line(file, line, number)
        rows.append(row)
        faults += fault
        if len(rows) == AT_ONCE:
            yield _chunk(rows, first, faults)
            first, rows, faults = first + len(rows), [], []
    if rows:
        yield _chunk(rows, first, faults)


def _document(body: bytes) -> pl.DataFrame | None:
    """The rows of a document in which all are written alike, as columns of text; None for any other."""
    text = _plain_text(body)
    head = text and _HEAD.match(text)
    tail = text and _TAIL.search(text, max(0, len(text) - _LONGEST_TAIL))
    if not text or not head or not tail or tail.start() < head.end():
        return None
    between = _BETWEEN.match(text, text.find("}", head.end()))
    if between is None:
        return None
    rows = pl.Series([text[head.end() : tail.start()]]).str.split(between.group()).explode()
    return _columns(rows, "^{}$")


def _lines(piece: bytes) -> pl.DataFrame | None:
    """The rows of whole lines that are all written alike, as columns of text; None for any others."""
    text = _plain_text(piece)
    if not text:
        return None
    rows = pl.Series([text.removesuffix("\n")]).str.split("\n").explode()
    is_short = (rows.str.len_bytes() < LONGEST_LINE).all()
    return _columns(rows, f"^{_SPACE}\\{{{{{{}}\\}}}}{_SPACE}$") if is_short else None


def _plain_text(body: bytes) -> str | None:
    """The text of the bytes; None where it holds what no text here may hold."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    is_plain = text.isascii() and "\x7f" not in text  # other controls stand in no string of JSON
    return text if is_plain or reader.FORBIDDEN.search(text) is None else None


def _columns(rows: pl.Series, shape: str) -> pl.DataFrame | None:
    """The rows' members as columns of text, where every row has the names of the first in their order.

    A row that was cut at the wrong place has a string without end, and so has not this shape.
    """
    names = _NAME.findall(rows.item(0))
    if "area" not in names or not _KNOWN.issuperset(names) or len(set(names)) < len(names):
        return None
    found = rows.str.extract_groups(shape.format(",".join(map(_member, names)))).struct.unnest()
    if found["area"].null_count():
        return None
    if "number" in found.columns:
        if found["number"].str.contains(_REFUSED_NUMBER).any():
            return None
        found = found.with_columns(pl.coalesce("value", "number").alias("value"))
    return found.select(name for name in names if name in COLUMNS)


def _member(name: str) -> str:
    number = f"|{_NUMBER}" if name == "value" else ""
    return f'{_SPACE}"{name}"{_SPACE}:{_SPACE}(?:{_TEXT.format(name=name)}|null{number}){_SPACE}'


class _Spoilt:
    """Stands for a row that could not be read."""


def _line(file: BinaryIO, line: bytes, at: int) -> tuple[Any, list[RowFault]]:
    """The row of a line, or a stand-in and what is wrong with it."""
    if len(line) > LONGEST_LINE:
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)
        return _Spoilt, [RowFault(at, None, "too-long", f"a line has at most {LONGEST_LINE} bytes")]
    try:
        return reader.parse(line), []
    except reader.BadEncoding:
        raise
    except Malformed as problem:
        faults = problem.errors or (Fault("unreadable-row", "this line is not the JSON of one row"),)
        return _Spoilt, [RowFault(at, _column(fault.pointer or "", 1), fault.code, fault.message) for fault in faults]


def _rows(sent: reader.JSON) -> list[Any]:
    """The list under `rows`, where that is all there is."""
    faults = []
    rows = sent.get("rows") if isinstance(sent, dict) else None
    if not isinstance(rows, list):
        faults.append(Fault("wrong-type", "A batch is an object with a list of rows.", "/rows"))
    if isinstance(sent, dict) and sent.keys() - {"rows"}:
        faults.append(Fault("unknown-field", "A batch has `rows` and nothing else.", "/"))
    if faults:
        raise Malformed(DETAIL, errors=faults)
    return rows or []


def _chunk(rows: Sequence[Any], first: int, faults: Sequence[RowFault]) -> Chunk:
    found = (*faults, *_wrong_rows(rows, first))
    wrong = {fault.row for fault in found}
    shaped: list[Cells | None] = [None if at in wrong else row for at, row in enumerate(rows, start=first)]
    return Chunk(first, shaped, tuple(sorted(found, key=lambda fault: fault.row or 0)))


def _wrong_rows(rows: Sequence[Any], first: int) -> Iterator[RowFault]:
    for at, row in enumerate(rows, start=first):
        if row is _Spoilt:
            continue
        if not isinstance(row, dict):
            yield RowFault(at, None, "wrong-type", _WRONG_ROW)
        elif not row.keys() <= _KNOWN:
            yield RowFault(at, None, "unknown-column", _WRONG_ROW)


def _placed(fault: Fault) -> Fault:
    """The fault by row and column where its pointer leads to a cell: `/rows/0/value` is row 1, column value."""
    match (fault.pointer or "").split("/"):
        case ["", "rows", place, *_] if place.isdecimal():
            return Fault(fault.code, fault.message, row=int(place) + 1, column=_column(fault.pointer or "", 3))
        case _:
            return fault


def _column(pointer: str, at: int) -> str | None:
    parts = pointer.split("/")
    return parts[at] if len(parts) > at and parts[at] in COLUMNS else None
