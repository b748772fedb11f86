"""What changed on the record, in order of telling, without a gap: by the table of what can be found."""

from collections.abc import Sequence

from services.publication.domain.search.change import Changed, Mark
from services.publication.domain.search.follower import Topic, TopicKind
from services.publication.domain.search.search import Kind
from services.publication.storage.search.search import OF_MEASURE
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

_NEWS = (
    "select kind, area, code, title, party, status, href, moved_at, false as is_gone, "
    "told_in::text::bigint as told_in from findable where gone_at is null "
    "and told_in > $1::text::xid8 and told_in <= $2::text::xid8 and {which} "
    "order by moved_at, kind, area, code limit $3"
)
_OF_AGREEMENT = (
    "area = $4 and (kind = 'agreement' and code = $5 or kind in ('entry', 'reply') and starts_with(code, $5 || '/'))"
)
_OF_AREA = "area = $4 and kind in ('agreement', 'entry', 'reply', 'case', 'deliverable')"
_OF_SEARCH = (
    "($4 = '' or area = $4) and ($5 = '' or terms @@ websearch_to_tsquery('english', $5)) "
    "and ($6::text[] = '{}' or kind = any ($6)) and ($7 = '' or lower(party) = lower($7)) and ($8 = '' or status = $8)"
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


async def news(session: Session, topic: Topic, after: Mark, until: Mark, limit: int) -> Sequence[Changed]:
    """What was told of on a topic after one mark and up to another, what moved first first. What is gone is no news."""
    which, asked = _topic(topic)
    bounds = (str(after.told_in), str(until.told_in), limit)
    rows = await (await raw(session)).fetch(_NEWS.replace("{which}", which), *bounds, *asked)
    return [Changed(**{**row, "kind": Kind(row["kind"])}, epoch=until.epoch) for row in rows]


def _topic(topic: Topic) -> tuple[str, tuple[object, ...]]:
    """Which things are of a topic, and what is asked with it."""
    match topic.kind:
        case TopicKind.AGREEMENT:
            return _OF_AGREEMENT, (topic.area, topic.code)
        case TopicKind.AREA:
            return _OF_AREA, (topic.area,)
        case TopicKind.MEASURE:
            return OF_MEASURE.format(area="$4", measure="$5"), (topic.area, topic.code)
        case TopicKind.SEARCH:
            wanted = topic.wanted
            kinds = [kind.value for kind in wanted.kinds]
            return _OF_SEARCH, (wanted.area, wanted.words, kinds, wanted.party, wanted.status)
