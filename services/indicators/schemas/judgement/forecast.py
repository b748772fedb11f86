"""What the lead partner sends as a forecast, and how forecasts and their track record are told. Numbers are text."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from services.indicators.domain.judgement.forecast import RULE, Forecast, Score, TrackRecord, counting, plain_decimal
from services.indicators.schemas.measure.measure import digits
from shared.periods import NotAPeriod, parse
from shared.shapes import Line, Number, Strict, refuse

EXAMPLE = {"period": "2026/27", "value": "58.5", "lower": "57", "upper": "60"}
ANSWER: dict[str, object] = {
    "forecasts": [
        EXAMPLE
        | {"partner": "trafford-council", "lodged_at": "2026-06-01T09:00:00+00:00", "version": 9, "outcome": None}
        | {"counts": True}
    ],
    "track_record": {
        "scored": 4,
        "mean_absolute_percentage_error": "0.016760766248",
        "bias_of_last_eight": "0.975000000000",
        "leans": None,
        "inside_interval": 4,
        "hit_rate": "1.000000000000",
        "grade": "good",
        "rule": RULE,
    },
}


def _of_a_period(text: str) -> str:
    try:
        return parse(text).text
    except NotAPeriod as error:
        raise refuse("bad-period", str(error)) from None


PeriodName = Annotated[
    Line, Field(max_length=20, description="Such as 2026/27, 2026-Q3 or 2026-09"), AfterValidator(_of_a_period)
]


class ForecastIn(Strict):
    """What is expected of a period that is not over yet, and between what the figure will lie."""

    period: PeriodName
    value: Number
    lower: Number
    upper: Number

    @model_validator(mode="after")
    def holds_the_value(self) -> Self:
        """The interval holds what is expected."""
        if not self.lower <= self.value <= self.upper:
            raise refuse("outside-its-interval", "The value lies between lower and upper.")
        return self


def forecasts_document(forecasts: Sequence[Forecast], record: TrackRecord) -> dict[str, object]:
    """The forecasts of a measure, the newest period first, beside how earlier ones did."""
    scores = {score.forecast.version: score for score in record.scores}
    counted = {one.version for one in counting(forecasts)}
    newest_first = sorted(forecasts, key=lambda one: (one.period, one.version), reverse=True)
    return {
        "forecasts": [
            forecast_document(one, scores.get(one.version)) | {"counts": one.version in counted} for one in newest_first
        ],
        "track_record": record_document(record),
    }


def forecast_document(forecast: Forecast, score: Score | None = None) -> dict[str, object]:
    """One forecast, and what came of it where its figure is there."""
    return {
        "period": forecast.period.text,
        "value": digits(forecast.value),
        "lower": digits(forecast.lower),
        "upper": digits(forecast.upper),
        "partner": forecast.partner,
        "lodged_at": forecast.lodged_at.isoformat(),
        "version": forecast.version,
        "outcome": None if score is None else _outcome(score),
    }


def record_document(record: TrackRecord) -> dict[str, object]:
    """How earlier forecasts did: shares between 0 and 1, the grade once there are four points, and the rule."""
    return {
        "scored": len(record.scores),
        "mean_absolute_percentage_error": _share(record.mean_share),
        "bias_of_last_eight": digits(record.bias),
        "leans": {1: "too_high", -1: "too_low", 0: None}[record.leans],
        "inside_interval": record.inside,
        "hit_rate": _share(record.hit_rate),
        "grade": record.grade,
        "rule": RULE,
    }


def _outcome(score: Score) -> dict[str, object]:
    return {
        "actual": digits(score.actual),
        "error": digits(score.error),
        "absolute_percentage_error": _share(score.share),
        "inside_interval": score.is_inside,
    }


def _share(share: Fraction | None) -> str | None:
    return None if share is None else digits(plain_decimal(share))
