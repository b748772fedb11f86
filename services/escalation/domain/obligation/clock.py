"""Counting the days of what is owed to a petition again, when the area's calendar has changed while they ran. Pure.

A day moves by the rule that it was set by, and to a later day only. What was missed stays missed, and a day that people
fixed for a meeting is theirs to move.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.clock import newly_closed
from services.escalation.domain.obligation.decision import LIMITS, Events
from services.escalation.domain.obligation.obligation import Obligation, Standing, What, step
from shared.events.escalation import obligation as told
from shared.working_days import Period, Reckoning

ASK_BY, DUE_ON, RECORD_BY, TELL_BY, SCHEDULE_BY = "ask_by", "due_on", "record_by", "tell_by", "schedule_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that stands in its facts: its name, when it is, and the period and the day that it was counted from."""

    name: str
    on: date
    period: Period
    start: date


def counted_again(obligation: Obligation, at: Circumstances, closed: frozenset[date]) -> Events:
    """The event that tells which days moved; nothing where every day stays. `closed` are the days that were closed when
    they were counted last.
    """
    was = replace(at.calendar, closed=closed)
    moved: dict[str, tuple[Day, Reckoning]] = {}
    for day in _days(obligation, at):
        now = day.period.reckon(day.start, at.calendar)
        if day.period.reckon(day.start, was).due_on == day.on and now.due_on > day.on:
            moved[day.name] = (day, now)
    if not moved:
        return ()
    main = next(iter(moved))
    day, reckoning = moved[main]
    facts: dict[str, Any] = {**step(obligation), **_told(moved)}  # Any: each has a type of its own
    stays = main == DUE_ON and obligation.fixed is not None  # its working is that of the day until which it is written
    return (
        told.ObligationClockMoved(
            because=newly_closed(reckoning, closed),
            was_on=day.on,
            now_on=reckoning.due_on,
            reckoning=obligation.reckoning if stays else reckoning.words(),
            **facts,
        ),
    )


def _days(obligation: Obligation, at: Circumstances) -> Iterator[Day]:
    """Those that run now, the one that it is all about first."""
    own = at.policy.obligation
    match obligation.standing:
        case Standing.OFFERED if obligation.ask_by is not None:
            yield Day(name=ASK_BY, on=obligation.ask_by, period=own.ask, start=obligation.arose_on)
        case Standing.WAITING | Standing.SCHEDULED if obligation.due_on is not None and obligation.not_held_on is None:
            limit = LIMITS[obligation.what](at.policy)
            yield Day(name=DUE_ON, on=obligation.due_on, period=limit, start=obligation.since_on)
            by = obligation.schedule_by
            if by is not None and obligation.not_scheduled_on is None and obligation.what is not What.REPLY:
                yield Day(name=SCHEDULE_BY, on=by, period=own.schedule, start=obligation.since_on)
            if (fixed := obligation.fixed) is not None:
                yield Day(name=RECORD_BY, on=fixed.record_by, period=own.silence, start=fixed.meets_on)
        case Standing.HELD if obligation.minuted is not None and obligation.result_missed_on is None:
            minuted = obligation.minuted
            yield Day(name=TELL_BY, on=minuted.tell_by, period=own.result_told, start=minuted.held_on)


def _told(moved: Mapping[str, tuple[Day, Reckoning]]) -> dict[str, date]:
    """The new days by name; a day is never to be fixed later than it is to be held."""
    found = {name: reckoning.due_on for name, (_, reckoning) in moved.items()}
    if SCHEDULE_BY in found and DUE_ON in found:
        found[SCHEDULE_BY] = min(found[SCHEDULE_BY], found[DUE_ON])
    return found
