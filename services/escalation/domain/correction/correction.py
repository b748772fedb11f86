"""Putting a slip right: within some working days of the last step, by an event of its own, never by changing the step.

A step that somebody, or silence, has acted on since stays as it is; so does what a step decided. A second person must
agree.
"""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from services.escalation.domain.case import standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import SYSTEM, Circumstances
from services.escalation.domain.case.command import Command, verb
from services.escalation.domain.case.guard import Guard
from services.escalation.domain.case.lookup import Taken
from services.escalation.domain.case.minute import NOT_THE_OFFICER, decided_by, minute_of
from services.escalation.domain.case.part import EVERYBODY, Part, as_asked, parts_of
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Asked, Second, is_about
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps
from services.escalation.domain.correction import slip
from services.escalation.domain.correction.agreement import agreements
from services.escalation.domain.correction.author import author
from services.escalation.domain.correction.check import allowed
from services.escalation.domain.correction.likeness import NO_SLIP, is_slip
from services.escalation.domain.course.chain import STANDING
from services.escalation.domain.course.command import Correct
from shared.events import escalation as told
from shared.events.escalation import CaseStep
from shared.legible import SAYS_NOTHING, says_something
from shared.working_days import in_words, london_day

CORRECT = verb(Correct)


def steps_open(at: Circumstances) -> tuple[Taken, ...]:
    """The steps in which something can be put right, the latest first, with what was put right in them already.

    They are the last step of the case, and those of its kind just before it about something else: a second notice, or
    another body's answer, is no acting on the first. None when the last thing that happened lets nothing be corrected.
    The actor of each is whoever asked for it, not the second person who agreed.
    """
    corrections: list[told.StepCorrected] = []
    found: list[Taken] = []
    agreed = agreements(at.taken)
    for one in reversed(at.taken):
        if isinstance(one.event, told.StepCorrected):
            corrections.append(one.event)
        elif _is_note(one.event) or (not found and isinstance(one.event, slip.FOLLOWS) and one.actor != SYSTEM):
            continue
        elif one.actor == SYSTEM or not slip.values(one.event) or not _stands_beside(one.event, found):
            break
        else:
            by = agreed[one.version].asked_by if one.version in agreed else one.actor
            found.append(replace(_as_it_reads(one, corrections), actor=by))
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
    is_agreeing = at.asked_by is not None and case.waiting is not None
    return case.waiting.asked_on if is_agreeing and case.waiting else at.received_on


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
    """Whoever took the step asks, or the monitoring officer of the body whose words they are; whoever agrees to it
    looks at it as it was asked.
    """
    by = as_asked(at).actor
    officer = Asked.MONITORING_OFFICER.value in by.roles
    words_of = (author(step.event, case, at),)
    return by.id == step.actor or (officer and is_about(words_of, by.body or at.register.authority, at))


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


def as_at_first(command: Command | None, at: Circumstances) -> Second:
    """What a correction of the step that it names, else of the last one, needs: whom the step itself needed, if any."""
    last = last_step(at)
    version = command.step if isinstance(command, Correct) else last.version if last else 0
    agreement = agreements(at.taken).get(version)
    return _AS_AT_FIRST.get(agreement.of, Second.ALWAYS) if agreement else Second.ALWAYS


_AS_AT_FIRST = {Asked.RAISER.value: Second.OTHER_SIDE, Asked.OUTSIDER.value: Second.OUTSIDER}


def _agreed_at_first(case: Case, at: Circumstances) -> bool:
    """Whether whoever agrees to a correction is the side that had agreed to the step, where one had."""
    proposed = at.proposal.command if at.asked_by is not None and at.proposal is not None else None
    agreement = agreements(at.taken).get(proposed.step) if isinstance(proposed, Correct) else None
    if agreement is None or agreement.of != Asked.RAISER.value:
        return True
    return at.register.organisation(at.actor.public_name) == at.register.organisation(agreement.agreed)


AGREED = Guard(
    "whoever_agreed",
    "Two sides agreed to this. Only whoever said yes to it then can say yes to other words now.",
    _agreed_at_first,
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
    yield from _decided(case, command, step.event, at)
    value = _parsed(command.correction, known[command.field])
    if value is None:
        yield Gap("correction", "not_a_day", "Write the day like this: 2026-05-31.")
    elif value == known[command.field]:
        yield Gap("correction", "no_change", "It says that already.")
    elif isinstance(value, str) and _is_owed(command.field) and not says_something(value):
        yield Gap("correction", "says_nothing", SAYS_NOTHING)
    else:
        if command.field not in slip.TOLD_ELSEWHERE and not is_slip(known[command.field], value):
            yield Gap("correction", "another_thing", NO_SLIP)
        changed = replace(step, event=slip.with_value(step.event, command.field, value))
        yield from allowed(case, changed, command.field, at)


def _decided(case: Case, command: Correct, event: CaseStep, at: Circumstances) -> Iterator[Gap]:
    """What a committee decided says something else by its own decision only; where that is written down, officers
    correct.
    """
    is_decided = slip.is_decided(event) and command.field not in slip.MINUTED
    if command.minute is not None and Part.SCRUTINY_OFFICER not in parts_of(case, as_asked(at)):
        yield Gap("minute/reference", "not_yours", NOT_THE_OFFICER)
    elif command.minute is not None and is_decided:
        yield from decided_by(case, command.minute, at)
    elif is_decided:
        words = "The committee decided this. Say under which minute it decided what this should say."
        yield Gap("minute/reference", "missing", words)
    elif command.minute is not None:
        yield Gap("minute/reference", "not_decided", "No committee decided this. Leave the minute out.")


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
        minute=minute_of(case, command.minute, at) if command.minute else None,
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
        needs=(SOMETHING_TO_CORRECT, IN_TIME, YOURS, AGREED), checks=(fits,), second=Second.AS_AT_FIRST)
    for state in STANDING
)  # fmt: skip
