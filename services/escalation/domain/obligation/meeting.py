"""Which meetings may hold what is owed to a petition: of which committees, the agenda open, inside the limit."""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.committee import Committee
from services.escalation.domain.case.meeting import NONE_KEPT, ONLY, Meetings
from services.escalation.domain.obligation.obligation import Obligation, What
from shared.working_days import clear_days_before, clear_days_between

FULL_COUNCIL = Committee(name="Full council", id="full_council")
SCRUTINY = "scrutiny"  # in an area's scheme: any of its scrutiny committees


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting ahead: of which committee, until when its agenda is open, and why it cannot be this one, if so."""

    committee: Committee
    on: date
    agenda_by: date
    against: str = ""


def committees_for(what: What, at: Circumstances) -> tuple[Committee, ...]:
    """The committees that may hold it, the usual one first: evidence is heard by scrutiny, as the law had it."""
    scrutiny = at.register.committees or (Committee(name=at.register.committee, id=ONLY),)
    found: list[Committee] = []
    for code in at.policy.petition.debated_by if what is What.DEBATE else (SCRUTINY,):
        if code == FULL_COUNCIL.id:
            found.append(FULL_COUNCIL)
        else:
            found += [one for one in scrutiny if code in (SCRUTINY, one.id)]
    return tuple(found) or (FULL_COUNCIL,)


def meetings_of(committee: Committee, at: Circumstances) -> Meetings:
    """The committee's meetings, as its clerk keeps them."""
    return at.meetings.get(committee.id, NONE_KEPT)


def offered(obligation: Obligation, at: Circumstances) -> tuple[Meeting, ...]:
    """Every meeting ahead that the clerk's calendar knows of these committees, in order of day."""
    found = [
        Meeting(
            committee=committee,
            on=day,
            agenda_by=clear_days_before(day, at.policy.stage2.agenda_clear_days, calendar=at.calendar),
            against=against(obligation, day, at),
        )
        for committee in committees_for(obligation.what, at)
        for day in meetings_of(committee, at).days
        if day > at.today
    ]
    return tuple(sorted(found, key=lambda one: one.on))


def first(obligation: Obligation, at: Circumstances) -> Meeting | None:
    """The first meeting that may hold it."""
    return next((one for one in offered(obligation, at) if not one.against), None)


def against(obligation: Obligation, day: date, at: Circumstances) -> str:
    """Why it cannot be held on a day, as a code; empty where it can. Once its limit is over, any later day is late."""
    scheme = at.policy.petition
    if day <= at.today:
        return "not_ahead"
    if clear_days_between(at.today, day, calendar=at.calendar) < at.policy.stage2.agenda_clear_days:
        return "agenda_closed"
    if day < scheme.notice_before_meeting.reckon(obligation.since_on, at.calendar).due_on:
        return "too_soon"
    is_over = obligation.due_on is None or obligation.due_on < at.today
    return "" if is_over or day <= (obligation.due_on or day) else "beyond_the_limit"
