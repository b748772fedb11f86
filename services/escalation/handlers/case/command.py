"""What people ask of a case with an account or a key of their own.

Machines and pages come here with the same commands.
"""

from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.refusal import CHANGED, NO_CASE, Refused
from services.escalation.domain.ladder.decision import Events, decide
from services.escalation.domain.ladder.history import evolved
from services.escalation.effects.case import circumstances
from services.escalation.effects.case import command as commands
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.case.case import document
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import writing as writings
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotYours, Stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A command as a door hands it over: who asks, which version they saw, when the words came in. `same` is
    everything by which a second person comes in.
    """

    reference: str
    command: Command
    caller: Caller
    expected_version: int | None
    now: datetime
    received_at: datetime
    same: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a command would do now: the events that would be told, and the case as it would stand after them."""

    after: Case
    events: Events
    at: Circumstances


async def foresee(database: Database, wish: Wish) -> Foreseen:
    """What would follow if this were done now. Nothing is done; raises what `act` raises."""
    area = await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        case = await cases.find(session, wish.reference)
        if case is None:
            raise NotFound(NO_CASE)
        if wish.expected_version not in (None, case.version):
            raise Stale(CHANGED, version=case.version)
        actor = actor_of(wish.caller, area, wish.same)
        at = await circumstances.of_case(
            session, case, now=wish.now, actor=actor, received_at=wish.received_at, asked=wish.command
        )
    try:
        events = decide(case, wish.command, at)
    except Refused as refusal:
        raise problem(refusal) from refusal
    return Foreseen(after=evolved(case, events, at.today), events=events, at=at)


async def act(database: Database, wish: Wish) -> Case:
    """Do what is asked, or raise NotFound, Stale, NotNow, NotYours, or Malformed naming what is missing."""
    area = await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        return await _act(session, wish, area)


async def act_once(database: Database, wish: Wish, once: Once) -> Answer:
    """As `act`, for a machine that may repeat itself: the same request again gets the same answer."""
    area = await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        case = await _act(session, wish, area)
        return await idempotency.keep(session, once, Answer.of(200, document(case), version=case.version))


async def act_by_form(database: Database, wish: Wish, once: Once, *, unsent: str) -> None:
    """As `act`, for a form: sent twice it is done once, and what was kept of it under the token `unsent` goes."""
    area = await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        if await idempotency.claim(session, once) is None:
            case = await _act(session, wish, area)
            await writings.remove(session, unsent)
            await idempotency.keep(session, once, Answer.of(200, {}, version=case.version))


async def _require_area(database: Database, wish: Wish) -> str:
    """Refuse before anything is locked. Every case is public, so that one of another area is known and not theirs."""
    async with database.unit_of_work(EVERY_AREA) as session:
        area = await cases.area_of(session, wish.reference)
    if area is None:
        raise NotFound(NO_CASE)
    if area not in wish.caller.areas:
        raise NotYours("This case is of an area that you do not act for.", rule="not_your_area")
    return area


async def _act(session: Session, wish: Wish, area: str) -> Case:
    case, at = await commands.lock(
        session,
        wish.reference,
        wish.command,
        actor=actor_of(wish.caller, area, wish.same),
        expected_version=wish.expected_version,
        now=wish.now,
        received_at=wish.received_at,
    )
    return await commands.do(session, case, wish.command, at)
