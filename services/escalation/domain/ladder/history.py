"""How events make a case: `opened` begins it and `evolve` is the only way it changes. Neither reads policy or clock.

Refolding a stream with these must give the stored row, so an event carries whatever the row shows; the day is the one
on which the ledger says it happened.
"""

# ruff: noqa: ARG001 every event is applied in the same way

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case, Figure
from services.escalation.domain.case.history import Additions, Facts
from services.escalation.domain.case.process import Process
from services.escalation.domain.case.second import Waiting
from services.escalation.domain.case.state import PLACES, State
from services.escalation.domain.case.trigger import Raised
from services.escalation.domain.correction import slip
from services.escalation.domain.course import history as course
from services.escalation.domain.inspection import history as inspection
from services.escalation.domain.ladder import succession
from services.escalation.domain.remedy import history as remedy
from services.escalation.domain.reserve import history as reserve
from services.escalation.domain.screening import history as screening
from services.escalation.domain.scrutiny import history as scrutiny
from shared.events import escalation as told

MOST_FIGURES = 24  # the latest that a case keeps as evidence


def opened(event: told.CaseOpened, on: date) -> Case:
    """The case that a trigger opened on that day."""
    case = Case(
        reference=event.case,
        area=event.area,
        title=event.title,
        measure=event.measure,
        trigger=event.trigger,
        signatures=event.signatures,
        policy_version=event.policy_version,
        opened_on=on,
        policy_on=on,
        state=State(event.state),
        since_on=on,
        raised=Raised(
            by=event.raised_by,
            level=event.level,
            failure=event.failure,
            steps=event.steps,
            records=event.records,
            ward=event.ward,
        ),
    )
    return evolve(case, event, on)


def evolve(case: Case, event: told.CaseStep, on: date) -> Case:
    """The case after the event that happened on that day."""
    added = ADDITIONS.get(type(event))
    return replace(case, **{**_standing(event, case, on), **(added(event, case, on) if added else {})})


def evolved(case: Case, events: Sequence[told.CaseStep], on: date) -> Case:
    """The case after all of these events of one day."""
    for event in events:
        case = evolve(case, event, on)
    return case


def refolded(history: Iterable[tuple[told.CaseStep, date]]) -> Case | None:
    """The case that its whole history makes, each event with its day; None when the first does not open it."""
    case: Case | None = None
    for event, on in history:
        if case is not None:
            case = evolve(case, event, on)
        elif isinstance(event, told.CaseOpened):
            case = opened(event, on)
        else:
            return None
    return case


def _standing(event: told.CaseStep, case: Case, on: date) -> Facts:
    """Where the case stands and the clock that runs: the part that every step tells.

    A clock is another one also where it ends on the day of the one before it: its deadline is armed by its round.
    """
    state = State(event.state)
    moved = state is not case.state or case.version == 0
    has_new_clock = moved or (event.due_on, event.silence) != (case.due_on, case.silence)
    is_end = PLACES[state].is_end
    return {
        "state": state,
        "since_on": on if moved else case.since_on,
        "version": case.version + 1,
        "round": case.round + 1 if has_new_clock else case.round,
        "due_on": event.due_on,
        "asked_by": event.asked_by,
        "reckoning": event.reckoning,
        "silence": event.silence,
        "late_since": event.late_since if moved else case.late_since,
        "waiting": None if moved else case.waiting,
        "closed_on": (case.closed_on or on) if is_end else None,
        "first_closed_on": case.first_closed_on or (on if is_end else None),
    }


def _closed(event: told.CaseClosed, case: Case, on: date) -> Facts:
    return {"cause": event.cause}


def _joined(event: told.CaseJoined, case: Case, on: date) -> Facts:
    """Somebody stands behind the case again, where whoever did before has left."""
    course_then = replace(case.course, left_on=None)
    return {"raised": case.raised.with_record(event.record, event.trigger), "course": course_then}


def _passed(event: told.StandingPassed, case: Case, on: date) -> Facts:
    return {"raised": case.raised.passed(event.records, on)}


def _second_asked(event: told.SecondAsked, case: Case, on: date) -> Facts:
    waiting = Waiting(command=event.command, of=event.of, second_by=event.second_by, asked_on=on, by=event.done_by)
    return {"waiting": waiting}


def _second_spoke(event: told.CaseStep, case: Case, on: date) -> Facts:
    return {"waiting": None}


def _figures_noted(event: told.FiguresNoted, case: Case, on: date) -> Facts:
    figure = Figure(period=event.period, value=event.value, target=event.target, verdict=event.verdict, noted_on=on)
    return {"figures": (*case.figures, figure)[-MOST_FIGURES:]}


def _relapsed(event: told.CaseRelapsed, case: Case, on: date) -> Facts:
    return {"relapsed_from": (*case.relapsed_from, State(event.ended_as)), "cause": ""}


def _process_started(event: told.ProcessStarted, case: Case, on: date) -> Facts:
    process = Process(
        number=event.number,
        process=event.process,
        outcome=event.outcome,
        body=event.body,
        started_on=on,
        until_on=event.until_on,
        of_committee=event.minute is not None,
    )
    return {"processes": (*case.processes, process)}


def _process_ended(event: told.ProcessEnded, case: Case, on: date) -> Facts:
    ended = (
        replace(one, ended_on=on, result=event.result) if one.number == event.number else one for one in case.processes
    )
    return {"processes": tuple(ended)}


def _clock_moved(event: told.ClockMoved, case: Case, on: date) -> Facts:
    duty, plan = case.remedy.duty, case.remedy.plan
    if duty is not None and event.acknowledge_by is not None:
        duty = replace(duty, acknowledge_by=event.acknowledge_by)
    if plan is not None and event.remedy_on is not None:
        plan = replace(plan, remedy_on=event.remedy_on)
    addressees = event.addressees or case.scrutiny.addressees
    return {
        "remedy": replace(case.remedy, duty=duty, plan=plan),
        "scrutiny": replace(case.scrutiny, addressees=addressees),
    }


def _level_raised(event: told.CaseLevelRaised, case: Case, on: date) -> Facts:
    """A case that was let in already changes its level; one that was not is let in at this one."""
    screening = replace(case.screening, level=event.level) if case.screening.level else case.screening
    return {"raised": replace(case.raised, level=event.level), "screening": screening}


ADDITIONS: Additions = {
    told.CaseClosed: _closed,
    told.CaseJoined: _joined,
    told.CaseLevelRaised: _level_raised,
    told.CaseRelapsed: _relapsed,
    told.ClockMoved: _clock_moved,
    told.FiguresNoted: _figures_noted,
    told.StandingPassed: _passed,
    told.SecondAsked: _second_asked,
    told.SecondAgreed: _second_spoke,
    told.SecondRefused: _second_spoke,
    told.second.SecondWithdrawn: _second_spoke,
    told.SecondMissing: _second_spoke,
    told.SecondSetAside: _second_spoke,
    told.ProcessStarted: _process_started,
    told.ProcessEnded: _process_ended,
    **screening.ADDITIONS,
    **remedy.ADDITIONS,
    **scrutiny.ADDITIONS,
    **inspection.ADDITIONS,
    **reserve.ADDITIONS,
    **course.ADDITIONS,
    told.StepCorrected: slip.corrected,
    told.BodySucceeded: succession.evolved,
}
