"""Which way a measure travels: its figure against the same period a year before, and whether that is more than chance.

Pure. The comparison is with the year before, not with the period before, because of seasons; and never across a change
of definition. What may be said of the difference is `significance`; better and worse depend on the measure's polarity.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from services.indicators.domain.judgement.baseline import Baseline, is_comparable
from services.indicators.domain.judgement.history import Point, year_before
from services.indicators.domain.judgement.significance import RULE as SIGNIFICANCE
from services.indicators.domain.judgement.significance import Clarity, Estimate, Interval, clarity
from shared.measures import Polarity
from shared.periods import Period

RULE = "travel/1"


class Travel(StrEnum):
    """How a figure compares with the same period a year before. `up` and `down` where neither is better by itself."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UP = "up"
    DOWN = "down"
    NO_CLEAR_CHANGE = "no_clear_change"
    NOT_COMPARABLE = "not_comparable"
    NOTHING_BEFORE = "nothing_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """A direction of travel with its working: both figures, the difference, and whether it is clear."""

    travel: Travel
    now: Point
    before: Point | None
    moved: Decimal | None
    clarity: Clarity

    @property
    def working(self) -> str:
        """One sentence with every input; the same inputs give the same words."""
        if self.before is None:
            return f"{self.now.period}: no figure for the same period a year before. Rule {RULE}."
        if self.travel is Travel.NOT_COMPARABLE:
            return (
                f"{self.now.period} and {self.before.period}: the definition changed between them, so they are not "
                f"compared. Rule {RULE}."
            )
        said = {
            Clarity.CLEAR: f"the difference is more than chance explains ({SIGNIFICANCE})",
            Clarity.NO_CLEAR_CHANGE: f"the difference is within chance ({SIGNIFICANCE})",
            Clarity.NOT_KNOWN: "no count of people or confidence interval was sent, so chance is not looked at",
        }[self.clarity]
        return (
            f"{self.now.period}: {self.now.value:f}; {self.before.period}: {self.before.value:f}; {said}. Rule {RULE}."
        )


def direction(
    points: Sequence[Point],
    now: Point,
    polarity: Polarity,
    *,
    baselines: Iterable[Baseline] = (),
    intervals: Mapping[Period, Interval] = MappingProxyType({}),
) -> Direction | None:
    """Which way the figure of `now` travelled since a year before; None when `now` has no figure.

    `intervals` tells how sure the figures are that are samples or counts of events.
    """
    if now.value is None:
        return None
    before = year_before(points, now)
    if before is None or before.value is None:
        return Direction(travel=Travel.NOTHING_BEFORE, now=now, before=None, moved=None, clarity=Clarity.NOT_KNOWN)
    if not is_comparable(before.period, now.period, baselines):
        return Direction(travel=Travel.NOT_COMPARABLE, now=now, before=before, moved=None, clarity=Clarity.NOT_KNOWN)
    sure = clarity(
        Estimate(value=before.value, interval=intervals.get(before.period)),
        Estimate(value=now.value, interval=intervals.get(now.period)),
    )
    moved = now.value - before.value
    return Direction(travel=_travel(moved, sure, polarity), now=now, before=before, moved=moved, clarity=sure)


def _travel(moved: Decimal, sure: Clarity, polarity: Polarity) -> Travel:
    if sure is Clarity.NO_CLEAR_CHANGE:
        return Travel.NO_CLEAR_CHANGE
    if moved == 0:
        return Travel.SAME
    if polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return Travel.UP if moved > 0 else Travel.DOWN
    return Travel.BETTER if (moved > 0) == (polarity is Polarity.HIGHER) else Travel.WORSE
