"""What changed on the record, in order of telling, without a gap: by the table of what can be found."""

from collections.abc import Sequence

from services.publication.domain.change import Changed, Mark
from services.publication.domain.search import Kind
from shared.database import Session, raw


class WrongEpoch(ValueError):
    """The mark was made before the database was restored: its order no longer holds."""


_CHANGED = (
    "select kind, area, code, title, party, status, href, moved_at, "
    "gone_at is not null as is_gone, told_in::text::bigint as told_in "
    "from findable where told_in < pg_snapshot_xmin(pg_current_snapshot()) "
    "and (told_in, kind, area, code) > ($1::text::xid8, $2, $3, $4) and ($5::text = '' or area = $5) "
    "order by told_in, kind, area, code limit $6"
)


async def changed(session: Session, area: str, after: Mark, limit: int) -> Sequence[Changed]:
    """What was told of after a mark, of one area or of all, in order of telling; nothing that a later look may precede.

    Raises WrongEpoch where the mark was made before the database was restored.
    """
    connection = await raw(session)
    epoch = await connection.fetchval("select number from epoch")
    if after.epoch not in (epoch, 0):
        raise WrongEpoch
    rows = await connection.fetch(_CHANGED, str(after.told_in), after.kind, after.area, after.code, area, limit)
    return [Changed(**{**row, "kind": Kind(row["kind"])}, epoch=epoch) for row in rows]


async def newest(session: Session) -> Mark:
    """The mark of somebody who has been told of everything up to now."""
    row = await (await raw(session)).fetchrow(
        "select number, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 as told_in from epoch"
    )
    return Mark(*row) if row else Mark()
