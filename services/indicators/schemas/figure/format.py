"""Which reader takes a batch, by its content type, and how large one may be. Readers know nothing of one another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from services.indicators.domain.figure.batch import COLUMNS, TO_MEND, Cells
from services.indicators.domain.figure.row import TOLD
from services.indicators.schemas.figure import csv_rows, json_rows, sdmx, spreadsheet
from services.indicators.schemas.figure.chunk import Chunk
from shared.problems import UnsupportedType
from shared.reader import BadEncoding

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Format:
    """A content type: who reads it, and the most bytes of it, as sent and unpacked."""

    read: Callable[[BinaryIO], Iterator[Chunk]]
    most_sent: int
    most_unpacked: int


FORMATS: dict[str, Format] = {
    "application/json": Format(json_rows.read, 16 * MIB, 16 * MIB),
    "application/x-ndjson": Format(json_rows.read_lines, 512 * MIB, 512 * MIB),
    "text/csv": Format(csv_rows.read, 512 * MIB, 512 * MIB),
    "application/vnd.sdmx.data+csv": Format(sdmx.read, 512 * MIB, 512 * MIB),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Format(spreadsheet.read, 32 * MIB, 64 * MIB),
    "application/vnd.oasis.opendocument.spreadsheet": Format(spreadsheet.read, 32 * MIB, 64 * MIB),
}
SDMX = "application/vnd.sdmx.data+csv"
SDMX_VERSIONS = ("1.0", "1.0.0", "2.0", "2.0.0")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A batch as it came in: its bytes in a file, and how to read them. It can be read again."""

    file: BinaryIO
    format: Format

    def chunks(self) -> Iterator[Chunk]:
        """The rows, some at a time; raises a Problem when there are no rows to be had."""
        return self.format.read(self.file)

    def cells(self) -> Iterator[tuple[int, Cells | None]]:
        """Every row by number."""
        for chunk in self.chunks():
            yield from chunk.cells()


def format_of(content_type: str) -> Format:
    """The format of a content type; raises UnsupportedType or BadEncoding."""
    kind, *parameters = (part.strip() for part in content_type.lower().split(";"))
    if kind not in FORMATS:
        raise UnsupportedType(f"A batch is one of {', '.join(FORMATS)}, each also packed by gzip.")
    said = dict(part.partition("=")[::2] for part in parameters)
    if "utf-8" not in said.get("charset", "utf-8"):
        raise BadEncoding("Send a batch in UTF-8.")
    if kind == SDMX and said.get("version", "2.0") not in SDMX_VERSIONS:
        raise UnsupportedType("SDMX-CSV is read in its versions 1.0 and 2.0.")
    return FORMATS[kind]


def may_name_a_time(incoming: Incoming) -> bool:
    """Whether a batch's own rows can say when they are to be public: in SDMX-CSV only."""
    return incoming.format.read is sdmx.read


def embargo_time(incoming: Incoming) -> datetime | None:
    """The one instant that the rows of such a batch name to be public at; None where they name none."""
    return sdmx.embargo_time(incoming.file)


_TEXT = {"type": ["string", "null"]}
_CELLS: dict[str, Any] = {
    "area": {"type": "string"},
    "measure": {"type": "string"},
    "period": {"type": "string", "examples": ["2013/14", "2022/23-Q3", "2023-03", "2019", "2023-06-30"]},
    "value": {"type": ["number", "string", "null"]},
    "missing": _TEXT | {"description": "why there is no value"},
    "suppressed": {
        "type": ["string", "null"],
        "enum": ["small-number", "disclosive", "unreliable", "confidential", None],
        "description": "why a known value is not told; `reason` says more",
    },
    "status": {"type": ["string", "null"], "enum": ["provisional", "final", "revised", None]},
    "audit": {"type": ["string", "null"], "enum": ["none", "internal", "external", None]},
    "reason": _TEXT | {"description": "why the figure is revised, suppressed or withdrawn"},
    "action": {"type": ["string", "null"], "enum": ["append", "merge", "replace", "withdraw", None]},
    TO_MEND: _TEXT | {"description": "what we wrote beside a row that was to be mended; not read"},
    **{name: {"description": "what our own files of figures tell besides; not read"} for name in TOLD},
}
_ROW = {"type": "object", "additionalProperties": False, "properties": _CELLS}
_ROWS = {"type": "array", "items": _ROW}
_FILE = {"type": "string", "format": "binary"}
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
            **{kind: {"schema": _FILE} for kind in FORMATS if kind not in ("application/json", "text/csv")},
        },
    }
}
