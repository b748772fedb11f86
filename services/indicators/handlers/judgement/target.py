"""A target came into force: keep it, and judge its measure when the measure and a figure are there. What is kept is
compared with what was told.
"""

from collections.abc import Mapping, Sequence

from services.indicators.domain.judgement.target import Target, in_force, target_of
from services.indicators.effects.figure.supply import expect_promised
from services.indicators.effects.judgement.judgement import judge, tell
from services.indicators.effects.question.question import tell_warnings
from services.indicators.storage.judgement import judgement, target
from shared.database import EVERY_AREA, Database, Session
from shared.inbox import Received
from shared.ledger import Recorded
from shared.verification import Verified

ACTOR = "agreement"


async def keep_targets(session: Session, received: Sequence[Received]) -> None:
    """Keep the targets and tell of every judgement that they change.

    A target whose measure or figure is not known yet is kept; it counts from the moment when both are there.
    """
    targets = [target_of(one.event, one.envelope.occurred_at) for one in received]
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


async def compared(database: Database, told: Mapping[str, Sequence[Recorded]]) -> Verified:
    """The targets by which figures are judged, beside what the register of agreements told of each measure's.

    `told` is each stream of targets by name. A measure of which more was told than was heard here, or less, is left
    out: its news is on the way.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        kept, heard = await target.every(session), await target.heard(session)
    differences, checked = [], 0
    for stream in sorted(told.keys() | kept.keys()):
        events = told.get(stream, ())
        if len(events) == heard.get(stream, 0):
            checked += 1
            stated = in_force([(one.event, one.occurred_at) for one in events])
            differences += _differences(stream, kept.get(stream, {}), stated)
    return Verified("targets that are judged", checked, tuple(differences))


def _differences(stream: str, kept: Mapping[str, object], stated: Mapping[str, Target]) -> list[str]:
    return [
        f"{stream}: the target for {period} is not the one that the agreement set"
        for period in sorted(kept.keys() | stated.keys())
        if kept.get(period) != stated.get(period)
    ]
