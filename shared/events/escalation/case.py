"""A case on its way in and out, and the duty to remedy: the first rung, and what is noted on any."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep


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
