"""A measure over time: each period with its figure, its target, its verdict and how others stood. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.judgement.comparison import Elsewhere
from services.indicators.domain.judgement.judgement import Facts, verdict
from services.indicators.domain.judgement.target import Target, floor, on_the_way
from services.indicators.domain.measure.verdict import Verdict
from shared.measures import Polarity
from shared.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period. No `observation` means that nothing was sent for it.

    `course` is what the way to a later target asks of a period without target of its own; `minimum` the floor for it.
    """

    period: Period
    observation: Observation | None
    target: Target | None
    elsewhere: Elsewhere | None
    verdict: Verdict
    course: Decimal | None = None
    minimum: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        """The figure, if there is one."""
        return None if self.observation is None else self.observation.value

    @property
    def falls_short(self) -> bool:
        """Whether the promise was not kept, be it nearly."""
        return self.verdict in (Verdict.NEAR, Verdict.MISSED)


def history(
    observations: Iterable[Observation],
    targets: Iterable[Target],
    elsewhere: Iterable[Elsewhere],
    *,
    polarity: Polarity,
    today: date,
) -> list[Point]:
    """Every period that has a figure, or a target and is over, in order."""
    figures = {one.period: one for one in observations}
    agreed = list(targets)
    promised = {one.period: one for one in agreed}
    beside = {one.period: one for one in elsewhere}
    periods = figures.keys() | {period for period in promised if period.ends_on < today}
    return [
        Point(
            period=period,
            observation=figures.get(period),
            target=promised.get(period),
            elsewhere=beside.get(period),
            verdict=_verdict(figures.get(period), promised.get(period), polarity),
            course=on_the_way(agreed, period),
            minimum=floor(agreed, period),
        )
        for period in sorted(periods)
    ]


def _verdict(figure: Observation | None, target: Target | None, polarity: Polarity) -> Verdict:
    if figure is None or target is None:
        return Verdict.NOT_JUDGED
    facts = Facts(
        area=target.area,
        measure=target.measure,
        polarity=polarity,
        value=figure.value,
        target=target.value,
        tolerance=target.tolerance,
    )
    return verdict(facts)


def newest(points: Sequence[Point]) -> Point | None:
    """The latest period that has a figure."""
    return next((point for point in reversed(points) if point.value is not None), None)


def decisive(points: Sequence[Point]) -> Point | None:
    """The latest period that is judged: its figure, or that it was not met, is what a page says first."""
    return next((point for point in reversed(points) if point.verdict is not Verdict.NOT_JUDGED), None)


def running(points: Sequence[Point]) -> int:
    """How many of the latest judged periods, one after another, kept the promise as the latest did, or did not."""
    judged = [point.falls_short for point in points if point.verdict is not Verdict.NOT_JUDGED]
    count = 0
    while count < len(judged) and judged[-1 - count] == judged[-1]:
        count += 1
    return count


def year_before(points: Sequence[Point], point: Point) -> Point | None:
    """The same period a year earlier, where it has a figure: the fair comparison for anything with seasons."""
    first, last = point.period.starts_on, point.period.ends_on
    for earlier in points:
        begins, ends = earlier.period.starts_on, earlier.period.ends_on
        same_months = (begins.month, begins.day, ends.month) == (first.month, first.day, last.month)
        if earlier.value is not None and same_months and begins.year == first.year - 1 and ends.year == last.year - 1:
            return earlier
    return None
