"""What people may ask of a case: one frozen dataclass per command, named by its verb, and nothing of how it is done.

Who may ask, when, and what follows stands in `chain`.
"""

import re
from dataclasses import dataclass
from datetime import date

from services.escalation.domain.recommendation import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something asked of a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(Command):
    """Let the case in. `level` is local or area_wide."""

    level: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Command):
    """Refuse the case, for a reason of the published list."""

    reason_code: str
    reasons: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleHearing(Command):
    """Fix the day on which the committee hears the case."""

    hearing_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjournHearing(Command):
    """Move the hearing to another day, once."""

    hearing_on: date
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEvidence(Command):
    """Begin the hearing with the committee's questions."""

    questions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRecommendations(Command):
    """Issue the recommendations and serve them with the report."""

    recommendations: tuple[Draft, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond(Command):
    """Answer the recommendations: accepted, accepted_in_part or refused."""

    answer: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve(Command):
    """Find, as the committee, that the failure is put right."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhaust(Command):
    """Find, as the committee, that scrutiny has done what it can and the failure stands."""

    reasons: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFigures(Command):
    """Add a judgement of the cited measure to the evidence; asked by the machine when figures arrive."""

    period: str
    value: str
    target: str
    verdict: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRegister(Command):
    """Note that the register now tells of another lead as of the day of the duty; asked by the machine."""

    lead: str
    since_on: date


ASKED_BY_MACHINE: tuple[type[Command], ...] = (NoteFigures, NoteRegister)


def verb(command: type[Command]) -> str:
    """The name by which addresses, tables, words and pages call a command: `file_plan`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower()


ALL: tuple[type[Command], ...] = (
    Admit,
    Reject,
    ServeDuty,
    Acknowledge,
    FilePlan,
    ClaimRemedy,
    VerifyRemedy,
    RefuseRemedy,
    ScheduleHearing,
    AdjournHearing,
    OpenEvidence,
    IssueRecommendations,
    Respond,
    Resolve,
    Exhaust,
    RequestCallIn,
    LodgeComplaint,
    AssignFacilitator,
    RequestInspection,
    AcceptInspection,
    DeclineInspection,
    AskAgain,
    DraftFindings,
    FileReply,
    PublishFindings,
    AgreePlan,
    CompletePlan,
    NoteFigures,
    NoteRegister,
)
COMMANDS: dict[str, type[Command]] = {verb(command): command for command in ALL}
ASKED_BY_PEOPLE: dict[str, type[Command]] = {
    name: command for name, command in COMMANDS.items() if command not in ASKED_BY_MACHINE
}
