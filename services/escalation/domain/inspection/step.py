"""What is told on the third rung."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.step import Partial, Steps
from services.escalation.domain.inspection import command as asked
from shared.events import escalation as told


def call_in_requested(case: Case, command: asked.RequestCallIn, at: Circumstances) -> Steps:
    """An inspection is asked for."""
    return (partial(told.CallInRequested, requester=at.actor.public_name),)


def complained(case: Case, command: asked.LodgeComplaint, at: Circumstances) -> Steps:
    """A partner complained; the number of distinct organisations is told, not which."""
    return (partial(told.ComplaintLodged, distinct_complaints=len(complainants_with(at))),)


def facilitator_assigned(case: Case, command: asked.AssignFacilitator, at: Circumstances) -> Steps:
    """Somebody outside the quarrel takes it up."""
    return (partial(told.FacilitatorAssigned, facilitator=command.facilitator),)


def inspection_requested(case: Case, command: asked.RequestInspection, at: Circumstances) -> Steps:
    """No settlement; the inspectorate is asked."""
    return (_to_inspectorate(case, "settlement_failed"),)


def asked_again(case: Case, command: asked.AskAgain, at: Circumstances) -> Steps:
    """The inspectorate is asked to think again."""
    return (_to_inspectorate(case, "asked_again"),)


def inspection_accepted(case: Case, command: asked.AcceptInspection, at: Circumstances) -> Steps:
    """The inspectorate will inspect."""
    return (partial(told.InspectionAccepted, scope=command.scope),)


def inspection_declined(case: Case, command: asked.DeclineInspection, at: Circumstances) -> Steps:
    """The inspectorate will not."""
    return (partial(told.InspectionDeclined, cause="declined", reasons=command.reasons),)


def findings_drafted(case: Case, command: asked.DraftFindings, at: Circumstances) -> Steps:
    """The draft is with the subject."""
    return (told.FindingsDrafted,)


def replied(case: Case, command: asked.FileReply, at: Circumstances) -> Steps:
    """The subject answered; its words wait for the findings."""
    return (told.ReplyReceived,)


def findings_published(case: Case, command: asked.PublishFindings, at: Circumstances) -> Steps:
    """The findings, with the reply that was filed."""
    published = partial(
        told.FindingsPublished, findings=command.findings, is_failing=command.is_failing, reply=at.reply
    )
    return (published,)


def plan_agreed(case: Case, command: asked.AgreePlan, at: Circumstances) -> Steps:
    """An action plan is in force."""
    return (partial(told.PlanAgreed, actions=command.actions, last_on=command.last_on),)


def plan_completed(case: Case, command: asked.CompletePlan, at: Circumstances) -> Steps:
    """The action plan was kept."""
    return (partial(told.PlanCompleted, reasons=command.reasons),)


def complainants_with(at: Circumstances) -> tuple[str, ...]:
    """The organisations that have complained, the acting body's own with them."""
    return tuple(dict.fromkeys((*at.complainants, at.register.organisation(at.actor.public_name))))


def _to_inspectorate(case: Case, cause: str) -> Partial:
    return partial(told.InspectionRequested, inspectorate=case.inspection.inspectorate, cause=cause)
