"""What happens to a case when nobody does anything: its day, or a second person's, is over.

It waits a little for figures that may still be on their way.
"""

from datetime import datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import NoteNoSecond
from services.escalation.domain.ladder.clock import Known, counted_again
from services.escalation.domain.ladder.decision import Events, decide, fire
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import clock as counted
from shared.database import Session
from shared.deadlines import Due, Hold
from shared.inbox import is_caught_up
from shared.working_days import Period, end_of_day

HELD_AT_MOST = Period.parse("1 WD")


async def lock(session: Session, subject: str) -> object:
    """Lock the case that a deadline is about."""
    return await cases.lock(session, cases.reference_of(subject))


async def holds(session: Session, due: Due, now: datetime) -> Hold:
    """Wait while figures told before the day ended may still be on their way; after a working day fire, and say so."""
    case = await cases.find(session, cases.reference_of(due.subject))
    if case is None or due.due_on is None:
        return Hold.GO
    streams = [f"measure/{case.area}/{case.measure}"]
    if await is_caught_up(session, "escalation.measure", streams, due.due_at):
        return Hold.GO
    at = await circumstances.of_case(session, case, now=now)
    patience = end_of_day(HELD_AT_MOST.reckon(due.due_on, at.calendar).due_on)
    return Hold.WAIT if now <= patience else Hold.PROVISIONAL


async def let_silence_act(session: Session, due: Due, now: datetime, hold: Hold) -> None:
    """Nobody did anything by the day: what the silence table says happens. A clock that moved on does nothing."""
    case = await cases.lock(session, cases.reference_of(due.subject))
    if case is None or case.round != due.round or not case.is_open:
        return
    at = await circumstances.of_case(session, case, now=now)
    if (events := await _moved(session, case, at)) is None:
        events = fire(case, at, is_provisional=hold is Hold.PROVISIONAL)
    await tell_case(session, case, events, at)


async def _moved(session: Session, case: Case, at: Circumstances) -> Events | None:
    """What moved, when the calendar has changed and the day is not over by it: whoever counts again comes after us."""
    last = await counted.last(session, case.area)
    events = counted_again(case, at, last.known if last else Known.of(at.calendar, at.elections))
    due_on = events[-1].due_on if events else None
    return events if due_on is not None and due_on >= at.today else None


async def let_second_lapse(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """Nobody spoke as second person by the day: the decision that waited has no effect."""
    case = await cases.lock(session, cases.reference_of(due.subject))
    if case is None or case.waiting is None or case.waiting.second_by != due.due_on:
        return
    at = await circumstances.of_case(session, case, now=now)
    await tell_case(session, case, decide(case, NoteNoSecond(), at), at)
