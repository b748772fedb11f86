"""The third rung: the inspectorate call-in, its findings, and the plan that is agreed on them."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep


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


@event("case.call_in_admitted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CallInAdmitted(CaseStep):
    """Stages 1 and 2 are spent and more than one partner complains: the call-in is admitted."""

    complainants: tuple[str, ...]
    requester: str


@event("case.facilitator_assigned", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitatorAssigned(CaseStep):
    """Somebody outside the quarrel tries a settlement and prepares the inspection."""

    facilitator: str


@event("case.inspection_requested", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRequested(CaseStep):
    """The inspectorate was asked to decide."""

    inspectorate: str
    cause: str


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
    """Draft findings went to the subject for its right of reply; the public sees only that a draft exists."""


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
    """The inspectorate's findings are public, with what the subject replied, word for word; empty without a reply."""

    findings: str
    is_failing: bool
    reply: str


@event("case.negotiation_opened", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class NegotiationOpened(CaseStep):
    """An action plan is being negotiated on the findings."""


@event("case.plan_agreed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAgreed(CaseStep):
    """An action plan is in force."""

    actions: str
    last_on: date


@event("case.plan_completed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCompleted(CaseStep):
    """The action plan was checked and found kept."""

    reasons: str
