"""How much an area's own calendar may hold up: so many closed days a year and running, so many days before elections.

Closed days and the weeks before elections are stated by one registrar, and clocks wait for them, in cases about the
council too; without a bound whoever states them could stall every case. What is within it is decided here for the
register, which refuses what is beyond, and for every service that counts, which leaves it out. Pure.

A year is a calendar year. Days run on when no Monday to Friday lies between them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.working_days import ONE_DAY, SATURDAY, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Closed days in a year, and running; days before elections in a year, and between two such periods."""

    closed_in_year: int
    closed_in_row: int
    election_days: int
    election_gap: int


class Beyond(StrEnum):
    """What a day or a period goes beyond."""

    CLOSED_IN_YEAR = "closed-too-often"
    CLOSED_IN_ROW = "closed-too-long"
    ELECTION_DAYS = "too-many-days-before-elections"
    ELECTION_GAP = "too-near-another-election"


AllowedOn = Callable[[date], Allowance]


def beyond_for_day(day: date, closed: Collection[date], allowed: Allowance) -> Beyond | None:
    """What closing this day too goes beyond, where these are closed already; None when there is room."""
    if sum(other.year == day.year for other in closed) >= allowed.closed_in_year:
        return Beyond.CLOSED_IN_YEAR
    running = 1 + _running(day, closed, -ONE_DAY) + _running(day, closed, ONE_DAY)
    return Beyond.CLOSED_IN_ROW if running > allowed.closed_in_row else None


def beyond_for_election(span: Span, others: Collection[Span], allowed: Allowance) -> Beyond | None:
    """What a period before an election goes beyond beside these others; None when there is room."""
    gap = timedelta(days=allowed.election_gap)
    if any(one.first_on - gap <= span.last_on and span.first_on <= one.last_on + gap for one in others):
        return Beyond.ELECTION_GAP
    taken = Counter(day.year for one in (*others, span) for day in _days(one))
    years = {span.first_on.year, span.last_on.year}
    return Beyond.ELECTION_DAYS if any(taken[year] > allowed.election_days for year in years) else None


def days_counted(closed: Iterable[date], allowed_on: AllowedOn) -> frozenset[date]:
    """Those closed days that count, the earliest first; what a weekend is takes no room."""
    found: set[date] = set()
    for day in sorted(closed):
        if day.weekday() < SATURDAY and not beyond_for_day(day, found, allowed_on(day)):
            found.add(day)
    return frozenset(found)


def elections_counted(spans: Iterable[Span], allowed_on: AllowedOn) -> tuple[Span, ...]:
    """Those periods before elections that count, the earliest first."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.first_on, one.last_on)):
        if not beyond_for_election(span, found, allowed_on(span.first_on)):
            found.append(span)
    return tuple(found)


def _running(day: date, closed: Collection[date], step: timedelta) -> int:
    """How many closed days run on from this one in one direction."""
    found, day = 0, _next(day, step)
    while day in closed:
        found, day = found + 1, _next(day, step)
    return found


def _next(day: date, step: timedelta) -> date:
    """The next Monday to Friday in this direction."""
    day += step
    while day.weekday() >= SATURDAY:
        day += step
    return day


def _days(span: Span) -> Iterator[date]:
    return (span.first_on + n * ONE_DAY for n in range((span.last_on - span.first_on).days + 1))
