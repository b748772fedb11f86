"""How many a figure rests on: people asked or counted, events among a population, or given limits. Pure.

From it follows between what the true figure lies with 95 % confidence; how, is `significance`. A figure that has none
is taken as it stands, and no difference from it is called clear or unclear.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from enum import StrEnum

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.judgement.significance import DIGITS, Interval, events, scaled, wilson
from shared.events.indicators import SampleStated
from shared.periods import Period

HUNDRED = Decimal(100)


class Basis(StrEnum):
    """What was counted: a share of those asked (as percent), events per so many people, or limits that are given."""

    SHARE = "share"
    EVENTS = "events"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What one figure rests on. `counted` of `of`, times `per`, is the figure; or `lower` and `upper` are given."""

    area: str
    measure: str
    period: Period
    basis: Basis
    counted: int | None = None
    of: int | None = None
    per: int | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    partner: str
    stated_at: datetime
    version: int

    @property
    def stream(self) -> str:
        """The ledger stream of the measure's samples."""
        return f"sample/{self.area}/{self.measure}"

    @property
    def event(self) -> SampleStated:
        """The event that tells of it."""
        return SampleStated(
            area=self.area,
            measure=self.measure,
            period=self.period.text,
            basis=self.basis.value,
            counted=self.counted,
            of=self.of,
            per=self.per,
            lower=self.lower,
            upper=self.upper,
            partner=self.partner,
        )

    @property
    def interval(self) -> Interval:
        """Between what the true figure lies, in the measure's own unit."""
        match self:
            case Sample(basis=Basis.SHARE, counted=int(counted), of=int(of)):
                return scaled(wilson(counted, of), HUNDRED)
            case Sample(basis=Basis.EVENTS, counted=int(counted), of=int(of), per=int(per)):
                with localcontext(prec=DIGITS):
                    return scaled(events(counted), Decimal(per) / of)
            case Sample(basis=Basis.GIVEN, lower=Decimal() as lower, upper=Decimal() as upper):
                return Interval(lower=lower, upper=upper, method="given")
        raise ValueError("a sample is counted, or its limits are given")


def intervals(samples: Iterable[Sample], figures: Iterable[Observation]) -> dict[Period, Interval]:
    """The interval of each figure, by what was stated last. One that does not hold its figure is of another figure."""
    latest = {one.period: one for one in sorted(samples, key=lambda one: one.version)}
    values = {one.period: one.value for one in figures if one.value is not None}
    found = {period: one.interval for period, one in latest.items() if period in values}
    return {period: one for period, one in found.items() if one.lower <= values[period] <= one.upper}
