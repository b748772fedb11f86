"""What may be asked on the third rung: the call-in, the inspection, its findings and the action plan."""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCallIn(Command):
    """Ask for an inspection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LodgeComplaint(Command):
    """Complain formally, as a partner other than the subject. `authorised_by` names a post."""

    grounds: str
    authorised_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignFacilitator(Command):
    """Name the body outside the quarrel that tries a settlement."""

    facilitator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInspection(Command):
    """Hand the case to the inspectorate: no settlement was found."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptInspection(Command):
    """Agree to inspect, with this scope."""

    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineInspection(Command):
    """Say no to the inspection, with reasons."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAgain(Command):
    """Ask the inspectorate to reconsider, once."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFindings(Command):
    """Send the draft findings to the subject for its reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReply(Command):
    """Answer the draft findings, as the subject; the words appear with the findings, as they were written."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishFindings(Command):
    """Publish the findings; what the subject replied appears with them, word for word."""

    findings: str
    is_failing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreePlan(Command):
    """Put the negotiated action plan in force, with its last day."""

    actions: str
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletePlan(Command):
    """Find, after a check, that the action plan was kept."""

    reasons: str
