"""Copies of what indicators and publication tell about measures: the last judgement and the targets in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.escalation.domain.command import NoteFigures
from shared.database import Session, raw
from shared.events.indicators import Judgement
from shared.events.publication import TargetSet

NOT_SENT = "not sent"
NO_TARGET = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target in force for one period of a measure."""

    period: str
    value: Decimal
    tolerance: Decimal
    agreement: str
    illustrative: bool


async def latest(session: Session, area: str, measure: str) -> NoteFigures | None:
    """The last judgement of the measure, as a case notes it; None when nothing was judged yet."""
    row = await (await raw(session)).fetchrow(
        "select period, value, target, verdict, verdict_before from judgement where area = $1 and measure = $2",
        area,
        measure,
    )
    if row is None:
        return None
    return _note(row["period"], row["value"], row["target"], row["verdict"], row["verdict_before"])


def note(event: Judgement) -> NoteFigures:
    """A judgement as a case notes it."""
    return _note(event.period, event.value, event.target, event.verdict, event.before)


async def targets(session: Session, area: str, measure: str) -> list[Target]:
    """The targets in force, by period."""
    rows = await (await raw(session)).fetch(
        "select period, value, tolerance, agreement, illustrative from target "
        "where area = $1 and measure = $2 order by period",
        area,
        measure,
    )
    return [Target(**row) for row in rows]


async def save_judgements(session: Session, events: Sequence[Judgement]) -> None:
    """Keep the last judgement of each measure; they come in order within a measure."""
    rows: list[tuple[str, str, str, Decimal | None, Decimal | None, str, str, datetime]] = [
        (e.area, e.measure, e.period, e.value, e.target, e.verdict, e.before, e.received_at) for e in events
    ]
    await (await raw(session)).executemany(
        "insert into judgement (area, measure, period, value, target, verdict, verdict_before, received_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (area, measure) do update set period = excluded.period, "
        "value = excluded.value, target = excluded.target, verdict = excluded.verdict, "
        "verdict_before = excluded.verdict_before, received_at = excluded.received_at",
        rows,
    )


async def save_targets(session: Session, events: Sequence[TargetSet]) -> None:
    """Keep the targets as last set."""
    await (await raw(session)).executemany(
        "insert into target (area, measure, period, value, tolerance, agreement, illustrative) "
        "values ($1, $2, $3, $4, $5, $6, $7) on conflict (area, measure, period) do update set "
        "value = excluded.value, tolerance = excluded.tolerance, agreement = excluded.agreement, "
        "illustrative = excluded.illustrative",
        [(e.area, e.measure, e.period, e.value, e.tolerance, e.agreement, e.illustrative) for e in events],
    )


def _note(period: str, value: Decimal | None, target: Decimal | None, verdict: str, before: str) -> NoteFigures:
    return NoteFigures(
        period=period,
        value=NOT_SENT if value is None else f"{value:f}",
        target=NO_TARGET if target is None else f"{target:f}",
        verdict=verdict,
        before=before,
    )
