"""What the pages for sending figures exchange with a browser: rows as text in our own columns, faults beside rows."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, create_model

from services.indicators.domain.figure.batch import COLUMNS
from services.indicators.schemas.figure.chunk import Chunk, LeftOpen
from services.indicators.schemas.figure.chunk import Rows as BatchRows
from services.indicators.schemas.figure.format import FORMATS, Incoming
from services.indicators.schemas.figure.spreadsheet import FIRST_ROW
from services.indicators.schemas.figure.spreadsheet import MOST_LINES as SHEET_LINES
from shared.problems import Fault, Malformed
from shared.shapes import Line, Strict, refuse
from shared.working_days import LONDON

LARGEST = 1 << 20  # bytes that a page takes; larger files go by the machines' door
MOST_ROWS = 2_000
SHOWN = 300
NAMED = 20  # rows of a form that were left open, by name
SAID = 5  # faults of a file that has no rows to show them in
MOST_LINES = 40  # of the grid for typing figures in
CSV = "text/csv"
TYPES: Mapping[str, str] = {
    ".csv": CSV,
    ".txt": CSV,
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}

SPREADSHEETS = (TYPES[".xlsx"], TYPES[".ods"])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refuse("wrong-type", "This must be text.")
    return value


Rows = Annotated[str, Field(max_length=LARGEST), BeforeValidator(_text)]


class Pasted(Strict):
    """Rows pasted into the page, or those of a file that came with it; `numbers` as `Sent` writes them."""

    rows: Rows = ""
    numbers: Rows = ""


class Confirmed(Strict):
    """The rows as they were shown, and the name that this sending has."""

    rows: Rows
    numbers: Rows = ""
    once: Annotated[Line, Field(max_length=60)]
    publish_at: Line | None = None
    reason: Rows = ""


class Agreed(Strict):
    """The button by which a body confirms fetched figures, and the name that this pressing has."""

    once: Annotated[Line, Field(max_length=60)]


_LINES: dict[str, Any] = {f"{name}{at}": (Line | None, None) for at in range(MOST_LINES) for name in ("at", "value")}
Grid: type[Strict] = create_model("Grid", __base__=Strict, __module__=__name__, **_LINES)
"""The grid as it comes back: `at3` says which figure `value3` is."""


def instant(text: str) -> datetime:
    """The moment of a date and clock time in the United Kingdom, as a browser sends them. Raises Malformed."""
    try:
        return datetime.strptime(text[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=LONDON).astimezone(UTC)
    except ValueError:
        fault = Fault("not-a-time", "Write a date and a time, such as 2026-03-31 and 09:30.", "/publish_at")
        raise Malformed("The time cannot be read.", errors=[fault]) from None


def local(moment: datetime) -> str:
    """A moment as a browser takes it for a field of a date and a clock time."""
    return f"{moment.astimezone(LONDON):%Y-%m-%dT%H:%M}"


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


def kind_of(name: str) -> str | None:
    """The content type of a file by its ending; None for one that is not read here."""
    return TYPES.get(name[name.rfind(".") :].lower()) if "." in name else None


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
        return _carried(as_csv([dict(row or {}) for _, row in rows]))
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
