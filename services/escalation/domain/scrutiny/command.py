"""What may be asked on the second rung: the hearing, the recommendations, the answers and what came of them.

Whatever the committee decides carries its minute.
"""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.command import Command
from services.escalation.domain.case.minute import Decided
from services.escalation.domain.scrutiny.recommendation import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleHearing(Decided):
    """Fix the day on which the committee hears the case. `special`: why it meets on a day that is none of its own."""

    hearing_on: date
    special: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjournHearing(Decided):
    """Move the hearing to another day, once. `special`: why the committee meets on a day that is none of its own."""

    hearing_on: date
    reasons: str
    special: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecuseMember(Decided):
    """Write down that a member of the committee stands aside in this case. `seat` is the seat, not the person.

    It changes who may decide, and may take the case from the committee: so it carries the minute of the meeting.
    """

    seat: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireAttendance(Decided):
    """Ask a body to come on a day and answer about something, with the notice that the rules give."""

    notified: str
    wanted: str
    attend_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInformation(Decided):
    """Ask a body for information; it has the days that the rules give."""

    notified: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveInformation(Command):
    """Give what the committee asked for in a notice, by its number."""

    notice: int
    information: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseInformation(Command):
    """Refuse what a notice asks for, on one of the published grounds; the committee may publish ground and reasons."""

    notice: int
    ground: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishRefusal(Decided):
    """Publish why a body refused what a notice asked for."""

    notice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttendance(Decided):
    """Write down whether a body that was asked to come did, as the minute of that meeting tells: came, did_not_come."""

    notice: int
    attendance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEvidence(Decided):
    """Begin the hearing with the area's set of questions, and with the committee's own, one to a line."""

    questions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion(Command):
    """Answer one of the committee's questions, by its number."""

    question: int
    information: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRecommendations(Decided):
    """Sign off the recommendations, as a named post, and serve them with the report."""

    recommendations: tuple[Draft, ...]
    signed_off_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReceipt(Command):
    """Say that a body had the notice on a later day than it was served; its clock runs from then."""

    addressee: str
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond(Command):
    """Answer a recommendation, by its number: accepted, accepted_in_part or refused."""

    recommendation: int
    answer: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewProgress(Decided):
    """Say what became of a recommendation this quarter: implemented, partly_implemented, not_implemented, verified."""

    recommendation: int
    progress: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeResolution(Command):
    """Say, as one of those who raised the case, for itself or with the organiser's words written down for it, that the
    failure is put right. A yes counts when all say it.
    """

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestResolution(Command):
    """Say, as one of those who raised the case, for itself or with the organiser's words written down for it, that the
    failure is not put right as the committee finds. One no is a no.
    """

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpposeResolution(Command):
    """Say, as a partner, that the failure is not put right as the committee finds; two partners are enough."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve(Decided):
    """Find, as the committee, that the failure is put right."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhaust(Decided):
    """Find, as the committee, that scrutiny has done what it can and the failure stands."""

    reasons: str
