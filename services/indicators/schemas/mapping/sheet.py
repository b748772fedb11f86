"""A partner's own sheet as lines of cells, before a mapping says where its header is. It asks nothing of the cells."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from services.indicators.domain.figure.batch import RowFault
from services.indicators.domain.mapping.conversion import Mapped, apply
from services.indicators.domain.mapping.heading import Line, NoTable, headed
from services.indicators.domain.mapping.mapping import Kept
from services.indicators.schemas.figure import spreadsheet
from services.indicators.schemas.mapping.mapping import MappingIn
from shared.problems import UnsupportedType
from shared.reader import FORBIDDEN, BadEncoding

TEXT = "text/csv"
SPREADSHEETS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
)
MOST_SENT, MOST_UNPACKED = 16 << 20, 32 << 20
_FORBIDDEN = re.compile(f"{FORBIDDEN.pattern}|[\u202a-\u202e\u2066-\u2069]")
_ENDINGS = {".csv": TEXT, ".tsv": TEXT, ".txt": TEXT, ".xlsx": SPREADSHEETS[0], ".ods": SPREADSHEETS[1]}
_VAGUE = (
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "text/plain",
    "application/csv",
    "application/vnd.ms-excel",
)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # what "Unicode text" of a spreadsheet begins with
_SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 20_000  # characters that tell what separates cells
SAVE_AS = "Send a sheet in UTF-8, or in UTF-16 with its byte order mark; in a spreadsheet, save it as CSV UTF-8."
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            TEXT: {"schema": {"type": "string", "examples": ["area_code,period,indicator,value"]}},
            **{kind: {"schema": {"type": "string", "format": "binary"}} for kind in SPREADSHEETS},
        },
    }
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it came in at the door."""

    file: BinaryIO
    content_type: str


def kind_of(content_type: str, address: str) -> str:
    """The content type of a sheet that was fetched: as it came, or by the address's ending where that tells nothing."""
    said = content_type.partition(";")[0].strip().lower()
    if said not in _VAGUE:
        return content_type
    path = address.partition("?")[0].lower()
    found = next((kind for ending, kind in _ENDINGS.items() if path.endswith(ending)), None)
    return found or content_type


def convert(kept: Kept, sheet: Sheet, aliases: Mapping[str, str]) -> Mapped:
    """The product's rows of a sheet, by a stored version of a mapping; raises what `lines` raises.

    `aliases` are other spellings of measures' codes, as `domain` folds them.
    """
    mapping = MappingIn.model_validate(kept.document).value()
    return apply(mapping, headed(lines(sheet, mapping.layout.separator), mapping.layout), aliases)


def sample(sheet: Sheet) -> tuple[list[Line], str]:
    """The lines of a sheet of which no mapping is known yet, and what separates its cells: what makes most even lines.

    Raises what `lines` raises.
    """
    separator = _SEPARATORS[0]
    if _kind(sheet) == TEXT:
        top = _text(sheet)[:_LOOKED_AT]
        separator = max(_SEPARATORS, key=lambda mark: _evenness(top, mark))
    return lines(sheet, separator), separator


def _evenness(text: str, separator: str) -> int:
    """How many lines have the commonest number of cells, counting a cell for each; a single cell counts for nothing."""
    widths = Counter(len(line) for line in csv.reader(text.splitlines(), delimiter=separator))
    width, times = max(widths.items(), key=lambda found: found[1] * (found[0] - 1), default=(1, 0))
    return times * (width - 1)


def lines(sheet: Sheet, separator: str) -> list[Line]:
    """The lines of a text of separated cells, or of a spreadsheet's one sheet; None for an empty cell.

    Raises UnsupportedType (415), BadEncoding (400), Malformed (422: a trap of a spreadsheet), or NoTable with the line
    that cannot be read.
    """
    if _kind(sheet) in SPREADSHEETS:
        return list(spreadsheet.lines(sheet.file, spreadsheet.OF_A_MAPPING))
    text = _text(sheet)
    if (found := _FORBIDDEN.search(text)) is not None:
        message = f"line {text.count(chr(10), 0, found.start()) + 1} holds a character that no text here may hold"
        raise NoTable(RowFault(None, None, "forbidden-character", message))
    return list(_cells(text, separator))


def _kind(sheet: Sheet) -> str:
    kind, _, parameters = sheet.content_type.lower().partition(";")
    if kind.strip() not in (TEXT, *SPREADSHEETS):
        raise UnsupportedType(f"A sheet for a mapping is one of {', '.join((TEXT, *SPREADSHEETS))}.")
    if "charset" in parameters and not any(name in parameters for name in ("utf-8", "utf-16")):
        raise BadEncoding(SAVE_AS)
    return kind.strip()


def _text(sheet: Sheet) -> str:
    """The text, where its encoding is certain: by a byte order mark, or because nothing but UTF-8 reads like UTF-8."""
    sheet.file.seek(0)
    sent = sheet.file.read()
    encoding = "utf-16" if sent.startswith(_WIDE) else "utf-8-sig"
    try:
        return sent.decode(encoding)
    except UnicodeDecodeError as error:
        line = sent.count(b"\n", 0, error.start) + 1
        said = "so it is perhaps in Windows-1252, where \u00a3 and \u2013 are other bytes than in UTF-8"
        raise BadEncoding(f"Line {line} cannot be read as UTF-8, {said}. {SAVE_AS}") from None


def _cells(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for line in reader:
            yield [cell if cell.strip() else None for cell in line]
    except csv.Error:
        message = f"the quotes of line {reader.line_num} do not match, or a cell is far too long"
        raise NoTable(RowFault(None, None, "unreadable-row", message)) from None
