"""The first rung: the duty to remedy, the plan, the claim and its check."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.step import CASE, CaseStep


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
