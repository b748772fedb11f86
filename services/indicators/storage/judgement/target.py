"""Targets in force, one for each period of a measure. A target may come before its measure is known."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from asyncpg import Record

from services.indicators.domain.judgement.target import Target
from services.indicators.domain.judgement.trajectory import Mark, Path
from shared.database import Session, raw
from shared.events.publication import TargetRemoved
from shared.periods import parse

_COLUMNS = (
    "area, measure, period, value, tolerance, agreement, designated, illustrative, set_at, stretch, minimum, path, "
    "baseline, baseline_period, came, agreed_on, entry"
)
_SAVE = """
insert into target (area, measure, starts_on, ends_on, period, value, tolerance, agreement, designated, illustrative,
                    set_at, stretch, minimum, path, baseline, baseline_period, came, agreed_on, entry)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
on conflict (area, measure, starts_on, period) do update set value = excluded.value, tolerance = excluded.tolerance,
  agreement = excluded.agreement, designated = excluded.designated, illustrative = excluded.illustrative,
  set_at = excluded.set_at, stretch = excluded.stretch, minimum = excluded.minimum, path = excluded.path,
  baseline = excluded.baseline, baseline_period = excluded.baseline_period,
  came = excluded.came, agreed_on = excluded.agreed_on, entry = excluded.entry
"""


async def save(session: Session, targets: Sequence[Target]) -> None:
    """Keep each target as last set for its period."""
    await (await raw(session)).executemany(
        _SAVE,
        [
            (
                *(t.area, t.measure, t.period.starts_on, t.period.ends_on, t.period.text),
                *(t.value, t.tolerance, t.agreement, t.designated, t.illustrative, t.set_at),
                *(t.stretch, t.minimum, t.path),
                *((t.baseline.value, t.baseline.period.text) if t.baseline else (None, None)),
                *(t.came, t.agreed_on, t.entry),
            )
            for t in targets
        ],
    )


async def remove(session: Session, removed: Sequence[TargetRemoved]) -> None:
    """Let go of targets; one that another agreement has set since stays."""
    await (await raw(session)).executemany(
        "delete from target where area = $1 and measure = $2 and period = $3 and agreement = $4",
        [(one.area, one.measure, one.period, one.agreement) for one in removed],
    )


async def of_measure(session: Session, area: str, measure: str) -> list[Target]:
    """Every target of a measure, in order of period."""
    rows = await (await raw(session)).fetch(
        f"select {_COLUMNS} from target where area = $1 and measure = $2 order by ends_on, starts_on desc",  # noqa: S608 fixed columns
        area,
        measure,
    )
    return [_target(row) for row in rows]


async def every(session: Session) -> dict[str, dict[str, Target | None]]:
    """All that are kept, by the stream that told of them and by period; None for a row that no target could be."""
    rows = await (await raw(session)).fetch(f"select {_COLUMNS}, starts_on, ends_on from target order by period")  # noqa: S608 fixed columns
    found: defaultdict[str, dict[str, Target | None]] = defaultdict(dict)
    for row in rows:
        of_stream = found[f"target/{row['area']}/{row['measure']}"]
        of_stream[row["period"]] = None if row["period"] in of_stream else _possible(row)
    return found


async def heard(session: Session) -> dict[str, int]:
    """How many events of each stream of targets have been heard here."""
    rows = await (await raw(session)).fetch("select stream, version from progress where consumer = 'indicators.target'")
    return {row["stream"]: row["version"] for row in rows}


def _possible(row: Record) -> Target | None:
    try:
        found = _target({name: value for name, value in row.items() if name not in ("starts_on", "ends_on")})
    except ValueError:
        return None
    days = (row["starts_on"], row["ends_on"])
    return found if days == (found.period.starts_on, found.period.ends_on) else None


def _target(row: Mapping[str, Any] | Record) -> Target:
    known = {name: value for name, value in row.items() if name != "baseline_period"}
    began = row["baseline_period"]
    return Target(
        **known
        | {
            "period": parse(row["period"]),
            "path": Path(row["path"]),
            "baseline": None if began is None else Mark(parse(began), row["baseline"]),
        }
    )
