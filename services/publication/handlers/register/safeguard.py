"""Reading how often each safeguard of a place was used, quarter by quarter."""

from collections.abc import Sequence
from datetime import date

from services.publication.domain.register.safeguard import STEPS, Used, quarters, used
from services.publication.storage.timeline import quarter as storage
from shared.auth import Caller
from shared.database import Database
from shared.problems import NotFound
from shared.working_days import Span


async def read(database: Database, area: str, today: date, *, caller: Caller) -> tuple[Sequence[Span], Sequence[Used]]:
    """The quarter of today and those before it, and what was used in each. Raises NotFound for another's area."""
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    spans = quarters(today)
    async with database.unit_of_work(frozenset({area})) as session:
        found = await storage.counts(session, area, STEPS, first_on=spans[0].first_on, last_on=today)
    return spans, used(found, spans)
