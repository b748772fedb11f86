"""A body of the register ceases: once its last day is over, its successors have what it had to do in every case.

One errand goes through the area's cases a page at a time; what it has passed on stays so however often it is carried.
"""

from datetime import datetime
from typing import Final

import structlog

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import NoteSuccession
from services.escalation.domain.course.chain import LET_IN
from services.escalation.domain.ladder.decision import decide
from services.escalation.domain.ladder.succession import concerns
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.effects.case.succession import book_page
from services.escalation.effects.person.councillor import pass_standing
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.inspection import complaint
from shared.clock import Clock
from shared.database import Database, Session
from shared.deadlines import Due, Hold
from shared.errands import Carrier, Errand
from shared.events.escalation import BodySucceeded
from shared.working_days import london_day

PAGE: Final = 100

log = structlog.get_logger()


async def lock(session: Session, subject: str) -> object:
    """Lock the body whose last day a deadline is."""
    _, area, body = subject.split("/", 2)
    return await register.lock_ending(session, area, body)


async def pass_on(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """The body has ceased: go through the cases. A last day that was moved on meanwhile does nothing."""
    _, area, body = due.subject.split("/", 2)
    last_on = await register.lock_ending(session, area, body)
    if last_on is not None and last_on < london_day(now):
        await book_page(session, area, body, after="", key=f"{due.subject}/{due.round}")


def carrier(clock: Clock) -> Carrier:
    """Who passes on what a body had to do, by this clock."""

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(frozenset({errand.area})) as session:
            await _pass_page_on(session, errand, clock.now())

    return carry


async def _pass_page_on(session: Session, errand: Errand, now: datetime) -> None:
    body, _, after = errand.reference.partition(" ")
    page = await cases.hearing_of_area(session, errand.area, after=after, limit=PAGE)
    for reference in page:
        await _pass_case_on(session, reference, body, now)
    if len(page) == PAGE:
        await book_page(session, errand.area, body, after=page[-1], key=errand.key.partition("#")[0])


async def _pass_case_on(session: Session, reference: str, body: str, now: datetime) -> None:
    case = await cases.lock(session, reference)
    if case is None:
        return
    at = await circumstances.of_case(session, case, now=await cases.not_before(session, reference, now))
    if not at.register.has_ended(body, at.today):
        return
    successor = at.register.heir(body, at.today)
    if case.inspection.complaints:
        await _pass_complaint_on(session, reference, body, successor, at)
    if concerns(case, body):
        events = decide(case, NoteSuccession(body=body), at)
        moved = await tell_case(session, case, events, at)
        if moved.overlay is None and moved.state in LET_IN and any(_ends_standing(one) for one in events):
            await pass_standing(session, moved, at)
        for silenced in {one.silenced for one in events if isinstance(one, BodySucceeded)} - {""}:
            await complaint.withdraw(session, reference, silenced, at.now)
        log.info("case.body_succeeded", case=reference, body=body, successor=successor)


def _ends_standing(event: object) -> bool:
    return isinstance(event, BodySucceeded) and bool(event.standing_ended or event.standing_lost)


async def _pass_complaint_on(session: Session, reference: str, body: str, successor: str, at: Circumstances) -> None:
    await complaint.pass_on(session, reference, body, (successor, at.register.organisation(successor)), at.now)
