"""Which measures a body supplies on a day, by the copy of the register, each with its latest own figure."""

from collections.abc import Iterable
from datetime import date

from services.indicators.domain.figure.supply import Supplied
from services.indicators.storage.figure import held
from services.indicators.storage.figure.observation import latest_own
from services.indicators.storage.measure.measure import Measures, columns, without_parts
from shared.database import Session, raw
from shared.measures import Frequency
from shared.periods import Period, parse
from shared.register import lead_on

_SUPPLIED = f"""
select m.area, a.name as area_name, m.measure, m.title, m.unit, m.frequency, l.since_on, latest.period, latest.value,
       latest.missing,
       (select t.value from target t
        where t.area = m.area and t.measure = m.measure and t.period = latest.period) as promised,
       exists (select from target t where t.area = m.area and t.measure = m.measure) as has_target,
       (select bool_and(t.came is not null) from target t
        where t.area = m.area and t.measure = m.measure) is true as is_from_papers,
       (select count(*) from measure_case c where c.area = m.area and c.measure = m.measure) as cases,
       (select count(*) from enquiry e where e.area = m.area and e.measure = m.measure) as enquiries,
       (latest.received_at at time zone 'Europe/London')::date as received_on
from measure m
join area a using (area)
join lateral {lead_on("m", "$3")} l on $2::text is null or $2 = any (l.owners)
left join lateral {latest_own("m")} latest on true
where m.area = any ($1) and {without_parts("m")}
order by m.title, m.area
"""  # noqa: S608 a fixed subquery
_LATEST = f"""
select m.area, m.measure, m.frequency, latest.period
from unnest($1::text[], $2::text[]) of_measure(area, measure) join measure m using (area, measure)
join lateral {latest_own("m")} latest on true
where {without_parts("m")} order by m.area, m.measure
"""  # noqa: S608 a fixed condition


async def latest_periods(session: Session, measures: Measures) -> list[tuple[str, str, Frequency, Period]]:
    """Area, measure, how often its figures come, and the latest period that has one; of those that take figures."""
    rows = await (await raw(session)).fetch(_LATEST, *columns(measures))
    return [(row["area"], row["measure"], Frequency(row["frequency"]), parse(row["period"])) for row in rows]


async def supplied(session: Session, areas: Iterable[str], body: str | None, on: date) -> list[Supplied]:
    """The measures of these areas whose figures the body supplies (None: that anybody does), by title."""
    rows = await (await raw(session)).fetch(_SUPPLIED, sorted(areas), body, on)
    waits = await held.waiting(session, [(row["area"], row["measure"]) for row in rows])
    return [
        Supplied(
            **{**row, "frequency": Frequency(row["frequency"])}, waiting=waits.get((row["area"], row["measure"]), {})
        )
        for row in rows
    ]
