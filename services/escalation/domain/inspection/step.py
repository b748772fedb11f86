"""What is told on the third rung."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from datetime import date
from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.step import Partial, Steps
from services.escalation.domain.case.trigger import IN_PERSON, WRITTEN_DOWN
from services.escalation.domain.inspection import command as asked
from services.escalation.domain.inspection.guard import (
    EITHER,
    NEGOTIATED,
    assessor,
    style_of_negotiation,
)
from services.escalation.domain.inspection.plan import Outcome, ground, nearer, outcome
from services.escalation.domain.inspection.settlement import is_for_organiser, parties, party
from shared.events import escalation as told
from shared.working_days import Period


def call_in_requested(case: Case, command: asked.RequestCallIn, at: Circumstances) -> Steps:
    """An inspection is asked for."""
    return (partial(told.CallInRequested, requester=at.actor.public_name),)


def complained(case: Case, command: asked.LodgeComplaint, at: Circumstances) -> Steps:
    """A partner complained; the number of distinct organisations is told, not which."""
    return (partial(told.ComplaintLodged, distinct_complaints=len(complainants_with(at))),)


def complaint_withdrawn(case: Case, command: asked.WithdrawComplaint, at: Circumstances) -> Steps:
    """A partner took its complaint back; the number that stand is told, not whose it was."""
    return (partial(told.ComplaintWithdrawn, distinct_complaints=len(complainants_without(at))),)


def facilitator_assigned(case: Case, command: asked.AssignFacilitator, at: Circumstances) -> Steps:
    """Somebody outside the quarrel takes it up."""
    return (partial(told.FacilitatorAssigned, facilitator=command.facilitator, declaration=command.declaration),)


def settlement_proposed(case: Case, command: asked.Settle, at: Circumstances) -> Steps:
    """The facilitator proposes; who must agree is told with it."""
    return (partial(told.SettlementProposed, terms=command.terms, parties=parties(case, at)),)


def settlement_agreed(case: Case, command: asked.AgreeSettlement, at: Circumstances) -> Steps:
    """One party agrees."""
    how = WRITTEN_DOWN if is_for_organiser(case, at) else IN_PERSON
    return (partial(told.SettlementAgreed, by=party(case, at), how=how, reasons=command.reasons),)


def inspection_requested(case: Case, command: asked.RequestInspection, at: Circumstances) -> Steps:
    """No settlement; the inspectorate is asked."""
    return (to_inspectorate(case, "settlement_failed", at),)


def asked_again(case: Case, command: asked.AskAgain, at: Circumstances) -> Steps:
    """The inspectorate is asked to think again."""
    return (to_inspectorate(case, "asked_again", at),)


def inspection_accepted(case: Case, command: asked.AcceptInspection, at: Circumstances) -> Steps:
    """The inspectorate will inspect."""
    return (partial(told.InspectionAccepted, scope=command.scope),)


def inspection_declined(case: Case, command: asked.DeclineInspection, at: Circumstances) -> Steps:
    """The inspectorate will not."""
    return (partial(told.InspectionDeclined, cause="declined", reasons=command.reasons),)


def findings_drafted(case: Case, command: asked.DraftFindings, at: Circumstances) -> Steps:
    """The draft is with the subject."""
    return (partial(told.FindingsDrafted, file=command.file.strip()),)


def replied(case: Case, command: asked.FileReply, at: Circumstances) -> Steps:
    """The subject answered; its words wait for the findings."""
    return (told.ReplyReceived,)


def findings_published(case: Case, command: asked.PublishFindings, at: Circumstances) -> Steps:
    """The findings, with the reply that was filed."""
    published = partial(
        told.FindingsPublished,
        findings=command.findings,
        is_failing=command.grade != "sound",
        grade=command.grade,
        reply=at.reply,
        file=command.file.strip(),
    )
    return (published,)


def no_confidence(case: Case, command: asked.DeclareNoConfidence, at: Circumstances) -> Steps:
    """A partner's governing body declares no confidence."""
    declared = partial(
        told.NoConfidenceDeclared,
        by=at.register.organisation(at.actor.public_name),
        decided_by=command.decided_by,
        meeting_on=command.meeting_on,
        minute=command.minute_reference,
        reasons=command.reasons,
        counts_until=at.policy.directive.window.reckon(at.today, at.calendar).due_on,
    )
    return (declared,)


def no_confidence_withdrawn(case: Case, command: asked.WithdrawNoConfidence, at: Circumstances) -> Steps:
    """It takes that back."""
    by = at.register.organisation(at.actor.public_name)
    return (partial(told.NoConfidenceWithdrawn, by=by, reasons=command.reasons),)


def plan_agreed(case: Case, command: asked.AgreePlan, at: Circumstances) -> Steps:
    """An action plan is in force."""
    agreed = partial(
        told.PlanAgreed,
        actions=command.actions,
        owner=command.owner,
        measure=command.measure,
        value=command.value,
        unit=command.unit,
        last_on=command.last_on,
        report_by=next_report(at.today, at.policy.stage3.plan_reports, at),
    )
    return (agreed,)


def plan_imposed(case: Case, command: asked.ImposePlan, at: Circumstances) -> Steps:
    """A plan is imposed, and every partner is told how grave that is."""
    words, why = at.policy.wording, command.passed_over_because
    imposed = partial(
        told.PlanImposed,
        intervener=command.intervener,
        intervener_kind=command.intervener_kind,
        passed_over=nearer(command.intervener_kind, at),
        passed_over_because=why,
        reasons=words.code(why or "nobody_nearer"),
        power=words.code(command.power),
        power_code=command.power,
        actions=command.actions,
        owner=command.owner,
        measure=command.measure,
        value=command.value,
        unit=command.unit,
        last_on=command.last_on,
        report_by=next_report(at.today, at.policy.directive.plan_reports, at),
    )
    partners = tuple(sorted(body.id for body in at.register.signatories))
    return (imposed, partial(told.InterventionNoticed, severity="directive", partners=partners))


def progress_reported(case: Case, command: asked.ReportProgress, at: Circumstances) -> Steps:
    """The subject says how the plan goes; the next report is due a period after this one was due, or after today where
    this one came early: reports do not add up.
    """
    report_by = next_report(min(case.inspection.report_by or at.today, at.today), report_period(case, at), at)
    return (partial(told.ProgressReported, progress=command.report, report_by=report_by),)


def report_missing(case: Case, at: Circumstances) -> Steps:
    """No report came by its day; the next is due a period after today."""
    report_by = next_report(at.today, report_period(case, at), at)
    return (partial(told.ReportMissing, missed=case.inspection.reports_missed + 1, report_by=report_by),)


def report_period(case: Case, at: Circumstances) -> Period:
    """How often the subject reports: more often under an imposed plan."""
    return at.policy.directive.plan_reports if case.inspection.is_imposed else at.policy.stage3.plan_reports


def next_report(start: date, period: Period, at: Circumstances) -> date:
    """The day that is one period after the start."""
    return period.reckon(start, at.calendar).due_on


def plan_completed(case: Case, command: asked.CompletePlan, at: Circumstances) -> Steps:
    """The action plan was kept."""
    completed = partial(
        told.PlanCompleted,
        rests_on=ground(command).value,
        figure=command.figure,
        outputs=command.outputs,
        reasons=command.reasons,
    )
    return (completed,)


def plan_judged(case: Case, command: asked.CompletePlan, at: Circumstances) -> Steps:
    """The action plan was kept in part so far, or not."""
    judged = partial(
        told.PlanJudged,
        outcome=outcome(case, command, at).value,
        rests_on=ground(command).value,
        value=case.inspection.plan_value,
        figure=command.figure,
        outputs=command.outputs,
        reasons=command.reasons,
    )
    return (judged,)


def plan_renewed(case: Case, command: asked.CompletePlan, at: Circumstances) -> Steps:
    """Its time is over, and another is negotiated: one that was kept in part is agreed anew, never imposed for that."""
    style = style_of_negotiation(case, at)
    is_partly = style == EITHER and outcome(case, command, at) is Outcome.KEPT_IN_PART
    opened = partial(told.NegotiationOpened, style=NEGOTIATED if is_partly else style)
    return (*plan_judged(case, command, at), opened)


def plan_missed(case: Case, command: asked.CompletePlan, at: Circumstances) -> Steps:
    """Its time is over, and it was the last plan."""
    closed = partial(told.CaseClosed, cause=missed_plan(outcome(case, command, at)))
    return (*plan_judged(case, command, at), closed)


def missed_plan(found: str) -> str:
    """The cause of which a case ends that had its last plan."""
    return "plan_kept_in_part" if found == Outcome.KEPT_IN_PART else "plan_not_kept"


def complainants_with(at: Circumstances) -> tuple[str, ...]:
    """The organisations that have complained, the acting body's own with them."""
    return tuple(dict.fromkeys((*at.complainants, at.register.organisation(at.actor.public_name))))


def complainants_without(at: Circumstances) -> tuple[str, ...]:
    """The organisations that have complained, the acting body's own left out."""
    own = at.register.organisation(at.actor.public_name)
    return tuple(one for one in at.complainants if one != own)


def to_inspectorate(case: Case, cause: str, at: Circumstances) -> Partial:
    """Whoever is to inspect is asked; where nobody takes such requests, that is told instead."""
    body, kind = assessor(case, at)
    if not body:
        return partial(told.InspectorateMissing)
    return partial(told.InspectionRequested, inspectorate=body, cause=cause, assessor_kind=kind.value)
