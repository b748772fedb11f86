"""The days that run in a case: the one that ends its silence, those by which somebody is to act, and the reminders.

Each has the body that it is on and its working. What silence does stands in `silence`; here nothing moves a case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from services.escalation.domain.case import standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.row import Holder
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder import silence
from services.escalation.domain.ladder.decision import Events
from services.escalation.domain.ladder.holder import on_whom
from shared.events import escalation as told
from shared.events.escalation.clock import EVERY_ANSWER
from shared.working_days import OutsideCalendar, Reckoning, working_days_before, working_days_left


class Kind(StrEnum):
    """What a day is: the first ends the silence, the next three ask somebody to have acted, the rest remind of them."""

    SILENCE = "case.silence"
    ASKED = "case.asked"
    ACKNOWLEDGEMENT = "case.acknowledgement"
    HEARING_DATE = "case.hearing_date"
    REMINDER = "case.reminder"
    ACKNOWLEDGEMENT_REMINDER = "case.acknowledgement_reminder"
    HEARING_DATE_REMINDER = "case.hearing_date_reminder"


# The days of which something is told when they are over, and when they are near.
ABOUT: Mapping[Kind, str] = {
    Kind.ASKED: told.ASKED,
    Kind.ACKNOWLEDGEMENT: told.ACKNOWLEDGEMENT,
    Kind.HEARING_DATE: told.HEARING_DATE,
}
REMINDERS: Mapping[Kind, Kind] = {
    Kind.REMINDER: Kind.ASKED,
    Kind.ACKNOWLEDGEMENT_REMINDER: Kind.ACKNOWLEDGEMENT,
    Kind.HEARING_DATE_REMINDER: Kind.HEARING_DATE,
}
SHOWN = (Kind.SILENCE, *ABOUT)
# The clocks that run on the scrutiny committee, by name: they are on no body of the register.
OF_COMMITTEE = (*(row.name for row in silence.TABLE if row.on is Holder.COMMITTEE), told.HEARING_DATE)
_LEADS_TO = {row.name: row.to for row in silence.TABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A day that runs: its kind, its name in the profile's words, whom it is on, where silence leads after it."""

    kind: Kind
    name: str
    due_on: date
    working: str
    bodies: tuple[str, ...]
    leads_to: State | None = None


def promises(case: Case, at: Circumstances) -> tuple[Promise, ...]:
    """Every day that runs in the case now, reminders of days still ahead among them."""
    days = tuple(_days(case, at))
    return (*days, *_reminders(days, at))


def reminded(case: Case, kind: Kind, at: Circumstances) -> Events:
    """The reminder of a day that is still ahead; nothing once it is over, or is not waited for any more."""
    for day in _days(case, at):
        if day.kind is _reminded_of(kind, case) and at.today <= day.due_on:
            event = told.CaseReminded(
                **place(case),
                about=_about(REMINDERS[kind], case),
                bodies=day.bodies,
                asked_on=day.due_on,
                days_left=working_days_left(at.today, day.due_on, calendar=at.calendar),
            )
            return (event,)
    return ()


def missed(case: Case, kind: Kind, at: Circumstances, *, is_provisional: bool = False) -> Events:
    """That the day is over and nothing came, stamped with that day; nothing while it is not, or when it was kept."""
    for day in _days(case, at):
        if day.kind is kind and at.today > day.due_on:
            is_late = (at.today - day.due_on).days > 1
            event = told.DayMissed(
                **place(case),
                about=_about(kind, case),
                bodies=day.bodies,
                missed_on=day.due_on,
                late_since=day.due_on if is_late else None,
                is_provisional=is_provisional,
            )
            return (event,)
    return ()


def _about(kind: Kind, case: Case) -> str:
    """What the day is for, so that whoever did a part of it is not said to have done nothing."""
    is_of_answers = kind is Kind.ASKED and case.state is State.AWAITING_RESPONSES
    return EVERY_ANSWER if is_of_answers else ABOUT[kind]


def _days(case: Case, at: Circumstances) -> Iterator[Promise]:
    if case.due_on is None or case.silence is None or not case.is_open:
        return
    bodies = on_whom(case, at)
    yield Promise(
        kind=Kind.SILENCE,
        name=case.silence,
        due_on=case.due_on,
        working=case.reckoning or "",
        bodies=bodies,
        leads_to=_leads_to(case),
    )
    if case.overlay is not None:  # the state's own days stand still
        return
    if case.asked_by is not None and case.asked_by < case.due_on:
        asked = _asked(case, at)
        working = asked.words() if asked is not None and asked.due_on == case.asked_by else ""
        yield Promise(kind=Kind.ASKED, name=case.silence, due_on=case.asked_by, working=working, bodies=bodies)
    duty = case.remedy.duty
    if case.state is State.DUTY_SERVED and duty is not None and duty.acknowledged_on is None:
        working = standstill.reckon(at.policy.stage1.ack, duty.served_on, case.state, at, case.course.spans).words()
        name = told.ACKNOWLEDGEMENT
        yield Promise(
            kind=Kind.ACKNOWLEDGEMENT, name=name, due_on=duty.acknowledge_by, working=working, bodies=(duty.lead,)
        )
    if case.state is State.REFERRED:
        fix = standstill.reckon(at.policy.stage2.schedule, case.since_on, case.state, at, case.course.spans)
        name = told.HEARING_DATE
        yield Promise(kind=Kind.HEARING_DATE, name=name, due_on=fix.due_on, working=fix.words(), bodies=())


def _reminders(days: tuple[Promise, ...], at: Circumstances) -> Iterator[Promise]:
    """A reminder so many working days before each day on which somebody is to have acted, if that lies ahead."""
    by_kind = {day.kind: day for day in days}
    for kind, of in REMINDERS.items():
        day = by_kind.get(of) or (by_kind.get(Kind.SILENCE) if kind is Kind.REMINDER else None)
        if day is None:
            continue
        try:
            on = working_days_before(day.due_on, at.policy.clock.remind_working_days, calendar=at.calendar)
        except OutsideCalendar:
            continue
        if on > at.today:
            yield Promise(kind=kind, name=day.name, due_on=on, working="", bodies=day.bodies)


def _reminded_of(kind: Kind, case: Case) -> Kind:
    """The day that a reminder is of: where no day comes before it, the one that ends the silence."""
    of = REMINDERS[kind]
    return Kind.SILENCE if of is Kind.ASKED and case.asked_by == case.due_on else of


def _asked(case: Case, at: Circumstances) -> Reckoning | None:
    row = next(row for row in silence.TABLE if row.name == case.silence)
    return row.limit.asked().reckon(case, at) if row.limit else None


def _leads_to(case: Case) -> State | None:
    return case.state if case.overlay is Overlay.PAUSED else _LEADS_TO.get(case.silence or "")


def place(case: Case) -> dict[str, Any]:
    """What every step tells of where the case stands, for a step that leaves it there; Any: each has its own type."""
    leads_to = _leads_to(case)
    return {
        "case": case.reference,
        "state": case.state.value,
        "due_on": case.due_on,
        "asked_by": case.asked_by,
        "reckoning": case.reckoning,
        "silence": case.silence,
        "leads_to": leads_to.value if leads_to else None,
    }
