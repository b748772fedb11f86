"""What moves a sealed matter: its events are written into the sealed store, and told nowhere."""

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.reserve.decision import Events
from services.escalation.domain.reserve.matter import Happened, evolve
from services.escalation.storage.reserve import reserve as store
from services.escalation.storage.reserve.reserve import Kept
from shared.database import Session


async def write_matter(session: Session, kept: Kept, events: Events, at: Circumstances) -> Kept:
    """Write what happened to a matter that this transaction has locked; the matter as it stands then."""
    happened = [Happened(event=event, on=at.today, holder=at.actor.id) for event in events]
    after = kept.matter
    for one in happened:
        after = evolve(after, one)
    return await store.append(session, kept, happened, after, now=at.now)
