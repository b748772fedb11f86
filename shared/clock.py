"""Business time: what people's deeds are dated by. Machine time (leases, retries, sessions) is PostgreSQL's own.

`now` is an argument of every handler; a Clock is read only at the doors and in the worker's loops.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """Something that tells business time."""

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        ...


class OffsetClock:
    """Machine time plus an offset. The offset is zero outside local mode, where `identity.clock` holds it."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        return datetime.now(UTC) + self.offset


def today(now: datetime) -> date:
    """The day in Europe/London at this moment."""
    return now.astimezone(LONDON).date()
