"""Keeping the copy of the register. It decides nothing of the register: publication does."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.indicators.domain.figure.supply import named, owed_on
from services.indicators.effects.judgement import judge, tell
from services.indicators.effects.question import tell_warnings
from services.indicators.effects.supply import FIGURE_OWED
from services.indicators.storage.judgement import judgement
from services.indicators.storage.measure import register as registers
from shared import deadlines, register
from shared.database import Session
from shared.events.publication import AreaRegistered, CalendarClosed, MeasureRegistered, PolicyOverridden
from shared.inbox import Received
from shared.register import rules
from shared.working_days import london_day

ACTOR = "register"
RECKONED_BY = (AreaRegistered, MeasureRegistered, PolicyOverridden, CalendarClosed)  # what a figure's day follows from


async def keep_register(session: Session, received: Sequence[Received]) -> None:
    """Keep what the register says. A measure whose better direction was corrected is judged again at once."""
    measures = [(m.area, m.measure) for m in register.told(received, MeasureRegistered)]
    before = await judgement.with_wholes(session, measures)  # one may cease to be a part
    await register.keep(session, received)
    now = received[-1].envelope.occurred_at
    await _judge_again(session, [*before, *measures], now)
    await _reckon_again(session, {one.envelope.area for one in received if isinstance(one.event, RECKONED_BY)}, now)


async def _reckon_again(session: Session, areas: Collection[str], now: datetime) -> None:
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
            await deadlines.arm_day(
                session,
                area=area,
                subject=one.subject,
                kind=FIGURE_OWED,
                due_on=due.due_on,
                working=due.words(),
                policy=of.policy,
                round=one.round + 1,
            )


async def _judge_again(session: Session, measures: Sequence[tuple[str, str]], now: datetime) -> None:
    standing = await judgement.lock(session, measures)
    changes = await judge(session, standing, now)
    await tell(session, changes, actor=ACTOR, now=now)
    await tell_warnings(session, sorted({(c.judgement.facts.area, c.judgement.facts.measure) for c in changes}), now)
