"""The inbox: order, exactly-once effect, retry, parking and dead letters of what other services tell, in one place.

`progress` says how far a consumer has applied each stream; its rows are locked, the effect written and the version
moved on in one transaction, and only then is the message acknowledged. What comes early or fails waits in `waiting`,
one stream at a time; after its last attempt the row there is the dead letter.
"""

import asyncio
import itertools
import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import structlog
from asyncpg import Connection
from sqlalchemy import text

from shared import ledger
from shared.database import DATABASE_ERRORS, EVERY_AREA, Database, Session, is_out_of_reach, raw
from shared.events.base import CANARY, Envelope, unpack
from shared.events.topology import consumers_of
from shared.failpoints import failpoint

ATTEMPTS = 5
RUN = 100
POLL = 0.5
FIRST_PAUSE = 0.1
FORKED = "history-forked: this version was told before, and again after a restore"

log = structlog.get_logger()

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


class Inbox:
    """One consumer's inbox. `handlers` maps event classes to functions that take lists, in stream order."""

    def __init__(
        self, database: Database, consumer: str, handlers: Mapping[type, Handler], *, first_pause: float = FIRST_PAUSE
    ) -> None:
        """`first_pause` in seconds stands before the second attempt and grows sixfold after each."""
        self.consumer = consumer
        self._first_pause = first_pause
        self._database = database
        self._handlers = handlers
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._arrived: list[Sequence[Envelope]] = []

    async def receive(self, body: bytes) -> None:
        """Take one message. On return its effects or its waiting rows are committed, and it may be acknowledged.

        Raises Unreadable for bytes that are no batch, and the database's error when that is away.
        """
        envelopes = unpack(body)
        if envelopes and envelopes[0].type == CANARY:
            async with self._turn:
                await self._hear_canary(envelopes[0])
            return
        self._arrived.append(envelopes)
        async with self._turn:
            if any(arrived is envelopes for arrived in self._arrived):
                await self._take_what_arrived(envelopes)

    async def retry_for_ever(self) -> None:
        """Try what waits, woken by arrivals, until cancelled."""
        while True:
            self._wake.clear()
            try:
                while await self.retry_once():
                    pass
            except DATABASE_ERRORS as error:
                log.warning("inbox.retry_failed", consumer=self.consumer, error=type(error).__name__)
            try:
                async with asyncio.timeout(POLL):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def retry_once(self) -> bool:
        """Try the first waiting events of up to 100 streams; True when something moved."""
        async with self._turn:
            return await self._retry_some()

    async def _take_what_arrived(self, own: Sequence[Envelope]) -> None:
        """Take this message and all that wait for their turn behind it in one transaction; one flush serves them all.

        When that fails, the others try for themselves: each caller hears of its own message only.
        """
        arrived = list(self._arrived)
        try:
            await self._take([e for envelopes in arrived for e in envelopes])
        except BaseException:
            self._arrived = [envelopes for envelopes in self._arrived if envelopes is not own]
            raise
        del self._arrived[: len(arrived)]

    async def _take(self, envelopes: Sequence[Envelope]) -> None:
        try:
            async with self._database.unit_of_work(EVERY_AREA) as session:
                more_waits = await self._apply(session, envelopes)
                failpoint("inbox.before_commit")
        except Exception as error:  # noqa: BLE001 a handler failed: park, so that each stream is tried on its own
            log.warning("inbox.parked", consumer=self.consumer, count=len(envelopes), error=type(error).__name__)
            async with self._database.unit_of_work(EVERY_AREA) as session:
                await self._park(await raw(session), envelopes)
            more_waits = True
        failpoint("inbox.after_commit")
        if more_waits:
            self._wake.set()

    async def _apply(self, session: Session, envelopes: Sequence[Envelope]) -> bool:
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
                await self._park(connection, [e], dead_reason=FORKED)
        await self._handle(session, ready)
        failpoint("inbox.after_effect")
        await self._move_on(connection, {e.stream: at[e.stream] for e in ready})
        await self._park(connection, early)
        return more_waits or bool(early)

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

    async def _park(
        self, connection: Connection, envelopes: Sequence[Envelope], dead_reason: str | None = None
    ) -> None:
        if not envelopes:
            return
        await connection.executemany(
            "insert into waiting (consumer, stream, version, envelope, dead_reason) values ($1, $2, $3, $4, $5) "
            "on conflict do nothing",
            [(self.consumer, e.stream, e.version, _to_json(e), dead_reason) for e in envelopes],
        )

    async def _retry_some(self) -> bool:
        async with self._database.unit_of_work(EVERY_AREA) as session:
            connection = await raw(session)
            await connection.execute(
                "delete from waiting w using progress p where w.consumer = $1 and p.consumer = $1 "
                "and p.stream = w.stream and w.version <= p.version and w.dead_reason is null",
                self.consumer,
            )
            streams = await connection.fetch(
                "select w.stream from waiting w left join progress p using (consumer, stream) where w.consumer = $1 "
                "and w.version = coalesce(p.version, 0) + 1 and w.dead_reason is null "
                "and w.next_attempt_at <= clock_timestamp() order by w.arrived_at limit 100",
                self.consumer,
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
                await self._apply(session, envelopes)
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
                self.consumer,
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
                self.consumer,
                e.stream,
                e.version,
                self._first_pause * jitter,
                ATTEMPTS,
                reason,
            )
        log.warning("inbox.attempt_failed", consumer=self.consumer, event_id=e.id, attempts=row and row["attempts"])

    async def _hear_canary(self, e: Envelope) -> None:
        async with self._database.unit_of_work(EVERY_AREA) as session:
            await session.execute(
                text(
                    "insert into canary (consumer, sent_at) values (:consumer, :sent_at) on conflict (consumer) "
                    "do update set sent_at = excluded.sent_at, seen_at = clock_timestamp()"
                ),
                {"consumer": self.consumer, "sent_at": e.occurred_at},
            )


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


def _to_json(e: Envelope) -> str:
    return json.dumps(asdict(e) | {"occurred_at": e.occurred_at.isoformat()}, ensure_ascii=False)


def _from_json(fields: dict[str, Any]) -> Envelope:
    return Envelope(**fields | {"occurred_at": datetime.fromisoformat(fields["occurred_at"])})
