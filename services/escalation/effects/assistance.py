"""What signing at a desk has to do with other deeds: nobody lets what they took themselves count in the end."""

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.signature.invalidation import Deed
from services.escalation.storage.signature import assistance as assistances
from shared.database import Session
from shared.problems import NotYours


async def require_not_own(session: Session, reference: str, deed: Deed, at: Circumstances) -> None:
    """Refuse whoever would count held signatures while some are held that they took. Raises NotYours."""
    if deed is Deed.RELEASE and await assistances.held_of(session, reference, by=at.actor.id):
        raise NotYours("You took some of these at a desk. Somebody else decides about what is held.")
