"""Counting the days of a case again, when the area's calendar has changed while they ran. Pure.

A day moves by the rule that it was set by, and to a later day only: nobody who was told a day loses part of it. What
has fired stays as it is; a day that was fixed by people, such as a hearing's, is theirs to move.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.escalation.domain.case import standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.deadline import place
from services.escalation.domain.ladder.decision import Events, silence_row
from services.escalation.domain.ladder.request import heard_on
from services.escalation.domain.scrutiny.meeting import in_election
from shared.events import escalation as told
from shared.working_days import Calendar, Period, Reckoning, Span, in_words

WEEKEND = "weekend"
UNNAMED = "the calendar of the area has changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an area's days were counted by last: its closed days, and its periods before elections."""

    closed: frozenset[date]
    elections: tuple[Span, ...] = ()

    @classmethod
    def of(cls, calendar: Calendar, elections: tuple[Span, ...]) -> "Known":
        """What this calendar and these periods amount to."""
        return cls(closed=calendar.closed, elections=elections)


def counted_again(case: Case, at: Circumstances, before: Known) -> Events:
    """The event that tells what moved, of an open case; nothing where every day stays."""
    if not case.is_open or case.overlay is not None or case.due_on is None or case.asked_by is None:
        return ()
    after = _with_later_days(case, at, before)
    limit = silence_row(after, at).limit
    due, asked = (limit.reckon(after, at), limit.asked().reckon(after, at)) if limit else (None, None)
    if due is None or asked is None:
        return ()
    later = max(case.due_on, due.due_on)
    asked_by = max(case.asked_by, asked.due_on)
    caught = tuple(_caught(case, at, before))
    shut = [*_newly_closed([due, asked], at, before), *(words for _, words in caught)]
    if (later, asked_by, after) == (case.due_on, case.asked_by, case) and not shut:
        return ()
    event = told.ClockMoved(
        **place(case)
        | {"due_on": later, "asked_by": asked_by}
        | ({"reckoning": due.words()} if later == due.due_on else {}),
        was_due_on=case.due_on,
        was_asked_by=case.asked_by,
        because="; ".join([*shut, *_because([due, asked, *_shown(case, after, at)], before)]) or UNNAMED,
        heard_on=tuple(day for day, _ in caught),
        **_changed(case, after),
    )
    return (event,)


def _with_later_days(case: Case, at: Circumstances, before: Known) -> Case:
    """The case with the days that follow from a period and stand in its facts: acknowledging, the remedy, answers."""
    was = replace(at, calendar=replace(at.calendar, closed=before.closed), elections=before.elections)

    def later(day: date, period: Period, start: date, state: State) -> date:
        """The day on which the period ends now, if this is the day on which it ended before."""
        if standstill.reckon(period, start, state, was, case.course.spans).due_on != day:
            return day
        return max(day, standstill.reckon(period, start, state, at, case.course.spans).due_on)

    duty, plan, ladder = case.remedy.duty, case.remedy.plan, at.policy
    if case.state is State.DUTY_SERVED and duty is not None:
        by = later(duty.acknowledge_by, ladder.stage1.ack, duty.served_on, case.state)
        return replace(case, remedy=replace(case.remedy, duty=replace(duty, acknowledge_by=by)))
    if case.state is State.REMEDY_RUNNING and duty is not None and plan is not None:
        on = max(later(plan.remedy_on, period, duty.served_on, case.state) for period in _remedy_periods(at))
        return replace(case, remedy=replace(case.remedy, plan=replace(plan, remedy_on=on)))
    if case.state is State.AWAITING_RESPONSES:
        addressees = tuple(
            replace(
                one, answer_by=later(one.answer_by, ladder.regime(one.regime).response, one.received_on, case.state)
            )
            for one in case.scrutiny.addressees
        )
        return replace(case, scrutiny=replace(case.scrutiny, addressees=addressees))
    return case


def _remedy_periods(at: Circumstances) -> tuple[Period, Period]:
    """The periods of which the remedy's day may be the end: the ordinary one, and the longest for a late figure."""
    return at.policy.stage1.remedy, at.policy.stage1.remedy_max


def _shown(case: Case, after: Case, at: Circumstances) -> Iterator[Reckoning]:
    """The reckonings of those facts, for naming what is new in them."""
    duty = after.remedy.duty
    if duty is not None and duty != case.remedy.duty:
        yield standstill.reckon(at.policy.stage1.ack, duty.served_on, case.state, at)
    if duty is not None and after.remedy.plan != case.remedy.plan:
        for period in _remedy_periods(at):
            yield standstill.reckon(period, duty.served_on, case.state, at)
    for one in set(after.scrutiny.addressees) - set(case.scrutiny.addressees):
        yield standstill.reckon(at.policy.regime(one.regime).response, one.received_on, case.state, at)


def _changed(case: Case, after: Case) -> dict[str, Any]:
    """Those facts where they have changed, as the event carries them; Any: each has a type of its own."""
    found: dict[str, Any] = {}
    if after.remedy.duty is not None and after.remedy.duty != case.remedy.duty:
        found["acknowledge_by"] = after.remedy.duty.acknowledge_by
    if after.remedy.plan is not None and after.remedy.plan != case.remedy.plan:
        found["remedy_on"] = after.remedy.plan.remedy_on
    if after.scrutiny.addressees != case.scrutiny.addressees:
        found["addressees"] = after.scrutiny.addressees
    return found


def _newly_closed(reckonings: list[Reckoning], at: Circumstances, before: Known) -> list[str]:
    """The days that people fixed, still ahead, on which nobody works any more: they stay, and that is told."""
    found = [one for one in reckonings if one.closed and one.due_on >= at.today and one.due_on not in before.closed]
    return list(
        dict.fromkeys(
            f"{in_words(one.due_on)} ({one.closed}) is no working day; it was fixed, and stays"
            for one in found
            if one.closed != WEEKEND
        )
    )


def _caught(case: Case, at: Circumstances, before: Known) -> Iterator[tuple[date, str]]:
    """The days of a hearing that lie now in weeks before an election, and what is told of each: no machine moves them,
    so both sides are told.
    """
    new = replace(at, elections=tuple(span for span in at.elections if span not in before.elections))
    for what, day in heard_on(case, at.today):
        if span := in_election(day, new):
            wait = (
                f"lies where hearings wait, from {span.words()}; it was fixed, and stays until the committee moves it"
            )
            yield day, f"{what}, {in_words(day)}, {wait}"


def _because(reckonings: list[Reckoning], before: Known) -> list[str]:
    """What is new in the calendar and lies in these reckonings, each with its name."""
    skipped = {one for reckoning in reckonings for one in reckoning.skipped if one.reason != WEEKEND}
    closed = sorted((one for one in skipped if one.day not in before.closed), key=lambda one: one.day)
    spans = {span for reckoning in reckonings for span in reckoning.stood_still} - set(before.elections)
    news = [f"{in_words(one.day)} ({one.reason}) is no working day" for one in closed]
    news += [f"the clock stands still from {span.words()}" for span in sorted(spans, key=lambda one: one.first_on)]
    return news
