"""A case as its events have made it: plain facts, each with its day.

How events make it stands in `history`; what may happen next stands in `chain` and `silence`.
"""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.state import PLACES, State
from shared.events import escalation as told


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """The duty to remedy as it was served: on whom, on what ground, as the register stood that day."""

    lead: str
    lead_name: str
    lead_kind: str
    regime: str
    inspectorate: str
    contributors: tuple[str, ...]
    basis: str
    register_version: int
    lead_missing: bool
    served_on: date
    acknowledge_by: date
    acknowledged_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The partner's plan, and the day by which the remedy is due."""

    actions: str
    owner: str
    target: str
    filed_on: date
    remedy_on: date
    claims: int = 0
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an addressee of recommendations said; `answer` is `none` for one that said nothing by its day."""

    body: str
    answer: str
    reasons: str
    answered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A judgement of the cited measure, as evidence."""

    period: str
    value: str
    target: str
    verdict: str
    noted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case on the ladder. `version` counts its events, `round` its clocks.

    `complaints` counts the distinct organisations that complain; `complainants` names them once a call-in is admitted.
    """

    reference: str
    area: str
    title: str
    measure: str
    trigger: str
    signatures: int
    policy_version: str
    opened_on: date
    policy_on: date
    state: State
    since_on: date
    version: int = 0
    round: int = 0
    due_on: date | None = None
    asked_by: date | None = None
    reckoning: str | None = None
    silence: str | None = None
    late_since: date | None = None

    level: str = ""
    is_admitted_by_default: bool = False
    duty: Duty | None = None
    plan: Plan | None = None
    figures: tuple[Figure, ...] = ()
    stage1_spent_on: date | None = None

    committee: str = ""
    referral_cause: str = ""
    missed_on: date | None = None
    set_aside_on: date | None = None
    hearing_on: date | None = None
    adjournments: int = 0
    recommendations: tuple[told.Recommendation, ...] = ()
    addressees: tuple[told.Addressee, ...] = ()
    answers: tuple[Answer, ...] = ()
    monitored_since: date | None = None
    stage2_spent_on: date | None = None

    requester: str = ""
    complaints: int = 0
    complainants: tuple[str, ...] = ()
    facilitator: str = ""
    inspectorate: str = ""
    declines: int = 0
    decline_cause: str = ""
    replied_on: date | None = None
    reply_missed_on: date | None = None
    has_failing_findings: bool = False
    negotiations: int = 0
    plan_until: date | None = None
    cause: str = ""
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the case has not reached an end."""
        return not PLACES[self.state].is_end

    @property
    def subject(self) -> str:
        """The body that the duty was served on; empty before."""
        return self.duty.lead if self.duty else ""

    @property
    def reply_settled_on(self) -> date | None:
        """When the subject's right of reply to the draft findings was used or ran out; None while it runs."""
        return min((day for day in (self.replied_on, self.reply_missed_on) if day is not None), default=None)

    @property
    def outstanding(self) -> tuple[told.Addressee, ...]:
        """The addressees that have neither answered nor been recorded as silent."""
        heard = {answer.body for answer in self.answers}
        return tuple(addressee for addressee in self.addressees if addressee.body not in heard)

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The latest verdict of each period noted, oldest first."""
        by_period = {figure.period: figure.verdict for figure in self.figures}
        return tuple(by_period.values())
