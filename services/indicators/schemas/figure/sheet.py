"""A sheet that a browser sent, carried along by the pages as CSV in our own columns until it is published.

Its rows keep the numbers that its program showed beside them.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from services.indicators.domain.figure.batch import COLUMNS
from services.indicators.schemas.figure import sdmx
from services.indicators.schemas.figure.chunk import Chunk, LeftOpen
from services.indicators.schemas.figure.chunk import Rows as BatchRows
from services.indicators.schemas.figure.format import FORMATS, SDMX, Incoming
from services.indicators.schemas.figure.spreadsheet import FIRST_ROW
from services.indicators.schemas.figure.spreadsheet import MOST_LINES as SHEET_LINES
from shared.files.unpacking import Bounds, Unpacking

CSV = "text/csv"
TYPES: Mapping[str, str] = {
    ".csv": CSV,
    ".txt": CSV,
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
PACKED = ".gz"
SPREADSHEETS = (TYPES[".xlsx"], TYPES[".ods"])


@dataclass(frozen=True, slots=True)
class Numbered:
    """Rows of CSV by the numbers that their sheet shows beside them; rows of the sheet between them were left open."""

    sent: Incoming
    numbers: tuple[int, ...]

    def chunks(self) -> Iterator[Chunk]:
        """The rows, all at once; raises what reading them raises."""
        read = list(self.sent.chunks())
        count = sum(len(chunk.rows) for chunk in read)
        if not count:
            return
        numbers = self.numbers if len(self.numbers) == count else _following(count)
        rows = {numbers[at - 1]: cells for chunk in read for at, cells in chunk.cells()}
        faults = [fault for chunk in read for fault in chunk.faults]
        spoilt = {numbers[at - 1]: cells for chunk in read for at, cells in chunk.spoilt.items()}
        every = range(FIRST_ROW, numbers[-1] + 1)
        yield Chunk(
            FIRST_ROW,
            [rows.get(number) for number in every],
            tuple(replace(fault, row=numbers[fault.row - 1]) if fault.row else fault for fault in faults),
            spoilt,
            tuple(LeftOpen(number, None, None, None) for number in every if number not in rows),
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent as CSV `text`, and to be looked at as `rows`. `numbers` are those of its rows in their sheet."""

    text: str
    rows: BatchRows
    numbers: tuple[int, ...]

    @property
    def written(self) -> str:
        """The numbers as the page carries them along; nothing where one follows the other."""
        return "" if self.numbers == _following(len(self.numbers)) else ",".join(map(str, self.numbers))


def _carried(text: str, written: str = "") -> Sent:
    """Rows as CSV, by the numbers that the page has carried along, or by the text's own where these do not fit."""
    count = len(cells(text)[1])
    numbers = tuple(int(one) for one in written.split(",") if one.isascii() and one.isdecimal() and len(one) < 7)
    is_rising = all(one < other for one, other in pairwise((FIRST_ROW - 1, *numbers)))
    if len(numbers) != count or not is_rising or numbers[-1:] > (SHEET_LINES,):
        numbers = _following(count)
    return Sent(text, Numbered(incoming(text.encode(), CSV), numbers), numbers)


def _following(count: int) -> tuple[int, ...]:
    return tuple(range(FIRST_ROW, FIRST_ROW + count))


def kind_of(name: str, content: bytes) -> str | None:
    """The content type of a file by its ending, of CSV also by how it begins; None for one that is not read here."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    kind = TYPES.get(ending)
    return SDMX if kind == CSV and sdmx.begins(content) else kind


def unpacked(name: str, content: bytes, most: int) -> tuple[str, bytes]:
    """The name and bytes of a file that may have been packed by gzip; TooLarge, BadCompression."""
    if not name.lower().endswith(PACKED):
        return name, content
    unpacking = Unpacking(Bounds(len(content), most))
    bytes_ = b"".join(unpacking.feed(content))
    unpacking.end()
    return name[: -len(PACKED)], bytes_


def incoming(content: bytes, kind: str) -> Incoming:
    """The file as a batch that came in."""
    return Incoming(io.BytesIO(content), FORMATS[kind])


def as_sent(content: bytes, kind: str, written: str = "") -> Sent:
    """The file's rows as CSV, for the page to carry on: what was sent, where it was CSV. Raises what reading raises.

    Rows of a form that were left open are not carried on.
    """
    sent = incoming(content, kind)
    if kind == CSV:
        for _ in sent.cells():  # whether it can be read at all
            pass
        return _carried(content.decode("utf-8-sig"), written)
    rows = list(sent.cells())
    if kind not in SPREADSHEETS:
        numbers = _following(len(rows))
        return Sent(as_csv([dict(row or {}) for _, row in rows]), Numbered(sent, numbers), numbers)
    filled = [(at, row) for at, row in rows if row is not None]
    return Sent(as_csv([row for _, row in filled]), sent, tuple(at for at, _ in filled))


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV in our columns; columns that nobody filled are left out beyond the first four."""
    used = [name for name in COLUMNS if name in COLUMNS[:4] or any(row.get(name) is not None for row in rows)]
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(used)
    lines.writerows([["" if row.get(name) is None else str(row[name]) for name in used] for row in rows])
    return written.getvalue()


def cells(text: str) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of CSV, as text; short rows filled up, for showing what was sent."""
    lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    header = lines[0] if lines else []
    return header, [(line + [""] * len(header))[: len(header)] for line in lines[1:]]
