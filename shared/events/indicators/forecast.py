"""What a measure is expected to reach: forecasts, how each came true, and the year that is compared with."""

from dataclasses import dataclass
from decimal import Decimal

from shared.events.base import event

FORECAST = "indicators.forecast"
BASELINE = "indicators.baseline"
SAMPLE = "indicators.sample"


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


@event("sample.stated", SAMPLE)
@dataclass(frozen=True, slots=True, kw_only=True)
class SampleStated:
    """The owner of a figure says how many it rests on. `basis` is share, events or given.

    A share counts `counted` of `of`; events are `counted` among `of`, told per `per`; given are `lower` and `upper`.
    """

    area: str
    measure: str
    period: str
    basis: str
    counted: int | None
    of: int | None
    per: int | None
    lower: Decimal | None
    upper: Decimal | None
    partner: str
