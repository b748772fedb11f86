"""Business time: what people's deeds are dated by. Machine time (leases, retries, sessions) is PostgreSQL's own.

`now` is an argument of every handler; a Clock is read only at the doors and in the worker's loops.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that tells business time."""

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        ...

    async def moved(self) -> None:
        """Return when business time is next moved by hand, which happens in local mode only."""
        ...


class OffsetClock:
    """Machine time plus an offset. The offset is zero outside local mode, where `identity.clock` holds it."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset
        self._moved = asyncio.Event()

    @property
    def offset(self) -> timedelta:
        """How far business time is ahead of machine time."""
        return self._offset

    def move(self, offset: timedelta) -> None:
        """Take another offset and wake whoever waits for it."""
        if offset != self._offset:
            self._offset = offset
            self._moved.set()
            self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        return datetime.now(UTC) + self._offset

    async def moved(self) -> None:
        """Return when the offset is next changed."""
        await self._moved.wait()


async def sleep_or_moved(clock: Clock, seconds: float) -> None:
    """Wait some machine seconds, or less when business time is moved meanwhile."""
    try:
        async with asyncio.timeout(seconds):
            await clock.moved()
    except TimeoutError:
        return
