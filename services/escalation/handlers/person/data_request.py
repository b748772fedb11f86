"""What can happen to a person's request about what is held of them: by a link sent to their address, or by letter.

Whoever asks is answered alike, whether or not their address is known here. What people told is shown to nobody but
themselves, and for a letter to whoever answers it, who says why; that is noted, and above a number an alarm goes off.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import structlog

from services.escalation.domain.person.data_request import (
    CameBy,
    Counts,
    DataRequest,
    Held,
    HeldNotice,
    Longer,
    Outcome,
    Purpose,
    Refusal,
    Signatory,
    Wants,
)
from services.escalation.effects.data_request import begin, forget_senders, found_of, reported_of, require_second, tell
from services.escalation.effects.erasure import SYSTEM, erase
from services.escalation.effects.signature import ASK_ANEW, LinkNotLive
from services.escalation.storage.case import register
from services.escalation.storage.person import data_request as storage
from services.escalation.storage.person import retention
from services.escalation.storage.person.data_request import Asking, Whose
from services.escalation.storage.person.retention import Signed
from services.escalation.storage.person.seal import Seal
from shared.auth import Caller, log_reading
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.events import escalation as told
from shared.problems import Malformed, NotFound, NotNow, NotYours
from shared.working_days import end_of_day, london_day

log = structlog.get_logger()

PUBLIC = "public"
ROLES = ("case_worker", "monitoring_officer", "scrutiny_officer", "partner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind a link: what was asked, whether the button was pressed, what is held then."""

    wants: Wants
    area: str
    one: DataRequest | None
    held: Sequence[Held]
    notices: Sequence[HeldNotice] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a request, with what is held where somebody is to send it on."""

    one: DataRequest
    held: Sequence[Held] = ()
    notices: Sequence[HeldNotice] = ()


async def ask(database: Database, *, area: str, wants: Wants, email: str, seal: Seal, now: datetime) -> None:
    """Put down what somebody asks for and book the letter with the link. Says nothing of whether anything is held.

    Raises NotKnownHereYet for an area not heard of.
    """
    today = london_day(now)
    async with database.unit_of_work(frozenset({area})) as session:
        rules = await register.rules_of(session, area, today)
        await storage.put_down(
            session,
            seal,
            Whose(email=email, dotless=rules.policy.petition.dotless),
            area=area,
            wants=wants,
            asked_on=today,
            expires_at=end_of_day(rules.policy.retention.link.reckon(today, rules.calendar).due_on),
            letters_a_day=rules.policy.petition.letters_a_day,
        )


async def look(database: Database, request: UUID, token: str, *, seal: Seal, now: datetime) -> Behind:
    """What a link stands for; what is held, once its button was pressed. Raises LinkNotLive. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        said = await _behind(session, request, token, seal=seal, now=now)
        one = await storage.find(session, said.request)
        name = (await register.require_area(session, said.area)).name
        if one is None or one.outcome is not Outcome.GIVEN:
            return Behind(wants=said.wants, area=name, one=one, held=())
        held, notices = await _held(session, said, seal, now), await reported_of(session, said, seal, now)
        return Behind(wants=said.wants, area=name, one=one, held=held, notices=notices)


async def confirm(database: Database, request: UUID, token: str, *, seal: Seal, now: datetime) -> DataRequest:
    """The button behind the link: the request begins, and is answered at once where nothing stands in the way.

    Once, however often it is pressed. Raises LinkNotLive.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        said = await _behind(session, request, token, seal=seal, now=now, lock=True)
        one = await storage.lock(session, said.request)
        if one is not None:
            return one
        one = await begin(session, said, CameBy.LINK, london_day(now), actor=PUBLIC, now=now)
        found = await found_of(session, said, seal, now)
        if said.wants is Wants.ERASURE and await retention.is_disputed(session, [each.petition for each in found]):
            await storage.keep_found(session, said.request, [each.signature for each in found])
            return one
        notices = await reported_of(session, said, seal, now)
        outcome = Outcome.GIVEN if said.wants is Wants.ACCESS else Outcome.ERASED
        outcome = outcome if found or notices else Outcome.NOTHING_HELD
        return await _answer(session, one, outcome, found, now=now, notices=notices)


async def lodge(
    database: Database,
    *,
    area: str,
    wants: Wants,
    email: str,
    who: Signatory | None = None,
    received_on: date,
    caller: Caller,
    seal: Seal,
    now: datetime,
) -> DataRequest:
    """Write down a request that came by letter; its month runs from the day on which it came. Of somebody without
    e-mail it is about what `who` signed on paper or at a desk.

    Raises NotYours for an area not the caller's, Malformed for a day to come.
    """
    today = london_day(now)
    if received_on > today:
        raise Malformed("This day is still to come.")
    async with database.unit_of_work(_own(caller, area)) as session:
        signed = await retention.of_signatory(session, seal, who) if who else []
        request = await storage.put_down(
            session,
            seal,
            Whose(email=email, signatures=tuple(each.signature for each in signed)),
            area=area,
            wants=wants,
            asked_on=today,
            expires_at=now,
            written_by=caller.id,
        )
        said = await storage.asking(session, seal, request or "")
        if said is None:
            raise LookupError("what was put down in this transaction is there")
        actor = _name(caller)
        one = await begin(session, said, CameBy.LETTER, received_on, actor=actor, now=now)
        found = await found_of(session, said, seal, now)
        await storage.keep_found(session, one.request, [each.signature for each in found])
        return one


async def answer(
    database: Database,
    request: str,
    *,
    refused_for: Refusal | None,
    purpose: Purpose | None,
    caller: Caller,
    route: str,
    seal: Seal,
    now: datetime,
) -> Answered:
    """Answer an open request: do what it asks for, or refuse for a reason of the closed list.

    For access it takes a purpose, and what is held comes back once, for the letter; that is noted. What a letter wants
    erased is erased by somebody else than who wrote it down, of whatever role, and never in their own body's cause.
    Raises NotFound, NotYours, NotNow when it is answered or a decision about the signatures waits, Malformed without a
    purpose.
    """
    async with database.unit_of_work(caller.areas) as session:
        one = await _open(session, request)
        if not one.takes_two and not _is_case_worker(caller, one.area):
            raise NotYours("Case workers answer this.")
        said = await storage.asking(session, seal, request)
        found = await found_of(session, said, seal, now) if said is not None else []
        notices = await reported_of(session, said, seal, now) if said is not None else []
        if refused_for is not None:
            done = await _answer(session, one, Outcome.REFUSED, (), now=now, caller=caller, grounds=refused_for.value)
            return Answered(one=done)
        if one.wants is Wants.ERASURE:
            if one.takes_two:
                await require_second(session, one, found, caller=caller, now=now)
            if await retention.is_disputed(session, [each.petition for each in found]):
                raise NotNow("A decision about signatures here waits for its second person.", rule="disputed")
            outcome = Outcome.ERASED if found or notices else Outcome.NOTHING_HELD
            done = await _answer(session, one, outcome, found, now=now, caller=caller, notices=notices)
            return Answered(one=done)
        if purpose is None:
            raise Malformed("Say for what purpose you are to see what this person told.")
        held = await retention.held(session, seal, [each.signature for each in found])
        await log_reading(session, service="escalation", holder=caller.id, route=route, reason=purpose.value)
        rules = await register.rules_of(session, one.area, london_day(now))
        seen = await storage.note_reading(
            session, area=one.area, request=request, holder=caller.id, purpose=purpose, people=1, at=now
        )
        if seen > rules.policy.retention.views_an_hour:
            log.error("personal.read_often", service="escalation", count=seen)
        outcome = Outcome.GIVEN if found or notices else Outcome.NOTHING_HELD
        done = await _answer(session, one, outcome, found, now=now, caller=caller)
        return Answered(one=done, held=held, notices=notices)


async def extend(database: Database, request: str, *, grounds: Longer, caller: Caller, now: datetime) -> DataRequest:
    """Take longer, once, for a reason of the closed list. Raises NotFound, NotNow when it did or is late."""
    async with database.unit_of_work(caller.areas) as session:
        one = await _open(session, request)
        if one.extended_on is not None or one.overdue_on is not None:
            raise NotNow("It may take longer once, and only before its day is over.", rule="extended")
        rules = await register.rules_of(session, one.area, london_day(now))
        longer = rules.policy.retention.answer + rules.policy.retention.answer_longer
        due_on = longer.reckon(one.received_on, rules.calendar).due_on
        by = _name(caller)
        event = told.data_request.DataRequestExtended(
            request=request, due_on=due_on, grounds=grounds.value, by=by, role=_role(caller)
        )
        return await tell(session, one, event, actor=by, now=now)


async def list_open(
    database: Database, areas: Collection[str], *, after: tuple[date, str] | None, limit: int
) -> Sequence[DataRequest]:
    """A page of the requests of these areas that wait for their answer, the oldest day first."""
    async with database.unit_of_work(frozenset(areas)) as session:
        return await storage.list_open(session, after=after, limit=limit)


async def counts(database: Database) -> Sequence[Counts]:
    """How often people asked, and how that was kept, by area and by what they asked for."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.counts(session)


async def lock(session: Session, subject: str) -> object:
    """Lock the request that a deadline is about."""
    return await storage.lock(session, storage.request_of(subject))


async def tell_overdue(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """Nobody answered by the day: it is told and counted, and stays on the list until it is answered."""
    one = await storage.lock(session, storage.request_of(due.subject))
    if one is None or not one.is_open or due.due_on != one.due_on or one.overdue_on is not None:
        return
    event = told.data_request.DataRequestOverdue(request=one.request, due_on=one.due_on)
    await tell(session, one, event, actor=SYSTEM, now=now)


async def _answer(
    session: Session,
    one: DataRequest,
    outcome: Outcome,
    found: Sequence[Signed],
    *,
    now: datetime,
    caller: Caller | None = None,
    grounds: str = "",
    notices: Sequence[HeldNotice] = (),
) -> DataRequest:
    """Keep what came of it. What the person said when asking goes, but for a link that still shows what is held."""
    by = _name(caller) if caller else ""
    if outcome is Outcome.ERASED:
        await erase(session, found, now)
        await forget_senders(session, notices)
    if outcome is not Outcome.GIVEN or one.came_by is CameBy.LETTER:
        await storage.empty(session, one.request)
    event = told.data_request.DataRequestAnswered(
        request=one.request, outcome=outcome.value, grounds=grounds, by=by, role=_role(caller) if caller else ""
    )
    return await tell(session, one, event, actor=by or SYSTEM, now=now)


async def _open(session: Session, request: str) -> DataRequest:
    one = await storage.lock(session, request)
    if one is None:
        raise NotFound("There is no such request in your areas.")
    if not one.is_open:
        raise NotNow("It has been answered.", rule="answered")
    return one


async def _behind(
    session: Session, request: UUID, token: str, *, seal: Seal, now: datetime, lock: bool = False
) -> Asking:
    said = await storage.of_token(session, seal, request, token, lock=lock)
    if said is None or said.expires_at <= now:
        raise LinkNotLive(ASK_ANEW)
    return said


async def _held(session: Session, said: Asking, seal: Seal, now: datetime) -> Sequence[Held]:
    return await retention.held(session, seal, [one.signature for one in await found_of(session, said, seal, now)])


def _is_case_worker(caller: Caller, area: str) -> bool:
    return any(grant.area == area and grant.role == "case_worker" for grant in caller.grants)


def _own(caller: Caller, area: str) -> frozenset[str]:
    if area not in caller.areas:
        raise NotFound("There is no such area among yours.")
    return frozenset({area})


def _name(caller: Caller) -> str:
    return caller.body or "council"


def _role(caller: Caller) -> str:
    return next((role for role in ROLES if role in caller.roles), "")
