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
class WithdrawComplaint(Command):
    """Take the formal complaint back, before the call-in is admitted; afterwards it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignFacilitator(Command):
    """Name the body outside the quarrel that tries a settlement, with the interests it declares; both are published."""

    facilitator: str
    declaration: str

    @property
    def names(self) -> str:
        """The facilitator."""
        return self.facilitator


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle(Command):
    """Propose a settlement; it holds when every party has agreed, and a new proposal replaces the last."""

    terms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeSettlement(Command):
    """Agree to the settlement that is proposed, as a partner that complains or as whoever raised the case; or write
    down that the organiser of a petition does: `reasons` then tell when and how the organiser said so.
    """

    reasons: str = ""


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
    """Send the draft findings to the subject for its reply; `file` is the number of the case's file that holds them."""

    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReply(Command):
    """Answer the draft findings, as the subject; the words appear with the findings, as they were written."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishFindings(Command):
    """Publish the findings; what the subject replied appears with them, word for word.

    `file` is the number of the case's file that holds them in full.
    """

    findings: str
    grade: str
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreePlan(Command):
    """Put the negotiated action plan in force: what is done, who answers, which figure shows it, by which last day."""

    actions: str
    owner: str
    measure: str
    value: str
    unit: str
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ImposePlan(Command):
    """Put a plan in force that an intervener imposes, of a kind and under a power of the policy's closed lists.

    Interveners come in the order of the policy: `passed_over_because` says, of a closed list too, why those that stand
    nearer were passed over; empty where none does.
    """

    intervener: str
    intervener_kind: str
    power: str
    actions: str
    owner: str
    measure: str
    value: str
    unit: str
    last_on: date
    passed_over_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress(Command):
    """Report how the action plan goes, as the subject."""

    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareNoConfidence(Command):
    """Declare no confidence in the subject, decided by the partner's governing body at a meeting with a minute."""

    decided_by: str
    meeting_on: date
    minute_reference: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawNoConfidence(Command):
    """Take the declaration of no confidence back, before what follows from the findings is negotiated."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletePlan(Command):
    """Find, after a check, whether the action plan was kept, in part or not: by the figure that its measure shows now.

    `outputs` are those of the plan's actions that are done, one a line, each with its number and what was seen of it
    ("1: twelve motors run"), or "none", where no figure tells; one of the two is needed.
    """

    reasons: str
    figure: str = ""
    outputs: str = ""
