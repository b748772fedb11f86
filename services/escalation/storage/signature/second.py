"""Which signatures wait for a second person: those that the conditions of a decision find."""

from services.escalation.domain.signature.invalidation import Conditions, Deed
from services.escalation.storage.signature.invalidation import FOUND, arguments
from shared.database import Session, raw


async def which(session: Session, petition: str, conditions: Conditions, deed: Deed) -> frozenset[str]:
    """The signatures that the conditions find for this deed, by their ids."""
    query = f"select s.signature::text {FOUND}"
    rows = await (await raw(session)).fetch(query, *arguments(petition, conditions, deed))
    return frozenset(row["signature"] for row in rows)
