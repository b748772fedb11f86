"""That a figure is late: its day is over, and it neither came nor waits since before. Told once, never unsaid."""

from collections.abc import Collection
from datetime import datetime

from services.indicators.domain.figure.late import Late, Owed, is_in_time
from services.indicators.domain.figure.supply import owed_on, subject
from services.indicators.domain.question.asking import MACHINE
from services.indicators.effects.figure.supply import FIGURE_OWED
from services.indicators.storage.figure import late
from services.indicators.storage.judgement import judgement
from shared import deadlines, ledger
from shared.database import Session
from shared.periods import Period
from shared.policy import Policy
from shared.register import rules
from shared.working_days import Reckoning, london_day

At = tuple[str, str, Period]


async def tell_late(session: Session, at: At, found: Owed, day: Reckoning, *, policy: Policy, now: datetime) -> None:
    """Tell that the figure of this area, measure and period is late. The caller holds the judgement's lock."""
    area, measure, period = at
    version = await judgement.tell_more(session, area, measure)
    told = Late(
        area=area,
        measure=measure,
        period=period,
        due_on=day.due_on,
        reckoning=day.words(),
        policy_version=policy.version,
        owed_by=found.owed_by,
        latest_period=found.latest_period or "",
        told_at=now,
        version=version,
    )
    await late.save(session, told)
    stream = f"measure/{area}/{measure}"
    await ledger.append(session, stream, version - 1, [told.event], area=area, actor=MACHINE, now=now)


async def tell_late_after_all(session: Session, gone: Collection[At], came_in_at: datetime, now: datetime) -> None:
    """Tell late what came in at that moment, waited, and does not come: where its day was let pass because of that.

    Days that nobody watched stay unsaid. The caller holds the locks of the measures' judgements.
    """
    today = london_day(now)
    about = {subject(*at): at for at in gone}
    watched = [about[each] for each in await deadlines.fired(session, FIGURE_OWED, about)]
    rules_of = await rules(session, {area for area, *_ in watched}, today)
    for area, measure, period in watched:
        found, of = await late.owed(session, area, measure, period, today), rules_of.get(area)
        day = None if found is None or of is None else owed_on(found.frequency, period, of.policy, of.calendar)
        if found is None or of is None or day is None or day.due_on >= today:
            continue
        if is_in_time(came_in_at, day) and found.is_late_after(day):
            await tell_late(session, (area, measure, period), found, day, policy=of.policy, now=now)
