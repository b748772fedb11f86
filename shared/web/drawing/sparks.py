"""The drawing of a spark: a line without scale beside a figure that is said in words. It shows a shape, no figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise

SPARK_WIDTH, SPARK_HEIGHT = 108, 38


@dataclass(frozen=True, slots=True)
class Spark:
    """A line without scale beside a figure that is said in words: its stretches, its target, its last spot."""

    lines: Sequence[str]
    target: float | None
    end: tuple[float, float] | None


def sparkline(values: Sequence[Decimal | None], target: Decimal | None = None, on: Sequence[date] = ()) -> Spark:
    """The spark of these values, oldest first; it breaks where one is missing, be it between two days of `on`."""
    values = _with_gaps(values, on)
    known = [value for value in (*values, target) if value is not None]
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(1))
    reach = float(high - low) or 1.0
    step = (SPARK_WIDTH - 10) / max(len(values) - 1, 1)

    def y(value: Decimal) -> float:
        return round(SPARK_HEIGHT - 5 - float(value - low) / reach * (SPARK_HEIGHT - 10), 1)

    spots = [None if value is None else (round(4 + index * step, 1), y(value)) for index, value in enumerate(values)]
    runs = [list(run) for there, run in groupby(spots, key=lambda spot: spot is not None) if there]
    lines = [" ".join(f"{spot[0]},{spot[1]}" for spot in run if spot) for run in runs if len(run) > 1]
    return Spark(lines, None if target is None else y(target), next((spot for spot in reversed(spots) if spot), None))


def _with_gaps(values: Sequence[Decimal | None], on: Sequence[date]) -> list[Decimal | None]:
    """The values with a missing one where their days lie further apart than most: more than half as far again."""
    steps = sorted((later - earlier).days for earlier, later in pairwise(on))
    if len(values) != len(on) or not steps:
        return list(values)
    usual = steps[len(steps) // 2] if steps[len(steps) // 2] < 2 * steps[0] else steps[0]
    found: list[Decimal | None] = list(values[:1])
    for (earlier, later), value in zip(pairwise(on), values[1:], strict=True):
        found += [None, value] if 2 * (later - earlier).days > 3 * max(usual, 1) else [value]
    return found
