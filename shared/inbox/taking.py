"""Taking what was told: what is next in its stream takes effect, what is early waits, what was applied is ignored.

Works inside the caller's transaction and never commits; when to try again is not known here.
"""

import itertools
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from asyncpg import Connection

from shared import ledger
from shared.database import Session, raw
from shared.events.base import Envelope
from shared.failpoints import failpoint

FORKED = "history-forked: this version was told before, and again after a restore"

# An update that changes nothing locks the row and reads it in one statement.
_LOCK = """
insert into progress as p (consumer, stream, version) select $1, s, 0 from unnest($2::text[]) s order by s
on conflict (consumer, stream) do update set version = p.version
returning stream, version, epoch,
  exists (select from waiting w where w.consumer = $1 and w.stream = p.stream and w.dead_reason is null) as waits
"""


@dataclass(frozen=True, slots=True)
class Received:
    """One event as a handler gets it: decoded, with the envelope it came in."""

    event: Any
    envelope: Envelope


Handler = Callable[[Session, Sequence[Received]], Awaitable[None]]


class Taking:
    """How one consumer takes events. `handlers` maps event classes to functions that take lists, in stream order."""

    def __init__(self, consumer: str, handlers: Mapping[type, Handler]) -> None:
        self.consumer = consumer
        self._handlers = handlers

    async def apply(self, session: Session, envelopes: Sequence[Envelope]) -> bool:
        """Apply what is next in its stream, park what is early; True when something of these streams waits."""
        connection = await raw(session)
        streams = sorted({e.stream for e in envelopes})
        at, more_waits = await self._lock(connection, streams)
        ready: list[Envelope] = []
        early: list[Envelope] = []
        for e in envelopes:
            version, epoch = at[e.stream]
            if e.version == version + 1:
                ready.append(e)
                at[e.stream] = (e.version, e.epoch)
            elif e.version > version:
                early.append(e)
            elif e.epoch > epoch:
                await self.park(connection, [e], dead_reason=FORKED)
        await self._handle(session, ready)
        failpoint("inbox.after_effect")
        await self._move_on(connection, {e.stream: at[e.stream] for e in ready})
        await self.park(connection, early)
        return more_waits or bool(early)

    async def park(self, connection: Connection, envelopes: Sequence[Envelope], dead_reason: str | None = None) -> None:
        """Let events wait in their streams, or lie there as dead letters."""
        if not envelopes:
            return
        await connection.executemany(
            "insert into waiting (consumer, stream, version, envelope, dead_reason) values ($1, $2, $3, $4, $5) "
            "on conflict do nothing",
            [(self.consumer, e.stream, e.version, _to_json(e), dead_reason) for e in envelopes],
        )

    async def _lock(self, connection: Connection, streams: list[str]) -> tuple[dict[str, tuple[int, int]], bool]:
        """Lock how far each stream has been applied, in order of name; and whether something of them waits."""
        rows = await connection.fetch(_LOCK, self.consumer, streams)
        return {row["stream"]: (row["version"], row["epoch"]) for row in rows}, any(row["waits"] for row in rows)

    async def _handle(self, session: Session, envelopes: Sequence[Envelope]) -> None:
        """Give runs of events that share a handler to it; a type that nobody handles still moves its stream on."""
        decoded = [(ledger.load(e.type, e.content), e) for e in envelopes]
        cared_for = [
            (handler, Received(happened, e))
            for happened, e in decoded
            if (handler := self._handlers.get(type(happened))) is not None
        ]
        for handler, run in itertools.groupby(cared_for, key=lambda pair: pair[0]):
            received = [r for _, r in run]
            cause = ledger.causation_id.set(received[0].envelope.id)
            thread = ledger.correlation_id.set(received[0].envelope.correlation_id)
            try:
                await handler(session, received)
            finally:
                ledger.causation_id.reset(cause)
                ledger.correlation_id.reset(thread)

    async def _move_on(self, connection: Connection, at: Mapping[str, tuple[int, int]]) -> None:
        if at:
            await connection.execute(
                "update progress p set version = n.version, epoch = greatest(p.epoch, n.epoch) "
                "from unnest($2::text[], $3::int[], $4::int[]) n(stream, version, epoch) "
                "where p.consumer = $1 and p.stream = n.stream",
                self.consumer,
                list(at),
                [version for version, _ in at.values()],
                [epoch for _, epoch in at.values()],
            )


def _to_json(e: Envelope) -> str:
    return json.dumps(asdict(e) | {"occurred_at": e.occurred_at.isoformat()}, ensure_ascii=False)
