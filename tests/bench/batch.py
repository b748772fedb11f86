"""P1: a partner's batches of 10,000 rows by HTTP, with checks, revisions, receipt and ledger, beside COPY alone."""

import time
from collections.abc import Awaitable, Callable, Sequence

import asyncpg

from tests.bench import ingest
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.ingest import MEASURES, ROWS, Ingest, as_copies, as_csv, copy, in_lanes, rows

BATCHES = [rows(measure) for measure in range(MEASURES)]


async def timed(place: Ingest, lanes: int, work: Sequence[Awaitable[None]]) -> float:
    """Rows a second when so many batches are under way at once."""
    began = time.perf_counter()
    await in_lanes(lanes, work)
    taken = time.perf_counter() - began
    await place.count(len(work) * ROWS)
    await place.empty()
    return len(work) * ROWS / taken


async def product(ground: Ground) -> Figures:
    """The whole way in, one batch at a time and four at a time."""
    bodies = [as_csv(batch) for batch in BATCHES]
    async with ingest.ingest(ground) as place:
        await place.post(bodies[0])  # opens the connections
        await place.empty()
        one = await timed(place, 1, [place.post(body) for body in bodies])
        four = await timed(place, 4, [place.post(body) for body in bodies])
    return {"product": one, "product on four": four}


async def limit(ground: Ground) -> Figures:
    """COPY of the same rows, ready made, into the same table."""
    copies = [as_copies(batch, measure) for measure, batch in enumerate(BATCHES)]
    async with ingest.ingest(ground) as place:
        connections = [await asyncpg.connect(place.admin_url) for _ in range(4)]
        free = list(connections)

        async def on_a_free_one(batch: Sequence[tuple[str, bytes]]) -> None:
            connection = free.pop()
            await copy(connection, batch)
            free.append(connection)

        made: Callable[[], list[Awaitable[None]]] = lambda: [on_a_free_one(batch) for batch in copies]  # noqa: E731
        one = await timed(place, 1, made())
        four = await timed(place, 4, made())
        for connection in connections:
            await connection.close()
    return {"limit": one, "limit on four": four}


GOAL = Goal(
    name="P1",
    subject="bulk ingest over HTTP against COPY of the same rows into the same table",
    unit="rows/s",
    sides=(product, limit),
    targets=(
        Target(of="limit", at_least=0.6),
        Target("product on four", "limit on four", at_least=0.7),
    ),
    turns=3,
    rows=MEASURES * ROWS,
)
