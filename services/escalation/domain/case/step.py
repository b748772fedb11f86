"""What a row of the tables tells: partial events, without the place and the clock that `decision` adds.

Each rung has one function per event or pair of events; here is what is noted on any rung. The state, due date, working
and silence are filled in from the tables, so that no such function can send a case anywhere.
"""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from collections.abc import Callable
from functools import partial

from services.escalation.domain.case import command as asked
from services.escalation.domain.case import standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.minute import minute_of
from services.escalation.domain.case.part import voice
from services.escalation.domain.case.process import BY_COMMITTEE
from services.escalation.domain.case.register import Body, Lead
from services.escalation.domain.case.state import State
from shared.events import escalation as told
from shared.working_days import in_words

Partial = Callable[..., told.CaseStep]


Steps = tuple[Partial, ...]


def figures(case: Case, command: asked.NoteFigures, at: Circumstances) -> Steps:
    """A judgement joins the evidence."""
    noted = partial(
        told.FiguresNoted,
        period=command.period,
        value=command.value,
        target=command.target,
        verdict=command.verdict,
    )
    return (noted,)


def register_noted(case: Case, command: asked.NoteRegister, at: Circumstances) -> Steps:
    """The register tells otherwise about the day of the duty; a person must look."""
    return (partial(told.RegisterChanged, lead=command.lead, since_on=command.since_on),)


def joined(case: Case, command: asked.NoteJoined, at: Circumstances) -> Steps:
    """Another body stands behind the case."""
    return (partial(told.CaseJoined, trigger=command.trigger, failure=command.failure, record=command.record),)


def level_raised(case: Case, command: asked.NoteLevel, at: Circumstances) -> Steps:
    """It is a matter of the whole area from now on."""
    raised = partial(
        told.CaseLevelRaised, level="area_wide", by=command.by, count=command.count, required=command.required
    )
    return (raised,)


def standing_passed(case: Case, command: asked.NoteStanding, at: Circumstances) -> Steps:
    """The ward's councillors stand behind the case from now on."""
    return (partial(told.StandingPassed, ward=command.ward, name=command.name, records=command.records),)


def served(at: Circumstances) -> Partial:
    """The duty on the lead as the register stands today; on the responsible authority when nobody leads."""
    lead = at.register.lead
    answering = lead or Lead(
        body=at.register.authority,
        contributors=(),
        basis="The register names nobody as lead; the responsible authority answers.",
        since_on=at.today,
    )
    return partial(served_on(answering, at), lead_missing=lead is None)


def served_on(answering: Lead, at: Circumstances) -> Partial:
    """The duty on this body, and on those who help it."""
    body = at.register.body(answering.body) or Body(id=answering.body, name=answering.body)
    return partial(
        told.DutyServed,
        lead=body.id,
        lead_name=body.name,
        lead_kind=body.kind,
        regime=at.regime_of(body),
        inspectorate=at.inspectorate_of(body),
        contributors=answering.contributors,
        basis=answering.basis,
        register_version=at.register.version,
        lead_missing=False,
        acknowledge_by=standstill.reckon(at.policy.stage1.ack, at.today, State.DUTY_SERVED, at).due_on,
    )


def process_started(case: Case, command: asked.StartProcess, at: Circumstances) -> Steps:
    """Something of the process menu begins, by the body that asks, or by the committee that decided it."""
    started = partial(
        told.ProcessStarted,
        number=len(case.processes) + 1,
        process=command.process,
        outcome=command.outcome,
        body=BY_COMMITTEE if command.minute else at.actor.public_name,
        until_on=command.until_on,
        minute=minute_of(case, command.minute, at) if command.minute else None,
    )
    return (started,)


def process_ended(case: Case, command: asked.EndProcess, at: Circumstances) -> Steps:
    """It is over, and this came of it."""
    process = next(one.process for one in case.processes if one.number == command.number)
    return (partial(told.ProcessEnded, number=command.number, process=process, result=command.result),)


def set_aside(undone: str, at: Circumstances) -> Partial:
    """What the machine did at a deadline is undone: the words had come in before the day ended."""
    words = f"{undone}; it had been received on {in_words(at.received_on)}"
    return partial(told.DeadlineSetAside, received_on=at.received_on, undone=words)


def words_of_raiser(event: type[told.Word], reasons: str, case: Case, at: Circumstances) -> Partial:
    """What somebody who raised the case says: in person, or written down by the body that acts."""
    one = voice(case, at)
    return partial(event, reasons=reasons, said_by=one.said_by, how=one.how, speaks_for=one.speaks_for)
