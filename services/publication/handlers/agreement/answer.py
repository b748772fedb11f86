"""Answers that are owed: the list of those that nobody has given; and where one never came by its day, that is told."""

from collections.abc import Sequence
from datetime import date, datetime

from services.publication.domain.agreement.answer import Waiting
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.command import TellOverdue
from services.publication.domain.agreement.step import decide
from services.publication.domain.submission.submission import SYSTEM
from services.publication.effects.agreement.agreement import circumstances, entry_of, keep
from services.publication.storage.agreement import agreement as storage
from services.publication.storage.submission import submission as submissions
from shared import deadlines
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.working_days import add_working_days, london_day


async def lock(session: Session, subject: str) -> object:
    """Lock the agreement of the entry whose answer was due."""
    return await storage.lock(session, entry_of(subject)[0])


async def let_silence_be_told(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """The day by which an entry was to be answered is over: that it was not goes on the record."""
    name, entry = entry_of(due.subject)
    today = london_day(now)
    agreement = await storage.find(session, name)
    by = await circumstances(session, due.area, today, name)
    if agreement is None or by is None:
        return
    on = due.due_on or today
    held = [one for one in await submissions.waiting(session, name) if one.may_answer(agreement.marks[entry], on)]
    if held:
        await _look_again(session, due, max(one.ends_on for one in held), by)
    else:
        await keep(session, agreement, decide(agreement, TellOverdue(entry), today, by), actor=SYSTEM, now=now)


async def _look_again(session: Session, due: Due, after: date, by: Circumstances) -> None:
    """An answer came in time and waits for a person or its day: that there is none is not told before that ends."""
    await deadlines.arm_day(
        session,
        area=due.area,
        subject=due.subject,
        kind=due.kind,
        round=due.round + 1,
        due_on=add_working_days(after, 1, calendar=by.calendar).due_on,
        working="an answer that came in time may wait to be published",
        policy=by.policy,
    )


async def waiting(database: Database, today: date) -> Sequence[Waiting]:
    """Every entry of every agreement that waits for its answer, the one longest waited for first."""
    found = []
    async with database.unit_of_work(EVERY_AREA) as session:
        for name in await storage.unanswered_in(session):
            one = await storage.find(session, name)
            by = await circumstances(session, one.opened.area, today, name) if one is not None else None
            if one is not None and by is not None:
                opened, still = one.opened, [each for each in one.owed(by, today) if each.answered_by is None]
                found += [Waiting(opened.area, opened.agreement, opened.title, each) for each in still]
    return sorted(found, key=lambda one: (one.owed.due_on, one.agreement, one.owed.entry))
