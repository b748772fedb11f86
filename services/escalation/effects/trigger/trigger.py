"""What a trigger sets going: a case begins, or a decision is counted until a day of its own."""

from datetime import datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import NoteLevel
from services.escalation.domain.case.reference import make
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.ladder.decision import decide, open_case
from services.escalation.domain.trigger.gathering import Gathering, counts_until, evolved
from services.escalation.domain.trigger.trigger import AREA_WIDE
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case, tell_new_case
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import measure, register
from services.escalation.storage.petition import petition
from services.escalation.storage.trigger import gathering as gatherings
from shared import deadlines, ledger
from shared.database import Session
from shared.events.escalation import CaseOpened, DecisionReceived, TriggerHandedIn

DECISION = "trigger.decision"


async def new_reference(session: Session, area: str, at: Circumstances) -> str:
    """The next reference of the area: cases and petitions share their numbers."""
    known = await register.require_area(session, area)
    year = at.today.year
    return make(known.letters, year, await petition.next_number(session, area, year))


async def open_raised(session: Session, opened: CaseOpened, at: Circumstances) -> Case:
    """The case that begins with this event, with the figure of its measure that stands."""
    figure = await measure.latest(session, opened.area, opened.measure)
    return await tell_new_case(session, open_case(opened, at, figure), at)


async def raise_level(session: Session, reference: str, note: NoteLevel, now: datetime) -> Case | None:
    """An open case becomes a matter of the whole area, once; None where there is nothing to raise."""
    case = await cases.lock(session, reference)
    if case is None or not case.is_open or AREA_WIDE in (case.raised.level, case.screening.level):
        return None
    at = await circumstances.of_case(session, case, now=now)
    try:
        events = decide(case, note, at)
    except Refused:  # where it stands now nothing is noted any more
        return None
    return await tell_case(session, case, events, at)


async def tell_gathering(
    session: Session, before: Gathering | None, events: tuple[object, ...], at: Circumstances
) -> Gathering:
    """Keep what the events make of a gathering, tell them, and set the day until which a new decision counts."""
    after = evolved(before, events, at.today)
    await gatherings.save(session, after)
    stream, version = gatherings.stream(after.reference), before.version if before else 0
    await ledger.append(session, stream, version, events, area=after.area, actor=at.actor.id, now=at.now)
    for event in events:
        match event:
            case DecisionReceived():
                await _arm(session, stream, event, at)
            case TriggerHandedIn():
                await deadlines.meet(session, stream, DECISION, at.now)
    return after


async def _arm(session: Session, stream: str, event: DecisionReceived, at: Circumstances) -> None:
    reckoning = counts_until(at)
    await deadlines.arm_day(
        session,
        area=event.area,
        subject=stream,
        kind=DECISION,
        round=event.number,
        due_on=reckoning.due_on,
        working=reckoning.words(),
        policy=at.policy,
    )
