"""What can happen to a decision about signatures that needs a second person: they see it, agree or do not; whoever
asked takes it back; or nobody speaks in time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from services.escalation.domain.case.circumstances import MACHINE, Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.register import Body
from services.escalation.domain.signature.invalidation import Job, require_proposer, require_second, stands
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.effects.signature.invalidation import carry_out
from services.escalation.effects.signature.watch import SECOND
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.signature.invalidation import SecondIn, WithdrawalIn
from services.escalation.storage.case import register
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import invalidation as invalidations
from shared import deadlines
from shared.auth import Caller
from shared.database import Database, Session
from shared.deadlines import Due, Hold
from shared.events import escalation as told
from shared.policy import Wording
from shared.working_days import london_day

SECONDING = ("case_worker", "monitoring_officer", "scrutiny_officer", "partner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A decision about signatures, of which a second person is asked; why the reader cannot be that one, if so.

    `is_own`: the reader may take it back. `may_reverse`: the reader may ask that what it did is put back; `reversal` is
    the decision that waits for a second person to put it back, where one does.
    """

    kept: Kept
    job: Job
    wording: Wording
    bodies: dict[str, Body]
    refused: str
    is_own: bool
    may_reverse: bool = False
    reversal: str = ""


async def asked(database: Database, reference: str, job: str, *, caller: Caller, now: datetime) -> Asked:
    """A decision of the caller's areas with what a second person needs to know of it. Raises NotFound."""
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.find(session, reference))
        return await _asked(session, kept, await invalidations.one(session, reference, job), caller, now)


async def to_agree(database: Database, caller: Caller, now: datetime) -> list[Asked]:
    """What waits in the caller's areas for a second person that the caller can be; the first day first."""
    async with database.unit_of_work(caller.areas) as session:
        found = []
        for reference, job in await invalidations.waiting(session):
            kept = petitions.require(await petitions.find(session, reference))
            found.append(await _asked(session, kept, job, caller, now))
    return [one for one in found if not one.refused]


async def answer(database: Database, reference: str, of: str, sent: SecondIn, *, caller: Caller, now: datetime) -> Job:
    """The second person agrees, and it is done; or does not, and nothing is. Raises NotFound, NotYours, NotNow."""
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.lock(session, reference))
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        job = await invalidations.one(session, reference, of)
        try:
            require_second(job, at)
        except Refused as refusal:
            raise problem(refusal) from refusal
        await deadlines.meet(session, f"{petitions.stream(reference)}/{job.number}", SECOND, now)
        if sent.agrees:
            return await carry_out(session, kept, replace(job, second_body=at.actor.public_name), at)
        refused = told.invalidation.InvalidationRefused(
            petition=reference, job=of, deed=job.deed.value, reasons=sent.reasons, body=at.actor.public_name
        )
        await tell_petition(session, kept.petition, (refused,), actor=at.actor.public_name, now=now)
        await invalidations.end(session, of, "refused", on=at.today, second_body=at.actor.public_name)
        return await invalidations.one(session, reference, of)


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


async def lock(session: Session, subject: str) -> object:
    """Lock the petition that a job's clock is about."""
    return await petitions.lock(session, petitions.reference_of(subject).partition("/")[0])


async def lapse(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """No second person spoke in time: what was asked for has no effect."""
    reference, _, number = petitions.reference_of(due.subject).partition("/")
    kept = await petitions.lock(session, reference)
    found = [job for job in await invalidations.jobs(session, reference) if str(job.number) == number]
    if kept is None or not found or found[0].ended_as != "waiting" or found[0].second_by is None:
        return
    job, last_on = found[0], found[0].second_by
    lapsed = told.invalidation.InvalidationLapsed(
        petition=reference, job=job.job, deed=job.deed.value, second_by=last_on
    )
    await tell_petition(session, kept.petition, (lapsed,), actor=MACHINE.id, now=now)
    await invalidations.end(session, job.job, "lapsed", on=london_day(now))


async def _asked(session: Session, kept: Kept, job: Job, caller: Caller, now: datetime) -> Asked:
    at = await circumstances.of_petition(session, kept.petition, now, caller)
    refused, own = _why_not(require_second, job, at), _why_not(require_proposer, job, at)
    is_own = bool(refused) and not own and "case_worker" in at.actor.roles
    wording = await register.wording(session, kept.petition.area, london_day(now))
    others = await invalidations.jobs(session, kept.petition.reference) if stands(job) else []
    waits = [one.job for one in others if one.of == job.job and one.ended_as == "waiting"]
    return Asked(
        kept=kept,
        job=job,
        wording=wording,
        bodies=dict(at.register.bodies),
        refused=refused,
        is_own=is_own,
        may_reverse=stands(job) and not waits and "case_worker" in at.actor.roles,
        reversal=waits[0] if waits else "",
    )


def _why_not(check: Callable[[Job, Circumstances], None], job: Job, at: Circumstances) -> str:
    try:
        check(job, at)
    except Refused as why:
        return why.words
    return ""
