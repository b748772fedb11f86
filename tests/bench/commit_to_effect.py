"""P6: from a commit in one service to the committed effect in another, over RabbitMQ, at 50 a second."""

import asyncio
import time
from statistics import quantiles

from shared import relay
from shared.clock import OffsetClock
from shared.database import Database
from shared.events.base import CANARY, unpack
from shared.events.publication import PolicyOverridden
from shared.inbox import Inbox
from shared.messaging import RabbitTransport
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.inbox import note
from tests.bench.world import empty_queues, world
from tests.integration import spine
from tests.integration.spine import CONSUMER

ROWS = 500
EVERY = 1 / 50


class Stopwatch:
    """When each event's commit was answered, and when its effect was committed."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self.told: dict[str, float] = {}
        self.noted: dict[str, float] = {}

    async def tell(self, publication: Database, n: int) -> None:
        """Commit one event to a stream of its own."""
        await spine.tell(publication, f"S-{n}", 0)
        self.told[f"register/{spine.AREA}/S-{n}"] = time.perf_counter()

    async def receive(self, body: bytes) -> None:
        """What the transport calls: the inbox, and then a look at the watch."""
        await self._inbox.receive(body)
        moment = time.perf_counter()
        self.noted |= {e.stream: moment for e in unpack(body) if e.type != CANARY}


async def told_at_fifty_a_second(ground: Ground) -> Figures:
    """The product, woken by NOTIFY; writer, relay and consumer in this one process."""
    here = await world(ground)
    await here.tell(0)
    await empty_queues(ground)
    publication, indicators = here.database("publication"), here.database("indicators")
    transport = RabbitTransport(ground.amqp_url)
    watch = Stopwatch(Inbox(indicators, CONSUMER, {PolicyOverridden: note}))
    work = [
        asyncio.create_task(relay.run(publication, transport, OffsetClock())),
        asyncio.create_task(transport.consume(CONSUMER, watch.receive)),
    ]
    await watch.tell(publication, ROWS)  # one to warm up, not counted
    await spine.until(lambda: _have_come(watch, 1))
    began = time.perf_counter()
    for n in range(ROWS):
        await asyncio.sleep(max(0.0, began + n * EVERY - time.perf_counter()))
        await watch.tell(publication, n)
    await spine.until(lambda: _have_come(watch, ROWS + 1))
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    await transport.close()
    await publication.close()
    await indicators.close()
    watch.told.pop(f"register/{spine.AREA}/S-{ROWS}")
    percentiles = quantiles([1000 * (watch.noted[stream] - told) for stream, told in watch.told.items()], n=100)
    return {"product": percentiles[49], "p99": percentiles[98]}


async def _have_come(watch: Stopwatch, count: int) -> bool:
    return len(watch.noted) >= count


GOAL = Goal(
    "P6",
    "from commit to effect at 50/s: median (product) and 99th percentile",
    "ms",
    sides=[told_at_fifty_a_second],
    targets=[Target(at_most=10), Target(figure="p99", at_most=50)],
    turns=3,
    rows=ROWS,
)
