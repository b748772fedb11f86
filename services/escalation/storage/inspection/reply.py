"""Replies to draft findings: the subject's own words, kept back until the findings appear. Never changed, only read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from shared.database import Session, raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a body replied to the draft findings about a case, word for word."""

    reference: str
    area: str
    body: str
    words: str
    filed_at: datetime


async def add(session: Session, reply: Reply) -> None:
    """Store a reply; whether one may be filed now, the ladder has decided."""
    await (await raw(session)).execute(
        "insert into reply (reference, area, body, words, filed_at) values ($1, $2, $3, $4, $5)",
        reply.reference,
        reply.area,
        reply.body,
        reply.words,
        reply.filed_at,
    )


async def of_references(session: Session, references: Collection[str]) -> dict[str, dict[datetime, str]]:
    """The words of every reply about each of these cases, by when it was filed."""
    rows = await (await raw(session)).fetch(
        "select reference, filed_at, words from reply where reference = any ($1)", list(references)
    )
    found: dict[str, dict[datetime, str]] = {reference: {} for reference in references}
    for row in rows:
        found[row["reference"]][row["filed_at"]] = row["words"]
    return found
