"""What a body supplies: each measure's latest figure, which period is due next and by when, what is late. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from services.indicators.domain.figure.held import Waiting
from services.indicators.domain.figure.late import Late, is_in_time
from shared.measures import Frequency
from shared.periods import Period, parse
from shared.periods.succession import following
from shared.policy import Policy
from shared.working_days import Calendar, OutsideCalendar, Reckoning
from shared.working_days import Period as Span

LONGEST_WAIT = timedelta(days=1000)  # no policy lets a figure take longer than this after its period


class Standing(StrEnum):
    """How a measure stands with its figures."""

    IN_TIME = "in_time"
    DUE = "due"
    LATE = "late"
    NEVER_SENT = "never_sent"
    NOT_RECKONED = "not_reckoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """A measure whose figures a body supplies, with the latest of them. `since_on`: since when the body does.

    `waiting` holds, by period, what was sent and is not public yet: for the body's own eyes. What its figures are used
    for: whether a target was set (`is_from_papers`: by papers alone), and `promised` for the latest figure, how many
    cases and enquiries there were.
    """

    area: str
    area_name: str
    measure: str
    title: str
    unit: str
    frequency: Frequency
    since_on: date
    period: str | None
    value: Decimal | None
    missing: str | None
    received_on: date | None
    waiting: Mapping[str, Waiting] = field(default_factory=dict)
    has_target: bool = False
    is_from_papers: bool = False
    promised: Decimal | None = None
    cases: int = 0
    enquiries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """What comes next: the period, its last day in time, and how the measure stands because of it."""

    period: Period | None
    due: Reckoning | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What comes next of a measure: the period, its last day in time, how it stands today; and what was told late."""

    supplied: Supplied
    period: Period | None
    due: Reckoning | None
    standing: Standing
    late: tuple[Late, ...] = ()


def owed_on(frequency: Frequency, period: Period, policy: Policy, calendar: Calendar) -> Reckoning | None:
    """The last day in time for a period's figure; None beyond the calendar, whose days nobody knows."""
    try:
        return _allowed(frequency, policy).reckon(period.ends_on, calendar)
    except OutsideCalendar:
        return None


def _allowed(frequency: Frequency, policy: Policy) -> Span:
    match frequency:
        case Frequency.MONTHLY:
            return policy.figures.late_monthly
        case Frequency.QUARTERLY:
            return policy.figures.late_quarterly
        case Frequency.BIANNUAL:
            return policy.figures.late_biannual
        case Frequency.ANNUAL:
            return policy.figures.late_annual
        case Frequency.BIENNIAL:
            return policy.figures.late_biennial
        case _:
            assert_never(frequency)


def subject(area: str, measure: str, period: Period) -> str:
    """What the deadline of a period's figure is about."""
    return f"figure/{area}/{measure}/{period}"


def named(about: str) -> tuple[str, str, Period]:
    """Area, measure and period of such a subject. A period may hold a stroke, the others do not."""
    _, area, measure, period = about.split("/", 3)
    return area, measure, parse(period)


def first_open(
    frequency: Frequency, latest: Period, policy: Policy, calendar: Calendar, today: date
) -> tuple[Period, Reckoning] | None:
    """The first period after the latest figure's whose day is not over yet, with that day.

    Days that were over when the latest figure came were nobody's to keep: history that is loaded later is not late.
    """
    period = following(latest)
    while period is not None:
        if period.ends_on >= today - LONGEST_WAIT:
            due = owed_on(frequency, period, policy, calendar)
            if due is None or due.due_on >= today:
                return None if due is None else (period, due)
        period = following(period)
    return None


def next_due(supplied: Supplied, policy: Policy, calendar: Calendar, today: date) -> Next:
    """Which figure is due next of a measure, as `coming` says."""
    latest = None if supplied.period is None else parse(supplied.period)
    found = coming(latest, supplied.frequency, supplied.waiting, policy=policy, calendar=calendar, today=today)
    return Next(supplied=supplied, period=found.period, due=found.due, standing=found.standing)


def coming(
    latest: Period | None,
    frequency: Frequency,
    waiting: Mapping[str, Waiting],
    *,
    policy: Policy,
    calendar: Calendar,
    today: date,
) -> Coming:
    """What follows the latest period. One that is not over yet is in time; one over and not past its day is due.

    A measure of which nothing was ever sent is never sent: no period can be named for it. Where nothing says what
    follows a period, or the day lies beyond the calendar, nothing is reckoned. What was sent by its day and waits to
    be public is not late.
    """
    if latest is None:
        return Coming(period=None, due=None, standing=Standing.NEVER_SENT)
    period = following(latest)
    due = owed_on(frequency, period, policy, calendar) if period is not None else None
    if period is None or due is None:
        return Coming(period=period, due=None, standing=Standing.NOT_RECKONED)
    is_over = period.ends_on < today
    waits = waiting.get(period.text)
    is_here = is_in_time(None if waits is None else waits.received_at, due)
    standing = Standing.LATE if due.due_on < today and not is_here else Standing.DUE
    return Coming(period=period, due=due, standing=standing if is_over else Standing.IN_TIME)


ORDER = (Standing.LATE, Standing.NEVER_SENT, Standing.DUE, Standing.IN_TIME, Standing.NOT_RECKONED)


def in_order(found: Iterable[Next]) -> list[Next]:
    """What is late first, then what is due soonest."""
    return sorted(
        found,
        key=lambda one: (
            ORDER.index(one.standing),
            one.due.due_on if one.due else date.max,
            one.supplied.title,
            one.supplied.area,
        ),
    )
