"""A target in force: what was promised for one period of a measure, in which agreement, and on which way to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.indicators.domain.judgement.trajectory import Mark, Path, expected
from shared.periods import Period


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
