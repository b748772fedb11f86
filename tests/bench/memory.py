"""The memory that the service's own process takes at its peak while a million rows come in as one upload."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import httpx

from shared.events import new_id
from tests.bench import ingest
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.ingest import PLACES, Ingest
from tests.integration.indicators.figures import COUNCIL

ROWS = 1_000_000
DAYS = ROWS // PLACES
LONGEST = 600  # seconds that the upload may take on a busy machine


def days() -> Iterator[bytes]:
    """The upload, a day of every place at a time; it is never wholly in memory here either."""
    yield b"area,measure,period,value\n"
    for day in range(DAYS):
        period = date(2005, 1, 1) + timedelta(day)
        yield "".join(f"P{place:04},m0,{period},{place}.{day % 97}\n" for place in range(PLACES)).encode()


async def upload() -> AsyncIterator[bytes]:
    """The same, while others are served."""
    for day in days():
        yield day


@asynccontextmanager
async def served(place: Ingest) -> AsyncIterator[tuple[str, int]]:
    """The service in a process of its own, as it is run in earnest: its address, and the number of the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"FOLKMOOT_MODE": "local", "FOLKMOOT_DATABASE_URL": place.settings.database_url}
    command = (sys.executable, "-m", "services.cli", "serve", "indicators", "--port", str(port))
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=DEVNULL, stderr=DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        await _until_it_answers(address)
        yield address, process.pid
    finally:
        process.terminate()
        await process.wait()


async def _until_it_answers(address: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(f"{address}/healthz")
                return
            except httpx.ConnectError:
                await asyncio.sleep(0.1)


def peak(process: int) -> float:
    """The most memory that a process ever held, in megabytes (10^6 bytes), as Linux keeps it."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (kibibytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kibibytes) * 1024 / 1e6


async def product(ground: Ground) -> Figures:
    """The peak before and after one upload."""
    async with ingest.ingest(ground) as place, served(place) as (address, process):
        before = peak(process)
        headers = {"Authorization": f"Bearer {await place.here.key(COUNCIL)}", "Content-Type": "text/csv"}
        headers["Idempotency-Key"] = str(new_id())
        async with httpx.AsyncClient(timeout=LONGEST) as client:
            answer = await client.post(f"{address}/indicators/v1/batches", content=upload(), headers=headers)
        if answer.status_code != 201:
            raise RuntimeError(answer.text[:500])
        found = {"product": peak(process), "before the upload": before}
        await place.count(ROWS)
        await place.empty()
        return found


GOAL = Goal(
    name="memory",
    subject="one upload of 1,000,000 rows: the most memory that the service's process holds",
    unit="MB",
    sides=(product,),
    targets=(Target(at_most=512),),
    turns=1,
    rows=ROWS,
)
