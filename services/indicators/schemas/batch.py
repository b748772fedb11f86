"""A batch as it is sent, JSON or CSV in the product's own column names, and its receipt. Cells come out as written.

What cannot be read is named by row and column here; what a cell means is checked by the domain.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from services.indicators.domain.batch import COLUMNS, Cells, Receipt, RowFault, Sent
from services.indicators.domain.judgement import Change
from services.indicators.domain.observation import Effect
from services.indicators.schemas.figure import Examined, effect_faults
from shared import reader
from shared.events import declared, short_name
from shared.problems import Fault, Malformed, UnsupportedType

REQUIRED = ("area", "measure", "period", "value")
MOST_FAULTS = 10_000
MOST_COLUMNS = 100  # beyond this the header is no header, and naming each column would help nobody
DETAIL = "Nothing was stored. Every fault is named by row and column; rows count from 1."

_CELLS = {
    "area": {"type": "string"},
    "measure": {"type": "string"},
    "period": {"type": "string", "examples": ["2013/14", "2022/23-Q3", "2023-03", "2019", "2023-06-30"]},
    "value": {"type": ["number", "string", "null"]},
    "missing": {"type": ["string", "null"], "description": "why there is no value"},
    "status": {"type": ["string", "null"], "enum": ["provisional", "final", "revised", None]},
}
_ROWS = {"type": "array", "items": {"type": "object", "additionalProperties": False, "properties": _CELLS}}
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["rows"],
                    "additionalProperties": False,
                    "properties": {"rows": _ROWS},
                }
            },
            "text/csv": {"schema": {"type": "string", "examples": [",".join(COLUMNS)]}},
        },
    }
}

_WRONG_ROW = "a row is an object with area, measure, period, value, missing and status"


def read(body: bytes, content_type: str) -> Sent:
    """The rows of a batch, those without the shape of a row named; a Problem when there are no rows to be had."""
    kind, _, parameters = content_type.lower().partition(";")
    if "charset" in parameters and "utf-8" not in parameters:
        raise reader.BadEncoding("Send a batch in UTF-8.")
    match kind.strip():
        case "application/json":
            return _from_json(body)
        case "text/csv":
            return _from_csv(body)
        case _:
            raise UnsupportedType("A batch is application/json or text/csv.")


def malformed(faults: Sequence[RowFault]) -> Malformed:
    """The problem that names these faults."""
    return Malformed(DETAIL, errors=documents(faults), total_errors=len(faults))


def documents(faults: Sequence[RowFault]) -> list[Fault]:
    """The faults as a problem document lists them, the first 10,000."""
    return [Fault(f.code, f.message, row=f.row, column=f.column) for f in faults[:MOST_FAULTS]]


def document(receipt: Receipt, faults: Sequence[RowFault] = ()) -> dict[str, object]:
    """The receipt as JSON values; with the faults of the rows that were not taken, where the rest was."""
    told: dict[str, object] = {
        "batch": str(receipt.id),
        "areas": list(receipt.areas),
        "rows": receipt.rows,
        "new": receipt.new,
        "same": receipt.same,
        "revised": receipt.revised,
        "withdrawn": receipt.withdrawn,
        "refused": receipt.refused,
        "reference": receipt.reference,
        "sha256": receipt.sha256,
        "figures_sha256": receipt.figures_sha256,
        "received_at": receipt.received_at.isoformat(),
        "judgements": list(receipt.judgements),
        "links": {"self": f"/indicators/v1/batches/{receipt.id}"},
    }
    if faults:
        told |= {"errors": [fault.document() for fault in documents(faults)], "total_errors": len(faults)}
    return told


def preview_document(examined: Examined, compared: pl.DataFrame) -> dict[str, object]:
    """What a batch would do: the counts, the first 10,000 rows each with its effect, and every fault."""
    faults = sorted((*examined.faults, *effect_faults(compared)), key=lambda fault: fault.row or 0)
    rows = [
        {
            **{name: row[name] for name in ("row", "area", "place", "measure")},
            "period": row["text"],
            "value": row["value"],
            "standing": row["standing_value"],
            "effect": row["effect"],
        }
        for row in compared.head(MOST_FAULTS).iter_rows(named=True)
    ]
    counts = dict(compared["effect"].value_counts().iter_rows())
    return {
        "dry_run": True,
        "rows": examined.rows,
        **{effect.value: counts.get(effect, 0) for effect in Effect if effect is not Effect.REFUSED},
        "refused": len({fault.row for fault in faults}),
        "figures": rows,
        "errors": [fault.document() for fault in documents(faults)],
        "total_errors": len(faults),
    }


def told(change: Change) -> dict[str, str | None]:
    """A changed judgement, as its event told it."""
    event = change.event
    return {
        "event": short_name(declared(event).type),
        "area": event.area,
        "measure": event.measure,
        "period": event.period,
        "value": None if event.value is None else f"{event.value:f}",
        "target": None if event.target is None else f"{event.target:f}",
        "before": event.before,
        "verdict": event.verdict,
    }


def encode(document: dict[str, object]) -> bytes:
    """A document as JSON."""
    return json.dumps(document, ensure_ascii=False).encode()


def _from_json(body: bytes) -> Sent:
    try:
        sent = reader.parse(body)
    except Malformed as problem:
        if type(problem) is not Malformed:
            raise
        raise Malformed(
            DETAIL, errors=[_placed(fault) for fault in problem.errors], total_errors=problem.total_errors
        ) from None
    rows = _rows(sent)
    faults = tuple(_wrong_rows(rows))
    wrong = {fault.row for fault in faults}
    return Sent([None if at in wrong else row for at, row in enumerate(rows, start=1)], faults)


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


def _wrong_rows(rows: Sequence[Any]) -> Iterator[RowFault]:
    for at, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            yield RowFault(at, None, "wrong-type", _WRONG_ROW)
        elif not row.keys() <= set(COLUMNS):
            yield RowFault(at, None, "unknown-column", _WRONG_ROW)


def _placed(fault: Fault) -> Fault:
    """The fault by row and column where its pointer leads to a cell: `/rows/0/value` is row 1, column value."""
    match (fault.pointer or "").split("/"):
        case ["", "rows", place, *cell] if place.isdecimal():
            column = cell[0] if cell and cell[0] in COLUMNS else None
            return Fault(fault.code, fault.message, row=int(place) + 1, column=column)
        case _:
            return fault


def _from_csv(body: bytes) -> Sent:
    try:
        text = body.decode("utf-8-sig")  # a spreadsheet's own UTF-8 begins with a byte order mark
    except UnicodeDecodeError:
        raise reader.BadEncoding("Send CSV in UTF-8.") from None
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = _next(lines, 0) or []
    if faults := list(_wrong_header(header)):
        raise malformed(faults)
    rows: list[Cells | None] = []
    uneven: list[RowFault] = []
    while (line := _next(lines, len(rows) + 1)) is not None:
        if len(line) == len(header):
            rows.append({column: cell or None for column, cell in zip(header, line, strict=True)})
        else:
            rows.append(None)
            uneven.append(_uneven(len(rows), len(line), len(header)))
    return Sent(rows, tuple(uneven))


def _next(lines: Iterator[list[str]], row: int) -> list[str] | None:
    try:
        return next(lines, None)
    except csv.Error:
        message = "the quotes of this row do not match, or a cell is far too long"
        raise malformed([RowFault(row, None, "unreadable-row", message)]) from None


def _wrong_header(header: Sequence[str]) -> Iterator[RowFault]:
    if len(header) > MOST_COLUMNS:
        yield RowFault(
            0, None, "unknown-column", f"there are {len(header)} columns; the columns are {', '.join(COLUMNS)}"
        )
        return
    for at, name in enumerate(header, start=1):
        if name not in COLUMNS:
            yield RowFault(0, None, "unknown-column", f"column {at} is not one of {', '.join(COLUMNS)}")
        elif name in header[: at - 1]:
            yield RowFault(0, name, "duplicate-column", "this column is there twice")
    for name in REQUIRED:
        if name not in header:
            yield RowFault(0, name, "missing-column", "this column is needed")


def _uneven(row: int, cells: int, columns: int) -> RowFault:
    code = "short-row" if cells < columns else "long-row"
    return RowFault(row, None, code, f"this row has {cells} cells; the header names {columns} columns")
