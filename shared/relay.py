"""The relay: one leader per service carries the outbox, in order, to the transport. It decides nothing about events.

Outbox positions are deleted when confirmed; never is there an "id greater than last seen", because sequence ids commit
out of order. A kind whose publishing fails is paused and shown; the other kinds go on.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import asyncpg
import structlog
from sqlalchemy import text

from shared.clock import Clock, sleep_or_moved
from shared.database import DATABASE_ERRORS, EVERY_AREA, Database
from shared.events.base import CANARY, Envelope, new_id, pack, pack_spelled, spell
from shared.events.topology import kinds_of
from shared.failpoints import failpoint
from shared.ledger import heading
from shared.messaging import Transport

BATCH = 5000
PIECE = 100
PIECE_BYTES = 256 * 1024
POLL = 1.0
CANARY_EVERY = 15.0
LONGEST_PAUSE = 5.0

log = structlog.get_logger()

_NEXT = """
select position, event_id, kind, stream, version, epoch, type, area, data::text, actor, correlation_id, causation_id,
       occurred_at
from outbox join ledger using (position)
where kind <> all ($1) and position not in (select unnest($2::bigint[])) order by position limit $3
"""
_BEHIND = text("select kind, min(occurred_at) as since from outbox join ledger using (position) group by kind")


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
    """Carry what the outbox holds; True when it held something, and there may be more to carry now.

    The next load is read and packed while the last one is on its way. What is on its way is left out by name.
    """
    pieces = await _next_pieces(connection, pauses, [])
    carried = bool(pieces)
    while pieces:
        failpoint("relay.before_publish")
        async with asyncio.TaskGroup() as tasks:
            published = [tasks.create_task(_publish(transport, piece)) for piece in pieces]
            following = await _next_pieces(connection, pauses, [p for piece in pieces for p in piece.positions])
        failpoint("relay.after_publish")
        failed = await _settle(connection, pauses, pieces, [task.result() for task in published])
        pieces = [piece for piece in following if piece.kind not in failed]
    return carried


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
) -> Collection[str]:
    """Delete the pointers to what was confirmed, pause and resume kinds; the kinds that failed."""
    done = [p for piece, error in zip(pieces, results, strict=True) if error is None for p in piece.positions]
    await connection.execute("delete from outbox where position = any ($1)", done)
    failpoint("relay.after_delete")
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
    return failed.keys()


async def _next_pieces(connection: asyncpg.Connection, pauses: Pauses, under_way: Sequence[int]) -> Sequence[_Piece]:
    """The next load of the outbox in messages, each kind in its order."""
    by_kind: dict[str, list[tuple[asyncpg.Record, bytes]]] = defaultdict(list)
    for row in await connection.fetch(_NEXT, pauses.still(), under_way, BATCH):
        by_kind[row["kind"]].append((row, spell(heading(row), row["data"])))
    return [piece for kind, spelled in by_kind.items() for piece in _pieces(kind, spelled)]


def _pieces(kind: str, spelled: Sequence[tuple[asyncpg.Record, bytes]]) -> Iterator[_Piece]:
    size, start = 2, 0  # two brackets, and a comma after each event
    for n, (_, event) in enumerate(spelled):
        if n > start and (n - start == PIECE or size + len(event) > PIECE_BYTES):
            yield _piece(kind, spelled[start:n])
            size, start = 2, n
        size += len(event) + 1
    yield _piece(kind, spelled[start:])


def _piece(kind: str, spelled: Sequence[tuple[asyncpg.Record, bytes]]) -> _Piece:
    rows = [row for row, _ in spelled]
    body = pack_spelled([event for _, event in spelled])
    return _Piece(kind, [row["position"] for row in rows], body, str(rows[0]["event_id"]))


async def _sing(database: Database, transport: Transport, clock: Clock) -> None:
    """Send a canary through every queue of this service's kinds, every 15 s and when business time is moved."""
    while True:
        await sing(database, transport, clock)
        await sleep_or_moved(clock, CANARY_EVERY)


async def sing(database: Database, transport: Transport, clock: Clock) -> None:
    """Send one canary through each queue. It speaks for the moment until which all that was told has left.

    A canary that went past what still lies in the outbox would let a deadline fire over a fact received in time.
    """
    now = clock.now()  # before the outbox is read: what is told later is not spoken for
    async with database.unit_of_work(EVERY_AREA) as session:
        behind = {row.kind: row.since for row in await session.execute(_BEHIND)}
    for kind in kinds_of(database.schema):
        spoken_for = min(now, behind.get(kind, now))
        note = Envelope(str(new_id()), CANARY, kind, f"canary/{kind}", 1, "", spoken_for, {})
        try:
            await transport.publish(kind, pack([note]), note.id)
        except Exception as error:  # noqa: BLE001 a canary that does not arrive is what readiness is there to show
            log.warning("relay.canary_lost", kind=kind, error=type(error).__name__)
