"""A target came into force: keep it, and judge its measure when the measure and a figure are there."""

from collections.abc import Sequence

from services.indicators.domain.judgement.target import Target
from services.indicators.domain.judgement.trajectory import Mark, Path
from services.indicators.effects.judgement import judge, tell
from services.indicators.effects.question import tell_warnings
from services.indicators.effects.supply import expect_promised
from services.indicators.storage.judgement import judgement, target
from shared.database import Session
from shared.events.publication import TargetSet
from shared.inbox import Received
from shared.periods import parse

ACTOR = "agreement"


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
            stretch=one.event.stretch,
            minimum=one.event.minimum,
            path=Path(one.event.path),
            baseline=_baseline(one.event),
            came=one.event.came,
            agreed_on=one.event.agreed_on,
            entry=one.event.entry,
        )
        for one in received
    ]
    measures = sorted({(t.area, t.measure) for t in targets})
    now = received[-1].envelope.occurred_at
    standing = await judgement.lock(session, measures)
    await target.save(session, targets)
    changes = await judge(session, standing, now)
    await tell(session, changes, actor=ACTOR, now=now)
    await tell_warnings(session, measures, now)
    await expect_promised(session, [(one.area, one.measure, one.period) for one in targets], now)


async def remove_targets(session: Session, received: Sequence[Received]) -> None:
    """Let go of the targets that an agreement's revision removed, and tell of every judgement that this changes."""
    measures = sorted({(one.event.area, one.event.measure) for one in received})
    now = received[-1].envelope.occurred_at
    standing = await judgement.lock(session, measures)
    await target.remove(session, [one.event for one in received])
    changes = await judge(session, standing, now)
    await tell(session, changes, actor=ACTOR, now=now)
    await tell_warnings(session, measures, now)


def _baseline(event: TargetSet) -> Mark | None:
    if event.baseline is None or event.baseline_period is None:
        return None
    return Mark(parse(event.baseline_period), event.baseline)
