"""What was told late, one row for each measure and period; and what is known of a figure whose day is over."""

from collections.abc import Iterable, Sequence
from datetime import date

from asyncpg import Record

from services.indicators.domain.figure.late import Late, Owed
from services.indicators.storage.figure import held
from services.indicators.storage.figure.observation import latest_own, stands
from services.indicators.storage.measure.measure import without_parts
from shared.database import Session, raw
from shared.measures import Frequency
from shared.periods import Period, parse
from shared.register import lead_on

_OWED = f"""
select m.frequency, coalesce(l.owners, '{{}}') as owed_by,
       latest.period as latest_period,
       exists (
         select from observation o
         where o.area = m.area and o.measure = m.measure and o.place = m.area and o.starts_on = $3 and o.ends_on = $4
           and {stands("o")}) as has_come,
       exists (
         select from late_figure t
         where t.area = m.area and t.measure = m.measure and t.starts_on = $3 and t.ends_on = $4) as is_told
from measure m
left join lateral {lead_on("m", "$5")} l on true
left join lateral {latest_own("m")} latest on true
where m.area = $1 and m.measure = $2 and {without_parts("m")}
"""  # noqa: S608 a fixed subquery
_SAVE_LATE = """
insert into late_figure (area, measure, starts_on, ends_on, period, due_on, reckoning, policy_version, owed_by,
                         latest_period, told_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_LATE = """
select t.area, t.measure, t.period, t.due_on, t.reckoning, t.policy_version, t.owed_by, t.latest_period, t.told_at,
       t.version, (came.received_at at time zone 'Europe/London')::date as came_on
from late_figure t
left join lateral (
  select min(o.received_at) as received_at from observation o
  where o.area = t.area and o.measure = t.measure and o.place = t.area
    and o.starts_on = t.starts_on and o.ends_on = t.ends_on
) came on true
where t.area = any ($1) and ($2::text is null or t.measure = $2)
order by t.area, t.measure, t.ends_on desc, t.starts_on
"""


async def owed(session: Session, area: str, measure: str, period: Period, on: date) -> Owed | None:
    """What is known of a period's figure on a day; None for a measure that is not known or takes no figures."""
    row = await (await raw(session)).fetchrow(_OWED, area, measure, period.starts_on, period.ends_on, on)
    if row is None:
        return None
    waits = (await held.waiting(session, [(area, measure)])).get((area, measure), {}).get(period.text)
    kept = {"frequency": Frequency(row["frequency"]), "owed_by": tuple(row["owed_by"])}
    return Owed(**{**row, **kept}, waiting_since=None if waits is None else waits.received_at)


async def save(session: Session, late: Late) -> None:
    """Write down that a figure was told late."""
    await (await raw(session)).execute(
        _SAVE_LATE,
        *(late.area, late.measure, late.period.starts_on, late.period.ends_on, late.period.text, late.due_on),
        *(late.reckoning, late.policy_version, list(late.owed_by), late.latest_period, late.told_at, late.version),
    )


async def told(session: Session, areas: Iterable[str], measure: str | None) -> list[Late]:
    """What was told late of a measure, or of all, the latest period first, with the day on which it came after all."""
    return [_late(row) for row in await (await raw(session)).fetch(_LATE, sorted(areas), measure)]


async def told_by(session: Session, versions: Sequence[tuple[str, str, int]]) -> list[Late]:
    """What was told late by these versions of the streams of measures: area, measure, version."""
    areas, wanted = {area for area, _, _ in versions}, set(versions)
    return [one for one in await told(session, areas, None) if (one.area, one.measure, one.version) in wanted]


def _late(row: Record) -> Late:
    return Late(**{**row, "period": parse(row["period"]), "owed_by": tuple(row["owed_by"])})
