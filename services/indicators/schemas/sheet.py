"""A partner's own sheet as lines of cells, before a mapping says where its header is. It asks nothing of the cells."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.indicators.domain.batch import RowFault
from services.indicators.domain.conversion import Mapped, apply
from services.indicators.domain.heading import Line, NoTable, headed
from services.indicators.domain.mapping import Kept
from services.indicators.schemas.batch import malformed
from services.indicators.schemas.mapping import MappingIn
from shared.problems import UnsupportedType
from shared.reader import BadEncoding

TEXT = "text/csv"
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {TEXT: {"schema": {"type": "string", "examples": ["area_code,period,indicator,value"]}}},
    }
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it came in at the door."""

    body: bytes
    content_type: str


def convert(kept: Kept, sheet: Sheet) -> Mapped:
    """The product's rows of a sheet, by a stored version of a mapping; raises what `lines` raises."""
    mapping = MappingIn.model_validate(kept.document).value()
    try:
        table = headed(lines(sheet.body, sheet.content_type, mapping.layout.separator), mapping.layout)
    except NoTable as refusal:
        raise malformed(refusal.faults) from None
    return apply(mapping, table)


def lines(body: bytes, content_type: str, separator: str) -> list[Line]:
    """The lines of a text of separated cells; None for an empty cell.

    Raises UnsupportedType (415), BadEncoding (400) or Malformed (422, naming the line that cannot be read).
    """
    kind, _, parameters = content_type.lower().partition(";")
    if kind.strip() != TEXT:
        raise UnsupportedType("A sheet for a mapping is text/csv.")
    if "charset" in parameters and "utf-8" not in parameters:
        raise BadEncoding("Send a sheet in UTF-8.")
    try:
        text = body.decode("utf-8-sig")  # a spreadsheet's own UTF-8 begins with a byte order mark
    except UnicodeDecodeError:
        raise BadEncoding("Send a sheet in UTF-8; in a spreadsheet, save it as CSV UTF-8.") from None
    return list(_cells(text, separator))


def _cells(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for line in reader:
            yield [cell if cell.strip() else None for cell in line]
    except csv.Error:
        message = f"the quotes of line {reader.line_num} do not match, or a cell is far too long"
        raise malformed([RowFault(None, None, "unreadable-row", message)]) from None
