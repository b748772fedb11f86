"""A target came into force: keep it, and judge its measure when the measure and a figure are there."""

from collections.abc import Sequence

from services.indicators.domain.judgement import judge_all
from services.indicators.domain.target import Target
from services.indicators.handlers import tell
from services.indicators.storage import judgement, target
from shared.database import Session
from shared.inbox import Received
from shared.periods import parse


async def keep_targets(session: Session, received: Sequence[Received]) -> None:
    """Keep the targets and tell of every judgement that they change.

    A target whose measure or figure is not known yet is kept; it counts from the moment when both are there.
    """
    targets = [
        Target(
            area=one.event.area,
            measure=one.event.measure,
            period=parse(one.event.period),
            value=one.event.value,
            tolerance=one.event.tolerance,
            agreement=one.event.agreement,
            designated=one.event.designated,
            illustrative=one.event.illustrative,
            set_at=one.envelope.occurred_at,
        )
        for one in received
    ]
    measures = sorted({(t.area, t.measure) for t in targets})
    now = received[-1].envelope.occurred_at
    standing = await judgement.lock(session, measures)
    await target.save(session, targets)
    changes = judge_all(standing, await judgement.facts(session, measures), now)
    await tell(session, changes, actor=received[-1].envelope.actor, now=now)
