"""Which measures a body supplies on a day, by the copy of the register, each with its latest own figure."""

from collections.abc import Iterable
from datetime import date

from services.indicators.domain.supply import Supplied
from shared.database import Session, raw

_SUPPLIED = """
select m.area, a.name as area_name, m.measure, m.title, m.unit, m.frequency, l.since_on, latest.period, latest.value,
       latest.missing, (latest.received_at at time zone 'Europe/London')::date as received_on
from measure m
join area a using (area)
join lateral (
  select lead, data_owners, since_on from lead
  where lead.area = m.area and lead.measure = m.measure and lead.since_on <= $3
  order by lead.since_on desc limit 1
) l on $2::text is null
  or $2 = any (case when cardinality(l.data_owners) = 0 then array[l.lead] else l.data_owners end)
left join lateral (
  select o.period, o.value, o.missing, o.received_at from observation o
  where o.area = m.area and o.measure = m.measure and o.place = m.area and not o.is_withdrawn
  order by o.ends_on desc, o.starts_on, o.revision desc limit 1
) latest on true
where m.area = any ($1) order by m.title, m.area
"""
_NAME = "select name from partner where area = any ($1) and partner = $2 order by area limit 1"
_AREA_NAME = "select name from area where area = $1"


async def supplied(session: Session, areas: Iterable[str], body: str | None, on: date) -> list[Supplied]:
    """The measures of these areas whose figures the body supplies (None: that anybody does), by title."""
    rows = await (await raw(session)).fetch(_SUPPLIED, sorted(areas), body, on)
    return [Supplied(**row) for row in rows]


async def area_name(session: Session, area: str) -> str | None:
    """The area's name; None for one not heard of."""
    found: str | None = await (await raw(session)).fetchval(_AREA_NAME, area)
    return found


async def name(session: Session, areas: Iterable[str], body: str) -> str | None:
    """The body's name; None for one that no register of these areas knows."""
    found: str | None = await (await raw(session)).fetchval(_NAME, sorted(areas), body)
    return found
