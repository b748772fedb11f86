"""Reading a batch as JSON, `{"rows": [...]}`, or as JSON lines, one row each. Numbers keep every digit.

It says what has not the shape of a row; the domain says what a row means.
"""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from services.indicators.domain.figure.batch import COLUMNS, NOT_READ, Cells, RowFault
from services.indicators.schemas.figure.chunk import AT_ONCE, Chunk
from services.indicators.schemas.figure.fault import DETAIL
from shared import reader
from shared.problems import Fault, Malformed

LONGEST_LINE = 64 << 10

_WRONG_ROW = f"a row is an object with {', '.join(COLUMNS)}"
_KNOWN = frozenset((*COLUMNS, *NOT_READ))


def read(file: BinaryIO) -> Iterator[Chunk]:
    """The rows of a JSON document, all at once."""
    file.seek(0)
    try:
        sent = reader.parse(file.read())
    except Malformed as problem:
        if type(problem) is not Malformed:
            raise
        raise Malformed(
            DETAIL, errors=[_placed(fault) for fault in problem.errors], total_errors=problem.total_errors
        ) from None
    yield _chunk(_rows(sent), 1, ())


def read_lines(file: BinaryIO) -> Iterator[Chunk]:
    """The rows of JSON lines, some at a time; a line that is no JSON is a fault of its row. Blank lines are none."""
    file.seek(0)
    first, rows, faults = 1, list[Any](), list[RowFault]()
    while line := file.readline(LONGEST_LINE + 1):
        if line.isspace():
            continue
        at = first + len(rows)
        row, fault = _line(file, line, at)
        rows.append(row)
        faults += fault
        if len(rows) == AT_ONCE:
            yield _chunk(rows, first, faults)
            first, rows, faults = first + len(rows), [], []
    if rows:
        yield _chunk(rows, first, faults)


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
