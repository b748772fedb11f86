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
from shared.measures import Frequency, Polarity
from shared.periods import Period
from shared.periods.succession import following

DAYS = {
    Frequency.MONTHLY: 31,
    Frequency.QUARTERLY: 92,
    Frequency.BIANNUAL: 184,
    Frequency.ANNUAL: 366,
    Frequency.BIENNIAL: 731,
}  # from one figure to the next, at most


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


def untold(points: Sequence[Point]) -> Point | None:
    """The latest period of which it was said that there is no figure."""
    return next((point for point in reversed(points) if point.observation is not None and point.value is None), None)


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


def follows(before: Period, period: Period, frequency: str) -> bool:
    """Whether no period that a figure was to come for fits between the two; rolling averages overlap, and follow too.

    A period says by its own length when the next is due, except a single day, and a year of which every second counts:
    there the measure's frequency says it.
    """
    days = (before.ends_on - before.starts_on).days + 1
    if days == 1 or frequency == Frequency.BIENNIAL:
        days = max(days, DAYS.get(Frequency(frequency), 1) if frequency in set(Frequency) else 1)
    return 2 * (period.ends_on - before.ends_on).days < 3 * days


def between(before: Period, period: Period) -> tuple[Period, Period] | None:
    """The first and the last period between two of a kind; None where their names do not tell what comes next."""
    first = last = following(before)
    while last is not None and (after := following(last)) is not None and after < period:
        last = after
    return None if first is None or last is None or not first < period else (first, last)
