"""What may be asked on the first rung: the duty and whose it is, the plan, more time, the claim and its check."""

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
class DisputeDuty(Command):
    """Say, once, that another body of the register is the right one, and why."""

    body: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDuty(Command):
    """Decide that the duty stays with the body that holds it."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignDuty(Command):
    """Decide that the duty passes to another body of the register."""

    body: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan(Command):
    """File the plan: what will be done, who answers for it, what the measure will show, by when.

    `sign` is an in-year measure or a milestone that can be seen to be done; needed where the measure's next figure
    comes after the remedy's day.
    """

    actions: str
    owner: str
    target: str
    by_on: date
    sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMoreTime(Command):
    """Ask, once, for a later day for the remedy."""

    until_on: date
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantMoreTime(Command):
    """Grant the later day that the partner asked for."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseMoreTime(Command):
    """Leave the day for the remedy where it is."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRemedy(Command):
    """Say that the failure is put right, with the evidence.

    `together` is what was done with the partners that help, or why nothing was; needed where the register names any.
    """

    evidence: str
    together: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeRemedy(Command):
    """Say, as one of those who raised the case, for itself or with the organiser's words written down for it, that the
    failure is put right. A yes counts when all say it.
    """

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestRemedy(Command):
    """Say, as one of those who raised the case, for itself or with the organiser's words written down for it, that the
    failure is not put right. One no is a no. Where nobody who raised it is left, another body outside may say it of a
    finding, for itself.
    """

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyRemedy(Command):
    """Find the claimed remedy real. Where neither a figure nor all who raised the case in person show it, the finding
    may be contested before the case ends so.
    """

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseRemedy(Command):
    """Find the claimed remedy not real."""

    reasons: str
