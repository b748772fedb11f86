"""What was held for an instant and is public: read by everybody."""

from uuid import UUID

from asyncpg import Record

from services.indicators.domain.figure.held import Move, Release, Wanted
from services.indicators.storage.figure.held import measures_of
from shared.database import Session, raw

_COLUMNS = """
b.id as batch, b.partner, b.measures, b.announced_at, b.released_at,
coalesce((select array_agg(m.moved_at order by m.version) from held_move m where m.batch = b.id), '{}') as moved_at,
coalesce((select array_agg(m.before order by m.version) from held_move m where m.batch = b.id), '{}') as before,
coalesce((select array_agg(m.after order by m.version) from held_move m where m.batch = b.id), '{}') as after
"""
_PAGE = f"""
select {_COLUMNS} from held_batch b
where b.released_at is not null and b.announced_at is not null
  and ($1::text is null or exists (select from unnest(b.measures) one where starts_with(one, $1 || '/')))
  and ($2::text is null or b.partner = $2)
  and ($3::uuid is null or (b.released_at, b.id) < (select released_at, id from held_batch where id = $3))
order by b.released_at desc, b.id desc limit $4
"""  # noqa: S608 fixed columns
_LATEST = f"""
select {_COLUMNS} from held_batch b
where b.released_at is not null and b.announced_at is not null and $1 = any (b.measures)
order by b.released_at desc, b.id desc limit 1
"""  # noqa: S608 fixed columns


async def page(session: Session, wanted: Wanted, *, before: UUID | None, limit: int) -> list[Release]:
    """At most `limit` of the wanted releases, the latest first, from those before one."""
    rows = await (await raw(session)).fetch(_PAGE, wanted.area, wanted.body, before, limit)
    return [_release(row) for row in rows]


async def latest(session: Session, area: str, measure: str) -> Release | None:
    """The latest release that held figures of the measure; None where there was none."""
    row = await (await raw(session)).fetchrow(_LATEST, f"{area}/{measure}")
    return None if row is None else _release(row)


def _release(row: Record) -> Release:
    moves = zip(row["moved_at"], row["before"], row["after"], strict=True)
    return Release(
        batch=row["batch"],
        partner=row["partner"],
        measures=measures_of(row["measures"]),
        announced_at=row["announced_at"],
        released_at=row["released_at"],
        moves=tuple(Move(*one) for one in moves),
    )
