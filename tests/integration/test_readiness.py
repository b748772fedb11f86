"""A service says that it is not ready until the register of each area that holds a key has arrived."""

import asyncpg
import httpx
from sqlalchemy import text

from services.indicators import main
from shared import auth
from shared.clock import OffsetClock
from shared.database import EVERY_AREA, Database
from shared.settings import Settings
from tests.integration.spine import AREA


async def readiness(settings: Settings, indicators: Database) -> httpx.Response:
    app = main.create(settings, indicators, OffsetClock())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        return await client.get("/readyz")


async def test_readiness_waits_for_the_register_of_every_area_that_holds_a_key(
    settings: Settings, indicators: Database, admin_url: str
) -> None:
    assert (await readiness(settings, indicators)).status_code == 200
    admin = await asyncpg.connect(admin_url)
    await auth.create_key(admin, "trafford-council", [AREA])
    await admin.close()
    waiting = await readiness(settings, indicators)
    assert waiting.status_code == 503
    assert waiting.json()["reasons"] == [f"the register of {AREA} has not arrived"]
    async with indicators.unit_of_work(EVERY_AREA) as session:
        await session.execute(
            text(
                "insert into area (area, name, letters, profile, population, responsible_authority, committee, "
                "version) values (:area, 'Trafford', 'TRAF', 'lof-2026-1', 1, 'trafford-council', 'Scrutiny', 1)"
            ),
            {"area": AREA},
        )
    assert (await readiness(settings, indicators)).status_code == 200


async def test_what_waits_for_a_person_is_said(settings: Settings, indicators: Database) -> None:
    async with indicators.unit_of_work(EVERY_AREA) as session:
        await session.execute(
            text("insert into errand (area, kind, reference, key, dead_reason) values ('', 'k', 'r', 'k', 'OSError')")
        )
    told = (await readiness(settings, indicators)).json()
    assert told["status"] == "degraded"
    assert "1 errands wait for a person" in told["reasons"]
