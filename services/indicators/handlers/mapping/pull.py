"""Fetching by rhythm what is public already: which mappings are due, and what came of each. It asks nobody itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.indicators.domain.mapping.pull import Outcome, Pull, Wanted, failed, taken
from services.indicators.schemas.mapping.pull import source_of
from services.indicators.storage.mapping import pull
from shared.database import EVERY_AREA, Database
from shared.outside.fetching import NotFetched, NotFetchedNow
from shared.problems import BadRequest, Problem, Unavailable
from shared.working_days import london_day

MOST_KEPT = 1_000  # faults of one file


async def wanted(database: Database, *, body: str | None, mapping: str | None, now: datetime) -> list[Wanted]:
    """Every mapping that names a public address, of one body or name if these are given, whether due or not.

    Each serves the areas in whose register its body may give figures for some measure today.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        found = []
        for kept in await pull.mappings(session, body, mapping):
            source = source_of(kept)
            if source is not None:
                one = Wanted(
                    body=kept.body,
                    mapping=kept.id,
                    version=kept.version,
                    source=source,
                    areas=await pull.served(session, kept.body, london_day(now)),
                    last=await pull.last(session, kept.body, kept.id),
                )
                found.append(one)
        return found


async def take(database: Database, brought: Pull, receipt: Mapping[str, Any]) -> Pull:
    """The file that a pull brought was posted; `receipt` is that of its batch. Any: it is JSON."""
    return await keep(database, taken(brought, UUID(receipt["batch"])))


async def fail(database: Database, begun: Pull, why: NotFetched | Problem) -> Pull:
    """The address was not read, or what it sent was not taken: whether it is asked again soon follows from why."""
    if isinstance(why, NotFetched):
        outcome = Outcome.NOT_NOW if isinstance(why, NotFetchedNow) else Outcome.REFUSED
        return await keep(database, failed(begun, outcome, str(why)))
    errors = tuple(fault.document() for fault in why.errors[:MOST_KEPT])
    return await keep(database, failed(begun, _outcome(why), why.detail, errors, why.total_errors))


async def keep(database: Database, done: Pull) -> Pull:
    """Keep what came of a pull, for the body to read."""
    async with database.unit_of_work(EVERY_AREA) as session:
        await pull.save(session, done)
    return done


async def page(
    database: Database, body: str, *, mapping: str | None, before: UUID | None, limit: int
) -> Sequence[Pull]:
    """A page of what was fetched in a body's place, the latest first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await pull.page(session, body, mapping=mapping, before=before, limit=limit)


def _outcome(why: Problem) -> Outcome:
    if why.retry_after is not None or isinstance(why, Unavailable):
        return Outcome.NOT_NOW
    return Outcome.REFUSED if isinstance(why, BadRequest) else Outcome.FAULTY
