"""A record kept in a folder of a test's own, and what is asked of it."""

from collections.abc import Mapping
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


def shortened(
    body: Mapping[str, object] | list[dict[str, object]], most: int
) -> Mapping[str, object] | list[dict[str, object]]:
    """The first so many entries of a posting, and the one that tells who approved; anything else as it is."""
    if not isinstance(body, list):
        return body
    return [*body[:most], *(one for one in body[most:] if (one["kind"], one["party"]) == ("approval", "minister"))]


async def written(database: Database, folder: Path) -> Checkpoint:
    """Everything written that waits, by a new writer; the checkpoint that everybody sees then."""
    writer = await writer_in(database, folder)
    while await writer.write():
        pass
    return whole(folder)
