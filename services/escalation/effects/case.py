"""What moves a case: its events are folded into its row and told, and the clock that they set is armed.

Nothing else in this service tells of cases.
"""

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.ladder import history
from services.escalation.domain.ladder.decision import Events
from services.escalation.storage import case as cases
from services.escalation.storage import proposal
from shared import deadlines, ledger
from shared.database import Session

SILENCE = "case.silence"
SECOND = "case.second"


async def tell_new_case(session: Session, events: Events, at: Circumstances) -> Case:
    """Keep a case that begins with these events, the first a CaseOpened; tell them, and arm its clock."""
    case = history.refolded((event, at.today) for event in events)
    if case is None:
        raise ValueError("a case begins by being opened")
    await cases.add(session, case)
    await _append(session, case, 0, events, at)
    await _arm(session, case, at)
    return case


async def tell_case(session: Session, before: Case, events: Events, at: Circumstances) -> Case:
    """Keep what the events make of a case that this transaction has locked; tell them, and move its clock with them."""
    case = history.evolved(before, events, at.today)
    await cases.save(session, case)
    await _append(session, case, before.version, events, at)
    if case.round != before.round:
        await deadlines.meet(session, cases.stream(case.reference), SILENCE, at.now)
        await _arm(session, case, at)
    if case.waiting != before.waiting:
        await _await_second(session, case, at)
    return case


async def _append(session: Session, case: Case, version: int, events: Events, at: Circumstances) -> None:
    stream = cases.stream(case.reference)
    await ledger.append(session, stream, version, events, area=case.area, actor=at.actor.id, now=at.now)


async def _arm(session: Session, case: Case, at: Circumstances) -> None:
    """The clock that runs in the case, if one does: what silence does when its day is over."""
    if case.due_on is None:
        return
    await deadlines.arm_day(
        session,
        area=case.area,
        subject=cases.stream(case.reference),
        kind=SILENCE,
        round=case.round,
        due_on=case.due_on,
        working=case.reckoning or "",
        policy=at.policy,
    )


async def _await_second(session: Session, case: Case, at: Circumstances) -> None:
    """The second person's own clock runs beside the case's; one whose decision waits no longer is met."""
    await deadlines.meet(session, cases.stream(case.reference), SECOND, at.now)
    if case.waiting is None:
        await proposal.forget(session, case.reference)
        return
    await deadlines.arm_day(
        session,
        area=case.area,
        subject=cases.stream(case.reference),
        kind=SECOND,
        round=case.version,
        due_on=case.waiting.second_by,
        working=at.policy.safeguard.second_decider.reckon(at.today, at.calendar).words(),
        policy=at.policy,
    )
