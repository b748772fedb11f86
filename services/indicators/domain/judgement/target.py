"""A target in force: what was promised for one period of a measure, in which agreement, and on which way to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.indicators.domain.judgement.trajectory import Mark, Path, expected
from shared.events.publication import TargetRemoved, TargetSet
from shared.periods import Period, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was promised for one period, in which agreement.

    `stretch` is a second, harder promise; `minimum` a floor, no promise; `path` how the promise runs on the way, from
    the point before or, for the first, from `baseline`. `came` tells of one that was compiled from papers, `agreed_on`
    the day, month or year on which it was approved by them, `entry` which entry of the agreement names the paper.
    """

    area: str
    measure: str
    period: Period
    value: Decimal
    tolerance: Decimal
    agreement: str
    designated: bool
    illustrative: bool
    set_at: datetime
    stretch: Decimal | None = None
    minimum: Decimal | None = None
    path: Path = Path.POINTS
    baseline: Mark | None = None
    came: str | None = None
    agreed_on: str | None = None
    entry: int | None = None

    @property
    def papers(self) -> str:
        """`the papers of 2008`, from which it was compiled; "" where nothing says that it was."""
        if self.came is None:
            return ""
        return f"the papers of {self.agreed_on[:4]}" if self.agreed_on else "papers"


def target_of(told: TargetSet, at: datetime) -> Target:
    """The target that was set by this event at that moment. Raises NotAPeriod for a period in no known spelling."""
    has_baseline = told.baseline is not None and told.baseline_period is not None
    return Target(
        area=told.area,
        measure=told.measure,
        period=parse(told.period),
        value=told.value,
        tolerance=told.tolerance,
        agreement=told.agreement,
        designated=told.designated,
        illustrative=told.illustrative,
        set_at=at,
        stretch=told.stretch,
        minimum=told.minimum,
        path=Path(told.path),
        baseline=Mark(parse(told.baseline_period or ""), told.baseline or Decimal()) if has_baseline else None,
        came=told.came,
        agreed_on=told.agreed_on,
        entry=told.entry,
    )


def in_force(told: Sequence[tuple[object, datetime]]) -> dict[str, Target]:
    """What is in force by everything that was told of one measure's targets, in order: by period, the last one set,
    unless the agreement that set it let go of it since.
    """
    found: dict[str, Target] = {}
    for happened, at in told:
        match happened:
            case TargetSet():
                found[happened.period] = target_of(happened, at)
            case TargetRemoved() if happened.period in found:
                if found[happened.period].agreement == happened.agreement:
                    del found[happened.period]
    return found


def floor(targets: Sequence[Target], period: Period) -> Decimal | None:
    """The minimum standard for a period: as set with the newest target up to it that names one."""
    named = [target for target in sorted(targets, key=lambda target: target.period) if target.minimum is not None]
    return next((target.minimum for target in reversed(named) if target.period <= period), None)


def on_the_way(targets: Sequence[Target], period: Period) -> Decimal | None:
    """What the way to the next target asks of a period for which none was agreed; None where no way leads through it.

    It says whether a measure is on course; it is no promise for the period and decides no verdict.
    """
    in_order = sorted(targets, key=lambda target: target.period)
    ahead = next((target for target in in_order if target.period > period), None)
    if ahead is None or any(target.period == period for target in in_order):
        return None
    marks = [Mark(target.period, target.value) for target in in_order]
    before = [mark for mark in marks if mark.period < period]
    if not before and ahead.baseline is not None:
        marks.append(ahead.baseline)
    return expected(marks, ahead.path, period)
