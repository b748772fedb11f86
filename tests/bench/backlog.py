"""A backlog of events for a goal to work on: in the ledger, in the queues as the relay sends them, or one a message."""

import time
from collections.abc import Sequence

from shared import ledger, relay
from shared.events.base import pack
from shared.events.topology import EXCHANGE
from shared.messaging import RabbitTransport
from tests.bench.frames import Frames
from tests.bench.goal import Ground
from tests.bench.world import KIND, empty_queues, world


async def relayed(ground: Ground, events: int) -> float:
    """Let the relay carry a ledger of so many events to empty queues; the seconds that it took."""
    here = await world(ground)
    await here.tell(events)
    await empty_queues(ground)
    database, transport = here.database("publication"), RabbitTransport(ground.amqp_url)
    connection = await database.kept_connection()
    await transport.publish(KIND, pack([]), "warm-up")
    began = time.perf_counter()
    while await relay.drain(connection, transport, relay.Pauses()):
        pass
    taken = time.perf_counter() - began
    left = await connection.fetchval("select count(*) from outbox")
    await connection.close()
    await transport.close()
    await database.close()
    if left:
        raise RuntimeError(f"{left} events were left in the outbox")
    return taken


async def bodies(ground: Ground, events: int) -> Sequence[bytes]:
    """The same events as messages of one event each."""
    here = await world(ground)
    await here.tell(events)
    database = here.database("publication")
    connection = await database.kept_connection()
    rows = await connection.fetch("select * from ledger order by position")
    await connection.close()
    await database.close()
    return [pack([ledger.envelope(row)]) for row in rows]


async def framed(ground: Ground, messages: Sequence[bytes]) -> float:
    """Put messages into empty queues by frames packed by hand; the seconds until all were confirmed."""
    await empty_queues(ground)
    line = await Frames.connect(ground.amqp_url)
    began = time.perf_counter()
    await line.publish(EXCHANGE, KIND, messages)
    return time.perf_counter() - began
