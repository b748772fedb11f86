"""The local clock: how far business time stands from machine time, for every process of a local place.

Outside local mode the offset is zero and cannot be moved: the administrator must free the clock of a database first.
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import asyncpg
import structlog
from sqlalchemy import text

from shared.clock import OffsetClock
from shared.database import EVERY_AREA, Database

CHANNEL = "folkmoot_clock"
RETRY_SECONDS = 5

log = structlog.get_logger()


class ClockIsFixed(Exception):
    """This database's clock was never freed (it is not a local place's), or it was asked to go backwards."""


async def free_clock(admin: asyncpg.Connection) -> None:
    """Let the clock of this database be moved. Local mode only; there is no way back."""
    await admin.execute("update identity.clock set is_free = true")


async def read_offset(database: Database) -> timedelta:
    """How far business time is ahead of machine time."""
    async with database.unit_of_work(EVERY_AREA) as session:
        offset: timedelta = (await session.execute(text("select identity.clock_offset()"))).scalar_one()
    return offset


async def business_time(database: Database) -> datetime:
    """Business time, for a command that has no running clock of its own."""
    return OffsetClock(await read_offset(database)).now()


async def move_clock(database: Database, to: datetime) -> timedelta:
    """Set business time to `to` and tell every process (NOTIFY folkmoot_clock); answers the new offset.

    Raises ClockIsFixed when the clock was not freed or `to` lies before business time.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        offset: timedelta | None = await session.scalar(text("select identity.move_clock(:to)"), {"to": to})
    if offset is None:
        raise ClockIsFixed("business time moves forward only, and only where the clock was freed")
    return offset


async def follow(database: Database, clock: OffsetClock) -> None:
    """Keep a process's clock at the offset that all share, until cancelled; a lost connection is opened again."""
    while True:
        try:
            await _follow(database, clock)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("clock.connection_lost", error=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)


async def _follow(database: Database, clock: OffsetClock) -> None:
    connection = await database.kept_connection()
    moved = asyncio.Event()
    try:
        await connection.add_listener(CHANNEL, lambda *_: moved.set())
        while not connection.is_closed():
            clock.move(await connection.fetchval("select identity.clock_offset()"))
            await _until(moved)
    finally:
        await connection.close(timeout=1)


async def _until(moved: asyncio.Event) -> None:
    """Until the clock was moved, or for the time after which one looks anyway."""
    with suppress(TimeoutError):
        async with asyncio.timeout(RETRY_SECONDS):
            await moved.wait()
    moved.clear()
