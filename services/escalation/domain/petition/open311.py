"""Petitions as service requests of Open311: which are asked for, of which days, and which of the two statuses each has.

GeoReport v2 knows `open` and `closed` alone. Pure.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST = timedelta(days=90)
MOST = 1000


class Status(StrEnum):
    """Whether anything can still come of a request."""

    OPEN = "open"
    CLOSED = "closed"


class TooWide(ValueError):
    """The days that are asked for span more than ninety."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which requests are asked for; empty references and services ask for all. Days count, the first and last too."""

    area: str
    references: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    first_on: date | None = None
    last_on: date | None = None
    status: Status | None = None
    page: int = 1
    size: int = MOST


def span(first_on: date | None, last_on: date | None, today: date) -> tuple[date, date]:
    """The days that are searched: ninety from the first that was said, up to the last, or up to today.

    Raises TooWide for a first and a last day that lie further apart.
    """
    if first_on is not None and last_on is not None and last_on - first_on > LONGEST:
        raise TooWide
    if first_on is not None:
        return first_on, last_on or min(today, first_on + LONGEST)
    last = last_on or today
    return last - LONGEST, last
