"""Pulls: figures that are public already are fetched by rhythm, so that nobody is asked to send them. Pure."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from shared.working_days import london_day


class Every(StrEnum):
    """How often an address is asked."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Outcome(StrEnum):
    """What came of a pull.

    `faulty`: rows that are not right, all of them kept out; `refused`: an address that may not be asked, or that holds
    no such file; `not_now`: out of reach, or the register here has not heard enough.
    """

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"
    REFUSED = "refused"
    NOT_NOW = "not_now"


STANDING = (Outcome.TAKEN, Outcome.UNCHANGED)  # after these nothing is to be done before the next time


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSource:
    """The address that a mapping names instead of a sender, and how often it is asked."""

    address: str
    every: Every


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull that was done. `batch` holds the figures of these bytes, where they were taken now or before.

    `etag` and `last_modified` are the address's own names for the bytes; `errors` the first faults of `total_errors`.
    """

    id: UUID
    body: str
    mapping: str
    version: int
    address: str
    asked_at: datetime
    outcome: Outcome
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    batch: UUID | None = None
    detail: str = ""
    errors: Sequence[Mapping[str, object]] = ()
    total_errors: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A mapping that names an address, the areas that it serves today, and the last pull that left nothing to do."""

    body: str
    mapping: str
    version: int
    source: PublicSource
    areas: frozenset[str]
    last: Pull | None

    @property
    def name(self) -> str:
        """How the body's mapping is called where many bodies' are listed."""
        return f"{self.body}/{self.mapping}"

    @property
    def alike(self) -> Pull | None:
        """The last pull, if the same version of the mapping asked the same address: else all is fetched anew."""
        last = self.last
        is_alike = last is not None and (last.version, last.address) == (self.version, self.source.address)
        return last if is_alike else None

    def has(self, sha256: str) -> bool:
        """Whether these bytes are what the last pull like this one brought."""
        return self.alike is not None and self.alike.sha256 == sha256

    def is_due(self, today: date) -> bool:
        """Whether the address is to be asked today."""
        return self.alike is None or next_on(london_day(self.alike.asked_at), self.source.every) <= today

    def key(self, sha256: str) -> str:
        """The same for the same bytes, by the same version, behind the same batch.

        Behind another batch the same bytes are new ones: a file that went back to what it was before.
        """
        behind = self.last.batch if self.last else None
        return f"{self.name}/{self.version}/{sha256}/{behind or 'first'}"


def begin(wanted: Wanted, *, id: UUID, at: datetime) -> Pull:
    """A pull that has brought nothing new yet."""
    return Pull(
        id=id,
        body=wanted.body,
        mapping=wanted.mapping,
        version=wanted.version,
        address=wanted.source.address,
        asked_at=at,
        outcome=Outcome.UNCHANGED,
        batch=wanted.alike.batch if wanted.alike else None,
    )


def still(begun: Pull, wanted: Wanted) -> Pull:
    """The address says that it holds what it held the last time."""
    last = wanted.alike
    if last is None:
        return begun
    return replace(begun, sha256=last.sha256, etag=last.etag, last_modified=last.last_modified)


def brought(begun: Pull, sha256: str, *, etag: str | None, last_modified: str | None, at: datetime) -> Pull:
    """The address sent bytes. Figures among them came in when its answer did."""
    return replace(begun, sha256=sha256, etag=etag, last_modified=last_modified, asked_at=at)


def taken(brought: Pull, batch: UUID) -> Pull:
    """What the address sent was posted."""
    return replace(brought, outcome=Outcome.TAKEN, batch=batch)


def failed(
    begun: Pull, outcome: Outcome, detail: str, errors: Sequence[Mapping[str, object]] = (), total_errors: int = 0
) -> Pull:
    """The pull came to nothing; what it holds of the bytes is no reason not to fetch them again."""
    return replace(begun, outcome=outcome, detail=detail, errors=errors, total_errors=total_errors, batch=None)


def next_on(last_on: date, every: Every) -> date:
    """The first day on which an address is asked again; a day that a month lacks is its last one."""
    match every:
        case Every.DAY:
            return last_on + timedelta(days=1)
        case Every.WEEK:
            return last_on + timedelta(days=7)
        case Every.MONTH:
            return _months_later(last_on, 1)
        case Every.QUARTER:
            return _months_later(last_on, 3)
        case Every.YEAR:
            return _months_later(last_on, 12)
        case _:
            assert_never(every)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
