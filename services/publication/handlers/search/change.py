"""Following the record: what was added, changed or is gone since a mark; nothing is changed by it."""

from collections.abc import Sequence

from services.publication.domain.search.change import Changed, Mark
from services.publication.storage.search import change as storage
from shared.database import EVERY_AREA, Database
from shared.problems import Fault, Malformed


async def since(
    database: Database, mark: Mark, *, area: str = "", limit: int = 100
) -> tuple[Sequence[Changed], Mark, bool]:
    """A page of changes after a mark, the mark after it, and whether there is more already.

    Raises Malformed for a mark of before a restored backup: the reader begins anew.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        try:
            found = await storage.changed(session, area, mark, limit + 1)
        except storage.WrongEpoch:
            fault = Fault(
                "mark-of-before", "The record was restored from a backup since: begin without a mark.", "/after"
            )
            raise Malformed("This mark holds no longer.", errors=[fault]) from None
    page = found[:limit]
    return page, page[-1].mark if page else mark, len(found) > limit
