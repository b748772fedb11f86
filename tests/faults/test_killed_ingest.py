"""kill -9 in the middle of an ingest: whole or not at all, and a retry has one answer."""

import asyncio
import os
import signal
import sys

from services.indicators.handlers.figure.verification import verify
from shared.clock import OffsetClock
from shared.database import for_service
from shared.settings import Settings
from tests.faults.poster import ROWS, send
from tests.integration.indicators.figures import world

PLACES = ("batch.claimed", "batch.stored", "batch.told", "batch.kept", "batch.committed")
EACH = int(os.environ.get("FAULTS_EACH", "1"))


async def dies(settings: Settings, number: int, place: str) -> None:
    """A process posts this batch and dies at this place."""
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "APP_ENV": "test",
        "FAILPOINTS": f"{place}:1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.poster", str(number), env=environment
    )
    assert await process.wait() == -signal.SIGKILL, place


async def test_a_batch_is_stored_whole_or_not_at_all_wherever_its_process_dies(
    settings: Settings, admin_url: str
) -> None:
    indicators = for_service(settings, "indicators")
    async with world(settings, indicators, OffsetClock(), admin_url) as here:
        for number, place in enumerate(PLACES * EACH, start=1):
            await dies(settings, number, place)
            stood = (number - 1) * ROWS
            assert await here.count("figure") == stood + (ROWS if place == "batch.committed" else 0)
            first, second = await send(indicators, number), await send(indicators, number)
            assert (first.status, second.body) == (201, first.body)
            assert (await here.count("figure"), await here.count("batch")) == (stood + ROWS, number)
        assert not [one.differences for one in await verify(indicators) if one.differences]
    await indicators.close()
