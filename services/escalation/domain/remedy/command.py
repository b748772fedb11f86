"""What may be asked on the first rung: the duty to remedy, the plan, the claim and its check."""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeDuty(Command):
    """Serve the duty to remedy now instead of on its day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """Say that the duty was received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan(Command):
    """File the plan: what will be done, who answers for it, what the measure will show, by when."""

    actions: str
    owner: str
    target: str
    by_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRemedy(Command):
    """Say that the failure is put right, with the evidence."""

    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyRemedy(Command):
    """Find the claimed remedy real."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseRemedy(Command):
    """Find the claimed remedy not real."""

    reasons: str
