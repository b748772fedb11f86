"""The words of formal complaints; the ledger tells only that one was lodged, by whom and how many there are."""

from dataclasses import dataclass
from datetime import datetime

from shared.database import Session, raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A formal complaint as it was lodged. `authorised_by` is a post."""

    reference: str
    area: str
    organisation: str
    body: str
    grounds: str
    authorised_by: str
    lodged_at: datetime


async def add(session: Session, complaint: Complaint) -> None:
    """Store a complaint; one organisation complains once about a case."""
    await (await raw(session)).execute(
        "insert into complaint (reference, area, organisation, body, grounds, authorised_by, lodged_at) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        complaint.reference,
        complaint.area,
        complaint.organisation,
        complaint.body,
        complaint.grounds,
        complaint.authorised_by,
        complaint.lodged_at,
    )


async def of_case(session: Session, reference: str) -> list[Complaint]:
    """The complaints about a case in the order they were lodged."""
    rows = await (await raw(session)).fetch(
        "select reference, area, organisation, body, grounds, authorised_by, lodged_at from complaint "
        "where reference = $1 order by lodged_at, organisation",
        reference,
    )
    return [Complaint(**row) for row in rows]
