"""Early warnings: what figures give cause to ask before a target is missed. Questions, with their working. Pure.

A cause holds or does not, by the figures and the area's policy; it is told when it begins to hold and when it ends.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from services.indicators.domain.figure.late import is_in_time
from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.figure.supply import owed_on
from services.indicators.domain.judgement.baseline import Baseline
from services.indicators.domain.judgement.history import Point
from services.indicators.domain.judgement.trend import Direction, Travel, direction
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.domain.question.asking import Addressee
from shared.events.indicators import ForecastMissed, ForecastOutcome, WarningLifted, WarningRaised
from shared.measures import Frequency, Polarity
from shared.periods import Period, parse
from shared.policy import Policy
from shared.working_days import Calendar, Reckoning, in_words, london_day

RULE = "early-warning/1"


class Cause(StrEnum):
    """Why somebody is asked early."""

    ADVERSE_TREND = "adverse_trend"
    FIGURES_LATE = "figures_late"
    FORECAST_MISSED = "forecast_missed"


@dataclass(frozen=True, slots=True)
class Came:
    """A period's figure as it stands, and when the first one for it came in."""

    observation: Observation
    first_received_at: datetime


@dataclass(frozen=True, slots=True)
class Promised:
    """A period with a target, and when that was set."""

    period: Period
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a warning about one measure is made from, on a day. `waiting`: when figures came in that are not public."""

    area: str
    measure: str
    polarity: Polarity
    frequency: Frequency
    figures: Sequence[Came]
    promised: Sequence[Promised]
    policy: Policy
    calendar: Calendar
    today: date
    baselines: Sequence[Baseline] = ()
    outcomes: Sequence[ForecastOutcome] = ()
    waiting: Mapping[Period, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """That a cause holds or not, by the figures up to `period`, with every input in words."""

    cause: Cause
    holds: bool
    period: str
    working: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyWarning:
    """A warning as it was last told; it stands while it is not lifted."""

    area: str
    measure: str
    cause: Cause
    period: str
    body: str
    body_name: str
    asked_as: str
    working: str
    rule: str
    policy_version: str
    raised_at: datetime
    lifted_at: datetime | None = None
    version: int = 0

    @property
    def stream(self) -> str:
        """The ledger stream of this cause of the measure."""
        return f"warning/{self.area}/{self.measure}/{self.cause}"

    @property
    def stands(self) -> bool:
        """Whether the cause still holds."""
        return self.lifted_at is None


Told = WarningRaised | WarningLifted


def findings(grounds: Grounds) -> list[Finding]:
    """Whether each cause holds. A cause of which nothing can be said yet is absent."""
    found = (look(grounds) for look in CAUSES)
    return [one for one in found if one is not None]


def news(finding: Finding, before: EarlyWarning | None, addressee: Addressee, grounds: Grounds) -> Told | None:
    """What is to be told of a finding: that the cause begins to hold, that it ends, or nothing."""
    stands = before is not None and before.stands
    if finding.holds == stands:
        return None
    if not finding.holds:
        return WarningLifted(
            area=grounds.area,
            measure=grounds.measure,
            cause=finding.cause,
            period=finding.period,
            working=finding.working,
        )
    return WarningRaised(
        area=grounds.area,
        measure=grounds.measure,
        cause=finding.cause,
        period=finding.period,
        body=addressee.body,
        body_name=addressee.name,
        asked_as=addressee.asked_as,
        working=finding.working,
        rule=RULE,
        policy_version=grounds.policy.version,
    )


def evolve(before: EarlyWarning | None, event: Told, at: datetime) -> EarlyWarning:
    """What an event of the cause's stream, which happened `at`, makes of the warning."""
    version = 1 if before is None else before.version + 1
    if isinstance(event, WarningLifted):
        if before is None:
            raise ValueError("a warning is raised before it is lifted")
        return replace(before, lifted_at=at, version=version)
    return EarlyWarning(
        area=event.area,
        measure=event.measure,
        cause=Cause(event.cause),
        period=event.period,
        body=event.body,
        body_name=event.body_name,
        asked_as=event.asked_as,
        working=event.working,
        rule=event.rule,
        policy_version=event.policy_version,
        raised_at=at,
        version=version,
    )


def _adverse_trend(grounds: Grounds) -> Finding | None:
    """The latest periods, so many running, were each worse than the same period a year before."""
    if grounds.polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return None
    points = sorted((_point(came.observation) for came in grounds.figures), key=lambda point: point.period)
    latest = [point for point in points if point.value is not None][-grounds.policy.warning.adverse_periods :]
    if len(latest) < grounds.policy.warning.adverse_periods:
        return None
    ways = [direction(points, point, grounds.polarity, baselines=grounds.baselines) for point in latest]
    found = [way for way in ways if isinstance(way, Direction)]
    return Finding(
        Cause.ADVERSE_TREND,
        all(way.travel is Travel.WORSE for way in found),
        latest[-1].period.text,
        " ".join(way.working for way in found),
    )


def _figures_late(grounds: Grounds) -> Finding | None:
    """The latest figures that were owed, so many running, came after their day or have not come.

    A figure is owed when its target was set before the figure's day: history that is posted later is not late. Where
    one came in time and is not public yet, nothing is said: it is not late, and nobody may read that it is here.
    """
    received = {came.observation.period: came.first_received_at for came in grounds.figures}
    owed: list[tuple[Period, Reckoning]] = []
    for promised in sorted(grounds.promised, key=lambda one: one.period):
        due = owed_on(grounds.frequency, promised.period, grounds.policy, grounds.calendar)
        if due is not None and due.due_on < grounds.today and london_day(promised.set_at) <= due.due_on:
            owed.append((promised.period, due))
    latest = owed[-grounds.policy.warning.late_figures :]
    if len(latest) < grounds.policy.warning.late_figures:
        return None
    waiting = ((grounds.waiting.get(period), due) for period, due in latest if period not in received)
    if any(is_in_time(came, due) for came, due in waiting):
        return None
    return Finding(
        Cause.FIGURES_LATE,
        all(not is_in_time(received.get(period), due) for period, due in latest),
        latest[-1][0].text,
        " ".join(_arrival(period, received.get(period), due) for period, due in latest),
    )


def _forecast_missed(grounds: Grounds) -> Finding | None:
    """The latest period that was forecast came out outside the range that was given; as told last of that period."""
    last = {parse(told.period): told for told in grounds.outcomes}
    if not last:
        return None
    period = max(last)
    told = last[period]
    return Finding(
        Cause.FORECAST_MISSED,
        isinstance(told, ForecastMissed),
        period.text,
        f"{period}: forecast {told.forecast:f}, between {told.lower:f} and {told.upper:f}; it came to {told.actual:f}.",
    )


CAUSES: Sequence[Callable[[Grounds], Finding | None]] = (_adverse_trend, _figures_late, _forecast_missed)


def _arrival(period: Period, first: datetime | None, due: Reckoning) -> str:
    came = "has not come" if first is None else f"came on {in_words(london_day(first))}"
    return f"{period}: due by {in_words(due.due_on)}, {came}."


def _point(observation: Observation) -> Point:
    return Point(
        period=observation.period, observation=observation, target=None, elsewhere=None, verdict=Verdict.NOT_JUDGED
    )
