"""What partners ask of one another: a challenge on a measure, an enquiry for figures."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.events.base import event
from shared.events.indicators.explanation import Said

CHALLENGE = "indicators.challenge"
ENQUIRY = "indicators.enquiry"


@event("challenge.made", CHALLENGE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeMade:
    """A partner challenged whoever answers for a measure, to reply by a day.

    `asked_as` is lead, or responsible_authority where nobody leads. `questions` names a set to be answered besides, or
    is empty.
    """

    area: str
    challenge: str
    measure: str
    challenger: str
    challenger_name: str
    body: str
    body_name: str
    asked_as: str
    basis: str
    register_version: int
    words: str
    questions: str
    made_on: date
    due_on: date
    reckoning: str
    policy_version: str


@event("challenge.answered", CHALLENGE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeAnswered:
    """The body that was challenged replied, word for word. `is_late`: it came in after the day was over."""

    area: str
    challenge: str
    measure: str
    challenger: str
    body: str
    reply: str
    answers: tuple[Said, ...]
    received_at: datetime
    is_late: bool


@event("challenge.unanswered", CHALLENGE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeUnanswered:
    """The day was over and no reply had come: it stands on the list of the area's scrutiny. A late reply is taken."""

    area: str
    challenge: str
    measure: str
    challenger: str
    body: str
    due_on: date


@event("enquiry.made", ENQUIRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryMade:
    """Somebody asked the body that supplies a measure for the figure of a period, by a day."""

    area: str
    enquiry: str
    measure: str
    period: str
    body: str
    body_name: str
    register_version: int
    asked_by: str
    purpose: str
    asked_on: date
    due_on: date
    reckoning: str
    policy_version: str


@event("enquiry.spared", ENQUIRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class EnquirySpared:
    """Somebody wanted a figure that is held: it was answered from there, and the body was not asked."""

    area: str
    enquiry: str
    measure: str
    period: str
    body: str
    body_name: str
    asked_by: str
    purpose: str
    asked_on: date


@event("enquiry.overdue", ENQUIRY)
@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryOverdue:
    """The day was over and the figure had not come."""

    area: str
    enquiry: str
    measure: str
    period: str
    body: str
    due_on: date
