"""A forecast: what the lead partner expects of a period before it ends, and how well its earlier ones came true. Pure.

Scores and grade follow the area's default: a mean absolute percentage error up to 5 % is good, up to 15 % fair, more is
poor, no grade before four scored forecasts; biased is who errs to the same side in six of the last eight. Of several
forecasts for one period the last one lodged in time counts; the earlier ones stay on the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from services.indicators.domain.judgement.significance import KEPT
from shared.events.indicators import ForecastLodged, ForecastMissed, ForecastScored
from shared.periods import Period

RULE = "forecast/1"
FEWEST_FOR_GRADE = 4
GOOD, FAIR = Fraction(5, 100), Fraction(15, 100)
LATEST, SAME_SIDE = 8, 6

Told = ForecastMissed | ForecastScored


class Grade(StrEnum):
    """How close earlier forecasts came."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a body expected of a period: a figure, and between what it will lie."""

    area: str
    measure: str
    period: Period
    value: Decimal
    lower: Decimal
    upper: Decimal
    partner: str
    lodged_at: datetime
    version: int

    @property
    def stream(self) -> str:
        """The ledger stream of the measure's forecasts."""
        return stream(self.area, self.measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A forecast beside the figure that came. `error` is forecast less figure: above zero, too much was expected."""

    forecast: Forecast
    actual: Decimal

    @property
    def error(self) -> Decimal:
        """The signed error, in the measure's unit."""
        return self.forecast.value - self.actual

    @property
    def share(self) -> Fraction | None:
        """The absolute error as a share of the figure; None for a figure of zero, of which nothing is a share."""
        return None if self.actual == 0 else abs(Fraction(self.error)) / abs(Fraction(self.actual))

    @property
    def is_inside(self) -> bool:
        """Whether the figure lies in the interval that was given."""
        return self.forecast.lower <= self.actual <= self.forecast.upper


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """How earlier forecasts did, in order of period. Shares are between 0 and 1, exact; None where there is nothing."""

    scores: tuple[Score, ...]

    @property
    def mean_share(self) -> Fraction | None:
        """The mean absolute percentage error, as a share, of all figures that are not zero."""
        shares = [score.share for score in self.scores if score.share is not None]
        return sum(shares, Fraction()) / len(shares) if shares else None

    @property
    def bias(self) -> Decimal | None:
        """The mean signed error of the last eight, in the measure's unit, to 12 places."""
        if not self.scores:
            return None
        mean = sum((Fraction(score.error) for score in self._last), Fraction()) / len(self._last)
        return plain_decimal(mean)

    @property
    def leans(self) -> int:
        """1 when six of the last eight expected too much, -1 when six expected too little, else 0."""
        above = sum(score.error > 0 for score in self._last)
        below = sum(score.error < 0 for score in self._last)
        return 1 if above >= SAME_SIDE else -1 if below >= SAME_SIDE else 0

    @property
    def inside(self) -> int:
        """How many figures lay in the interval that was given."""
        return sum(score.is_inside for score in self.scores)

    @property
    def hit_rate(self) -> Fraction | None:
        """The share of figures that lay in the interval that was given."""
        return Fraction(self.inside, len(self.scores)) if self.scores else None

    @property
    def grade(self) -> Grade | None:
        """The grade; None before there are four figures that a share can be taken of."""
        mean = self.mean_share
        if mean is None or sum(score.share is not None for score in self.scores) < FEWEST_FOR_GRADE:
            return None
        return Grade.GOOD if mean <= GOOD else Grade.FAIR if mean <= FAIR else Grade.POOR

    @property
    def _last(self) -> tuple[Score, ...]:
        return self.scores[-LATEST:]


def stream(area: str, measure: str) -> str:
    """The ledger stream of a measure's forecasts."""
    return f"forecast/{area}/{measure}"


def is_in_time(period: Period, day: date) -> bool:
    """Whether a forecast may still be lodged on a day: the period's last day counts, the day after is too late."""
    return day <= period.ends_on


def counting(forecasts: Iterable[Forecast]) -> list[Forecast]:
    """The forecast that counts for each period, in order of period: the last one lodged."""
    in_order = sorted(forecasts, key=lambda one: (one.period, one.version))
    return [list(together)[-1] for _, together in groupby(in_order, key=lambda one: one.period)]


def track_record(forecasts: Iterable[Forecast], figures: Iterable[tuple[Period, Decimal | None]]) -> TrackRecord:
    """How the forecasts did whose figure has come. A period without figure, or with a missing one, is not scored."""
    known = dict(figures)
    pairs = ((one, known.get(one.period)) for one in counting(forecasts))
    return TrackRecord(scores=tuple(Score(forecast=one, actual=came) for one, came in pairs if came is not None))


def outcome(score: Score) -> Told:
    """The event that tells of a score: missed when the figure lies outside the interval that was given."""
    shape = ForecastScored if score.is_inside else ForecastMissed
    made = score.forecast
    return shape(
        area=made.area,
        measure=made.measure,
        period=made.period.text,
        forecast=made.value,
        lower=made.lower,
        upper=made.upper,
        actual=score.actual,
        error=score.error,
        partner=made.partner,
        lodged=made.version,
        rule=RULE,
    )


def news(record: TrackRecord, told: Sequence[Told]) -> list[Told]:
    """The scores that were not told yet, or were told otherwise before a figure was revised; in order of period."""
    last = {one.period: one for one in told}
    found = (outcome(score) for score in record.scores)
    return [one for one in found if last.get(one.period) != one]


def lodged(forecast: Forecast) -> ForecastLodged:
    """The event that tells of a forecast."""
    return ForecastLodged(
        area=forecast.area,
        measure=forecast.measure,
        period=forecast.period.text,
        value=forecast.value,
        lower=forecast.lower,
        upper=forecast.upper,
        partner=forecast.partner,
    )


def plain_decimal(share: Fraction) -> Decimal:
    """A fraction as a decimal with 12 places."""
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(KEPT)
