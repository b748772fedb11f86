"""The sealed store's hash of every day, and what was opened of it: kept as escalation tells it, and read."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.publication.domain.leaf.commitment import Leaf, Opened
from services.publication.domain.record.counterpart import leaf_of_day, leaf_of_opened
from services.publication.storage.leaf import commitment as storage
from services.publication.storage.leaf import leaf
from shared.database import EVERY_AREA, Database, Session
from shared.events.escalation import CommitmentMade, CommitmentOpened
from shared.inbox import Received
from shared.ledger import dump


async def keep(session: Session, received: Sequence[Received]) -> None:
    """Keep what is told of the sealed store."""
    made = [
        Leaf(each.event.day, each.event.leaf, each.envelope.occurred_at)
        for each in received
        if isinstance(each.event, CommitmentMade)
    ]
    matters = [
        _opened(each.event, each.envelope.occurred_at) for each in received if isinstance(each.event, CommitmentOpened)
    ]
    await storage.add(session, made)
    for matter in matters:
        await storage.add_opened(session, matter)
    await leaf.add(session, [*map(leaf_of_day, made), *map(leaf_of_opened, matters)])


async def forget(session: Session) -> None:
    """Empty what was told of the sealed store, to be told it again."""
    await storage.remove_all(session)


async def leaves(database: Database, *, after: date, limit: int) -> list[Leaf]:
    """A page of the days' hashes in order, beginning after a day."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.leaves(session, after=after, limit=limit)


async def opened(database: Database, *, after: UUID | None, limit: int) -> list[Opened]:
    """A page of the matters that were unsealed, beginning after one."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await storage.opened(session, after=after, limit=limit)


def _opened(event: CommitmentOpened, at: datetime) -> Opened:
    return Opened(UUID(event.matter), event.area, event.case, at, dump(event)["entries"])
