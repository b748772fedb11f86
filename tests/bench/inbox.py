"""P5: the consumer with inbox and effect, against plain acknowledgement of the same events, one for each message."""

import asyncio
import time
from collections.abc import Sequence

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from shared.database import Session, raw
from shared.events.publication import PolicyOverridden
from shared.inbox import Inbox, Received
from shared.messaging import RabbitTransport
from tests.bench import backlog
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.world import world
from tests.integration.spine import CONSUMER

ROWS = 20_000
PREFETCH = 500


async def note(session: Session, received: Sequence[Received]) -> None:
    """The effect: a row for each event, in one statement, as handlers of lists write them."""
    await (await raw(session)).execute(
        "insert into seen (stream, version, event_id) select * from unnest($1::text[], $2::int[], $3::uuid[])",
        [r.envelope.stream for r in received],
        [r.envelope.version for r in received],
        [r.envelope.id for r in received],
    )


async def consumed(ground: Ground) -> Figures:
    """The product: the queue as the relay filled it, until every effect is committed."""
    await backlog.relayed(ground, ROWS)
    database, transport = (await world(ground)).database("indicators"), RabbitTransport(ground.amqp_url)
    inbox = Inbox(database, CONSUMER, {PolicyOverridden: note})
    watching = await database.kept_connection()
    began = time.perf_counter()
    consuming = asyncio.create_task(transport.consume(CONSUMER, inbox.receive))
    while await watching.fetchval("select coalesce(sum(version), 0) from progress") < ROWS:  # noqa: ASYNC110 elsewhere
        await asyncio.sleep(0.005)
    taken = time.perf_counter() - began
    noted = await watching.fetchval("select count(distinct (stream, version)) from seen")
    consuming.cancel()
    await asyncio.gather(consuming, return_exceptions=True)
    await watching.close()
    await database.close()
    if noted != ROWS:
        raise RuntimeError(f"{noted} of {ROWS} events had an effect")
    return {"product": ROWS / taken}


async def acknowledged(ground: Ground) -> Figures:
    """The limit: aio-pika acknowledging each message and doing nothing else."""
    await backlog.framed(ground, await backlog.bodies(ground, ROWS))
    left, done = ROWS, asyncio.Event()

    async def acknowledge(message: AbstractIncomingMessage) -> None:
        nonlocal left
        await message.ack()
        left -= 1
        if not left:
            done.set()

    connection = await aio_pika.connect(ground.amqp_url)
    async with connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=PREFETCH)
        queue = await channel.get_queue(CONSUMER)
        began = time.perf_counter()
        await queue.consume(acknowledge)
        await done.wait()
        taken = time.perf_counter() - began
    return {"limit": ROWS / taken}


GOAL = Goal(
    "P5",
    "the consumer with inbox and effect",
    "events/s",
    sides=[consumed, acknowledged],
    targets=[Target(of="limit", at_least=0.9)],
    turns=3,
    rows=ROWS,
)
