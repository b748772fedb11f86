"""Which measures a body supplies on a day, by the copy of the register, each with its latest own figure."""

from collections.abc import Iterable
from datetime import date

from services.indicators.domain.figure.supply import Supplied
from shared.database import Session, raw
from shared.measures import Frequency
from shared.register import lead_on

_SUPPLIED = f"""
select m.area, a.name as area_name, m.measure, m.title, m.unit, m.frequency, l.since_on, latest.period, latest.value,
       latest.missing, (latest.received_at at time zone 'Europe/London')::date as received_on
from measure m
join area a using (area)
join lateral {lead_on("m", "$3")} l on $2::text is null or $2 = any (l.owners)
left join lateral (
  select o.period, o.value, o.missing, o.received_at from observation o
  where o.area = m.area and o.measure = m.measure and o.place = m.area and not o.is_withdrawn
    and not exists (select from figure f where f.series = o.series and f.period = o.at and f.revision > o.revision)
  order by o.ends_on desc, o.starts_on, o.revision desc limit 1
) latest on true
where m.area = any ($1) order by m.title, m.area
"""  # noqa: S608 a fixed subquery


async def supplied(session: Session, areas: Iterable[str], body: str | None, on: date) -> list[Supplied]:
    """The measures of these areas whose figures the body supplies (None: that anybody does), by title."""
    rows = await (await raw(session)).fetch(_SUPPLIED, sorted(areas), body, on)
    return [Supplied(**{**row, "frequency": Frequency(row["frequency"])}) for row in rows]
