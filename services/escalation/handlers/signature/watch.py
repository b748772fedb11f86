"""What the watch over signatures lets go of: addresses and browsers, once the policy's days are over."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.escalation.storage.case import register
from services.escalation.storage.case import writing as writings
from services.escalation.storage.signature import origin as origins
from shared.clock import Clock
from shared.database import DATABASE_ERRORS, EVERY_AREA, Database
from shared.working_days import london_day

LOOK_AGAIN: Final = 3600.0  # seconds
PAGE: Final = 500

log = structlog.get_logger()


async def forget_for_ever(database: Database, clock: Clock) -> None:
    """Once an hour forget what is past its days."""
    while True:
        try:
            await forget(database, clock.now())
        except DATABASE_ERRORS as error:
            log.warning("watch.not_forgotten", error=type(error).__name__)
        await asyncio.sleep(LOOK_AGAIN)


async def forget(database: Database, now: datetime) -> int:
    """Forget every area's addresses and browsers that are past its days, a page in each transaction; how many rows."""
    async with database.unit_of_work(EVERY_AREA) as session:
        areas = [one.area for one in await register.areas(session)]
    gone = 0
    for area in areas:
        page = PAGE
        while page == PAGE:
            async with database.unit_of_work(frozenset({area})) as session:
                kept = (await register.rules_of(session, area, london_day(now))).policy.watch.origin_kept
                page = await origins.forget(session, area=area, before=now - timedelta(days=kept.count), limit=PAGE)
            gone += page
        async with database.unit_of_work(frozenset({area})) as session:
            gone += await writings.forget(session, area=area, before=now)
    return gone
