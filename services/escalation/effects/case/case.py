"""What moves a case: its events are folded into its row and told, and the days that follow from them are set.

Nothing else in this service tells of cases.
"""

from uuid import UUID

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.inspection_register import Ground, OtherInspection
from services.escalation.domain.case.second import Asked
from services.escalation.domain.case.trigger import ORGANISER, WRITTEN_DOWN
from services.escalation.domain.desk import concern
from services.escalation.domain.desk.diary import Shown
from services.escalation.domain.ladder import history
from services.escalation.domain.ladder.deadline import REMINDERS, Kind, Promise, promises
from services.escalation.domain.ladder.decision import Events
from services.escalation.effects.desk.notification import tell
from services.escalation.effects.person.follower import note_milestone
from services.escalation.effects.person.retention import keep_until
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import proposal
from services.escalation.storage.inspection import inspection_register
from services.escalation.storage.petition import petition as petitions
from shared import deadlines, errands, ledger
from shared.database import Session
from shared.events import new_id
from shared.events.escalation import (
    CaseWithdrawn,
    ClockMoved,
    FindingsPublished,
    InspectionAccepted,
    InspectionDeclined,
    OrganiserLeft,
    SettlementAgreed,
)
from shared.events.escalation.step import Word

SECOND = Shown.SECOND.value
LEFT, SPOKEN_FOR, HEARING_CAUGHT = "case.left", "case.spoken_for", "case.hearing_caught"
MOVED_ON = "case.moved_on"


async def tell_new_case(session: Session, events: Events, at: Circumstances) -> Case:
    """Keep a case that begins with these events, the first a CaseOpened; tell them, and set its days."""
    case = history.refolded((event, at.today) for event in events)
    if case is None:
        raise ValueError("a case begins by being opened")
    await cases.add(session, case)
    await _append(session, case, 0, events, at)
    await note_milestone(session, case.reference, case.area, at.now)
    await _let_go_later(session, case, at)
    await _begin(session, case, at)
    await _tell_organisers(session, case, at)
    await tell(session, concern.of_steps(None, case, events, at, stream=cases.stream(case.reference)), at.now)
    return case


async def tell_case(session: Session, before: Case, events: Events, at: Circumstances) -> Case:
    """Keep what the events make of a case that this transaction has locked; tell them, and move its days with them."""
    case = history.evolved(before, events, at.today)
    await cases.save(session, case)
    await _append(session, case, before.version, events, at)
    await _let_go_later(session, case, at)
    await _keep_inspection(session, case, events, at)
    await _write(session, before, events)
    if case.state is not before.state:
        await note_milestone(session, case.reference, case.area, at.now)
        await _tell_organisers(session, case, at)
    if (case.state, case.silence) != (before.state, before.silence):
        await deadlines.end(session, cases.stream(case.reference), list(Kind), at.now)
        await _begin(session, case, at)
    else:
        await _keep_up(session, before, case, events, at)
    if case.waiting != before.waiting:
        await _await_second(session, case, at)
        if case.waiting is not None and case.waiting.of == Asked.RAISER and case.state is before.state:
            await _tell_organisers(session, case, at)
    await tell(session, concern.of_steps(before, case, events, at, stream=cases.stream(case.reference)), at.now)
    return case


async def _write(session: Session, before: Case, events: Events) -> None:
    """Book the letters that follow: the organiser of a petition is told what somebody wrote down that it says, or that
    it leaves; the clerk, that an election has caught a hearing.
    """
    for version, event in enumerate(events, start=before.version + 1):
        step = f"{before.reference}/{version}"
        match event:
            case CaseWithdrawn(how=how) | OrganiserLeft(how=how) if how == WRITTEN_DOWN:
                await _book(session, before, LEFT, step)
            case Word(how=how) | SettlementAgreed(how=how) if how == WRITTEN_DOWN:
                for petition in _spoken_for(before, event):
                    await _book(session, before, SPOKEN_FOR, f"{step}/{petition}")
            case ClockMoved(heard_on=days) if days:
                await _book(session, before, HEARING_CAUGHT, step)


async def _tell_organisers(session: Session, case: Case, at: Circumstances) -> None:
    """Book the letter to each petition's organiser that stands behind the case: it stands elsewhere now, and what they
    may ask for or contest runs from a day that they would not hear of otherwise. Nobody is told of their own step.
    """
    for one in case.raisers:
        if one.body == ORGANISER and one.reference != at.actor.petition:
            await _book(session, case, MOVED_ON, f"{case.reference}/{case.version}/{case.state}/{one.reference}")


def _spoken_for(before: Case, event: Word | SettlementAgreed) -> list[str]:
    """The petitions whose organisers' word this is; to a settlement they agree as one."""
    petitions = [one for one in before.raisers if one.body == ORGANISER]
    if isinstance(event, Word):
        petitions = [one for one in petitions if one.key in event.speaks_for]
    return [one.reference for one in petitions]


async def _book(session: Session, case: Case, kind: str, reference: str) -> None:
    await errands.book(session, area=case.area, kind=kind, reference=reference, key=f"{kind}/{reference}")


async def _let_go_later(session: Session, case: Case, at: Circumstances) -> None:
    """What people told under the case's petition is kept for a time from its first end on, whatever comes after."""
    if case.closed_on is not None and await petitions.find(session, case.reference) is not None:
        first = case.first_closed_on or case.closed_on
        await keep_until(session, case.reference, area=case.area, on=first, policy=at.policy, calendar=at.calendar)


async def _append(session: Session, case: Case, version: int, events: Events, at: Circumstances) -> None:
    stream = cases.stream(case.reference)
    await ledger.append(session, stream, version, events, area=case.area, actor=at.actor.id, now=at.now)


async def _keep_inspection(session: Session, case: Case, events: Events, at: Circumstances) -> None:
    """An inspection that begins or ends on a case stands in the register of inspections like any other."""
    for event in events:
        match event:
            case InspectionAccepted():
                own = OtherInspection(
                    inspection=UUID(str(new_id())),
                    subject=case.subject,
                    measure=case.measure,
                    inspectorate=case.inspection.inspectorate,
                    ground=Ground.CASE.value,
                    link=f"/record/{case.reference}",
                    began_on=at.today,
                    entered_by=case.inspection.inspectorate,
                    reference=case.reference,
                )
                await inspection_register.add(session, case.area, own, at.now)
            case FindingsPublished() | InspectionDeclined():
                await inspection_register.end_of_case(session, case.reference, at.today)


async def _begin(session: Session, case: Case, at: Circumstances) -> None:
    """Set the days of a clock that starts anew, if one does."""
    marks = [_mark(promise) for promise in promises(case, at)]
    subject = cases.stream(case.reference)
    await deadlines.begin(session, subject, marks, area=case.area, round=case.round, policy=at.policy)


async def _keep_up(session: Session, before: Case, case: Case, events: Events, at: Circumstances) -> None:
    """End the days of the running clock that are not waited for any more, and take the others where it has moved.

    A day that is over already was told of, or is told of where it stood; only the end of the silence follows always.
    """
    were = {promise.kind: promise for promise in promises(before, at)}
    are = {promise.kind: promise for promise in promises(case, at)}
    is_moved = case.round != before.round or any(isinstance(event, ClockMoved) for event in events)
    subject = cases.stream(case.reference)
    await deadlines.end(session, subject, list(were.keys() - are.keys()), at.now)
    ahead = [one for one in are.values() if one.kind is Kind.SILENCE or one.due_on >= at.today]
    marks = [_mark(one) for one in ahead if is_moved or were.get(one.kind) != one]
    await deadlines.move(session, subject, marks, area=case.area, round=case.round, policy=at.policy)


def _mark(promise: Promise) -> deadlines.Mark:
    return deadlines.Mark(
        kind=promise.kind.value,
        name=promise.name,
        due_on=promise.due_on,
        working=promise.working,
        bodies=promise.bodies,
        leads_to=promise.leads_to.value if promise.leads_to else "",
        is_morning=promise.kind in REMINDERS,
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
