"""What can happen at a desk where somebody without e-mail signs: staff take the signature; later its owner looks."""

from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.person.letter import signed_at_desk
from services.escalation.domain.person.mail import Words
from services.escalation.domain.petition.moderation import Moderation
from services.escalation.domain.petition.moderation import Standing as Waits
from services.escalation.domain.signature.assistance import Person, Standing, Stub
from services.escalation.domain.signature.origin import Client, Reason
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.moderation import support
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.assistance import count_try, require_desk
from services.escalation.effects.signature.signature import count_person, require_open
from services.escalation.effects.signature.watch import ask_decision
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.draft import Waiting
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import assistance as assistances
from services.escalation.storage.signature import signature as signatures
from shared import idempotency
from shared.auth import Caller
from shared.database import Database, Session
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotNow


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


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What somebody signs at a desk. `text`: to be read to them, of what is not public yet."""

    reference: str
    title: str
    text: str
    is_public: bool


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
    """Take the signature of somebody who stands at the desk. It counts at once, each person once; under a petition that
    others must support before it is checked as one of those.

    The same request again gets the same stub. What one person takes above the policy's number in a day is held.
    The letter names the page of this `public_address` under which the stub is looked up. Raises NotFound, SigningOver,
    NotYours, NotNow above that number while it is not public.
    """
    printed = seal.stub(reference, once.client, once.key)
    async with database.unit_of_work(caller.areas) as session:
        answer = await idempotency.claim(session, once)
        one, waiting = await moderations.lock(session, reference), await drafts.lock(session, reference)
        kept = petitions.require(await petitions.lock(session, reference)) if waiting is None else None
        if answer is None:
            if waiting is not None:
                await _support(session, one, waiting, who, printed, caller=caller, seal=seal, now=now)
            elif kept is not None:
                await _take(session, kept, who, printed, caller=caller, seal=seal, now=now, received_at=received_at)
            await idempotency.keep(session, once, Answer.of(201, {"petition": reference}))  # no PIN is kept
        page = f"{public_address}/petitions/{reference}/number"
        title = kept.petition.title if kept else waiting.draft.title if waiting else ""
        letter = signed_at_desk(title=title, reference=reference, page=page, stub=printed, is_public=waiting is None)
        return Taken(stub=printed, letter=letter)


async def see(database: Database, reference: str, *, caller: Caller) -> About:
    """What staff take a signature under: a petition of the caller's areas, or what waits for others to support it.

    Raises NotFound.
    """
    async with database.unit_of_work(caller.areas) as session:
        one, waiting = await moderations.find(session, reference), await drafts.find(session, reference)
        if one is not None and waiting is not None and one.standing is Waits.SPONSORING:
            return About(reference=reference, title=waiting.draft.title, text=waiting.draft.text, is_public=False)
        kept = petitions.require(await petitions.find(session, reference))
        return About(reference=reference, title=kept.petition.title, text="", is_public=True)


async def look(database: Database, reference: str, typed: Stub, *, client: Client, seal: Seal, now: datetime) -> Behind:
    """What became of the signature of a stub; only that it was tried is kept. Raises TooManyRequests."""
    token = seal.stub_token(reference, typed)
    async with database.unit_of_work(await area_of(database, reference)) as session:
        await count_try(session, reference, typed, client=client, seal=seal, now=now)
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
    desk = require_desk(caller, about.area, at.today)
    token = seal.stub_token(about.reference, printed)
    reason = Reason.ONE_DESK.value if is_held else None
    may_count = await assistances.add(
        session, seal, who, desk, petition=about.reference, area=about.area, token=token, held_for=reason, now=now
    )
    if is_held:
        await ask_decision(session, about, at.policy, at.calendar, now)
    elif may_count:
        await count_person(session, kept, token, at)


async def _support(
    session: Session,
    one: Moderation | None,
    waiting: Waiting,
    who: Person,
    printed: Stub,
    *,
    caller: Caller,
    seal: Seal,
    now: datetime,
) -> None:
    """A signature under what waits for others to support it. None is held there: above the number none is taken."""
    draft, reference = waiting.draft, waiting.reference
    if one is None or one.standing is not Waits.SPONSORING:
        raise NotFound(petitions.NONE_HERE)
    at = await circumstances.of_measure(session, draft.area, measure=draft.measure, now=now)
    desk, most = require_desk(caller, draft.area, at.today), at.policy.assistance.each_day
    if await assistances.taken(session, reference, by=desk.taken_by, on=at.today) >= most:
        words = f"You took {most} signatures here today. That is the most for one person: somebody else takes the next."
        raise NotNow(words, rule="too_many")
    token = seal.stub_token(reference, printed)
    await assistances.add(session, seal, who, desk, petition=reference, area=draft.area, token=token, now=now)
    await support(session, draft, one, token, now)
