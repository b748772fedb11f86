"""P4: the relay draining a backlog, against raw frames and gathered aio-pika with one message for each event."""

import asyncio
import time

import aio_pika

from shared.events.topology import EXCHANGE
from tests.bench import backlog
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.world import KIND, empty_queues

ROWS = 20_000
GATHERED = 500


async def relayed(ground: Ground) -> Figures:
    """The product: from the outbox to confirmed messages and deleted pointers."""
    return {"product": ROWS / await backlog.relayed(ground, ROWS)}


async def raw_frames(ground: Ground) -> Figures:
    """The limit: the same events as bytes in memory, one message each, frames packed by hand, all confirmed."""
    return {"limit": ROWS / await backlog.framed(ground, await backlog.bodies(ground, ROWS))}


async def gathered(ground: Ground) -> Figures:
    """The peer: aio-pika as its users write it when they know that confirms can be gathered."""
    bodies = await backlog.bodies(ground, ROWS)
    await empty_queues(ground)
    connection = await aio_pika.connect(ground.amqp_url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        exchange = await channel.get_exchange(EXCHANGE, ensure=False)
        began = time.perf_counter()
        for start in range(0, ROWS, GATHERED):
            messages = [
                aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
                for body in bodies[start : start + GATHERED]
            ]
            await asyncio.gather(*(exchange.publish(m, routing_key=KIND, mandatory=True) for m in messages))
        taken = time.perf_counter() - began
    return {"peer": ROWS / taken}


GOAL = Goal(
    "P4",
    "the relay draining a backlog",
    "events/s",
    sides=[relayed, raw_frames, gathered],
    targets=[Target(of="limit", at_least=0.7), Target(of="peer", at_least=3)],
    turns=3,
    rows=ROWS,
)
