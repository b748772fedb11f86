"""When the next figure of a measure is owed: a clock for each."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain.figure.supply import first_open, subject
from services.indicators.storage.figure import supply as supplies
from shared import deadlines
from shared.database import Session
from shared.measures import Frequency
from shared.periods import Period
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
