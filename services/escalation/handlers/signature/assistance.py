"""What can happen at a desk where somebody without e-mail signs: staff take the signature; later its owner looks."""

from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.person.letter import signed_at_desk
from services.escalation.domain.person.mail import Words
from services.escalation.domain.signature.assistance import TAKING, Person, Standing, Stub
from services.escalation.domain.signature.origin import Reason
from services.escalation.effects import circumstances
from services.escalation.effects.paper import role_of
from services.escalation.effects.signature import count_person, require_open
from services.escalation.effects.watch import ask_decision
from services.escalation.storage.person.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import assistance as assistances
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature.assistance import Desk
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.idempotency import Answer, Once


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a desk hands over: the stub and the letter around it. The same whether or not the person stood there."""

    stub: Stub
    letter: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What a number and PIN lead to. `organiser` is the token of the page of whoever started it, else empty."""

    standing: Standing
    organiser: str


async def take_once(
    database: Database,
    reference: str,
    who: Person,
    *,
    caller: Caller,
    seal: Seal,
    public_address: str,
    now: datetime,
    received_at: datetime,
    once: Once,
) -> Taken:
    """Take the signature of somebody who stands at the desk. It counts at once, each person once.

    The same request again gets the same stub. What one person takes above the policy's number in a day is held.
    The letter names the page of this `public_address` under which the stub is looked up. Raises NotFound, SigningOver,
    NotYours.
    """
    printed = seal.stub(reference, once.client, once.key)
    async with database.unit_of_work(caller.areas) as session:
        answer = await idempotency.claim(session, once)
        kept = petitions.require(await petitions.lock(session, reference))
        if answer is None:
            await _take(session, kept, who, printed, caller=caller, seal=seal, now=now, received_at=received_at)
            await idempotency.keep(session, once, Answer.of(201, {"petition": reference}))  # no PIN is kept
        page = f"{public_address}/petitions/{reference}/number"
        letter = signed_at_desk(title=kept.petition.title, reference=reference, page=page, stub=printed)
        return Taken(stub=printed, letter=letter)


async def look(database: Database, reference: str, typed: Stub, *, seal: Seal) -> Behind:
    """What became of the signature of a stub. Changes nothing."""
    token = seal.stub_token(reference, typed)
    async with database.unit_of_work(EVERY_AREA) as session:
        standing = await assistances.standing(session, reference, token)
        is_organiser = await signatures.is_organiser(session, petition=reference, token=token)
    return Behind(standing=standing, organiser=token if is_organiser else "")


async def _take(
    session: Session,
    kept: Kept,
    who: Person,
    printed: Stub,
    *,
    caller: Caller,
    seal: Seal,
    now: datetime,
    received_at: datetime,
) -> None:
    about = kept.petition
    at = await circumstances.of_petition(session, kept.petition, now, caller)
    await require_open(session, about, received_at)
    taken = await assistances.taken(session, about.reference, by=at.actor.id, on=at.today)
    is_held = taken >= at.policy.assistance.each_day
    role = role_of(caller, TAKING)
    desk = Desk(taken_by=at.actor.id, body=at.actor.public_name, role=role, on=at.today)
    token = seal.stub_token(about.reference, printed)
    reason = Reason.ONE_DESK.value if is_held else None
    may_count = await assistances.add(
        session, seal, who, desk, petition=about.reference, area=about.area, token=token, held_for=reason, now=now
    )
    if is_held:
        await ask_decision(session, about, at.policy, at.calendar, now)
    elif may_count:
        await count_person(session, kept, token, at)
