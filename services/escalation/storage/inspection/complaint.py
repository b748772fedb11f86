"""Formal complaints: whose they are and what they say. The ledger tells only how many there are, until admission."""

from collections import Counter
from collections.abc import Collection
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
    """Store a complaint; one organisation complains once about a case, until it takes that back."""
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


async def withdraw(session: Session, reference: str, organisation: str, at: datetime) -> None:
    """Mark an organisation's standing complaint as taken back; its words are kept."""
    await (await raw(session)).execute(
        "update complaint set withdrawn_at = $3 where reference = $1 and organisation = $2 and withdrawn_at is null",
        reference,
        organisation,
        at,
    )


async def pass_on(session: Session, reference: str, body: str, successor: tuple[str, str], at: datetime) -> None:
    """A body's standing complaint becomes its successor's (body and organisation), in a row of its own; the words are
    kept. Where the successor's organisation complains already, both stand as they were lodged.
    """
    await (await raw(session)).execute(
        "with passed as (update complaint set withdrawn_at = $5 where reference = $1 and body = $2 "
        "and withdrawn_at is null and not exists (select from complaint other where other.reference = $1 "
        "and other.organisation = $4 and other.withdrawn_at is null) "
        "returning reference, area, grounds, authorised_by, lodged_at) "
        "insert into complaint (reference, area, organisation, body, grounds, authorised_by, lodged_at) "
        "select reference, area, $4, $3, grounds, authorised_by, lodged_at from passed",
        reference,
        body,
        *successor,
        at,
    )


async def complainants(session: Session, references: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The organisations that complain about each of these cases, in the order they did."""
    rows = await (await raw(session)).fetch(
        "select reference, organisation from complaint where reference = any ($1) and withdrawn_at is null "
        "order by lodged_at, organisation",
        list(references),
    )
    found: dict[str, tuple[str, ...]] = dict.fromkeys(references, ())
    for row in rows:
        found[row["reference"]] += (row["organisation"],)
    return found


async def counts(session: Session, references: Collection[str]) -> Counter[str]:
    """How many organisations complain about each of these cases."""
    rows = await (await raw(session)).fetch(
        "select reference, count(*) as complaints from complaint where reference = any ($1) and withdrawn_at is null "
        "group by reference",
        list(references),
    )
    return Counter({row["reference"]: row["complaints"] for row in rows})
