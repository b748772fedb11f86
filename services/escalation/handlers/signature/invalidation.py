"""What can happen to signatures that are held: they are counted or struck out by what they share, as one job with its
reasons, at once or with a second person; it is put back as a whole; or nobody decides, which is told."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from services.escalation.domain.case.circumstances import MACHINE, Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.petition.petition import Standing
from services.escalation.domain.signature import invalidation
from services.escalation.domain.signature.invalidation import Conditions, Deed, Job, Matching
from services.escalation.domain.signature.origin import registered_of, stem_of
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.effects.signature.assistance import require_not_own
from services.escalation.effects.signature.invalidation import carry_out
from services.escalation.effects.signature.signature import submit
from services.escalation.effects.signature.watch import SECOND, arm_decision
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.signature.invalidation import (
    ConditionsIn,
    InvalidationIn,
    PreviewIn,
    ReversalIn,
)
from services.escalation.schemas.signature.invalidation import job_document as document
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import invalidation as invalidations
from services.escalation.storage.signature import second as seconds
from shared import deadlines, idempotency
from shared.auth import Caller, log_reading
from shared.database import Database, Session
from shared.deadlines import Due, Hold
from shared.events import escalation as told
from shared.events import new_id
from shared.idempotency import Answer, Once

PURPOSE = "decide_about_signatures"


@dataclass(frozen=True, slots=True)
class What:
    """What is done, to which signatures, or which job is put back."""

    deed: Deed
    conditions: Conditions
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a decision would find, and whose agreement it would need; `is_veiled` where that would point at somebody."""

    found: Matching
    count: int
    second_of: str | None
    is_veiled: bool = False


async def preview(
    database: Database, reference: str, sent: PreviewIn, *, caller: Caller, route: str, seal: Seal, now: datetime
) -> Looked:
    """What the decision would find now; that somebody looked is noted. Changes nothing else. Raises NotFound."""
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.find(session, reference))
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        conditions = _conditions(seal, reference, sent.conditions)
        found = await invalidations.matching(session, reference, conditions, sent.deed)
        await log_reading(session, service="escalation", holder=caller.id, route=route, reason=PURPOSE)
        if conditions.points_at_few(found.all):
            none = Matching(counted=0, held={})
            return Looked(found=none, count=kept.signatures, second_of=invalidation.second_of(0, at), is_veiled=True)
        return Looked(found=found, count=kept.signatures, second_of=invalidation.second_of(found.all, at))


async def ask(
    database: Database,
    reference: str,
    sent: InvalidationIn,
    *,
    caller: Caller,
    seal: Seal,
    now: datetime,
    once: Once | None = None,
) -> Answer:
    """Count or strike out what the conditions find, at once or when a second person has agreed; once, where it is said
    what makes requests the same. Raises NotFound, NotNow when they find another number than was seen, or too few.
    """
    async with database.unit_of_work(caller.areas) as session:
        if once and (answer := await idempotency.claim(session, once)):
            return answer
        kept = petitions.require(await petitions.lock(session, reference))
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        await require_not_own(session, reference, sent.deed, at)
        conditions = _conditions(seal, reference, sent.conditions)
        found = (await invalidations.matching(session, reference, conditions, sent.deed)).all
        _require(partial(invalidation.require_enough, conditions, found))
        _require(partial(invalidation.require_possible, sent.deed, found, sent.expected, None))
        what = What(sent.deed, conditions)
        job = await _new(session, kept, at, sent, found=found, what=what)
        _require(partial(invalidation.require_apart, await _shared(session, reference, what)))
        return await _answer(session, await _begin(session, kept, job, at), once)


async def reverse(
    database: Database,
    reference: str,
    of: str,
    sent: ReversalIn,
    *,
    caller: Caller,
    now: datetime,
    once: Once | None = None,
) -> Answer:
    """Put back as a whole what a job did, by the same rules. Raises NotFound, NotNow when it does not stand."""
    async with database.unit_of_work(caller.areas) as session:
        if once and (answer := await idempotency.claim(session, once)):
            return answer
        kept = petitions.require(await petitions.lock(session, reference))
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        undone = await invalidations.one(session, reference, of)
        found = await invalidations.touched(session, reference, of)
        _require(partial(invalidation.require_possible, Deed.REVERSE, found, found, undone))
        job = await _new(session, kept, at, sent, found=found, what=What(Deed.REVERSE, Conditions(), of))
        return await _answer(session, await _begin(session, kept, job, at), once)


async def _answer(session: Session, job: Job, once: Once | None) -> Answer:
    """What whoever asked is told, kept for who asks the same again."""
    answer = Answer.of(202 if job.ended_as == "waiting" else 200, document(job))
    return answer if once is None else await idempotency.keep(session, once, answer)


async def tell_undecided(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 as above
    """Nobody decided about what is held. It stays as it is, that is told, and the next day is set.

    A petition whose closing waited for the decision goes to the council then: people look at it there, and no mark is
    reached by what is held.
    """
    kept = await petitions.lock(session, petitions.reference_of(due.subject))
    if kept is None or due.due_on is None:
        return
    held, _ = await invalidations.by_reason(session, kept.petition.reference)
    if not held:
        return
    at = await circumstances.of_petition(session, kept.petition, now, None)
    undecided = told.invalidation.HeldUndecided(
        petition=kept.petition.reference,
        held=sum(held.values()),
        due_on=due.due_on,
        next_by=at.policy.watch.decide.reckon(at.today, at.calendar).due_on,
    )
    about = await tell_petition(session, kept.petition, (undecided,), actor=MACHINE.id, now=now)
    if about.standing is Standing.GATHERING and about.closes_on < due.due_on:
        submitted = told.PetitionSubmitted(petition=about.reference, count=kept.signatures)
        about = await tell_petition(session, about, (submitted,), actor=MACHINE.id, now=now)
        await submit(session, about, kept.signatures, at)
    await arm_decision(session, about, at.policy, at.calendar, now=now, round=due.round + 1)


async def _begin(session: Session, kept: Kept, job: Job, at: Circumstances) -> Job:
    await invalidations.add(session, kept.petition.area, kept.petition.reference, job)
    if job.second_of is None or job.second_by is None:
        return await carry_out(session, kept, job, at)
    asked = told.invalidation.InvalidationAsked(
        petition=kept.petition.reference,
        job=job.job,
        deed=job.deed.value,
        signatures=job.expected,
        code=job.code.value,
        reasons=job.reasons,
        body=job.body,
        second_of=job.second_of,
        second_by=job.second_by,
    )
    await tell_petition(session, kept.petition, (asked,), actor=job.body, now=at.now)
    await deadlines.arm_day(
        session,
        area=kept.petition.area,
        subject=f"{petitions.stream(kept.petition.reference)}/{job.number}",
        kind=SECOND,
        due_on=job.second_by,
        working=at.policy.watch.second.reckon(at.today, at.calendar).words(),
        policy=at.policy,
    )
    return job


async def _new(
    session: Session, kept: Kept, at: Circumstances, sent: InvalidationIn | ReversalIn, *, found: int, what: What
) -> Job:
    second_of = invalidation.second_of(found, at)
    waits = at.policy.watch.second.reckon(at.today, at.calendar).due_on
    before = await invalidations.jobs(session, kept.petition.reference)
    job = Job(
        job=str(new_id()),
        number=len(before) + 1,
        deed=what.deed,
        of=what.of,
        conditions=what.conditions,
        expected=found,
        code=sent.code,
        reasons=sent.reasons,
        body=at.actor.public_name,
        actor=at.actor.id,
        asked_on=at.today,
        second_of=second_of.value if second_of else None,
        second_by=waits if second_of else None,
    )
    _require(partial(invalidation.require_not_waiting, job, before))
    _require(partial(invalidation.require_not_asked_out, job, before, at))
    return job


async def _shared(session: Session, reference: str, what: What) -> dict[int, int]:
    """How many of the signatures that a decision finds wait for a second person in each other one."""
    waiting = [one for one in await invalidations.jobs(session, reference) if one.ended_as == "waiting"]
    counting = [one for one in waiting if one.deed is not Deed.REVERSE]
    if not counting:
        return {}
    own = await seconds.which(session, reference, what.conditions, what.deed)
    return {
        one.number: len(own & await seconds.which(session, reference, one.conditions, one.deed)) for one in counting
    }


def _conditions(seal: Seal, reference: str, sent: ConditionsIn) -> Conditions:
    """What was sent, as the hashes by which rows are found."""

    def keyed(kind: str, value: str | None) -> bytes | None:
        return seal.origin(reference, kind, value) if value is not None else None

    domain = registered_of(sent.domain.lower().removesuffix(".")) if sent.domain else None
    return Conditions(
        held_for=sent.held_for,
        domain=keyed("domain", domain),
        pattern=keyed("pattern", stem_of(sent.pattern) if sent.pattern else None),
        outward=keyed("outward", sent.outward.upper() if sent.outward else None),
        address=bytes.fromhex(sent.address) if sent.address else None,
        network=bytes.fromhex(sent.network) if sent.network else None,
        first_on=sent.first_on,
        last_on=sent.last_on,
        named=sent.named(),
    )


def _require(check: partial[None]) -> None:
    try:
        check()
    except Refused as refusal:
        raise problem(refusal) from refusal
