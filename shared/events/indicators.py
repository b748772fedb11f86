"""Events of the indicators service: judgements that changed, what is asked and warned of, receipts of batches."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shared.events.base import event

MEASURE = "indicators.measure"
BATCH = "indicators.batch"
FORECAST = "indicators.forecast"
BASELINE = "indicators.baseline"
EXPLANATION = "indicators.explanation"
WARNING = "indicators.warning"
CHALLENGE = "indicators.challenge"
ENQUIRY = "indicators.enquiry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What every judgement tells: the figure, the target, the verdict before and after, the rule that made it.

    `verdict` is met, near, missed or not_judged; `received_at` is when the figure that decided it came in. `tolerance`
    (a share of the target's size) and `polarity` complete the inputs, so that anybody can judge again.
    """

    area: str
    measure: str
    period: str
    value: Decimal | None
    target: Decimal | None
    verdict: str
    before: str
    rule: str
    received_at: datetime
    batch: str
    tolerance: Decimal = Decimal(0)
    polarity: str = ""


@event("measure.fell_below_target", MEASURE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFellBelowTarget(Judgement):
    """The latest figure misses its target by more than the tolerance."""


@event("measure.recovered", MEASURE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRecovered(Judgement):
    """The latest figure meets its target after one that did not."""


@event("measure.judged", MEASURE)
@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureJudged(Judgement):
    """Any other change of judgement: judged at first, near the target, or its figure revised."""


@event("batch.accepted", BATCH)
@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAccepted:
    """The receipt of a batch: who sent it, for which areas, what became of its rows.

    `rows` were sent, `refused` of them not taken; `new`, `same`, `revised` and `withdrawn` count figures, `reference`
    those of them that are of places outside the tenancy. `sha256` is of the bytes as sent, `figures_sha256` of the
    figures that were stored, in a form that can be recomputed from the rows. `area` is the first of `areas`.
    """

    area: str
    areas: tuple[str, ...]
    batch: str
    partner: str
    rows: int
    new: int
    same: int
    revised: int
    reference: int
    sha256: str
    figures_sha256: str
    withdrawn: int = 0
    refused: int = 0


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
    """Figures give cause to ask before a target is missed: `cause` is adverse_trend or figures_late.

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


@event("forecast.lodged", FORECAST)
@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastLodged:
    """The lead partner says, before the period ends, what it expects, and between what the figure will lie."""

    area: str
    measure: str
    period: str
    value: Decimal
    lower: Decimal
    upper: Decimal
    partner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastOutcome:
    """A forecast beside the figure that came; told again when the figure is revised.

    `error` is forecast less figure, in the measure's unit; `lodged` is the version of the stream that lodged it.
    """

    area: str
    measure: str
    period: str
    forecast: Decimal
    lower: Decimal
    upper: Decimal
    actual: Decimal
    error: Decimal
    partner: str
    lodged: int
    rule: str


@event("forecast.scored", FORECAST)
@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastScored(ForecastOutcome):
    """The figure lies in the interval that was given."""


@event("forecast.missed", FORECAST)
@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastMissed(ForecastOutcome):
    """The figure lies outside the interval that was given."""


@event("baseline.set", BASELINE)
@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineSet:
    """A person decided that a series begins anew with a period. `cause` is process_changed or definition_changed."""

    area: str
    measure: str
    period: str
    cause: str
    reason: str
    body: str | None


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
