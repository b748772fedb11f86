"""P3: fifty clients posting one figure each, again and again: gathered, and each in a transaction of its own."""

import asyncio
import hashlib
import io
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from services.indicators.domain.measure.register import Poster
from services.indicators.handlers.figure.batch import post, post_each
from services.indicators.schemas.figure.format import FORMATS, Incoming
from services.indicators.schemas.figure.post import Post
from shared.idempotency import Once
from shared.problems import Problem
from shared.together import Together
from tests.bench import ingest
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.ingest import MEASURES, PERIODS, PLACES, Ingest
from tests.integration.indicators.figures import COUNCIL, TRAFFORD

CLIENTS, EACH, BAD_ONE = 50, 12, 25
GOOD = CLIENTS * EACH - CLIENTS * EACH // BAD_ONE

Ask = Callable[[Post], Awaitable[object]]


def posted(number: int) -> Post:
    """One client's one figure; one in twenty-five is no number."""
    place, at = number % PLACES, number // PLACES
    value = "x" if number % BAD_ONE == 0 else f"{number}.5"
    row = {"area": f"P{place:04}", "measure": f"m{number % MEASURES}", "period": PERIODS[at], "value": value}
    body = json.dumps({"rows": [row]}).encode()
    return Post(
        sent=Incoming(io.BytesIO(body), FORMATS["application/json"]),
        poster=Poster(body=COUNCIL, areas=frozenset({TRAFFORD})),
        sender="bench",
        once=Once("bench", str(number), "POST /batches", hashlib.sha256(body).digest()),
        received_at=datetime.now(UTC),
    )


async def client(number: int, ask: Ask) -> int:
    """Post one after the other; how many were taken."""
    taken = 0
    for turn in range(EACH):
        try:
            answer = await ask(posted(turn * CLIENTS + number))
        except Problem:
            continue
        taken += not isinstance(answer, Problem)
    return taken


async def run(place: Ingest, ask: Ask) -> float:
    """Posts a second, good and bad, when all clients post at once."""
    began = time.perf_counter()
    taken = sum(await asyncio.gather(*(client(number, ask) for number in range(CLIENTS))))
    seconds = time.perf_counter() - began
    if taken != GOOD:
        raise RuntimeError(f"{taken} posts were taken, not {GOOD}: a bad row harmed others")
    await place.count(GOOD)
    told = await place.admin.fetchval("select count(*) from indicators.ledger where kind = 'indicators.batch'")
    if told != GOOD:
        raise RuntimeError(f"{told} receipts were told, not {GOOD}")
    await place.empty()
    return CLIENTS * EACH / seconds


async def gathered(ground: Ground) -> Figures:
    """The product's way."""
    async with ingest.ingest(ground) as place:
        return {"product": await run(place, Together(partial(post_each, place.database)).ask)}


async def one_by_one(ground: Ground) -> Figures:
    """The same handler, a transaction for each post, on as many connections as are of use."""
    async with ingest.ingest(ground, pool_size=8) as place:
        gate = asyncio.Semaphore(8)

        async def ask(one: Post) -> object:
            async with gate:
                return await post(place.database, one)

        return {"peer": await run(place, ask)}


GOAL = Goal(
    name="P3",
    subject="one figure a post, 50 clients, receipt and ledger, against a transaction for each post",
    unit="posts/s",
    sides=(gathered, one_by_one),
    targets=(Target(of="peer", at_least=2.5),),
    turns=3,
    rows=CLIENTS * EACH,
)
