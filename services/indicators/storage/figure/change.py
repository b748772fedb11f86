"""Reading what changed among an area's figures, in the order of commits. The database itself numbers the batches."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from services.indicators.domain.figure.change import Change, Cursor, Unreasoned
from services.indicators.domain.figure.observation import Observation
from shared.database import Session, raw
from shared.periods import parse

_LAST = "select coalesce(max(number), 0) from change where area = $1"
_FROM = "select min(number) from change where area = $1 and published_at >= $2"
_DUE = "select number, batch, figures from change where area = $1 and number >= $2 order by number limit $3"
_FIGURES = """
select c.number, o.row, o.measure, o.place, o.period, o.revision, o.value, o.missing, o.suppressed, o.status, o.audit,
       o.reason, o.is_withdrawn, o.batch, o.received_at, o.published_at, o.recorded_at
from observation o join change c on c.area = o.area and c.batch = o.batch_number
where o.area = $1 and o.batch_number between $2 and $3 and c.number between $4 and $5 and (c.number, o.row) > ($4, $6)
order by c.number, o.row limit $7
"""
_UNREASONED = """
select s.measure, m.title, p.text as period, num_nonnulls(f.value, f.missing, f.suppressed) = 0 as is_withdrawn,
       b.published_at, count(*) over () as total
from figure f
join batch b on b.number = f.batch
join series s on s.id = f.series
join period p on p.id = f.period
join measure m on m.area = f.area and m.measure = s.measure
where f.area = $1 and f.revision > 1 and f.reason is null and s.place = f.area and b.partner = $2
order by f.batch desc, f.row limit $3
"""
_OBSERVED = Observation._fields


@dataclass(frozen=True, slots=True)
class Due:
    """A batch that changed figures of an area: its number there, its own number, and how many in all its areas."""

    number: int
    batch: int
    figures: int


async def last(session: Session, area: str) -> int:
    """The number of the area's last change; 0 when there is none."""
    return int(await (await raw(session)).fetchval(_LAST, area))


async def first_since(session: Session, area: str, moment: datetime) -> Cursor:
    """Before the first batch that was published then or later."""
    number = await (await raw(session)).fetchval(_FROM, area, moment)
    return Cursor(await last(session, area) + 1 if number is None else int(number))


async def due(session: Session, area: str, after: Cursor, limit: int) -> list[Due]:
    """As many of the batches from a cursor on as hold about `limit` figures, in order; at least one if there is one."""
    found: list[Due] = []
    for row in await (await raw(session)).fetch(_DUE, area, after.number, limit):
        found.append(Due(**row))
        if sum(one.figures for one in found[1:]) >= limit:
            break
    return found


async def page(session: Session, area: str, after: Cursor, batches: list[Due], limit: int) -> list[Change]:
    """At most `limit` changes of these batches behind a cursor, in order."""
    numbers, row = [one.batch for one in batches], after.row if batches[0].number == after.number else 0
    rows = await (await raw(session)).fetch(
        _FIGURES, area, min(numbers), max(numbers), batches[0].number, batches[-1].number, row, limit
    )
    return [_change(row) for row in rows]


async def unreasoned(session: Session, area: str, body: str, limit: int) -> list[Unreasoned]:
    """At most `limit` of the area's own figures that the body changed without a reason, the latest first."""
    rows = await (await raw(session)).fetch(_UNREASONED, area, body, limit)
    return [Unreasoned(**{**row, "period": parse(row["period"])}) for row in rows]


def _change(row: Record) -> Change:
    told = {name: row[name] for name in _OBSERVED} | {"period": parse(row["period"])}
    return Change(Cursor(row["number"], row["row"]), row["measure"], Observation(**told))
