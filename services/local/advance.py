"""Moving the clock of a local place: from one due deadline to the next, waiting at each until everybody has settled.

A year passes in seconds without any deadline, message or letter being skipped. Local mode only.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from services.escalation.handlers.reserve import commitment
from shared.auth import move_clock, read_offset
from shared.clock import OffsetClock
from shared.database import EVERY_AREA, Database, for_service
from shared.deadlines import next_sweep_at
from shared.settings import Settings
from shared.unsettled import unsettled

SERVICES = ("publication", "indicators", "escalation")
PASSED = (commitment.DAY,)  # comes every day, and makes up for days that were jumped over
SETTLE_WITHIN = 60.0
GLANCE = 0.02


class NotSettled(TimeoutError):
    """Something was still on its way after a minute; the message names what and where."""


class Timeline:
    """Business time of a local place, over the databases of its three services."""

    def __init__(self, databases: Sequence[Database]) -> None:
        self._databases = databases
        self._clock = OffsetClock()

    async def now(self) -> datetime:
        """Business time, as every process has it."""
        self._clock.move(await read_offset(self._databases[0]))
        return self._clock.now()

    async def advance(self, to: datetime) -> int:
        """Move to `to`, stopping at each due deadline on the way; the number of stops. Time never goes back."""
        stops = 0
        await self.settle()
        while (stop := await self._next_deadline()) is not None and stop <= to:
            await self._move(max(stop, await self.now()))
            await self.settle()
            stops += 1
        await self._move(to)
        await self.settle()
        return stops

    async def settle(self) -> None:
        """Wait until every outbox, waiting room, errand and due deadline is done with. Raises NotSettled."""
        left: dict[str, dict[str, int]] = {}
        try:
            async with asyncio.timeout(SETTLE_WITHIN):
                quiet = 0
                while quiet < 2:  # twice: an effect may append to another service's outbox between two looks
                    left = await self._unsettled()
                    quiet = 0 if left else quiet + 1
                    await asyncio.sleep(GLANCE)
        except TimeoutError as error:
            raise NotSettled(f"still on its way: {left}") from error

    async def _unsettled(self) -> dict[str, dict[str, int]]:
        now = await self.now()
        left = {}
        for database in self._databases:
            async with database.unit_of_work(EVERY_AREA) as session:
                on_its_way = await unsettled(session, now)
            if on_its_way:
                left[database.schema] = on_its_way
        return left

    async def _next_deadline(self) -> datetime | None:
        moments = []
        for database in self._databases:
            async with database.unit_of_work(EVERY_AREA) as session:
                moments.append(await next_sweep_at(session, passing=PASSED))
        return min((moment for moment in moments if moment is not None), default=None)

    async def _move(self, to: datetime) -> None:
        if to - await self.now() > timedelta(0):
            await move_clock(self._databases[0], to)


@asynccontextmanager
async def timeline(settings: Settings) -> AsyncIterator[Timeline]:
    """The timeline of the local place that these settings point at."""
    databases = [for_service(settings, service, pool_size=1) for service in SERVICES]
    try:
        yield Timeline(databases)
    finally:
        for database in databases:
            await database.close()
