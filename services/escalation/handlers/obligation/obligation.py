"""What can happen to what a petition is owed: asked for, fixed, held, told; missed when its day is over; and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.case.circumstances import Actor, Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.obligation.command import AskFor, Command
from services.escalation.domain.obligation.deadline import SILENCE
from services.escalation.domain.obligation.decision import decide, replaces, stop_for
from services.escalation.domain.obligation.meeting import Meeting, offered
from services.escalation.domain.obligation.obligation import Obligation
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects.obligation.obligation import circumstances_of, tell_obligation
from services.escalation.effects.petition.petition import area_of
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.obligation.obligation import document
from services.escalation.storage.case import register
from services.escalation.storage.case.register import Area
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.idempotency import Answer, Once
from shared.policy import Wording
from shared.problems import NotFound, NotYours, Stale
from shared.working_days import Calendar, london_day

NOTHING = "The petition is owed nothing of this name."
BY_LINK = "link"  # the account that stands in the ledger where whoever started the petition used its link


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of something owed: by whom, and which version they saw."""

    petition: str
    name: str
    command: Command
    caller: Caller
    expected_version: int
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something owed with its petition, the meetings ahead that may hold it, and the words and days of its area."""

    obligation: Obligation
    petition: Petition
    at: Circumstances
    meetings: Sequence[Meeting]
    area: Area
    wording: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What an area owes its petitions, a page of it; and all of it, for the counts."""

    area: Area
    page: Sequence[Obligation]
    every: Sequence[Obligation]
    wording: Wording
    calendar: Calendar
    today: date


async def act(database: Database, wish: Wish) -> Obligation:
    """Do what is asked. Raises NotFound, NotYours, Stale, NotNow, Malformed naming every gap."""
    await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        return await _act(session, wish)


async def act_once(database: Database, wish: Wish, once: Once) -> Answer:
    """As `act`, for a machine that may repeat itself: the same request again gets the same answer."""
    await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        moved = await _act(session, wish)
        answer = Answer.of(200, document(moved), version=moved.version)
        return await idempotency.keep(session, once, answer)


async def ask_by_link(database: Database, petition: str, name: str, token: str, *, now: datetime) -> Obligation:
    """Whoever started the petition asks for it, behind the button of their link. Asked twice, it is asked once.

    Raises NotFound for any other link, NotNow once it is not offered any more.
    """
    async with database.unit_of_work(await area_of(database, petition)) as session:
        found = (await obligations.lock_all(session, petition)).get(name)
        if found is None or not await signatures.is_organiser(session, petition=petition, token=token):
            raise NotFound(NOTHING)
        if found.asked_on is not None:
            return found
        actor = Actor(id=BY_LINK, roles=frozenset({ORGANISER}))
        return await _do(session, found, AskFor(), actor, now)


async def look_by_link(database: Database, petition: str, name: str, token: str, *, now: datetime) -> Seen:
    """What whoever started the petition may ask for. Raises NotFound for any other link. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if not await signatures.is_organiser(session, petition=petition, token=token):
            raise NotFound(NOTHING)
    return await see(database, petition, name, now=now)


async def see(database: Database, petition: str, name: str, *, now: datetime) -> Seen:
    """Something owed, and the meetings that may hold it. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await obligations.find(session, petition, name)
        kept = await petitions.find(session, petition)
        if found is None or kept is None:
            raise NotFound(NOTHING)
        at = await circumstances_of(session, kept.petition, now=now)
        return Seen(
            obligation=found,
            petition=kept.petition,
            at=at,
            meetings=offered(found, at),
            area=await register.require_area(session, found.area),
            wording=await register.wording(session, found.area, at.today),
        )


async def of_petition(database: Database, petition: str) -> Sequence[Obligation]:
    """What a petition is owed, in the order in which it arose. Raises NotFound for a petition that there is not."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if await petitions.find(session, petition) is None:
            raise NotFound(petitions.NONE_HERE)
        return (await obligations.of_petitions(session, [petition]))[petition]


async def of_area(database: Database, area: str, *, after: tuple[str, str] | None, limit: int, now: datetime) -> Owed:
    """What an area owes its petitions, the last to arise first. Raises NotFound for an area not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await register.area(session, area)
        if known is None:
            raise NotFound("No area of this code is known here.")
        before = await obligations.place_of(session, *after) if after else None
        rules = await register.rules_of(session, area, london_day(now))
        return Owed(
            area=known,
            page=await obligations.of_area(session, area, before=before, limit=limit),
            every=await obligations.all_of_area(session, area),
            wording=rules.policy.wording,
            calendar=rules.calendar,
            today=london_day(now),
        )


async def waiting(database: Database, caller: Caller) -> Sequence[Obligation]:
    """What the caller's areas owe still, whatever is due next first."""
    async with database.unit_of_work(caller.areas) as session:
        return await obligations.open_of(session, caller.areas)


async def lock(session: Session, subject: str) -> object:
    """Lock what a deadline is about."""
    return await obligations.lock(session, *obligations.of_stream(subject))


async def let_silence_act(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """A day is over and nothing came: it is told once, with that day, however late the process comes to it."""
    petition, name = obligations.of_stream(due.subject)
    found, kept = await obligations.lock(session, petition, name), await petitions.find(session, petition)
    if found is None or kept is None or not (events := SILENCE[due.kind](found, london_day(now))):
        return
    await tell_obligation(session, found, events, await circumstances_of(session, kept.petition, now=now))


async def _require_area(database: Database, wish: Wish) -> None:
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await obligations.find(session, wish.petition, wish.name)
    if found is None:
        raise NotFound(NOTHING)
    if found.area not in wish.caller.areas:
        raise NotYours("This petition is of an area that you do not act for.", rule="not_your_area")


async def _act(session: Session, wish: Wish) -> Obligation:
    found = (await obligations.lock_all(session, wish.petition)).get(wish.name)
    if found is None:
        raise NotFound(NOTHING)
    if wish.expected_version != found.version:
        raise Stale("This has changed since you looked; look again and decide again.", version=found.version)
    return await _do(session, found, wish.command, actor_of(wish.caller, found.area), wish.now)


async def _do(session: Session, found: Obligation, command: Command, actor: Actor, now: datetime) -> Obligation:
    """Decide and tell. The petition is locked too, so that no mark is reached between asking for one and the other."""
    kept = await petitions.lock(session, found.petition)
    if kept is None:
        raise NotFound(NOTHING)
    at = await circumstances_of(session, kept.petition, now=now, actor=actor)
    try:
        events = decide(found, command, at, actor.roles)
    except Refused as refusal:
        raise problem(refusal) from refusal
    moved = await tell_obligation(session, found, events, at)
    await _stop_other(session, moved, replaces(moved, events, at), at)
    return moved


async def _stop_other(session: Session, moved: Obligation, name: str, at: Circumstances) -> None:
    """What this one was asked for in place of is not held."""
    owed: Mapping[str, Obligation] = await obligations.lock_all(session, moved.petition) if name else {}
    if (other := owed.get(name)) is not None and (events := stop_for(other, moved)):
        await tell_obligation(session, other, events, at)
