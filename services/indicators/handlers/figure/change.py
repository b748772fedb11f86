"""Following an area's figures: what is new, revised or withdrawn since a reader was last here. It changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.indicators.domain.figure.change import BEGINNING, Change, Cursor
from services.indicators.storage.figure import change
from services.indicators.storage.measure import measure
from shared.database import EVERY_AREA, Database, Session
from shared.problems import Fault, Malformed, NotFound


@dataclass(frozen=True, slots=True)
class Page:
    """Changes in order, where to read on, and whether there is more at this moment."""

    changes: Sequence[Change]
    onward: Cursor
    is_more: bool


async def list_changes(database: Database, area: str, since: Cursor | datetime | None, limit: int) -> Page:
    """A page of an area's changes behind a cursor, or from a moment on, or from the first one on.

    Reading on from `onward` until there is no more tells every change once, whatever is stored meanwhile. Raises
    NotFound for an unknown area, Malformed for a cursor that lies beyond the last change.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        if await measure.area(session, area) is None:
            raise NotFound("No area of this code is known here.")
        start = await _start(session, area, since)
        batches = await change.due(session, area, start, limit)
        if not batches:
            return Page((), start, is_more=False)
        found = await change.page(session, area, start, batches, limit + 1)
        last = await change.last(session, area)
    if len(found) > limit:
        return Page(found[:limit], found[limit - 1].at, is_more=True)
    return Page(found, Cursor(batches[-1].number + 1), is_more=batches[-1].number < last)


async def _start(session: Session, area: str, since: Cursor | datetime | None) -> Cursor:
    if since is None:
        return BEGINNING
    if isinstance(since, datetime):
        return await change.first_since(session, area, since)
    if since.number > await change.last(session, area) + 1:
        fault = Fault("unknown-cursor", "No reader here was ever given this cursor: read from the beginning.", "/since")
        raise Malformed("The cursor lies beyond the last change.", errors=[fault])
    return max(since, BEGINNING)
