"""A target came into force: keep it, and judge its measure when the measure and a figure are there."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain.figure.supply import owed_on, subject
from services.indicators.domain.judgement.target import Target
from services.indicators.domain.judgement.trajectory import Mark, Path
from services.indicators.effects.judgement import judge, tell
from services.indicators.effects.question import tell_warnings
from services.indicators.effects.supply import FIGURE_OWED
from services.indicators.storage.judgement import judgement, target
from services.indicators.storage.measure import register
from shared import deadlines
from shared.database import Session
from shared.events.publication import TargetSet
from shared.inbox import Received
from shared.periods import parse
from shared.register import rules
from shared.working_days import london_day

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
    await _expect_promised(session, targets, now)


def _baseline(event: TargetSet) -> Mark | None:
    if event.baseline is None or event.baseline_period is None:
        return None
    return Mark(parse(event.baseline_period), event.baseline)


async def _expect_promised(session: Session, targets: Sequence[Target], now: datetime) -> None:
    """Look at the measure again when the day by which a promised figure is owed is over."""
    today = london_day(now)
    measures = sorted({(target.area, target.measure) for target in targets})
    frequencies = await register.frequencies(session, measures)
    rules_of = await rules(session, {area for area, _ in frequencies}, today)
    expected = []
    for promised in targets:
        frequency = frequencies.get((promised.area, promised.measure))
        in_force = rules_of.get(promised.area)
        if frequency is None or in_force is None:
            continue
        due = owed_on(frequency, promised.period, in_force.policy, in_force.calendar)
        if due is not None and due.due_on >= today:
            about = subject(promised.area, promised.measure, promised.period)
            expected.append(deadlines.Expected(promised.area, about, due.due_on, due.words(), in_force.policy))
    await deadlines.arm_days(session, FIGURE_OWED, expected)
