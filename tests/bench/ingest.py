"""What P1, P2, P3 and P8 stand on: a place with many measures, a partner's batches, and ways to empty the table."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import polars as pl

from services.indicators.domain.figure.observation import place_in_time
from services.indicators.storage.figure import copying
from shared.clock import OffsetClock
from shared.database import Database, for_service
from shared.periods import parse
from shared.settings import Settings
from tests.bench.goal import Ground
from tests.bench.world import world as bench_world
from tests.integration.indicators import figures
from tests.integration.indicators.figures import COUNCIL, TRAFFORD, World

MEASURES, PLACES, MONTHS = 12, 200, 50
ROWS = PLACES * MONTHS  # in one batch, of one measure
PERIODS = [f"{2018 + n // 12}-{n % 12 + 1:02}" for n in range(MONTHS)]
EMPTY = (
    "truncate indicators.figure, indicators.series, indicators.batch, indicators.batch_judgement",
    "truncate indicators.idempotency, indicators.judgement, indicators.outbox, indicators.ledger",
)
REGISTER: Sequence[object] = (
    *figures.area(TRAFFORD, "Trafford", COUNCIL),
    *(figures.measure(TRAFFORD, f"m{n}", unit="tonnes") for n in range(MEASURES)),
    *(figures.lead(TRAFFORD, f"m{n}", COUNCIL) for n in range(MEASURES)),
    *(figures.place(TRAFFORD, f"P{n:04}", f"Place {n}", "ward") for n in range(PLACES)),
)


@dataclass(frozen=True)
class Ingest:
    """The service with its register, and an administrator's connection."""

    here: World
    database: Database
    admin: asyncpg.Connection
    admin_url: str
    settings: Settings

    async def empty(self) -> None:
        """As before the first batch."""
        await self.admin.execute("set session_replication_role = replica")  # a ledger refuses to be emptied
        for statement in EMPTY:
            await self.admin.execute(statement)
        await self.admin.execute("set session_replication_role = default")
        await self.admin.execute("vacuum analyze indicators.figure")

    async def count(self, rows: int) -> None:
        """Refuse a side that did not store exactly so many figures."""
        found = await self.admin.fetchval("select count(*) from indicators.figure")
        if found != rows:
            raise RuntimeError(f"{found} figures are stored, not {rows}")

    async def post(self, body: bytes, kind: str = "text/csv") -> None:
        """Post a batch as a partner's system does; anything but a receipt stops the run."""
        answer = await self.here.post(content=body, kind=kind)
        if answer.status_code != 201:
            raise RuntimeError(answer.text[:500])


@asynccontextmanager
async def ingest(ground: Ground, pool_size: int = 8) -> AsyncIterator[Ingest]:
    """The service on the ground's database, empty."""
    place = await bench_world(ground)
    database = for_service(place.settings, "indicators", pool_size=pool_size)
    await forget(place.admin_url)
    async with figures.world(place.settings, database, OffsetClock(), place.admin_url, events=REGISTER) as here:
        await here.key(COUNCIL)
        found = Ingest(here, database, here.admin, place.admin_url, place.settings)
        await found.empty()
        yield found
    await database.close()


async def forget(admin_url: str) -> None:
    """Let the register be told anew."""
    admin = await asyncpg.connect(admin_url)
    await admin.execute("truncate indicators.progress, indicators.waiting, indicators.seen")
    await admin.execute("delete from identity.api_key")
    await admin.close()


def rows(measure: int, shift: int = 0) -> list[tuple[str, str, str, str]]:
    """The rows of a batch: every place in every month. Values have one or two decimals, one in fifty is negative."""
    return [
        (f"P{place:04}", f"m{measure}", period, f"{'-' if (place + at) % 50 == 0 else ''}{place + shift}.{at % 97 + 1}")
        for at, period in enumerate(PERIODS)
        for place in range(PLACES)
    ]


def as_csv(lines: Sequence[Sequence[str]]) -> bytes:
    """The rows as CSV."""
    return ("area,measure,period,value\n" + "".join(",".join(line) + "\n" for line in lines)).encode()


def as_json(lines: Sequence[Sequence[str]]) -> bytes:
    """The rows as JSON."""
    shown = (f'{{"area":"{a}","measure":"{m}","period":"{p}","value":{value}}}' for a, m, p, value in lines)
    return ('{"rows":[' + ",".join(shown) + "]}").encode()


def as_copies(lines: Sequence[Sequence[str]], measure: int) -> list[tuple[str, bytes]]:
    """The same rows as the bytes that COPY takes, ready made: partition and content."""
    times = {period: place_in_time(parse(period)) for period in PERIODS}
    frame = pl.DataFrame(
        {
            "series": [measure * PLACES + int(line[0][1:]) + 1 for line in lines],
            "time": [times[line[2]] for line in lines],
            "value": [line[3] for line in lines],
            "row": range(1, len(lines) + 1),
        },
        schema_overrides=dict.fromkeys(("series", "time", "row"), pl.Int32),
    ).with_columns(
        pl.lit(1, pl.Int32).alias("revision"),
        pl.lit(measure + 1, pl.Int32).alias("batch"),
        pl.lit(TRAFFORD).alias("area"),
        *(pl.lit("-").alias(name) for name in ("status", "audit")),
        *(pl.lit(None, pl.String).alias(name) for name in ("missing", "suppressed", "reason")),
    )
    return list(copying.copies(frame).items())


async def copy(connection: asyncpg.Connection, copies: Sequence[tuple[str, bytes]]) -> None:
    """One batch by COPY alone, one commit."""
    async with connection.transaction():
        for name, content in copies:
            await connection.copy_to_table(
                name, schema_name="indicators", source=io.BytesIO(content), columns=copying.COLUMNS, format="binary"
            )


async def in_lanes(lanes: int, work: Sequence[Awaitable[None]]) -> None:
    """All of it, so many at a time."""
    gate = asyncio.Semaphore(lanes)

    async def one(item: Awaitable[None]) -> None:
        async with gate:
            await item

    await asyncio.gather(*map(one, work))
