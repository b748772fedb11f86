"""Whoever asked a second person for a decision about signatures takes it back, and nothing is done."""

from datetime import datetime

from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.signature.invalidation import Job, require_proposer
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.effects.signature.watch import SECOND
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.signature.invalidation import WithdrawalIn
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import invalidation as invalidations
from shared import deadlines
from shared.auth import Caller
from shared.database import Database
from shared.events import escalation as told


async def withdraw(
    database: Database, reference: str, of: str, sent: WithdrawalIn, *, caller: Caller, now: datetime
) -> Job:
    """What was asked has no effect, and everybody reads why. For whoever asked and those who decide for their body.

    Raises NotFound, NotYours, and NotNow once it waits no more.
    """
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.lock(session, reference))
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        job = await invalidations.one(session, reference, of)
        try:
            require_proposer(job, at)
        except Refused as refusal:
            raise problem(refusal) from refusal
        await deadlines.meet(session, f"{petitions.stream(reference)}/{job.number}", SECOND, now)
        withdrawn = told.invalidation.InvalidationWithdrawn(
            petition=reference, job=of, deed=job.deed.value, reasons=sent.reasons, body=at.actor.public_name
        )
        await tell_petition(session, kept.petition, (withdrawn,), actor=at.actor.public_name, now=now)
        await invalidations.end(session, of, "withdrawn", on=at.today)
        return await invalidations.one(session, reference, of)
