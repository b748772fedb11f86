"""Photographs and scans of sheets of signatures as rows, each sealed under a key of its own. They go when what was
entered has been compared with them, as the lines do. What is on one leaves this file only to whoever compares.
"""

import hashlib

from services.escalation.domain.signature.sheet import Sheet
from services.escalation.storage.case.seal import Seal
from shared.database import Session, raw


async def of_batch(session: Session, petition: str, batch: int) -> list[Sheet]:
    """The pictures of a batch in the order in which they came, without their bytes."""
    rows = await (await raw(session)).fetch(
        "select sheet, first_line, last_line, media_type from escalation_private.paper_sheet "
        "where petition = $1 and paper = $2 order by sheet",
        petition,
        batch,
    )
    return [
        Sheet(
            number=row["sheet"],
            first_line=row["first_line"],
            last_line=row["last_line"],
            media_type=row["media_type"],
        )
        for row in rows
    ]


async def add(
    session: Session, seal: Seal, sheet: Sheet, content: bytes, *, petition: str, area: str, batch: int, by: str
) -> None:
    """Keep a picture of a sheet, sealed. The petition is locked by the caller."""
    bound_to = _bound_to(petition, batch, sheet.number)
    own, wrapped = seal.new_file(bound_to)
    await (await raw(session)).execute(
        "insert into escalation_private.paper_sheet (petition, paper, sheet, area, first_line, last_line, media_type, "
        "sha256, file_key, content, taken_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        petition,
        batch,
        sheet.number,
        area,
        sheet.first_line,
        sheet.last_line,
        sheet.media_type,
        hashlib.sha256(content).digest(),
        wrapped,
        own.close_bytes("sheet", content),
        by,
    )


async def content(session: Session, seal: Seal, *, petition: str, batch: int, sheet: int) -> tuple[str, bytes] | None:
    """The type and the bytes of a picture, unsealed; None when there is none, or it went."""
    row = await (await raw(session)).fetchrow(
        "select media_type, file_key, content from escalation_private.paper_sheet "
        "where petition = $1 and paper = $2 and sheet = $3",
        petition,
        batch,
        sheet,
    )
    if row is None:
        return None
    own = seal.file(row["file_key"], _bound_to(petition, batch, sheet))
    return row["media_type"], own.open_bytes("sheet", row["content"])


async def forget(session: Session, petition: str, batch: int) -> None:
    """Destroy every picture of a batch, and its key. There is no way back."""
    await (await raw(session)).execute(
        "delete from escalation_private.paper_sheet where petition = $1 and paper = $2", petition, batch
    )


def _bound_to(petition: str, batch: int, sheet: int) -> bytes:
    return f"{petition}/{batch}/{sheet}".encode()
