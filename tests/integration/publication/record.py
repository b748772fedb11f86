"""A record kept in a folder of a test's own, and what is asked of it."""

from datetime import UTC, datetime
from pathlib import Path

from services.publication.domain.leaf.leaf import Kind, leaf_of
from services.publication.handlers.record.record import Book, Writer, begin
from services.publication.storage.leaf import leaf
from services.publication.storage.record.tile import Disk
from shared.database import EVERY_AREA, Database
from shared.proof.notes import Checkpoint
from tests.disks import KEY, whole

AREA = "E08000009"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def tell(database: Database, first: int, count: int) -> None:
    """So many new leaves, each with two words."""
    told = {"title": "Empty the bins", "count": 3, "reason": "They are full"}
    leaves = [
        leaf_of(Kind.FILE, told, subject="case/TRAF-1", number=number, at=AT, area=AREA)
        for number in range(first, first + count)
    ]
    async with database.unit_of_work(EVERY_AREA) as session:
        await leaf.add(session, leaves)


async def writer_in(database: Database, folder: Path, disk: Disk | None = None) -> Writer:
    """Somebody who has just begun to write the record there."""
    return await begin(Book(disk or Disk(folder), KEY), database)


async def written(database: Database, folder: Path) -> Checkpoint:
    """Everything written that waits, by a new writer; the checkpoint that everybody sees then."""
    writer = await writer_in(database, folder)
    while await writer.write():
        pass
    return whole(folder)
