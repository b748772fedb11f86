"""When a figure is owed: a clock for each, armed and moved here only."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.indicators.domain.figure.supply import first_open, named, owed_on, subject
from services.indicators.storage.figure import supply as supplies
from services.indicators.storage.measure import register as registers
from shared import deadlines
from shared.database import Session
from shared.deadlines import Due
from shared.measures import Frequency
from shared.periods import Period
from shared.policy import Policy
from shared.register import rules
from shared.working_days import Reckoning, london_day

FIGURE_OWED = "figure.owed"


async def expect_figures(session: Session, measures: Sequence[tuple[str, str]], now: datetime) -> None:
    """Look at each of these measures again when the day of its next figure is over; once for each period."""
    today = london_day(now)
    latest = await supplies.latest_periods(session, measures)
    rules_of = await rules(session, {area for area, *_ in latest}, today)
    reckoned: dict[tuple[str, Frequency, Period], tuple[Period, Reckoning] | None] = {}
    expected = []
    for area, measure, frequency, period in latest:
        of = rules_of[area]
        if (area, frequency, period) not in reckoned:
            found = first_open(frequency, period, of.policy, of.calendar, today)
            reckoned[area, frequency, period] = found
        if (due := reckoned[area, frequency, period]) is not None:
            about = subject(area, measure, due[0])
            expected.append(deadlines.Expected(area, about, due[1].due_on, due[1].words(), of.policy))
    await deadlines.arm_days(session, FIGURE_OWED, expected)


async def expect_promised(session: Session, promised: Sequence[tuple[str, str, Period]], now: datetime) -> None:
    """Look at each of these areas' measures again when the day by which the figure of this period is owed is over."""
    today = london_day(now)
    frequencies = await registers.frequencies(session, sorted({(area, measure) for area, measure, _ in promised}))
    rules_of = await rules(session, {area for area, _ in frequencies}, today)
    expected = []
    for area, measure, period in promised:
        frequency, of = frequencies.get((area, measure)), rules_of.get(area)
        if frequency is None or of is None:
            continue
        due = owed_on(frequency, period, of.policy, of.calendar)
        if due is not None and due.due_on >= today:
            about = subject(area, measure, period)
            expected.append(deadlines.Expected(area, about, due.due_on, due.words(), of.policy))
    await deadlines.arm_days(session, FIGURE_OWED, expected)


async def reckon_again(session: Session, areas: Collection[str], now: datetime) -> None:
    """Give every figure that is expected in these areas the day that the register gives it now."""
    standing = await deadlines.open_of_kind(session, FIGURE_OWED, areas)
    if not standing:
        return
    rules_of = await rules(session, areas, london_day(now))
    frequencies = await registers.frequencies(session, sorted({named(one.subject)[:2] for one in standing}))
    for one in standing:
        area, measure, period = named(one.subject)
        frequency, of = frequencies.get((area, measure)), rules_of.get(area)
        due = None if frequency is None or of is None else owed_on(frequency, period, of.policy, of.calendar)
        if of is not None and due is not None and due.due_on != one.due_on:
            await deadlines.cancel(session, one.subject, FIGURE_OWED, now)
            await _arm_anew(session, one.subject, due, policy=of.policy, round=one.round + 1)


async def expect_later(session: Session, due: Due, day: Reckoning, policy: Policy) -> None:
    """Give a figure whose day was over the later day that its area's rules give it by now."""
    await _arm_anew(session, due.subject, day, policy=policy, round=due.round + 1)


async def _arm_anew(session: Session, about: str, day: Reckoning, *, policy: Policy, round: int) -> None:
    await deadlines.arm_day(
        session,
        area=named(about)[0],
        subject=about,
        kind=FIGURE_OWED,
        due_on=day.due_on,
        working=day.words(),
        policy=policy,
        round=round,
    )
