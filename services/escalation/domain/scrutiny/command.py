"""What may be asked on the second rung: the hearing, the recommendations, the answers and what came of them."""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.command import Command
from services.escalation.domain.scrutiny.recommendation import Draft


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
