"""What is asked of the body that leads on a measure, and of what it is warned."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shared.events.base import event

EXPLANATION = "indicators.explanation"
WARNING = "indicators.warning"


@event("explanation.asked", EXPLANATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationAsked:
    """A body was asked why a measure misses its target, by a day.

    `asked_as` is lead, or responsible_authority where nobody leads; `basis` says on what ground it leads. `questions`
    names the set to be answered, `register_version` the copy of the register that the addressee was taken from.
    """

    area: str
    explanation: str
    measure: str
    period: str
    value: Decimal
    target: Decimal
    body: str
    body_name: str
    asked_as: str
    basis: str
    register_version: int
    questions: str
    asked_on: date
    due_on: date
    reckoning: str
    policy_version: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in one field of the set. An empty list is an express "none"."""

    field: str
    words: tuple[str, ...]


@event("explanation.given", EXPLANATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationGiven:
    """The body that was asked answered, word for word. `is_late`: it came in after the day was over."""

    area: str
    explanation: str
    measure: str
    body: str
    answers: tuple[Said, ...]
    received_at: datetime
    is_late: bool


@event("explanation.missing", EXPLANATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationMissing:
    """The day was over and no answer had come. A late one is still taken."""

    area: str
    explanation: str
    measure: str
    body: str
    due_on: date


@event("explanation.withdrawn", EXPLANATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationWithdrawn:
    """The measure no longer misses its target, so that nobody needs to answer any more. `verdict` is the one now."""

    area: str
    explanation: str
    measure: str
    body: str
    period: str
    verdict: str


@event("warning.raised", WARNING)
@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRaised:
    """Figures give cause to ask before a target is missed: `cause` is adverse_trend, figures_late or forecast_missed.

    `body` is who was told: the lead, or the responsible authority where nobody leads. `working` tells every input.
    """

    area: str
    measure: str
    cause: str
    period: str
    body: str
    body_name: str
    asked_as: str
    working: str
    rule: str
    policy_version: str


@event("warning.lifted", WARNING)
@dataclass(frozen=True, slots=True, kw_only=True)
class WarningLifted:
    """The cause no longer holds, by the figures of `period`."""

    area: str
    measure: str
    cause: str
    period: str
    working: str
