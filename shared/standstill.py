"""A clock that stands still on dated spans of days, such as a pause or the weeks before an election.

    reckon(period, start, calendar, spans)   a period counted from a day
    put_off(due_on, since_on, spans)         a day that was fixed, while the clock ran since another

A day of a span counts for nothing: not as a working day, not as a day, and a month grows by it. Spans may overlap and
come in any order. Pure: the standard library only; which spans there are, and for whom, is an argument.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from shared.working_days import ONE_DAY, Calendar, Period, Reckoning, Span, Unit


def reckon(period: Period, start: date, calendar: Calendar, spans: Sequence[Span]) -> Reckoning:
    """The last day in time of a period counted from `start`, its working naming every span in which it stood still.

    Never earlier than without spans, and never within one. Raises OutsideCalendar.
    """
    plain = period.reckon(start, calendar)
    if not spans:
        return plain
    if period.unit is Unit.WORKING_DAYS:
        counted = period.reckon(start, _shut(calendar, spans))
        skipped = tuple(one for one in counted.skipped if not stands_still(one.day, spans))
        return replace(counted, skipped=skipped, stood_still=_touched(start + ONE_DAY, counted.due_on, spans))
    first = start if period.unit is Unit.MONTHS_BEGINNING_WITH else start + ONE_DAY
    return _running(plain, first, (plain.due_on - first).days + 1, spans)


def put_off(due_on: date, since_on: date, spans: Sequence[Span]) -> Reckoning:
    """A fixed day, moved on by every day since `since_on` on which the clock stood still."""
    if due_on <= since_on:
        return Reckoning(due_on, "on", (), due_on)
    days = (due_on - since_on).days
    plain = Reckoning(since_on, f"{days} day{'s' * (days != 1)} after", (), due_on)
    moved = _running(plain, since_on + ONE_DAY, days, spans)
    return moved if moved.stood_still else Reckoning(due_on, "on", (), due_on)


def stands_still(day: date, spans: Iterable[Span]) -> Span | None:
    """The span in which the day lies, the one that ends last of several; None when the clock runs on it."""
    return max((span for span in spans if day in span), key=lambda span: span.last_on, default=None)


def _running(plain: Reckoning, first: date, days: int, spans: Sequence[Span]) -> Reckoning:
    """The reckoning of a clock that runs for so many days, `first` being the first that may count."""
    day, left = first - ONE_DAY, days
    while left > 0:
        day += ONE_DAY
        if not stands_still(day, spans):
            left -= 1
    return replace(plain, due_on=day, stood_still=_touched(first, day, spans))


def _touched(first: date, due_on: date, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans of which some day lies between the two, both included, in order of their first days."""
    return tuple(sorted({span for span in spans if span.first_on <= due_on and first <= span.last_on}, key=_order))


def _order(span: Span) -> tuple[date, date, str]:
    return span.first_on, span.last_on, span.reason


def _shut(calendar: Calendar, spans: Sequence[Span]) -> Calendar:
    """The calendar with every day of the spans closed."""
    days = {span.first_on + n * ONE_DAY for span in spans for n in range((span.last_on - span.first_on).days + 1)}
    return replace(calendar, closed=calendar.closed | days)
