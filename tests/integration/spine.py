"""A small world for tests of the spine: decisions told by publication, noted by indicators in a table of the test."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

import aio_pika
import asyncpg

from shared import ledger, relay
from shared.clock import OffsetClock
from shared.database import EVERY_AREA, Database, Session, raw
from shared.events.publication import PolicyOverridden
from shared.events.topology import KINDS
from shared.inbox import Handler, Inbox, Received
from shared.messaging import Transport

AREA = "E08000009"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONSUMER = "indicators.register"
OTHER = "escalation.register"
SEEN = """
create table if not exists {schema}.seen (
  n bigint generated always as identity primary key,
  stream text not null, version int not null, event_id uuid not null);
"""


def decided(measure: str, value: int = 60) -> PolicyOverridden:
    return PolicyOverridden(
        area=AREA,
        key=measure,
        value=str(value),
        basis="local agreement",
        decided_by="full council",
        since_on=date(2026, 3, 2),
    )


async def make_seen(admin_url: str) -> None:
    connection = await asyncpg.connect(admin_url)
    await connection.execute("set role folkmoot_owner")
    for schema in ("indicators", "escalation"):
        await connection.execute(SEEN.format(schema=schema))
    await connection.close()


async def tell(publication: Database, measure: str, expected_version: int, value: int = 60) -> None:
    """Commit one event to the stream of one measure."""
    async with publication.unit_of_work(EVERY_AREA) as session:
        events = [decided(measure, value)]
        await ledger.append(
            session, f"register/{AREA}/{measure}", expected_version, events, area=AREA, actor="test", now=NOW
        )


class Poison(Exception):
    """A handler that will not have this event."""


async def note(session: Session, received: Sequence[Received]) -> None:
    """Write what was received; an event with a value of 666 is poison."""
    if any(r.event.value == "666" for r in received):
        raise Poison
    connection = await raw(session)
    await connection.executemany(
        "insert into seen (stream, version, event_id) values ($1, $2, $3)",
        [(r.envelope.stream, r.envelope.version, r.envelope.id) for r in received],
    )


async def seen(database: Database) -> list[tuple[str, int]]:
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await (await raw(session)).fetch("select stream, version from seen order by n")
    return [(row["stream"], row["version"]) for row in rows]


def faults_in(noted: Sequence[tuple[str, int]], told: int) -> dict[str, int]:
    """What went wrong on the way: lost, doubled and out of order within a stream; all zero when nothing did."""
    counts = Counter(noted)
    by_stream: dict[str, list[int]] = defaultdict(list)
    for stream, version in noted:
        by_stream[stream].append(version)
    return {
        "lost": told - len(counts),
        "doubled": sum(count - 1 for count in counts.values()),
        "out_of_order": sum(versions != sorted(versions) for versions in by_stream.values()),
    }


NONE = {"lost": 0, "doubled": 0, "out_of_order": 0}


@asynccontextmanager
async def consuming(
    listeners: Sequence[tuple[Database, str]],
    transport: Transport,
    handler: Handler = note,
    *,
    first_pause: float = 0.01,
) -> AsyncIterator[None]:
    """Consumers at work, as in a worker."""
    async with asyncio.TaskGroup() as tasks:
        started = []
        for database, consumer in listeners:
            inbox = Inbox(database, consumer, {PolicyOverridden: handler}, first_pause=first_pause)
            started.append(tasks.create_task(transport.consume(consumer, inbox.receive)))
            started.append(tasks.create_task(inbox.retry_for_ever()))
        await asyncio.sleep(0)
        try:
            yield
        finally:
            for task in started:
                task.cancel()


@asynccontextmanager
async def running(
    publication: Database, listeners: Sequence[tuple[Database, str]], transport: Transport
) -> AsyncIterator[None]:
    """The publication's relay and some consumers at work, as in two workers."""
    async with consuming(listeners, transport):
        carrying = asyncio.create_task(relay.run(publication, transport, OffsetClock()))
        try:
            yield
        finally:
            carrying.cancel()
            await asyncio.gather(carrying, return_exceptions=True)


async def until(condition: Callable[[], Awaitable[bool]], *, seconds: float = 60) -> None:
    """Wait until the awaitable function answers true; TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 what is waited for happens in a database
            await asyncio.sleep(0.02)


async def purge(url: str) -> None:
    """Empty every queue of the topology."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        for row in KINDS.values():
            for consumer in row.consumers:
                for name in (consumer, f"{consumer}.dead"):
                    await (await channel.get_queue(name, ensure=False)).purge()
