"""The third rung: the inspectorate call-in, its findings, and the plan that is agreed on them."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep, Deed


@event("case.call_in_requested", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CallInRequested(CaseStep):
    """The organiser, a signatory or the council asked for the inspectorate call-in: a body's id, or a role's name."""

    requester: str


@event("case.complaint_lodged", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintLodged(CaseStep):
    """A partner other than the subject made a formal complaint. Which one is told when the call-in is admitted.

    Two arms of one organisation are one complainant.
    """

    distinct_complaints: int


@event("case.complaint_withdrawn", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintWithdrawn(CaseStep):
    """A partner took its complaint back before the call-in was admitted. Which one is not told."""

    distinct_complaints: int


@event("case.call_in_admitted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CallInAdmitted(CaseStep):
    """Stages 1 and 2 are spent and more than one partner complains: the call-in is admitted."""

    complainants: tuple[str, ...]
    requester: str


@event("case.facilitator_assigned", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitatorAssigned(Deed):
    """Somebody outside the quarrel tries a settlement and prepares the inspection; which interests it declared."""

    facilitator: str
    declaration: str = ""


@event("case.settlement_proposed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementProposed(CaseStep):
    """The facilitator proposed a settlement. It holds when every one of these parties has agreed."""

    terms: str
    parties: tuple[str, ...]


@event("case.settlement_agreed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementAgreed(Deed):
    """A party agreed to the settlement that is proposed: an organisation that complains, or the organiser; `how` tells
    whether in person, or by another who wrote it down.
    """

    by: str
    how: str = "in_person"
    reasons: str = ""


@event("case.inspection_requested", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRequested(Deed):
    """The inspectorate was asked to decide: the national one, or peers where the area lets them stand in for it."""

    inspectorate: str
    cause: str
    assessor_kind: str = "national"


@event("case.inspectorate_missing", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorateMissing(CaseStep):
    """No body takes a request to inspect the subject: nobody could be asked."""


@event("case.inspection_accepted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionAccepted(CaseStep):
    """The inspectorate will inspect, with this scope."""

    scope: str


@event("case.inspection_declined", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionDeclined(CaseStep):
    """The inspectorate will not inspect, did not answer, or did not report."""

    cause: str
    reasons: str


@event("case.findings_drafted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsDrafted(CaseStep):
    """Draft findings went to the subject for its right of reply; the public sees only that a draft exists. `file` is
    the number of the case's file that holds it; empty where none does.
    """

    file: str = ""


@event("case.reply_received", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReceived(CaseStep):
    """The subject answered the draft findings. Its words are told with the findings, not before."""


@event("case.reply_missing", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyMissing(CaseStep):
    """The subject did not answer the draft findings by its day; the inspectorate may publish them."""


@event("case.findings_published", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPublished(CaseStep):
    """The inspectorate's findings are public, with what the subject replied, word for word; empty without a reply.

    `file` is the number of the case's file that holds them in full; empty where none does.
    """

    findings: str
    is_failing: bool
    reply: str
    grade: str = ""
    file: str = ""


@event("case.no_confidence_declared", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class NoConfidenceDeclared(CaseStep):
    """A partner's governing body declared no confidence in the subject: who decided, when, under which minute, and
    until which day it counts.
    """

    by: str
    decided_by: str
    meeting_on: date
    minute: str
    reasons: str
    counts_until: date | None = None


@event("case.no_confidence_withdrawn", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class NoConfidenceWithdrawn(CaseStep):
    """A partner took its declaration of no confidence back."""

    by: str
    reasons: str


@event("case.negotiation_opened", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class NegotiationOpened(CaseStep):
    """What follows from the findings is open: agreed (`negotiated`), imposed (`directive`), or either."""

    style: str = "negotiated"


@event("case.plan_agreed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAgreed(Deed):
    """An action plan is in force."""

    actions: str
    last_on: date
    owner: str = ""
    measure: str = ""
    value: str = ""
    unit: str = ""
    report_by: date | None = None


@event("case.plan_imposed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanImposed(CaseStep):
    """An intervener imposed an action plan: who, chosen before whom and why, and under which power.

    `reasons` and `power` are in words; `passed_over_because` and `power_code` are what was chosen of the closed lists,
    empty where a person wrote the words.
    """

    intervener: str
    intervener_kind: str
    passed_over: tuple[str, ...]
    reasons: str
    power: str
    actions: str
    owner: str
    measure: str
    value: str
    unit: str
    last_on: date
    report_by: date
    passed_over_because: str = ""
    power_code: str = ""


@event("case.intervention_noticed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionNoticed(CaseStep):
    """Every partner of the agreement is told how grave the intervention is."""

    severity: str
    partners: tuple[str, ...]


@event("case.progress_reported", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReported(CaseStep):
    """The subject reported how the action plan goes; the day of its next report."""

    progress: str
    report_by: date


@event("case.report_missing", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMissing(CaseStep):
    """No report on the action plan came by its day: how many are missed now, and the day of the next."""

    missed: int
    report_by: date


@event("case.plan_judged", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanJudged(Deed):
    """The action plan was checked and found kept in part, or not (`outcome`): `value` is what it asks for, `figure`
    what its measure shows, `outputs` its actions that are done; `rests_on` says which of the two tells.
    """

    outcome: str
    value: str
    figure: str
    outputs: str
    reasons: str
    rests_on: str = ""


@event("case.plan_completed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCompleted(Deed):
    """The action plan was checked and found kept: by which figure, or by its actions that are done;
    `rests_on` says which of the two tells.
    """

    reasons: str
    figure: str = ""
    outputs: str = ""
    rests_on: str = ""
