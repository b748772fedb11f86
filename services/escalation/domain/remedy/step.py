"""What is told on the first rung."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Body, Circumstances, Lead
from services.escalation.domain.case.command import NoteFigures
from services.escalation.domain.case.step import Steps, figures, set_aside
from services.escalation.domain.remedy import command as asked
from shared.events import escalation as told


def duty_served(case: Case, command: asked.ServeDuty | None, at: Circumstances) -> Steps:
    """The duty on the lead as the register stands today; on the responsible authority when nobody leads."""
    lead = at.register.lead
    answering = lead or Lead(
        body=at.register.authority,
        contributors=(),
        basis="The register names nobody as lead; the responsible authority answers.",
        since_on=at.today,
    )
    body = at.register.body(answering.body) or Body(id=answering.body, name=answering.body)
    duty = partial(
        told.DutyServed,
        lead=body.id,
        lead_name=body.name,
        lead_kind=body.kind,
        regime=at.regime_of(body),
        inspectorate=body.inspectorate,
        contributors=answering.contributors,
        basis=answering.basis,
        register_version=at.register.version,
        lead_missing=lead is None,
        acknowledge_by=at.policy.stage1.ack.reckon(at.today, at.calendar).due_on,
    )
    return (duty,)


def acknowledged(case: Case, command: asked.Acknowledge, at: Circumstances) -> Steps:
    """The subject has the duty."""
    return (told.DutyAcknowledged,)


def planned(case: Case, command: asked.FilePlan, at: Circumstances) -> Steps:
    """The plan, and the remedy's day: the plan's own or the end of the period from service, whichever is earlier."""
    served_on = case.remedy.duty.served_on if case.remedy.duty else at.today
    latest = at.policy.stage1.remedy.reckon(served_on, at.calendar).due_on
    plan = partial(
        told.RemedyPlanned,
        actions=command.actions,
        owner=command.owner,
        target=command.target,
        remedy_on=min(command.by_on, latest),
    )
    return (plan,)


def planned_in_time(case: Case, command: asked.FilePlan, at: Circumstances) -> Steps:
    """The plan had come in before its day ended: what the machine did is undone."""
    return (set_aside("the case went to scrutiny because no plan was seen", at), *planned(case, command, at))


def claimed(case: Case, command: asked.ClaimRemedy, at: Circumstances) -> Steps:
    """The subject says it is put right."""
    return (partial(told.RemedyClaimed, evidence=command.evidence),)


def claimed_in_time(case: Case, command: asked.ClaimRemedy, at: Circumstances) -> Steps:
    """The claim had come in before the day ended: what the machine did is undone."""
    return (set_aside("the case went to scrutiny because no claim was seen", at), *claimed(case, command, at))


def verified(case: Case, command: asked.VerifyRemedy, at: Circumstances) -> Steps:
    """Somebody outside the subject found it put right."""
    return (partial(told.RemedyVerified, how="people", reasons=command.reasons),)


def verified_by_figures(case: Case, command: NoteFigures, at: Circumstances) -> Steps:
    """The measure meets its target again: the figures are the proof."""
    reasons = f"{case.measure} shows {command.value} for {command.period}; the target is {command.target}."
    return (*figures(case, command, at), partial(told.RemedyVerified, how="figures", reasons=reasons))


def verified_in_time(case: Case, command: NoteFigures, at: Circumstances) -> Steps:
    """The figure had come in before the check's day ended: what the machine did is undone."""
    undone = set_aside("the case went to scrutiny because no check was seen", at)
    return (undone, *verified_by_figures(case, command, at))


def back_to_remedy(case: Case, command: asked.RefuseRemedy, at: Circumstances) -> Steps:
    """The claim did not hold, and there is time left to put it right."""
    return (partial(told.RemedyNotVerified, reasons=command.reasons),)


def refused_to_scrutiny(case: Case, command: asked.RefuseRemedy, at: Circumstances) -> Steps:
    """The claim did not hold, and the time is spent."""
    not_verified = partial(told.RemedyNotVerified, reasons=command.reasons)
    return (not_verified, partial(told.CaseReferred, committee=at.register.committee, cause="not_verified"))
