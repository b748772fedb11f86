"""Trying again what waits, one stream at a time, with growing pauses; after the last attempt the row is a dead letter.

Each attempt is a transaction of its own. What taking an event means is not known here.
"""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog

from shared.database import EVERY_AREA, Database, is_out_of_reach, raw
from shared.events.base import Envelope
from shared.inbox.taking import Taking

ATTEMPTS = 5
RUN = 100
FIRST_PAUSE = 0.1

log = structlog.get_logger()


class Retrying:
    """How one consumer's waiting events are tried again; `first_pause` in seconds grows sixfold after each attempt."""

    def __init__(self, database: Database, taking: Taking, first_pause: float) -> None:
        self._database = database
        self._taking = taking
        self._first_pause = first_pause

    async def once(self) -> bool:
        """Try the first waiting events of up to 100 streams; True when something moved."""
        async with self._database.unit_of_work(EVERY_AREA) as session:
            connection = await raw(session)
            await connection.execute(
                "delete from waiting w using progress p where w.consumer = $1 and p.consumer = $1 "
                "and p.stream = w.stream and w.version <= p.version and w.dead_reason is null",
                self._taking.consumer,
            )
            streams = await connection.fetch(
                "select w.stream from waiting w left join progress p using (consumer, stream) where w.consumer = $1 "
                "and w.version = coalesce(p.version, 0) + 1 and w.dead_reason is null "
                "and w.next_attempt_at <= clock_timestamp() order by w.arrived_at limit 100",
                self._taking.consumer,
            )
        moved = [await self._retry_stream(row["stream"]) for row in streams]
        return any(moved)

    async def _retry_stream(self, stream: str) -> bool:
        """Try the whole run of what is next; when that fails, its first event alone."""
        run = await self._waiting_run(stream)
        if not run:
            return False
        if await self._try(run) is None:
            return True
        reason = await self._try(run[:1])
        if reason is not None:
            await self._count_attempt(run[0], reason)
        return reason is None

    async def _try(self, envelopes: Sequence[Envelope]) -> str | None:
        """Apply in a transaction of its own; the reason when it failed."""
        try:
            async with self._database.unit_of_work(EVERY_AREA) as session:
                await self._taking.apply(session, envelopes)
        except Exception as error:
            if is_out_of_reach(error):  # nobody's fault: no attempt of the event's is spent on it
                raise
            return f"{type(error).__name__}: {error}"[:500]
        return None

    async def _waiting_run(self, stream: str) -> list[Envelope]:
        async with self._database.unit_of_work(EVERY_AREA) as session:
            connection = await raw(session)
            rows = await connection.fetch(
                "select version, envelope from waiting where consumer = $1 and stream = $2 and dead_reason is null "
                "order by version limit $3",
                self._taking.consumer,
                stream,
                RUN,
            )
        first = rows[0]["version"] if rows else 0
        return [_from_json(row["envelope"]) for n, row in enumerate(rows) if row["version"] == first + n]

    async def _count_attempt(self, e: Envelope, reason: str) -> None:
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 spreading retries, not a secret
        async with self._database.unit_of_work(EVERY_AREA) as session:
            connection = await raw(session)
            row = await connection.fetchrow(
                "update waiting set attempts = attempts + 1, "
                "next_attempt_at = clock_timestamp() + make_interval(secs => $4 * power(6, attempts)), "
                "dead_reason = case when attempts + 1 >= $5 then $6 end "
                "where consumer = $1 and stream = $2 and version = $3 returning attempts, dead_reason",
                self._taking.consumer,
                e.stream,
                e.version,
                self._first_pause * jitter,
                ATTEMPTS,
                reason,
            )
        log.warning(
            "inbox.attempt_failed", consumer=self._taking.consumer, event_id=e.id, attempts=row and row["attempts"]
        )


def _from_json(fields: dict[str, Any]) -> Envelope:
    return Envelope(**fields | {"occurred_at": datetime.fromisoformat(fields["occurred_at"])})
