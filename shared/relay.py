"""The relay: one leader per service carries the outbox, in order, to the transport. It decides nothing about events.

Outbox positions are deleted when confirmed; never is there an "id greater than last seen", because sequence ids commit
out of order. A kind whose publishing fails is paused and shown; the other kinds go on.
"""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import asyncpg
import structlog

from shared.clock import Clock, sleep_or_moved
from shared.database import DATABASE_ERRORS, Database
from shared.events.base import CANARY, Envelope, new_id, pack
from shared.events.topology import kinds_of
from shared.failpoints import failpoint
from shared.ledger import envelope
from shared.messaging import Transport

BATCH = 2000
PIECE = 100
PIECE_BYTES = 256 * 1024
POLL = 1.0
CANARY_EVERY = 15.0
LONGEST_PAUSE = 5.0

log = structlog.get_logger()

_NEXT = """
select position, event_id, kind, stream, version, epoch, type, area, data, actor, correlation_id, causation_id,
       occurred_at
from outbox join ledger using (position)
where kind <> all ($1) order by position limit $2
"""


@dataclass(slots=True)
class Pauses:
    """Kinds that failed, when each may be tried again, and how long the next pause would be."""

    until: dict[str, float] = field(default_factory=dict)
    length: dict[str, float] = field(default_factory=dict)

    def still(self) -> list[str]:
        """Kinds not to be tried yet."""
        moment = asyncio.get_running_loop().time()
        return [kind for kind, until in self.until.items() if until > moment]

    def fail(self, kind: str) -> None:
        """Pause the kind, longer than the last time."""
        length = min(self.length.get(kind, 0.25) * 2, LONGEST_PAUSE)
        self.length[kind] = length
        self.until[kind] = asyncio.get_running_loop().time() + length * random.uniform(0.8, 1.2)  # noqa: S311 jitter

    def succeed(self, kind: str) -> bool:
        """End the kind's pause; whether there was one."""
        self.until.pop(kind, None)
        return self.length.pop(kind, None) is not None


async def run(database: Database, transport: Transport, clock: Clock) -> None:
    """Lead when nobody else does, and carry the outbox until cancelled; a lost connection is opened again."""
    while True:
        try:
            await _lead(database, transport, clock)
        except* DATABASE_ERRORS as lost:
            log.warning("relay.connection_lost", service=database.schema, error=repr(lost.exceptions))
        await asyncio.sleep(0.5)


async def _lead(database: Database, transport: Transport, clock: Clock) -> None:
    connection = await database.kept_connection()
    wake = asyncio.Event()
    try:
        await connection.execute("select pg_advisory_lock(hashtextextended($1, 0))", f"{database.schema}.relay")
        await connection.execute("set synchronous_commit = off")  # a pointer that comes back is an event sent twice
        await connection.execute("delete from paused")
        await connection.add_listener(f"{database.schema}_outbox", lambda *_: wake.set())
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_carry(connection, transport, wake))
            tasks.create_task(_sing(database, transport, clock))
    finally:
        await connection.close(timeout=2)


async def _carry(connection: asyncpg.Connection, transport: Transport, wake: asyncio.Event) -> None:
    pauses = Pauses()
    while True:
        wake.clear()
        while await drain(connection, transport, pauses):
            pass
        try:
            async with asyncio.timeout(POLL):
                await wake.wait()
        except TimeoutError:
            continue


async def drain(connection: asyncpg.Connection, transport: Transport, pauses: Pauses) -> bool:
    """Carry one load of the outbox; True when there may be more to carry now."""
    rows = await connection.fetch(_NEXT, pauses.still(), BATCH)
    if not rows:
        return False
    pieces = list(_pieces(rows))
    failpoint("relay.before_publish")
    results = await asyncio.gather(*(_publish(transport, piece) for piece in pieces))
    failpoint("relay.after_publish")
    done = [p for piece, error in zip(pieces, results, strict=True) if error is None for p in piece.positions]
    await connection.execute("delete from outbox where position = any ($1)", done)
    failpoint("relay.after_delete")
    await _settle(connection, pauses, pieces, results)
    return True


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one message carries: events of one kind, at most 100 and 256 KiB."""

    kind: str
    positions: list[int]
    body: bytes
    message_id: str


async def _publish(transport: Transport, piece: _Piece) -> Exception | None:
    try:
        await transport.publish(piece.kind, piece.body, piece.message_id)
    except Exception as error:  # noqa: BLE001 whatever it was, the event stays in the outbox and the kind is paused
        return error
    return None


async def _settle(
    connection: asyncpg.Connection, pauses: Pauses, pieces: Sequence[_Piece], results: Sequence[Exception | None]
) -> None:
    failed = {piece.kind: str(error) for piece, error in zip(pieces, results, strict=True) if error is not None}
    for kind, reason in failed.items():
        pauses.fail(kind)
        log.warning("relay.paused", kind=kind, reason=reason)
        await connection.execute(
            "insert into paused (kind, reason) values ($1, $2) on conflict (kind) do update set reason = $2",
            kind,
            reason,
        )
    for kind in {piece.kind for piece in pieces} - failed.keys():
        if pauses.succeed(kind):
            log.info("relay.resumed", kind=kind)
            await connection.execute("delete from paused where kind = $1", kind)


def _pieces(rows: Sequence[asyncpg.Record]) -> Iterator[_Piece]:
    by_kind: dict[str, list[asyncpg.Record]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], []).append(row)
    for kind, of_kind in by_kind.items():
        for start in range(0, len(of_kind), PIECE):
            yield from _piece(kind, of_kind[start : start + PIECE])


def _piece(kind: str, rows: list[asyncpg.Record]) -> Iterator[_Piece]:
    body = pack([envelope(row) for row in rows])
    if len(body) > PIECE_BYTES and len(rows) > 1:
        middle = len(rows) // 2
        yield from _piece(kind, rows[:middle])
        yield from _piece(kind, rows[middle:])
    else:
        yield _Piece(kind, [row["position"] for row in rows], body, str(rows[0]["event_id"]))


async def _sing(database: Database, transport: Transport, clock: Clock) -> None:
    """Send a canary through every queue of this service's kinds, every 15 s and when business time is moved."""
    while True:
        for kind in kinds_of(database.schema):
            note = Envelope(str(new_id()), CANARY, kind, f"canary/{kind}", 1, "", clock.now(), {})
            try:
                await transport.publish(kind, pack([note]), note.id)
            except Exception as error:  # noqa: BLE001 a canary that does not arrive is what readiness is there to show
                log.warning("relay.canary_lost", kind=kind, error=type(error).__name__)
        await sleep_or_moved(clock, CANARY_EVERY)
