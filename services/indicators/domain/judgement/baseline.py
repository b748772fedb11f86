"""Where a series begins anew because a person said so: the process changed, or the definition did. Pure.

A new process moves the limits; figures before and after may still be compared. A new definition breaks the series: no
figure before it is compared with one after. Nothing is ever rebased by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.indicators.domain.judgement.history import Point
from shared.events.indicators import BaselineSet
from shared.periods import Period


class Cause(StrEnum):
    """Why the limits are reckoned anew from a period on."""

    PROCESS = "process_changed"
    DEFINITION = "definition_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Somebody's decision that a series begins anew with a period: who, of which body, when, and why."""

    area: str
    measure: str
    period: Period
    cause: Cause
    reason: str
    decided_by: str
    body: str | None
    decided_at: datetime
    version: int

    @property
    def stream(self) -> str:
        """The ledger stream of the measure's baselines."""
        return f"baseline/{self.area}/{self.measure}"

    @property
    def event(self) -> BaselineSet:
        """The event that tells of the decision."""
        return BaselineSet(
            area=self.area,
            measure=self.measure,
            period=self.period.text,
            cause=self.cause.value,
            reason=self.reason,
            body=self.body,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """Points that belong together: of one length of period, under one definition, on one baseline.

    `begun_by` is the decision with which it begins; None for the beginning of the series.
    """

    points: tuple[Point, ...]
    begun_by: Baseline | None


def sections(points: Sequence[Point], baselines: Iterable[Baseline]) -> list[Section]:
    """The series cut at every decision, oldest first. Periods of another length than the latest figure's are left out.

    A decision for a period before the first figure, or without figures of its own, cuts nothing off.
    """
    alike = _alike(points)
    starts = sorted(baselines, key=lambda one: one.period)
    found: list[Section] = []
    for place, begun_by in enumerate([None, *starts]):
        ends = starts[place].period if place < len(starts) else None
        kept = tuple(
            point
            for point in alike
            if (begun_by is None or point.period >= begun_by.period) and (ends is None or point.period < ends)
        )
        if any(point.value is not None for point in kept):
            found.append(Section(kept, begun_by))
    return found


def is_comparable(earlier: Period, later: Period, baselines: Iterable[Baseline]) -> bool:
    """Whether both periods are measured by one definition."""
    breaks = (one.period for one in baselines if one.cause is Cause.DEFINITION)
    return not any(earlier < begins <= later for begins in breaks)


def _alike(points: Sequence[Point]) -> list[Point]:
    latest = next((point for point in reversed(points) if point.value is not None), None)
    return [] if latest is None else [point for point in points if length(point.period) == length(latest.period)]


def length(period: Period) -> int:
    """How many whole months a period takes; 0 for a day."""
    if period.starts_on == period.ends_on:
        return 0
    return 12 * (period.ends_on.year - period.starts_on.year) + period.ends_on.month - period.starts_on.month + 1
