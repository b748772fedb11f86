"""Which meetings of the committee may hear a case, which of them is the first, and what is left where there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.meeting import NONE_KEPT, ONLY, Meetings
from services.escalation.domain.case.referral import joint_for
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.standstill import reckon, spans_of
from services.escalation.domain.case.state import State
from services.escalation.domain.scrutiny import command as asked
from shared.standstill import stands_still
from shared.working_days import ONE_DAY, Reckoning, Span, clear_days_before, clear_days_between, in_words

TO_BE_FIXED = (State.REFERRED, State.SCHEDULED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting ahead: until when its agenda and papers are due, and why the case cannot be heard in it, if so."""

    on: date
    agenda_by: date
    papers_by: date
    against: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """The joint committee that would have the case where too few members are left, and the meetings it holds."""

    name: str
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the committee may choose from: every meeting ahead, and the days between which a hearing may be held."""

    committee: str
    is_kept: bool
    first_on: date
    last_on: date
    meetings: tuple[Meeting, ...]
    joint: Joint | None

    @property
    def lawful(self) -> tuple[Meeting, ...]:
        """The meetings in which the case may be heard, in order."""
        return tuple(one for one in self.meetings if not one.against)


def meetings_of(committee: str, at: Circumstances) -> Meetings:
    """The meetings of the committee of that name, as its clerk keeps them."""
    code = next((one.id for one in at.register.committees if one.name == committee), ONLY)
    return at.meetings.get(code, NONE_KEPT)


def reach(case: Case, at: Circumstances) -> tuple[date, date]:
    """The first and the last day that may be chosen today: for a hearing, or for one that is moved."""
    if case.state is State.SCHEDULED and case.scrutiny.hearing_on is not None:
        return at.today + ONE_DAY, latest_moved(case.scrutiny.hearing_on, at).due_on
    day = at.today + ONE_DAY
    while not _leaves_enough(day, at):
        day += ONE_DAY
    return day, latest(at).due_on


def latest(at: Circumstances) -> Reckoning:
    """The last day for a hearing that is fixed today; weeks in which hearings wait are not counted."""
    return reckon(at.policy.stage2.hearing_max, at.today, State.REFERRED, at)


def latest_moved(stood: date, at: Circumstances) -> Reckoning:
    """The last day to which the hearing of that day may be moved, counted likewise."""
    return reckon(at.policy.stage2.adjournment, stood, State.REFERRED, at)


def offered(case: Case, at: Circumstances) -> Offered:
    """The meetings that may hear the case. Raises OutsideCalendar."""
    kept = meetings_of(case.scrutiny.committee, at)
    first_on, last_on = reach(case, at)
    routing = joint_for(case, at)
    joint = None
    if routing is not None:
        theirs = meetings_of(routing.committee.name, at)
        joint = Joint(name=routing.committee.name, meetings=_seen(theirs, first_on, last_on, at))
    return Offered(
        committee=case.scrutiny.committee,
        is_kept=kept.is_kept,
        first_on=first_on,
        last_on=last_on,
        meetings=_seen(kept, first_on, last_on, at),
        joint=joint,
    )


def at_a_meeting(case: Case, command: asked.ScheduleHearing | asked.AdjournHearing, at: Circumstances) -> Iterator[Gap]:
    """On a day on which the committee meets, where its days are kept; any other day is a special meeting, and why."""
    kept = meetings_of(case.scrutiny.committee, at)
    meets = command.hearing_on in kept.days
    if command.special.strip() and meets:
        yield Gap("special", "meets_anyway", "The committee meets on this day anyway; it is no special meeting.")
    elif kept.is_kept and not meets and not command.special.strip():
        first = next(iter(offered(case, at).lawful), None)
        instead = (
            f"The first meeting that can hear it is on {in_words(first.on)}" if first else "No meeting can hear it"
        )
        message = f"The committee does not meet on this day. {instead}; for any other day say why it meets specially."
        yield Gap("hearing_on", "no_meeting", message)


def _seen(kept: Meetings, first_on: date, last_on: date, at: Circumstances) -> tuple[Meeting, ...]:
    stage2 = at.policy.stage2
    return tuple(
        Meeting(
            on=day,
            agenda_by=clear_days_before(day, stage2.agenda_clear_days, calendar=at.calendar),
            papers_by=clear_days_before(day, stage2.document_clear_days, calendar=at.calendar),
            against=_against(day, first_on, last_on, at),
        )
        for day in kept.days
        if day > at.today
    )


def _against(day: date, first_on: date, last_on: date, at: Circumstances) -> str:
    """Why a case cannot be heard on a day on which the committee meets; empty where it can."""
    if day < first_on:
        return "agenda_closed"
    if day > last_on:
        return "beyond_the_limit"
    return "before_election" if in_election(day, at) else ""


def before_no_election(day: date, field: str, at: Circumstances) -> Iterator[Gap]:
    """The day is none of those before an election on which hearings wait, where the area's rules make them wait."""
    span = in_election(day, at)
    if span is not None:
        words = f"Hearings wait from {span.words()}: choose a day before or after."
        yield Gap(field, "before_election", words)


def in_election(day: date, at: Circumstances) -> Span | None:
    """The weeks before an election in which the day lies and hearings wait; None where they do not."""
    return stands_still(day, spans_of(State.REFERRED, at))


def _leaves_enough(day: date, at: Circumstances) -> bool:
    return clear_days_between(at.today, day, calendar=at.calendar) >= at.policy.stage2.agenda_clear_days
