"""Which places' figures a body has sent beside those of its areas, each with the latest of them: lines of its form."""

from collections.abc import Iterable
from datetime import date

from services.indicators.domain.figure.form import Series
from services.indicators.domain.figure.supply import Supplied
from services.indicators.storage.figure.observation import stands
from shared.database import Session, raw
from shared.measures import Frequency
from shared.register import lead_on

MOST = 10_000  # series of places; whoever sends more has a system that sends them
# What another body sent last of a place is that body's to go on with.
_OF_PLACES = f"""
select s.place, p.name as place_name, m.area, a.name as area_name, m.measure, m.title, m.unit, m.frequency, l.since_on,
       latest.period, latest.value, latest.missing,
       (latest.received_at at time zone 'Europe/London')::date as received_on
from measure m
join area a using (area)
join lateral {lead_on("m", "$3")} l on $2 = any (l.owners)
join series s on s.area = m.area and s.measure = m.measure and s.place <> m.area
join place p on p.area = m.area and p.place = s.place
join lateral (
  select o.period, o.value, o.missing, o.received_at, o.batch from observation o
  where o.series = s.id and {stands("o")}
  order by o.at desc, o.revision desc limit 1
) latest on true
join batch b on b.id = latest.batch and b.partner = $2
where m.area = any ($1) order by m.title, m.area, p.name limit {MOST}
"""  # noqa: S608 a fixed subquery


async def of_places(session: Session, areas: Iterable[str], body: str, on: date) -> list[Series]:
    """The places of these areas' registers whose figures the body supplies and was the last to send, by title."""
    rows = await (await raw(session)).fetch(_OF_PLACES, sorted(areas), body, on)
    return [
        Series(
            place=row["place"],
            place_name=row["place_name"],
            supplied=Supplied(
                **{name: row[name] for name in set(row.keys()) & set(Supplied.__slots__) - {"frequency"}},
                frequency=Frequency(row["frequency"]),
            ),
        )
        for row in rows
    ]
