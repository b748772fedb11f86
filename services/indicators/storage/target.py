"""Targets in force, one for each period of a measure. A target may come before its measure is known."""

from collections.abc import Sequence

from services.indicators.domain.target import Target
from shared.database import Session, raw
from shared.periods import parse

_SAVE = """
insert into target (area, measure, starts_on, ends_on, period, value, tolerance, agreement, designated, illustrative,
                    set_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (area, measure, starts_on, period) do update set value = excluded.value, tolerance = excluded.tolerance,
  agreement = excluded.agreement, designated = excluded.designated, illustrative = excluded.illustrative,
  set_at = excluded.set_at
"""


async def save(session: Session, targets: Sequence[Target]) -> None:
    """Keep each target as last set for its period."""
    await (await raw(session)).executemany(
        _SAVE,
        [
            (
                *(t.area, t.measure, t.period.starts_on, t.period.ends_on, t.period.text),
                *(t.value, t.tolerance, t.agreement, t.designated, t.illustrative, t.set_at),
            )
            for t in targets
        ],
    )


async def of_measure(session: Session, area: str, measure: str) -> list[Target]:
    """Every target of a measure, in order of period."""
    rows = await (await raw(session)).fetch(
        "select area, measure, period, value, tolerance, agreement, designated, illustrative, set_at from target "
        "where area = $1 and measure = $2 order by ends_on, starts_on desc",
        area,
        measure,
    )
    return [Target(**{**row, "period": parse(row["period"])}) for row in rows]
