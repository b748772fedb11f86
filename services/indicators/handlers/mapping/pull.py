"""Fetching by rhythm what is public already: which mappings are due, and what came of each. It asks nobody itself."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.indicators.domain.mapping.pull import Pull, Wanted
from services.indicators.schemas.mapping.pull import source_of
from services.indicators.storage.mapping import pull
from shared.database import EVERY_AREA, Database
from shared.working_days import london_day


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
