"""Photographs and scans of sheets of signatures as they are sent, and what a machine is told of one."""

from typing import Any

from services.escalation.domain.signature.sheet import Sheet
from services.escalation.schemas.signature.paper import Lines
from shared.files.filetypes import Type
from shared.shapes import Line, Strict


class SheetIn(Strict):
    """Which lines of the batch are on the sheet, from 1 through all sheets."""

    first_line: Lines
    last_line: Lines


class SheetForm(SheetIn):
    """The same from a page, with the key that makes pressing twice one deed."""

    once: Line


def address(reference: str, batch: int, sheet: int) -> str:
    """Where a picture's bytes lie, for whoever compares."""
    return f"/escalation/v1/petitions/{reference}/paper/{batch}/sheets/{sheet}"


def sheet_document(reference: str, batch: int, sheet: Sheet) -> dict[str, Any]:
    """A picture as staff are told of it: which lines it shows, and where it is. Nothing of what is on it."""
    return {
        "sheet": sheet.number,
        "first_line": sheet.first_line,
        "last_line": sheet.last_line,
        "media_type": sheet.media_type,
        "links": {"self": address(reference, batch, sheet.number)},
    }


def name_of(reference: str, batch: int, sheet: int, media_type: str) -> str:
    """What a picture is called when it is saved."""
    return f"{reference}-batch-{batch}-sheet-{sheet}.{Type(media_type).ending}"
