"""What each row of the tables tells: the events of a command, without the place and the clock that `decision` adds.

One function per event or pair of events. Each returns partial events; the state, due date, working and silence are
filled in from the tables, so that no function here can send a case anywhere.
"""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from collections.abc import Callable
from functools import partial

from services.escalation.domain import command as asked
from services.escalation.domain.case import Case
from services.escalation.domain.circumstances import Body, Circumstances, Lead
from services.escalation.domain.recommendation import numbered
from shared.events import escalation as told
from shared.policy import UnknownRegime
from shared.working_days import in_words

Partial = Callable[..., told.CaseStep]
Steps = tuple[Partial, ...]


def admitted(case: Case, command: asked.Admit, at: Circumstances) -> Steps:
    """A person let the case in."""
    return (partial(told.CaseAdmitted, level=command.level, reasons=command.reasons),)


def rejected(case: Case, command: asked.Reject, at: Circumstances) -> Steps:
    """A person refused the case."""
    return (partial(told.CaseRejected, reason_code=command.reason_code, reasons=command.reasons),)


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
        regime=regime_of(body, at),
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
    served_on = case.duty.served_on if case.duty else at.today
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
    return (_set_aside("the case went to scrutiny because no plan was seen", at), *planned(case, command, at))


def claimed(case: Case, command: asked.ClaimRemedy, at: Circumstances) -> Steps:
    """The subject says it is put right."""
    return (partial(told.RemedyClaimed, evidence=command.evidence),)


def claimed_in_time(case: Case, command: asked.ClaimRemedy, at: Circumstances) -> Steps:
    """The claim had come in before the day ended: what the machine did is undone."""
    return (_set_aside("the case went to scrutiny because no claim was seen", at), *claimed(case, command, at))


def verified(case: Case, command: asked.VerifyRemedy, at: Circumstances) -> Steps:
    """Somebody outside the subject found it put right."""
    return (partial(told.RemedyVerified, how="people", reasons=command.reasons),)


def verified_by_figures(case: Case, command: asked.NoteFigures, at: Circumstances) -> Steps:
    """The measure meets its target again: the figures are the proof."""
    reasons = f"{case.measure} shows {command.value} for {command.period}; the target is {command.target}."
    return (*figures(case, command, at), partial(told.RemedyVerified, how="figures", reasons=reasons))


def verified_in_time(case: Case, command: asked.NoteFigures, at: Circumstances) -> Steps:
    """The figure had come in before the check's day ended: what the machine did is undone."""
    undone = _set_aside("the case went to scrutiny because no check was seen", at)
    return (undone, *verified_by_figures(case, command, at))


def back_to_remedy(case: Case, command: asked.RefuseRemedy, at: Circumstances) -> Steps:
    """The claim did not hold, and there is time left to put it right."""
    return (partial(told.RemedyNotVerified, reasons=command.reasons),)


def refused_to_scrutiny(case: Case, command: asked.RefuseRemedy, at: Circumstances) -> Steps:
    """The claim did not hold, and the time is spent."""
    not_verified = partial(told.RemedyNotVerified, reasons=command.reasons)
    return (not_verified, partial(told.CaseReferred, committee=at.register.committee, cause="not_verified"))


def scheduled(case: Case, command: asked.ScheduleHearing, at: Circumstances) -> Steps:
    """A day is fixed."""
    return (partial(told.HearingScheduled, hearing_on=command.hearing_on),)


def adjourned(case: Case, command: asked.AdjournHearing, at: Circumstances) -> Steps:
    """The day is moved."""
    return (partial(told.HearingAdjourned, hearing_on=command.hearing_on, reasons=command.reasons),)


def evidence_opened(case: Case, command: asked.OpenEvidence, at: Circumstances) -> Steps:
    """The hearing began."""
    return (partial(told.EvidenceOpened, questions=command.questions),)


def recommended(case: Case, command: asked.IssueRecommendations, at: Circumstances) -> Steps:
    """The recommendations, and for each addressee the day by which it must, or is asked to, answer."""
    bodies = dict.fromkeys(draft.addressee for draft in command.recommendations)
    issued = partial(
        told.RecommendationsIssued,
        recommendations=tuple(numbered(n, draft) for n, draft in enumerate(command.recommendations, start=1)),
        addressees=tuple(_addressee(body, at) for body in bodies),
    )
    return (issued,)


def responded(case: Case, command: asked.Respond, at: Circumstances) -> Steps:
    """An addressee answered."""
    return (partial(told.ResponseReceived, body=at.actor.public_name, answer=command.answer, reasons=command.reasons),)


def resolved(case: Case, command: asked.Resolve, at: Circumstances) -> Steps:
    """The committee found it put right."""
    return (partial(told.CaseResolved, reasons=command.reasons),)


def exhausted(case: Case, command: asked.Exhaust, at: Circumstances) -> Steps:
    """The committee found that scrutiny is spent."""
    return (partial(told.ScrutinyExhausted, cause="committee_resolution", reasons=command.reasons),)


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


def complainants_with(at: Circumstances) -> tuple[str, ...]:
    """The organisations that have complained, the acting body's own with them."""
    return tuple(dict.fromkeys((*at.complainants, at.register.organisation(at.actor.public_name))))


def regime_of(body: Body, at: Circumstances) -> str:
    """The scrutiny regime that reaches a body: the executive's for the responsible authority, else the register's."""
    if body.id == at.register.authority:
        return "executive"
    try:
        at.policy.regime(body.regime)
    except UnknownRegime:
        return "ordinary"
    return body.regime


def _addressee(id: str, at: Circumstances) -> told.Addressee:
    regime = regime_of(at.register.body(id) or Body(id=id, name=id), at)
    answer_by = at.policy.regime(regime).response.reckon(at.today, at.calendar).due_on
    return told.Addressee(body=id, regime=regime, answer_by=answer_by)


def _to_inspectorate(case: Case, cause: str) -> Partial:
    return partial(told.InspectionRequested, inspectorate=case.inspectorate, cause=cause)


def _set_aside(undone: str, at: Circumstances) -> Partial:
    words = f"{undone}; it had been received on {in_words(at.received_on)}"
    return partial(told.DeadlineSetAside, received_on=at.received_on, undone=words)
