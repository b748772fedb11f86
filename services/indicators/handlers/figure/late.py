"""The day of a figure is over: where the figure neither came nor waits since before, it is told late, once."""

from datetime import datetime

from services.indicators.domain.figure.supply import named, owed_on
from services.indicators.effects.figure.late import tell_late
from services.indicators.effects.figure.supply import expect_figures, expect_later
from services.indicators.effects.question.question import tell_warnings
from services.indicators.storage.figure import late
from services.indicators.storage.judgement import judgement
from shared.database import Session
from shared.deadlines import Due, Hold
from shared.register import rules
from shared.working_days import london_day


async def lock(session: Session, about: str) -> object:
    """Lock the judgement of the measure whose figure was due."""
    area, measure, _ = named(about)
    return await judgement.lock_alone(session, [(area, measure)])


async def let_lateness_be_told(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """The day of a figure is over: what that warns of is told, and that it is late where it has not come.

    Where the area's rules give it longer by now, it is looked at again then.
    """
    area, measure, period = named(due.subject)
    today = london_day(now)
    await tell_warnings(session, [(area, measure)], now)
    found = await late.owed(session, area, measure, period, today)
    in_force = (await rules(session, [area], today)).get(area)
    if found is None or in_force is None:
        return
    day = owed_on(found.frequency, period, in_force.policy, in_force.calendar)
    if day is not None and day.due_on >= today:
        await expect_later(session, due, day, in_force.policy)
    elif day is not None and found.is_late_after(day):
        await tell_late(session, (area, measure, period), found, day, policy=in_force.policy, now=now)
    await expect_figures(session, [(area, measure)], now)
