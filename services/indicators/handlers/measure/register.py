"""Keeping the copy of the register. It decides nothing of the register: publication does."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.effects.figure.supply import reckon_again
from services.indicators.effects.judgement.judgement import judge, tell
from services.indicators.effects.question.question import tell_warnings
from services.indicators.storage.judgement import judgement
from shared import register
from shared.database import Session
from shared.events.publication import AreaRegistered, CalendarClosed, MeasureRegistered, PolicyOverridden
from shared.inbox import Received

ACTOR = "register"
RECKONED_BY = (AreaRegistered, MeasureRegistered, PolicyOverridden, CalendarClosed)  # what a figure's day follows from


async def keep_register(session: Session, received: Sequence[Received]) -> None:
    """Keep what the register says. A measure whose better direction was corrected is judged again at once."""
    measures = [(m.area, m.measure) for m in register.told(received, MeasureRegistered)]
    before = await judgement.with_wholes(session, measures)  # one may cease to be a part
    await register.keep(session, received)
    now = received[-1].envelope.occurred_at
    await _judge_again(session, [*before, *measures], now)
    await reckon_again(session, {one.envelope.area for one in received if isinstance(one.event, RECKONED_BY)}, now)


async def _judge_again(session: Session, measures: Sequence[tuple[str, str]], now: datetime) -> None:
    standing = await judgement.lock(session, measures)
    changes = await judge(session, standing, now)
    await tell(session, changes, actor=ACTOR, now=now)
    await tell_warnings(session, sorted({(c.judgement.facts.area, c.judgement.facts.measure) for c in changes}), now)
