"""Putting a slip right: within some working days of the last step, by an event of its own, never by changing the step.

A step that somebody, or silence, has acted on since stays as it is; so does what a step decided. A second person must
agree.
"""

# ruff: noqa: ARG005 every guard is asked in the same way

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from services.escalation.domain.case import standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import SYSTEM, Circumstances
from services.escalation.domain.case.command import StartProcess, verb
from services.escalation.domain.case.guard import Guard, ahead, no_later, not_after
from services.escalation.domain.case.lookup import Taken
from services.escalation.domain.case.minute import came_on, held_between
from services.escalation.domain.case.part import EVERYBODY
from services.escalation.domain.case.post import post_named
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Asked, Second, is_about
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps
from services.escalation.domain.course.chain import STANDING
from services.escalation.domain.course.command import Correct
from services.escalation.domain.ladder import slip
from services.escalation.domain.ladder.author import author, taker
from services.escalation.domain.remedy.command import FilePlan, RequestMoreTime
from services.escalation.domain.remedy.guard import (
    ends_before_the_remedy,
    owned_and_aimed,
    remedy_can_be_seen,
    within_the_extension,
)
from services.escalation.domain.remedy.observation import latest_remedy
from services.escalation.domain.scrutiny.command import RequireAttendance, ScheduleHearing
from services.escalation.domain.scrutiny.guard import ends_in_reach, ends_while_followed, hearing_in_reach
from services.escalation.domain.scrutiny.hearing import notice_long_enough
from services.escalation.domain.scrutiny.recommendation import Draft, lint
from shared.events import escalation as told
from shared.events.escalation import CaseStep
from shared.legible import SAYS_NOTHING, says_something
from shared.working_days import in_words, london_day

CORRECT = verb(Correct)


def steps_open(at: Circumstances) -> tuple[Taken, ...]:
    """The steps in which something can be put right, the latest first, with what was put right in them already.

    They are the last step of the case, and those of its kind just before it about something else: a second notice, or
    another body's answer, is no acting on the first. None when the last thing that happened lets nothing be corrected.
    """
    corrections: list[told.StepCorrected] = []
    found: list[Taken] = []
    for one in reversed(at.taken):
        if isinstance(one.event, told.StepCorrected):
            corrections.append(one.event)
        elif _is_note(one.event) or (not found and isinstance(one.event, slip.FOLLOWS) and one.actor != SYSTEM):
            continue
        elif one.actor == SYSTEM or not slip.values(one.event) or not _stands_beside(one.event, found):
            break
        else:
            found.append(_as_it_reads(one, corrections))
    return tuple(found)


def _stands_beside(event: CaseStep, later: list[Taken]) -> bool:
    about = slip.about(event)
    others = [one.event for one in later]
    return not others or (
        bool(about) and type(event) is type(others[0]) and about not in [slip.about(one) for one in others]
    )


def last_step(at: Circumstances) -> Taken | None:
    """The latest of them."""
    return next(iter(steps_open(at)), None)


def _is_note(event: CaseStep) -> bool:
    return isinstance(event, slip.NOTES) or (isinstance(event, told.SecondAgreed) and event.command == CORRECT)


def _as_it_reads(step: Taken, corrections: list[told.StepCorrected]) -> Taken:
    """The step with every correction of it, the first first."""
    event = step.event
    for one in reversed([one for one in corrections if one.step == step.version]):
        event = slip.with_value(event, slip.name_of(one), one.now if one.day is None else one.day)
    return Taken(version=step.version, event=event, at=step.at, actor=step.actor)


def _asked_on(case: Case, at: Circumstances) -> date:
    """The day on which the correction was asked for: the second person may answer later."""
    is_waiting = case.waiting is not None and case.waiting.command == CORRECT
    return case.waiting.asked_on if is_waiting and case.waiting else at.received_on


def _in_time(case: Case, at: Circumstances) -> bool:
    steps = steps_open(at)
    return not steps or any(until(step, at) >= _asked_on(case, at) for step in steps)


def until(step: Taken, at: Circumstances) -> date:
    """The last day on which a slip in the step may be put right."""
    return at.policy.safeguard.correct.reckon(london_day(step.at), at.calendar).due_on


def _may_ask(case: Case, at: Circumstances) -> bool:
    steps = steps_open(at)
    return not steps or any(_is_yours(case, step, at) for step in steps)


def _is_yours(case: Case, step: Taken, at: Circumstances) -> bool:
    """Whoever took the step asks, or the monitoring officer of the body whose words they are; what was asked for is
    looked at again as it was.
    """
    is_asked = case.waiting is not None and case.waiting.command == CORRECT
    officer = Asked.MONITORING_OFFICER.value in at.actor.roles
    words_of = (author(step.event, case, at),)
    is_own = officer and is_about(words_of, at.actor.body or at.register.authority, at)
    return is_asked or at.actor.id == taker(step, at) or is_own


SOMETHING_TO_CORRECT = Guard(
    "a_step_to_correct",
    "Nothing in the last step can be corrected: it came by itself, or what it decided changes by a new step only.",
    lambda case, at: last_step(at) is not None,
)
IN_TIME = Guard("within_the_days_for_a_slip", "The days in which a slip can be put right are over.", _in_time)
YOURS = Guard(
    "whoever_took_the_step",
    "Only whoever took the last step, or the monitoring officer of the body whose words they are, can ask for its "
    "correction.",
    _may_ask,
)


def fits(case: Case, command: Correct, at: Circumstances) -> Iterator[Gap]:
    """It is about a step that is open, and something in it that may be corrected, and says something else that may
    be said.
    """
    steps = steps_open(at)
    if not steps:
        return
    step = next((one for one in steps if one.version == command.step), None)
    if step is None:
        yield Gap("step", "acted_on", _acted_on(command.step, steps[0], at))
        return
    if not _is_yours(case, step, at):
        yield Gap("step", "not_yours", YOURS.words)
    if until(step, at) < _asked_on(case, at):
        yield Gap("step", "too_late", IN_TIME.words)
    known = slip.values(step.event)
    if command.field not in known:
        yield Gap("field", "not_a_slip", f"What the step decided stays. Choose one of: {', '.join(known)}.")
        return
    value = _parsed(command.correction, known[command.field])
    if value is None:
        yield Gap("correction", "not_a_day", "Write the day like this: 2026-05-31.")
    elif value == known[command.field]:
        yield Gap("correction", "no_change", "It says that already.")
    elif isinstance(value, str) and _is_owed(command.field) and not says_something(value):
        yield Gap("correction", "says_nothing", SAYS_NOTHING)
    else:
        changed = replace(step, event=slip.with_value(step.event, command.field, value))
        yield from _allowed(case, changed, command.field, at)


def _is_owed(field: str) -> bool:
    return field.rpartition("/")[2] not in slip.NAMES


def _acted_on(asked: int, step: Taken, at: Circumstances) -> str:
    if asked not in {one.version for one in at.taken}:
        return "This case has no step of that number."
    return (
        f"The case has moved on since: the last step was taken on {in_words(london_day(step.at))}. Only that can be "
        "corrected; what came before changes by a new step."
    )


def _parsed(written: str, known: str | date) -> str | date | None:
    if isinstance(known, str):
        return written.strip()
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def _allowed(case: Case, step: Taken, field: str, at: Circumstances) -> Iterator[Gap]:
    """The gaps that the step would have had with what is to stand there now, each told of the correction."""
    event = step.event
    minute = getattr(event, "minute", None)
    if field == slip.MET_ON and isinstance(minute, told.Minute):
        found = held_between("met_on", minute.met_on, came_on(case, at, before=step.version), at)
    else:
        check = _CHECKS.get((type(event), slip.own_name(type(event), field.rpartition("/")[2])))
        found = check(case, event, at) if check else iter(())
    yield from (Gap("correction", gap.code, gap.message) for gap in found)


def _planned(case: Case, event: told.RemedyPlanned, at: Circumstances) -> Iterator[Gap]:
    yield from ahead("remedy_on", event.remedy_on, at)
    yield from no_later("remedy_on", event.remedy_on, latest_remedy(case, at))
    filed = FilePlan(
        actions=event.actions, owner=event.owner, target=event.target, by_on=event.remedy_on, sign=event.sign
    )
    yield from remedy_can_be_seen(case, filed, at)
    yield from owned_and_aimed(case, filed, at)


def _more_time(case: Case, event: told.MoreTimeRequested, at: Circumstances) -> Iterator[Gap]:
    yield from within_the_extension(case, RequestMoreTime(until_on=event.until_on, reasons=event.reasons), at)


def _process(case: Case, event: told.ProcessStarted, at: Circumstances) -> Iterator[Gap]:
    started = StartProcess(process=event.process, outcome=event.outcome, until_on=event.until_on)
    reach = {State.REMEDY_RUNNING: ends_before_the_remedy, State.MONITORING: ends_while_followed}
    yield from reach.get(case.state, ends_in_reach)(case, started, at)


def _scheduled(case: Case, event: told.HearingScheduled, at: Circumstances) -> Iterator[Gap]:
    yield from hearing_in_reach(case, ScheduleHearing(hearing_on=event.hearing_on, minute=event.minute), at)


def _required(case: Case, event: told.AttendanceRequired, at: Circumstances) -> Iterator[Gap]:
    asked = RequireAttendance(notified=event.body, wanted=event.wanted, attend_on=event.attend_on, minute=event.minute)
    yield from notice_long_enough(case, asked, at)


def _recommended(case: Case, event: told.RecommendationsIssued, at: Circumstances) -> Iterator[Gap]:
    for one in event.recommendations:
        draft = Draft(**{name: getattr(one, name) for name in Draft.__dataclass_fields__})
        found = lint(draft, case_measure=case.measure, today=at.today, known=at.measure)
        yield from (Gap("text", verdict.criterion.value, verdict.why) for verdict in found if not verdict.holds)
        yield from post_named("owner", draft.owner, (draft.addressee,), at)


def _received(case: Case, event: told.ReceiptRecorded, at: Circumstances) -> Iterator[Gap]:
    served_on = case.scrutiny.issued_on or at.today
    if not served_on <= event.received_on <= at.today:
        yield Gap("received_on", "not_in_reach", f"Say a day from {in_words(served_on)} to today.")
    yield from not_after("received_on", event.received_on, at.policy.stage2.receipt, served_on, at)


def _declared(case: Case, event: told.NoConfidenceDeclared, at: Circumstances) -> Iterator[Gap]:
    yield from held_between("meeting_on", event.meeting_on, case.remedy.spent_on or case.opened_on, at)


# What is looked at again when something else is to stand in a field; other words may say anything.
_CHECKS: Mapping[tuple[type[CaseStep], str], Callable[..., Iterator[Gap]]] = {
    **{(told.RemedyPlanned, name): _planned for name in ("owner", "target", "sign", "remedy_on")},
    (told.MoreTimeRequested, "until_on"): _more_time,
    (told.ProcessStarted, "until_on"): _process,
    (told.HearingScheduled, "hearing_on"): _scheduled,
    (told.AttendanceRequired, "attend_on"): _required,
    (told.ReceiptRecorded, "received_on"): _received,
    (told.NoConfidenceDeclared, "meeting_on"): _declared,
    **{(told.RecommendationsIssued, name): _recommended for name in slip.RECOMMENDED},
}


def corrected(case: Case, command: Correct, at: Circumstances) -> Steps:
    """The slip is put right: what it said, what it says now, and the day that follows from it."""
    step = next(one for one in steps_open(at) if one.version == command.step)
    was = slip.values(step.event)[command.field]
    now = _parsed(command.correction, was)
    event = partial(
        told.StepCorrected,
        step=step.version,
        what=slip.what(step.event),
        said_on=london_day(step.at),
        field=command.field.rpartition("/")[2],
        was=_in_words(was),
        now=_in_words(now),
        reasons=command.reasons,
        day=now if isinstance(now, date) else None,
        number=_number(case, step.event, command.field),
        answer_by=_answer_by(case, step.event, now, at),
    )
    return (event,)


def _in_words(value: str | date | None) -> str:
    return in_words(value) if isinstance(value, date) else value or ""


def _number(case: Case, event: CaseStep, field: str) -> int:
    if isinstance(event, told.ReceiptRecorded):
        return [one.body for one in case.scrutiny.addressees].index(event.body) + 1
    return slip.number_of(event, field)


def _answer_by(case: Case, event: CaseStep, received_on: str | date | None, at: Circumstances) -> date | None:
    if not isinstance(event, told.ReceiptRecorded) or not isinstance(received_on, date):
        return None
    regime = next(one.regime for one in case.scrutiny.addressees if one.body == event.body)
    period = at.policy.regime(regime).response
    return standstill.reckon(period, received_on, State.AWAITING_RESPONSES, at, case.course.spans).due_on


ROWS: tuple[Row, ...] = tuple(
    Row(state=state, asked=Correct, who=EVERYBODY, to=state, tells=corrected, basis="S18, D28",
        needs=(SOMETHING_TO_CORRECT, IN_TIME, YOURS), checks=(fits,), second=Second.ALWAYS)
    for state in STANDING
)  # fmt: skip
