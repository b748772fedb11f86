"""How far consumers are: for readiness, for deciders that wait for facts on their way, and for a rebuild."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from shared.database import Session
from shared.events.topology import consumers_of


async def forget(session: Session, consumer: str) -> None:
    """Take a projection back to before its first event; only with its rows, and only for one that can be rebuilt."""
    for table in ("waiting", "progress"):
        await session.execute(text(f"delete from {table} where consumer = :consumer"), {"consumer": consumer})  # noqa: S608 fixed


async def is_caught_up(session: Session, consumer: str, streams: Sequence[str], since: datetime) -> bool:
    """Whether everything told before `since` (business time) has been applied here for these streams.

    False while events of the streams wait, or while the newest canary through the producer's relay was sent before.
    """
    row = (
        await session.execute(
            text(
                "select exists (select from waiting where consumer = :consumer and stream = any (:streams)) as waits, "
                "coalesce((select sent_at >= :since from canary where consumer = :consumer), false) as heard"
            ),
            {"consumer": consumer, "streams": list(streams), "since": since},
        )
    ).one()
    return bool(row.heard) and not row.waits


async def health(session: Session, service: str) -> dict[str, Any]:
    """What readiness shows of each consumer: age of the last canary, events waiting too long, dead letters."""
    rows = await session.execute(
        text(
            "select c.consumer, extract(epoch from clock_timestamp() - k.seen_at) as canary_seconds, "
            "count(w.stream) filter (where w.dead_reason is not null) as dead, "
            "count(w.stream) filter (where w.dead_reason is null "
            " and w.arrived_at < clock_timestamp() - interval '60 s' "
            " and not exists (select from waiting d where d.consumer = w.consumer and d.stream = w.stream "
            "                 and d.dead_reason is not null)) as stuck "
            "from unnest(cast(:consumers as text[])) c(consumer) left join canary k using (consumer) "
            "left join waiting w using (consumer) group by c.consumer, k.seen_at order by c.consumer"
        ),
        {"consumers": list(consumers_of(service))},
    )
    return {
        row.consumer: {
            "canary_seconds": None if row.canary_seconds is None else float(row.canary_seconds),
            "dead": row.dead,
            "stuck": row.stuck,
        }
        for row in rows
    }
