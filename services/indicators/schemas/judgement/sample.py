"""What the owner of a figure sends to say how many it rests on, and how that is told."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from services.indicators.domain.judgement.sample import Basis, Sample
from services.indicators.domain.judgement.significance import Interval
from services.indicators.schemas.judgement.forecast import PeriodName
from services.indicators.schemas.measure.measure import digits
from shared.shapes import Number, Strict, Whole, refuse

EXAMPLE = {"period": "2025/26", "basis": "share", "counted": 632, "of": 1100}
ANSWER = {
    "samples": [
        EXAMPLE
        | {"per": None, "interval": {"lower": "54.505703", "upper": "60.342710", "method": "wilson"}}
        | {"partner": "trafford-council", "stated_at": "2026-05-04T09:00:00+00:00", "version": 1}
    ]
}
MOST = 2_000_000_000

Count = Annotated[Whole, Field(ge=0, le=MOST)]
Base = Annotated[Whole, Field(ge=1, le=MOST)]


class SampleIn(Strict):
    """A share: `counted` of `of`. Events: `counted` among `of`, told per `per`. Given: `lower` and `upper`."""

    period: PeriodName
    basis: Basis
    counted: Count | None = None
    of: Base | None = None
    per: Base | None = None
    lower: Number | None = None
    upper: Number | None = None

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        """Each basis has its own numbers, and no others."""
        counted, given = (self.counted, self.of), (self.lower, self.upper)
        wanted = {
            Basis.SHARE: (counted, (*given, self.per)),
            Basis.EVENTS: ((*counted, self.per), given),
            Basis.GIVEN: (given, (*counted, self.per)),
        }
        there, absent = wanted[self.basis]
        if any(number is None for number in there) or any(number is not None for number in absent):
            raise refuse(
                "wrong-numbers", "A share has counted and of; events also per; given are lower and upper alone."
            )
        if self.basis is Basis.SHARE and (self.counted or 0) > (self.of or 0):
            raise refuse("more-than-all", "A share counts at most all of them.")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise refuse("upside-down", "The lower limit is not above the upper one.")
        return self


def sample_document(stated: Sample) -> dict[str, object]:
    """A statement, and between what the true figure lies with 95 % confidence."""
    return {
        "period": stated.period.text,
        "basis": stated.basis,
        "counted": stated.counted,
        "of": stated.of,
        "per": stated.per,
        "interval": interval_document(stated.interval),
        "partner": stated.partner,
        "stated_at": stated.stated_at.isoformat(),
        "version": stated.version,
    }


def interval_document(found: Interval) -> dict[str, object]:
    """Both limits, and how they were found."""
    return {"lower": digits(found.lower), "upper": digits(found.upper), "method": found.method}
