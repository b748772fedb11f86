"""What staff do about requests of what is held of people: write down one that came by letter, answer, take longer.

What people told goes to the address that their letter named, and to nobody here. Of whoever gave none it is shown to a
second person, who says why. That is noted; above a number an alarm goes off.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from services.escalation.domain.person.data_request import (
    ROLES,
    Beside,
    CameBy,
    DataRequest,
    Held,
    Longer,
    Outcome,
    Purpose,
    Refusal,
    Signatory,
    Wants,
)
from services.escalation.effects.person.data_request import begin, beside_of, conclude, found_of, require_second, tell
from services.escalation.effects.signature.paper import role_of
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.person import data_request as storage
from services.escalation.storage.person import retention
from services.escalation.storage.person.data_request import Asking, Whose
from shared.auth import Caller, log_reading
from shared.database import Database, Session
from shared.events import escalation as told
from shared.problems import Malformed, NotFound, NotNow, NotYours
from shared.working_days import end_of_day, london_day

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a request, with what is held where somebody is to send it on."""

    one: DataRequest
    held: Sequence[Held] = ()
    beside: Sequence[Beside] = ()
    was_sent: bool = False


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

    Access takes a purpose. Where the letter named an e-mail address, a link to what is held goes there, whether or
    not anything is: nobody here is shown it or told which. Else it comes back once, for the answer on paper, and that
    is noted. That, and what a letter wants erased, is done by somebody else than who wrote it down, of whatever role,
    and never in their own body's cause. Raises NotFound, NotYours, NotNow when it is answered, a decision about the
    signatures waits or letters enough went to the address today, Malformed without a purpose.
    """
    async with database.unit_of_work(caller.areas) as session:
        one = await _open(session, request)
        if not one.takes_two and not _is_case_worker(caller, one.area):
            raise NotYours("Case workers answer this.")
        said = await storage.asking(session, seal, request)
        found = await found_of(session, said, seal, now) if said is not None else []
        beside = await beside_of(session, said, seal, now) if said is not None else []
        if refused_for is not None:
            done = await conclude(session, one, Outcome.REFUSED, (), now=now, caller=caller, grounds=refused_for.value)
            return Answered(one=done)
        if one.wants is Wants.ERASURE:
            if one.takes_two:
                await require_second(session, one, found, caller=caller, now=now)
            if await retention.is_disputed(session, [each.petition for each in found]):
                raise NotNow("A decision about signatures here waits for its second person.", rule="disputed")
            outcome = Outcome.ERASED if found or beside else Outcome.NOTHING_HELD
            done = await conclude(session, one, outcome, found, now=now, caller=caller, beside=beside)
            return Answered(one=done)
        if purpose is None:
            raise Malformed("Say for what purpose you are to see what this person told.")
        if said is not None and said.email:
            return await _send(session, one, said, caller=caller, seal=seal, now=now)
        if one.takes_two:
            await require_second(session, one, found, caller=caller, now=now)
        held = await retention.held(session, seal, [each.signature for each in found])
        await log_reading(session, service="escalation", holder=caller.id, route=route, reason=purpose.value)
        rules = await register.rules_of(session, one.area, london_day(now))
        seen = await retention.note_reading(
            session, area=one.area, request=request, holder=caller.id, purpose=purpose, people=1, at=now
        )
        if seen > rules.policy.retention.views_an_hour:
            log.error("personal.read_often", service="escalation", count=seen)
        outcome = Outcome.GIVEN if found or beside else Outcome.NOTHING_HELD
        done = await conclude(session, one, outcome, found, now=now, caller=caller)
        return Answered(one=done, held=held, beside=beside)


async def _send(
    session: Session, one: DataRequest, said: Asking, *, caller: Caller, seal: Seal, now: datetime
) -> Answered:
    """What is held goes to the address that the letter named: to whoever reads its mail, and to nobody else."""
    today = london_day(now)
    rules = await register.rules_of(session, one.area, today)
    sent = await storage.send_link(
        session,
        seal,
        said,
        rules.policy.petition.dotless,
        letters_a_day=rules.policy.petition.letters_a_day,
        expires_at=end_of_day(rules.policy.retention.link.reckon(today, rules.calendar).due_on),
    )
    if not sent:
        raise NotNow("Letters enough went to this address today. Answer it tomorrow.", rule="letters_a_day")
    done = await conclude(session, one, Outcome.GIVEN, (), now=now, caller=caller, keeps_link=True)
    return Answered(one=done, was_sent=True)


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
            request=request, due_on=due_on, grounds=grounds.value, by=by, role=role_of(caller, ROLES)
        )
        return await tell(session, one, event, actor=by, now=now)


async def list_open(
    database: Database, areas: Collection[str], *, after: tuple[date, str] | None, limit: int
) -> Sequence[DataRequest]:
    """A page of the requests of these areas that wait for their answer, the oldest day first."""
    async with database.unit_of_work(frozenset(areas)) as session:
        return await storage.list_open(session, after=after, limit=limit)


async def _open(session: Session, request: str) -> DataRequest:
    one = await storage.lock(session, request)
    if one is None:
        raise NotFound("There is no such request in your areas.")
    if not one.is_open:
        raise NotNow("It has been answered.", rule="answered")
    return one


def _is_case_worker(caller: Caller, area: str) -> bool:
    return any(grant.area == area and grant.role == "case_worker" for grant in caller.grants)


def _own(caller: Caller, area: str) -> frozenset[str]:
    if area not in caller.areas:
        raise NotFound("There is no such area among yours.")
    return frozenset({area})


def _name(caller: Caller) -> str:
    return caller.body or "council"
