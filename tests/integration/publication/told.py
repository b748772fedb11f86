"""What was told as a change is read as one once no transaction runs any more that began before it; a neighbour's, in
another database of the same server, is one of them.
"""

from shared.database import EVERY_AREA, Database, raw
from tests.integration.spine import until

_UNREAD = """
select exists (select from publication.findable where told_in >= pg_snapshot_xmin(pg_current_snapshot()))
"""


async def all_told(database: Database) -> None:
    """Wait until everything told so far is read by whoever asks for changes."""

    async def is_read() -> bool:
        async with database.unit_of_work(EVERY_AREA) as session:
            return not await (await raw(session)).fetchval(_UNREAD)

    await until(is_read, seconds=120)
