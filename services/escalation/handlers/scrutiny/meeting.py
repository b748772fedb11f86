"""The clerk's calendar: days and recesses are entered and called off; which meetings may hear a case is looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from services.escalation.domain.case.committee import Committee
from services.escalation.domain.case.meeting import (
    NONE_KEPT,
    ONLY,
    Awaited,
    Brought,
    Changes,
    Hearing,
    Meetings,
    changes,
    wrong_days,
    wrong_recess,
)
from services.escalation.domain.case.refusal import NO_CASE
from services.escalation.domain.ladder.deadline import OF_COMMITTEE
from services.escalation.domain.obligation.meeting import FULL_COUNCIL
from services.escalation.domain.scrutiny.meeting import TO_BE_FIXED, Offered, offered
from services.escalation.effects.case import circumstances
from services.escalation.schemas.scrutiny.meeting import CallOffIn, MeetingsIn, RecessIn
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.scrutiny import meeting as meetings
from services.escalation.storage.scrutiny.meeting import Note
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.policy import Wording
from shared.problems import Fault, Malformed, NotFound, NotNow, NotYours
from shared.working_days import Calendar, Span, in_words, london_day

LATELY = timedelta(days=365)  # how long ago a hearing may be that a committee is shown to have held
CALLED_OFF = "Called off or moved in the calendar that was read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A committee with its calendar, the hearings that it is to hold, and those that it held lately. `code` names it in
    addresses.
    """

    code: str
    committee: Committee
    meetings: Meetings
    hearings: tuple[Hearing, ...]
    held: tuple[Hearing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """An area with the calendars of its committees, as they stand on a day; and the cases that wait for a committee."""

    area: str
    name: str
    today: date
    calendar: Calendar
    agenda_days: int
    wording: Wording
    committees: tuple[Kept, ...]
    awaited: Sequence[Awaited]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What may be chosen for a case; None where no hearing is to be fixed. `silence`: its day, and what follows."""

    reference: str
    offered: Offered | None
    silence: Mapping[str, Any] | None


async def see(database: Database, area: str, now: datetime) -> Calendars:
    """The calendars of an area's committees. Raises NotFound for an area not known here."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _calendars(session, area, now)


async def add_days(
    database: Database, area: str, code: str, sent: MeetingsIn, *, caller: Caller, now: datetime
) -> Calendars:
    """Enter the days on which a committee meets. Raises NotFound, NotYours, Malformed naming each day that cannot be.

    Days that stand already change nothing: the same request again enters nothing.
    """
    async with database.unit_of_work(caller.areas) as session:
        kept = await _kept(session, area, code, caller, now)
        new = tuple(day for day in sent.days if day not in kept.meetings.days)
        wrong = wrong_days(kept.meetings, new, london_day(now))
        if wrong:
            faults = [Fault(code, words, f"/days/{sent.days.index(new[n])}") for n, (code, words) in wrong.items()]
            raise Malformed("Some of these days cannot be entered; nothing was.", errors=faults)
        await meetings.note_days(session, _note(area, kept, caller, now), new)
        return await _calendars(session, area, now)


async def take_calendar(
    database: Database,
    area: str,
    code: str,
    brought: Sequence[Brought],
    *,
    caller: Caller,
    now: datetime,
    origin: str = "",
) -> Changes:
    """Enter the meetings of a calendar from elsewhere, and call off those that it calls off: all of it or nothing.
    `origin` stays beside each: who entered it, and from which paper.

    Raises NotFound, NotYours, Malformed naming each line. Days that it does not name stay as they are; an event that
    was read before and stands on another day now leaves the old one.
    """
    async with database.unit_of_work(caller.areas) as session:
        kept = await _kept(session, area, code, caller, now)
        read = await meetings.events_read(session, area, code)
        found = changes(kept.meetings, brought, read, london_day(now))
        if found.wrong:
            faults = [Fault(code, words, row=line) for line, (code, words) in sorted(found.wrong.items())]
            raise Malformed("Some of these days cannot be entered; nothing was.", errors=faults)
        await meetings.note_days(session, _note(area, kept, caller, now, reasons=origin), found.added)
        off = _note(area, kept, caller, now, is_held=False, reasons=f"{CALLED_OFF} {origin}".strip())
        await meetings.note_days(session, off, found.called_off)
        await meetings.note_events(session, area, code, [one for one in brought if not _is_same(one, read)])
        return found


def _is_same(one: Brought, read: Mapping[str, Brought]) -> bool:
    return one.uid in read and replace(read[one.uid], line=one.line) == one


async def call_off(
    database: Database, area: str, code: str, sent: CallOffIn, *, caller: Caller, now: datetime
) -> Calendars:
    """Write down that a committee does not meet on a day. Raises NotFound, NotYours, NotNow for any other day."""
    async with database.unit_of_work(caller.areas) as session:
        kept = await _kept(session, area, code, caller, now)
        if sent.on not in kept.meetings.days:
            raise NotNow(f"No meeting is entered for {in_words(sent.on)}.", rule="no_such_meeting")
        if sent.on < london_day(now):
            raise NotNow("This meeting's day is over.", rule="day_is_over")
        note = _note(area, kept, caller, now, is_held=False, reasons=sent.reasons)
        await meetings.note_days(session, note, (sent.on,))
        return await _calendars(session, area, now)


async def add_recess(
    database: Database, area: str, code: str, sent: RecessIn, *, caller: Caller, now: datetime
) -> Calendars:
    """Enter a recess. Raises NotFound, NotYours, Malformed; one that stands already changes nothing."""
    async with database.unit_of_work(caller.areas) as session:
        kept = await _kept(session, area, code, caller, now)
        span = sent.span()
        if span not in kept.meetings.recesses:
            if (wrong := wrong_recess(kept.meetings, span, london_day(now))) is not None:
                field, code, words = wrong
                raise Malformed("This recess cannot be entered.", errors=[Fault(code, words, f"/{field}")])
            await meetings.note_recess(session, _note(area, kept, caller, now, reasons=span.reason), span)
        return await _calendars(session, area, now)


async def end_recess(
    database: Database, area: str, code: str, sent: CallOffIn, *, caller: Caller, now: datetime
) -> Calendars:
    """Write down that the recess that begins on a day is none. Raises NotFound, NotYours, NotNow where none does."""
    async with database.unit_of_work(caller.areas) as session:
        kept = await _kept(session, area, code, caller, now)
        span = next((one for one in kept.meetings.recesses if one.first_on == sent.on), None)
        if span is None:
            raise NotNow(f"No recess begins on {in_words(sent.on)}.", rule="no_such_recess")
        note = _note(area, kept, caller, now, is_held=False, reasons=sent.reasons)
        await meetings.note_recess(session, note, Span(span.first_on, span.last_on, sent.reasons))
        return await _calendars(session, area, now)


async def choose(database: Database, reference: str, now: datetime) -> Chosen:
    """Which meetings may hear a case. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        case = await cases.find(session, reference)
        if case is None:
            raise NotFound(NO_CASE)
        if case.state not in TO_BE_FIXED or not case.is_open:
            return Chosen(reference=reference, offered=None, silence=None)
        at = await circumstances.of_case(session, case, now=now)
        area = await register.require_area(session, case.area)
        wording = await register.wording(session, case.area, at.today)
        silence = None
        if case.silence is not None and case.due_on is not None:
            bodies = at.register.bodies
            subject = bodies[case.subject].name if case.subject in bodies else case.subject
            words = wording.silence(case.silence, {"subject": subject, "area_name": area.name})
            silence = {"after_on": case.due_on.isoformat(), "words": words.otherwise}
        return Chosen(reference=reference, offered=offered(case, at), silence=silence)


async def _kept(session: Session, area: str, code: str, caller: Caller, now: datetime) -> Kept:
    """The committee of that code, no other transaction changing its calendar."""
    if area not in caller.areas:
        raise NotYours("You do not act for this area.", rule="not_your_area")
    await meetings.one_at_a_time(session, area, code)
    found = await _calendars(session, area, now)
    kept = next((one for one in found.committees if one.code == code), None)
    if kept is None:
        raise NotFound("The register here knows no committee of this code.")
    return kept


def _note(area: str, kept: Kept, caller: Caller, now: datetime, *, is_held: bool = True, reasons: str = "") -> Note:
    return Note(
        area=area,
        committee=kept.code,
        is_held=is_held,
        reasons=reasons,
        entered_by=caller.body or "council",
        entered_at=now,
    )


async def _calendars(session: Session, area: str, now: datetime) -> Calendars:
    known, today = await register.area(session, area), london_day(now)
    if known is None:
        raise NotFound("No area of this code is known here.")
    rules = await register.rules_of(session, area, today)
    kept = await meetings.of_area(session, area)
    heard = await meetings.hearings(session, area, today - LATELY)
    awaited = await meetings.awaited(session, area, OF_COMMITTEE)
    return Calendars(
        area=area,
        name=known.name,
        today=today,
        calendar=rules.calendar,
        agenda_days=rules.policy.stage2.agenda_clear_days,
        wording=await register.wording(session, area, today),
        committees=tuple(
            Kept(
                code=one.id,
                committee=one,
                meetings=kept.get(one.id, NONE_KEPT),
                hearings=_before([each for each in heard if each.hearing_on >= today], one.name),
                held=_before([each for each in heard if each.hearing_on < today], one.name),
            )
            for one in (*await committees_of(session, area, known.committee, today), FULL_COUNCIL)
        ),
        awaited=awaited,
    )


async def committees_of(session: Session, area: str, only: str, on: date) -> Sequence[Committee]:
    """The committees of the register; where it names none, the area's one committee."""
    return await register.committees(session, area, on) or (Committee(name=only, id=ONLY),)


def _before(hearings: Sequence[Hearing], committee: str) -> tuple[Hearing, ...]:
    return tuple(one for one in hearings if one.committee == committee)
