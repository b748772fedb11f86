"""The copy of what indicators tells about measures: the last judgement, with the target that it was judged by."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from services.escalation.domain.command import NoteFigures
from shared.database import Session, raw
from shared.events.indicators import Judgement

NOT_SENT = "not sent"
NO_TARGET = "none"


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


def _note(period: str, value: Decimal | None, target: Decimal | None, verdict: str, before: str) -> NoteFigures:
    return NoteFigures(
        period=period,
        value=NOT_SENT if value is None else f"{value:f}",
        target=NO_TARGET if target is None else f"{target:f}",
        verdict=verdict,
        before=before,
    )
