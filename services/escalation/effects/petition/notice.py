"""What a notice about a page and its decisions rest on, and what follows: its clock, its letters, what is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import MACHINE, Circumstances
from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.desk.concern import of_notices
from services.escalation.domain.desk.notification import Kind, Notification
from services.escalation.domain.petition.clock import counted_again
from services.escalation.domain.petition.notice import DECIDING, Notice, case_of, concerned, measure_of
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects.case import circumstances
from services.escalation.effects.desk import notification as notifications
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.schemas.case.actor import actor_of
from services.escalation.storage.case import case as cases
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import notice as notices
from services.escalation.storage.petition import petition as petitions
from shared import deadlines, errands, ledger
from shared.auth import Caller
from shared.database import Session
from shared.problems import NotYours
from shared.working_days import Reckoning

DAY, TO_REPORTER, TO_ORGANISER = "petition.notice", "notice.reporter", "notice.organiser"
DECISION, REVIEW, REMOVAL = 1, 2, 3  # the rounds of a notice's clock
NO_ROLE = "You hold no role for a body in this area."


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A notice and what a decision about it rests on; `about` and its text, hidden or not, where it is a petition's."""

    one: Notice
    at: Circumstances
    about: Petition | None = None
    measure: str = ""
    text: str = ""
    case: Case | None = None

    @property
    def concerned(self) -> frozenset[str]:
        """The bodies that it is about: those that its address leads to, and those that the page itself named."""
        return (concerned(self.at, self.case) if self.measure else frozenset()) | {*self.one.about}


async def look(
    session: Session,
    reference: str,
    number: int,
    *,
    now: datetime,
    caller: Caller | None = None,
    seal: Seal | None = None,
    locking: bool = False,
) -> Matter:
    """A notice, locked where something is decided. Raises NotFound, and NotYours for whoever holds no role there."""
    if not is_reference(reference):
        one = await notices.find(session, reference, number, seal=seal, locking=locking)
        measure, case = await _subject(session, one.page)
        at = await of_area(session, one.area, now, caller, measure=measure)
        return Matter(one=one, at=at, measure=measure, case=case)
    kept = petitions.require(await (petitions.lock if locking else petitions.find)(session, reference))
    return Matter(
        one=await notices.find(session, reference, number, seal=seal, locking=locking),
        at=await circumstances.of_petition(session, kept.petition, now, caller),
        about=kept.petition,
        measure=kept.petition.measure,
        text=await petitions.words(session, reference),
        case=await cases.find(session, reference),
    )


async def of_area(
    session: Session, area: str, now: datetime, caller: Caller | None, *, measure: str = ""
) -> Circumstances:
    """What rules a notice about a page of the area, and who acts. Raises NotYours for whoever holds no role there."""
    if caller is None:
        return await circumstances.of_measure(session, area, measure=measure, now=now)
    actor = actor_of(caller, area)
    if actor.body is None:
        raise NotYours(NO_ROLE)
    return await circumstances.of_measure(session, area, measure=measure, now=now, actor=actor)


async def _subject(session: Session, page: str) -> tuple[str, Case | None]:
    """The measure that another page than a petition's is about, and its case; empty and None where it names none."""
    reference = case_of(page)
    if not reference:
        return measure_of(page), None
    case, kept = await cases.find(session, reference), await petitions.find(session, reference)
    return (case.measure if case else kept.petition.measure if kept else ""), case


async def tell(
    session: Session,
    one: Notice,
    about: Petition | None,
    events: Sequence[object],
    at: Circumstances,
    *,
    concerned: Collection[str] = (),
) -> None:
    """Tell what happened: of a petition in its own stream, of another page in the notice's. Who has to do something now
    is told by name; of words that may not stand also the bodies that are `concerned`.
    """
    stream = notices.stream(one.reference, one.number)
    if about is not None:
        await tell_petition(session, about, events, actor=at.actor.id, now=at.now)
    else:
        await ledger.append(session, stream, one.version, events, area=one.area, actor=at.actor.id, now=at.now)
    asked = Notification(
        area=one.area,
        stream=stream,
        version=one.version,
        reference=f"{one.reference}/{one.number}",
        kind=Kind.NOTICE,
        roles=tuple(sorted(DECIDING)),
        by=at.actor.id,
    )
    await notifications.tell(session, of_notices(events, asked, concerned), at.now)


async def arm(session: Session, one: Notice, waits: Reckoning, at: Circumstances, *, round: int) -> None:
    """Set the day until which somebody decides about the notice, or its review."""
    await deadlines.arm_day(
        session,
        area=one.area,
        subject=subject_of(one.reference, one.number),
        kind=DAY,
        round=round,
        due_on=waits.due_on,
        working=waits.words(),
        policy=at.policy,
    )


async def count_again(session: Session, matter: Matter, closed: frozenset[date]) -> bool:
    """Move the day of what waits where the calendar has changed since `closed`; whether it moved. It is locked."""
    found = counted_again(matter.one, matter.at, closed)
    if found is None:
        return False
    moved, waits, event = found
    events = () if moved.is_held else (event,)
    await tell(session, matter.one, matter.about, events, replace(matter.at, actor=MACHINE))
    await notices.move_day(session, moved, events=len(events))
    day = deadlines.Mark(kind=DAY, name="", due_on=waits.due_on, working=waits.words())
    await deadlines.move(
        session,
        subject_of(moved.reference, moved.number),
        [day],
        area=moved.area,
        round=waits.due_on.toordinal(),  # the round that is being fired, if one is, is over
        policy=matter.at.policy,
    )
    return True


async def meet(session: Session, one: Notice, now: datetime) -> None:
    """Somebody has decided."""
    await deadlines.meet(session, subject_of(one.reference, one.number), DAY, now)


async def write(session: Session, kind: str, one: Notice, what: str) -> None:
    """Book a letter about a notice, once for each thing that happened to it."""
    reference = f"{one.reference}/{one.number}/{what}"
    await errands.book(session, area=one.area, kind=kind, reference=reference, key=f"{kind}/{reference}")


def subject_of(reference: str, number: int) -> str:
    """What a notice's clock is about."""
    return f"{petitions.stream(reference)}/notice-{number}"


def named(subject: str) -> tuple[str, int]:
    """The reference and number of a clock's notice."""
    stream, _, number = subject.rpartition("/notice-")
    return petitions.reference_of(stream), int(number)
