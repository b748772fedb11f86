"""Verification of the counts of signatures: what is shown of a petition beside the rows of those who signed."""

from collections.abc import Sequence

from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature
from shared.database import Database, Session
from shared.verification import Verified, in_pages


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [await in_pages(database, "counts of signatures", petitions.references, _signatures)]


async def _signatures(session: Session, references: Sequence[str]) -> list[str]:
    stored = await petitions.of_references(session, references)
    counted = await signature.counts(session, references)
    return [
        f"{petitions.stream(one)}: {shown} signatures are shown and {counted[one]} are confirmed"
        for one in references
        if (shown := stored[one].signatures) != counted[one]
    ]
