"""The shape of the ladder's rules: every period, count and switch of the chain, rung by rung.

Shapes only: values, bases and words stand in `shared/profiles/`. A field's key is its path, `stage1.remedy`; a period
carries its unit (`60 WD`).
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.working_days import Period


class DataTrigger(StrEnum):
    """Whether a persistent miss opens a case by itself."""

    CLOSED = "closed"
    OPEN = "open"


class BeforeElection(StrEnum):
    """What becomes of something in a pre-election period."""

    GOES_ON = "goes_on"
    WAITS = "waits"
    SHOWN_AFTER = "shown_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """How a case may begin other than by petition."""

    data: DataTrigger
    draft: Period
    finding_admitted: Period
    forum_agreement: Period
    area_committees: int
    partner_time: Period
    paper: Period
    missed_periods: int
    open_at_once: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguard:
    """Screening, refusal and its review, withdrawal."""

    decide: Period
    default_admission_hold: Period
    review_window: Period
    outside_review: Period
    review_hear: Period
    review_told: Period
    adopt: Period
    second_decider: Period
    second_asks: int
    correct: Period
    succession: Period
    systemic_failure_override: bool
    rejection_needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage1:
    """The lead partner puts it right."""

    serve: Period
    ack: Period
    plan: Period
    remedy: Period
    remedy_after_figure: Period
    remedy_max: Period
    extensions: int
    extension: Period
    verify: Period
    contest: Period
    dispute: Period
    dispute_decide: Period
    reassignments: int


class HearingQuestions(StrEnum):
    """The released sets of questions with which a hearing begins; numbered, never edited."""

    HEARING_1 = "hearing-1"
    HEARING_SHORT_1 = "hearing-short-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage2:
    """Councillors ask why in public. `clerk_address` is that of the committees' clerk; `none` while nobody named it."""

    questions: HearingQuestions
    schedule: Period
    referral: Period
    hearing_max: Period
    adjournments: int
    adjournment: Period
    info: Period
    attendance_notice: Period
    document_clear_days: int
    agenda_clear_days: int
    recommend: Period
    processes_max: Period
    processes_at_once: int
    receipt: Period
    monitor: Period
    monitor_reviews: int
    reviews_missed: int
    figures_met: int
    contest: Period
    clerk_address: str
    quorum_least: int
    exhaust_after_monitoring: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """When the data propose a matter to a committee: shares are of the target, and of a petition's threshold."""

    missed_periods: int
    distance_share: Decimal
    petition_share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """What one kind of addressee owes a scrutiny report: its clock, its duty in words, what silence leads to."""

    response: Period
    duty: str
    silence_exhausts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimes:
    """The scrutiny regimes; a partner's register entry names the one it stands under."""

    executive: Regime
    ordinary: Regime
    crime: Regime
    health: Regime


class AssessorKind(StrEnum):
    """Who inspects on the third rung."""

    NATIONAL = "national"
    PEER = "peer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage3:
    """An inspectorate is brought in, and what follows its findings."""

    min_partner_complaints: int
    complaint_window: Period
    council_needs_second: bool
    citizen_alone: bool
    requires_area_wide: bool
    facilitator: Period
    facilitators: tuple[str, ...]
    brokering: Period
    assessor_kind: AssessorKind
    peer_assessors: tuple[str, ...]
    inspected_before: Period
    inspectorate_decide: Period
    inspection_start: Period
    inspection: Period
    right_of_reply: Period
    publish_findings: Period
    reconsider: Period
    declines_max: int
    action_plan: Period
    plan_may_be_imposed: bool
    plan_longest: Period
    plan_reports: Period
    reports_missed: int
    renegotiations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What is added, state by state, to the period of the state before silence moves the case."""

    screening: Period
    rejection_review: Period
    duty_served: Period
    duty_disputed: Period
    verifying: Period
    scheduled: Period
    awaiting_responses: Period
    call_in_admitted: Period
    with_inspectorate: Period
    inspecting: Period
    findings_draft: Period
    action_negotiation: Period
    action_in_force: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Relapse:
    """How long a closed case is watched: the longer of the window and so many further figures."""

    window: Period
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """How long a case may stand still."""

    review: Period
    in_all: Period
    in_all_by_letter: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Files put to a case: how long a public one is hidden while its removal is asked for, and nobody has agreed."""

    hidden_while_asked: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PreElection:
    """What happens in a pre-election period, line by line."""

    signing: BeforeElection
    petitions_on_candidates: BeforeElection
    figures_due: BeforeElection
    partner_clocks: BeforeElection
    inspection_clocks: BeforeElection
    hearings: BeforeElection
    notices: BeforeElection
    negotiation_entries: BeforeElection
    targets: BeforeElection


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """When partners' loss of confidence makes an intervention directive: more than the share, and the count.

    `powers` are what an imposed plan may rest on, `passed_over` why an intervener that stands nearer sets none: codes.
    """

    more_than_share: Decimal
    min_partners: int
    window: Period
    any_subject: bool
    interveners: tuple[str, ...]
    powers: tuple[str, ...]
    passed_over: tuple[str, ...]
    plan_reports: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """The sealed path for suspected fraud or other crime.

    `authorising_bodies` are those whose authorisers decide, the first pair first; without any, all may.
    """

    decide: Period
    next_pair_decide: Period
    auditor_decide: Period
    authorisers: int
    authorising_bodies: tuple[str, ...]
    auditor: str
    sealed_review: Period
    accountable_officer: str
