"""What a hearing asks of bodies, and what came of it: information, attendance, answers to the committee's questions.

Why a body refused information is in no event before the committee publishes it.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.minute import Minute
from shared.events.escalation.step import CASE, CaseStep


@event("case.information_requested", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequested(CaseStep):
    """The committee asks a body for information, by a day. `notice` is the notice's number in the case."""

    notice: int
    body: str
    wanted: str
    answer_by: date
    minute: Minute


@event("case.attendance_required", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRequired(CaseStep):
    """The committee asks a body to come and answer on a day, with the notice that its rules give."""

    notice: int
    body: str
    wanted: str
    attend_on: date
    minute: Minute


@event("case.information_given", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class InformationGiven(CaseStep):
    """A body gave what it was asked for."""

    notice: int
    body: str
    information: str


@event("case.information_refused", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRefused(CaseStep):
    """A body does not give what it was asked for. Its ground and reasons are the committee's to publish."""

    notice: int
    body: str


@event("case.refusal_published", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPublished(CaseStep):
    """The committee publishes why a body refused: the ground from a closed list, and the body's own reasons."""

    notice: int
    body: str
    ground: str
    reasons: str
    minute: Minute


@event("case.attendance_recorded", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRecorded(CaseStep):
    """Whether a body that was asked to come did. `was` is what stood there before it was put right."""

    notice: int
    body: str
    attendance: str
    minute: Minute
    was: str = ""


@event("case.question_answered", CASE)
@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(CaseStep):
    """The subject answered one of the committee's questions."""

    question: int
    answer: str
