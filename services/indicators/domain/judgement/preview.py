"""What the public will see of a measure once figures are stored: made from the same facts as its page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.judgement.baseline import Baseline
from services.indicators.domain.judgement.history import Point, history
from services.indicators.domain.judgement.sample import Sample, intervals
from services.indicators.domain.judgement.signal import Reading, read
from services.indicators.domain.judgement.target import Target
from services.indicators.domain.judgement.unlike import unlike_of
from services.indicators.domain.measure.measure import Measure
from services.indicators.domain.measure.verdict import Verdict
from shared.measures import polarity_of
from shared.periods import Period

MOST_SHOWN = 20  # measures of a batch; the others are counted


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that would change: its period and what stands for it, a value or why there is none, if anything."""

    period: Period
    value: Decimal | None
    missing: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A measure of an area as it would stand: its figures and what they are judged by.

    `places` inside the area have figures of their own. `changed` are the area's own figures that would change, by
    period, and `others` counts those of other places. `before` is the verdict that stands, `verdict` what follows it.
    """

    measure: Measure
    observations: Sequence[Observation]
    targets: Sequence[Target]
    baselines: Sequence[Baseline]
    samples: Sequence[Sample]
    places: int
    changed: Sequence[Changed]
    others: int
    before: Verdict
    verdict: Verdict
    today: date

    @property
    def points(self) -> list[Point]:
        """Every period that has a figure, or a target and is over, in order."""
        polarity = polarity_of(self.measure.polarity)
        return history(self.observations, self.targets, (), polarity=polarity, today=self.today)

    def after(self) -> list[tuple[Changed, Point | None]]:
        """Each change with its period as it would stand; None for a period of which nothing would be told."""
        points = {point.period: point for point in self.points}
        return [(one, points.get(one.period)) for one in self.changed]

    def unlike(self) -> dict[Period, str]:
        """How values that would change are unlike the others of the series, in words that follow the value."""
        after = {one.period: one.value for one in self.observations if one.value is not None}
        before = {one.period: one.value for one in self.changed}
        standing = {period: value for period, value in (after | before).items() if value is not None}
        return unlike_of({period: after[period] for period in before if period in after}, standing)

    def read(self, points: Sequence[Point]) -> Reading:
        """What the series tells."""
        return read(
            points,
            polarity_of(self.measure.polarity),
            targets=self.targets,
            today=self.today,
            baselines=self.baselines,
            intervals=intervals(self.samples, self.observations),
            frequency=self.measure.frequency,
        )
