"""By which calendar the days of an area's cases were counted last."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.ladder.clock import Known
from shared.database import Session, raw
from shared.working_days import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A calendar, its fingerprint, and since when the area's days are counted by it."""

    known: Known
    fingerprint: str
    counted_at: datetime


async def last(session: Session, area: str) -> Counted | None:
    """What the area's days were counted by last; None when nothing was counted yet."""
    row = await (await raw(session)).fetchrow(
        "select closed, elections::text as elections, fingerprint, counted_at from counted_by where area = $1", area
    )
    if row is None:
        return None
    spans = (
        Span(date.fromisoformat(first), date.fromisoformat(last_on), reason)
        for first, last_on, reason in json.loads(row["elections"])
    )
    known = Known(closed=frozenset(row["closed"]), elections=tuple(spans))
    return Counted(known=known, fingerprint=row["fingerprint"], counted_at=row["counted_at"])


async def keep(session: Session, area: str, known: Known, fingerprint: str, now: datetime) -> None:
    """State by what the area's days are counted from now on."""
    spans = [[span.first_on.isoformat(), span.last_on.isoformat(), span.reason] for span in known.elections]
    await (await raw(session)).execute(
        "insert into counted_by (area, closed, elections, fingerprint, counted_at) "
        "values ($1, $2, $3::text::jsonb, $4, $5) on conflict (area) do update set closed = excluded.closed, "
        "elections = excluded.elections, fingerprint = excluded.fingerprint, counted_at = excluded.counted_at",
        area,
        sorted(known.closed),
        json.dumps(spans),
        fingerprint,
        now,
    )
