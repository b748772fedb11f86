"""Events of the escalation service: petitions and every step of a case on the ladder.

No person's name, address or signature stands here: counts, bodies, posts and ids only.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event

PETITION = "escalation.petition"
CASE = "escalation.case"

# How a case ended, for those who keep no table of states.
RESOLVED = "resolved"
UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureMark:
    """A number of signatures that sets something going, by its name in the area's scheme."""

    name: str
    required: int


@event("petition.created", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionCreated:
    """A petition opened for signatures. `threshold` signatures send it to the council; `marks` are all its numbers."""

    area: str
    petition: str
    title: str
    measure: str
    threshold: int
    closes_on: date
    policy_version: str
    marks: tuple[SignatureMark, ...] = ()


@event("petition.signatures_counted", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturesCounted:
    """The count at the end of a day: confirmed signatures only."""

    petition: str
    counted_on: date
    count: int


@event("petition.threshold_reached", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdReached:
    """A threshold was reached; it stays reached whatever happens to the count later."""

    petition: str
    threshold: str
    required: int
    count: int
    policy_version: str


@event("petition.submitted", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionSubmitted:
    """The petition went to the council as a case with the same reference."""

    petition: str
    count: int


@event("petition.lapsed", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionLapsed:
    """Signing closed below the threshold."""

    petition: str
    count: int
    required: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStep:
    """What every step of a case tells: the state it leads to and the clock that runs from there.

    `asked_by` is the day by which somebody is to act, `due_on` the day that ends the silence (it ends at midnight
    Europe/London), `reckoning` its working in words, `silence` the name of the row of the table that fires when nothing
    is done by then. `late_since` is the day that was missed when a sweep came late; `is_provisional` says that facts
    received in time may still be on their way. `ended` is RESOLVED or UNRESOLVED at an end, and empty before.
    """

    case: str
    state: str
    ended: str = ""
    due_on: date | None = None
    reckoning: str | None = None
    silence: str | None = None
    asked_by: date | None = None
    late_since: date | None = None
    is_provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One SMART recommendation: what, by whom, measured how, to which value, by when, with what."""

    number: int
    text: str
    addressee: str
    owner: str
    measure: str
    value: str
    unit: str
    by_on: date
    resources: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A body that recommendations were served on, its regime, and the day by which its answer is due or asked."""

    body: str
    regime: str
    answer_by: date


@event("case.opened", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseStep):
    """A trigger was received and awaits screening."""

    area: str
    trigger: str
    title: str
    measure: str
    signatures: int
    policy_version: str


@event("case.admitted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAdmitted(CaseStep):
    """The case was let in; `by_default` when nobody decided in time."""

    level: str
    reasons: str
    by_default: bool = False


@event("case.rejected", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRejected(CaseStep):
    """The case was refused, with a reason of the published list; a review may be asked for."""

    reason_code: str
    reasons: str


@event("case.duty_served", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DutyServed(CaseStep):
    """The duty to remedy was served on the lead partner as the register stood that day."""

    lead: str
    lead_name: str
    lead_kind: str
    regime: str
    inspectorate: str
    contributors: tuple[str, ...]
    basis: str
    register_version: int
    lead_missing: bool
    acknowledge_by: date


@event("case.duty_acknowledged", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAcknowledged(CaseStep):
    """The partner said it has received the duty."""


@event("case.remedy_planned", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyPlanned(CaseStep):
    """The partner filed a complete plan; the remedy's clock runs from the day the duty was served."""

    actions: str
    owner: str
    target: str
    remedy_on: date


@event("case.remedy_claimed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyClaimed(CaseStep):
    """The partner says the failure is put right."""

    evidence: str


@event("case.remedy_verified", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyVerified(CaseStep):
    """The remedy was found real: by the measure's figures, or by people outside the subject."""

    how: str
    reasons: str


@event("case.remedy_not_verified", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyNotVerified(CaseStep):
    """The claimed remedy was not found real."""

    reasons: str


@event("case.referred_to_scrutiny", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReferred(CaseStep):
    """Stage 1 is spent; the case goes to the scrutiny committee. `cause` says why, from a closed list."""

    committee: str
    cause: str


@event("case.hearing_scheduled", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class HearingScheduled(CaseStep):
    """The committee fixed a day to hear the case in public."""

    hearing_on: date


@event("case.hearing_adjourned", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class HearingAdjourned(CaseStep):
    """The committee moved the hearing to another day, once."""

    hearing_on: date
    reasons: str


@event("case.evidence_opened", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceOpened(CaseStep):
    """The hearing began; the committee asks its questions."""

    questions: str


@event("case.recommendations_issued", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationsIssued(CaseStep):
    """SMART recommendations were issued and served on their addressees with the report."""

    recommendations: tuple[Recommendation, ...]
    addressees: tuple[Addressee, ...] = ()


@event("case.response_received", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseReceived(CaseStep):
    """An addressee answered: accepted, accepted in part or refused, with reasons."""

    body: str
    answer: str
    reasons: str


@event("case.response_missing", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseMissing(CaseStep):
    """An addressee said nothing by its day."""

    bodies: tuple[str, ...]


@event("case.monitoring_opened", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringOpened(CaseStep):
    """Every addressee has answered or is recorded as silent; the recommendations are tracked."""


@event("case.resolved", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResolved(CaseStep):
    """The committee found the failure put right."""

    reasons: str


@event("case.scrutiny_exhausted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ScrutinyExhausted(CaseStep):
    """Stage 2 is spent: the committee said so, or nobody acted in time. Complaints by partners count from here."""

    cause: str
    reasons: str


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


@event("case.findings_published", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPublished(CaseStep):
    """The inspectorate's findings are public, with the subject's reply word for word."""

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


@event("case.closed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseStep):
    """The case ended. `state` is the named end, `cause` the reason for an end without resolution."""

    cause: str


@event("case.figures_noted", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresNoted(CaseStep):
    """A new judgement of the cited measure was added to the case's evidence; the state stays."""

    period: str
    value: str
    target: str
    verdict: str


@event("case.register_changed", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChanged(CaseStep):
    """The register now tells of another lead as of the day of the duty; a person must look, no machine moves it."""

    lead: str
    since_on: date


@event("case.deadline_set_aside", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSetAside(CaseStep):
    """What the machine did at a deadline is undone: the answer had been received in time."""

    received_on: date
    undone: str
