"""What can happen to a petition by which it shows what somebody believes: its counts by ward are hidden or shown."""

from datetime import datetime

from services.escalation.domain.petition import belief
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.effects.signature.paper import role_of
from services.escalation.schemas.petition.belief import Wards, WardsIn
from services.escalation.storage.petition import petition as petitions
from shared.auth import Caller
from shared.database import Database
from shared.problems import NotYours

DECIDING = belief.HIDING


async def decide(database: Database, reference: str, sent: WardsIn, *, caller: Caller, now: datetime) -> Petition:
    """Hide or show how many signed in which ward; twice is once. Only a monitoring officer shows it again.

    Raises NotFound, NotYours.
    """
    is_hiding = sent.wards is Wards.HIDDEN
    role = role_of(caller, belief.HIDING if is_hiding else belief.SHOWING)
    if not role:
        raise NotYours("Only the monitoring officer decides that wards are shown again.")
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.lock(session, reference))
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        turn = belief.hide if is_hiding else belief.show
        events = turn(kept.petition, reasons=sent.reasons, by=at.actor.public_name, role=role)
        return await tell_petition(session, kept.petition, events, actor=at.actor.id, now=now)
