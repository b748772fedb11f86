"""Enquiries: one row each; and what is held of the figures that they ask for."""

from dataclasses import astuple, replace

from asyncpg import Record

from services.indicators.domain.question.asking import Wanted
from services.indicators.domain.question.burden import Burden
from services.indicators.domain.question.enquiry import ENQUIRY, Enquiry, Held, State, Told
from services.indicators.storage.figure.observation import stands
from services.indicators.storage.question.asking import Rows, clocked
from shared.database import Session, raw
from shared.working_days import london_day

_KEPT = (
    "id, area, measure, period, body, body_name, asked_by, purpose, asked_on, is_spared, due_on, reckoning, "
    "policy_version, overdue_at, version"
)
_CAME = """
cross join lateral (select e.asked_on::timestamp at time zone 'Europe/London' as since) asked
left join lateral (
  select min(greatest(received_at, since)) as answered_at from observation o
  where o.area = e.area and o.measure = e.measure and o.place = e.area and o.period = e.period
    and not e.is_spared and not o.is_withdrawn
    and o.published_at >= since
) came on true
"""
_SELECT = f"select e.*, came.answered_at from enquiry e {_CAME}"  # noqa: S608 fixed columns
_STANDING = f"""
{_SELECT}
where e.area = $1 and e.measure = $2 and e.period = $3 and not e.is_spared order by e.id desc limit 1
"""
_IS: dict[str, str] = {
    State.SPARED: "e.is_spared",
    State.ASKED: "not e.is_spared and answered_at is null and overdue_at is null",
    State.ANSWERED: "answered_at is not null",
    State.OVERDUE: "answered_at is null and overdue_at is not null",
}
_WRITE = f"""
insert into enquiry ({_KEPT}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (id) do update set overdue_at = excluded.overdue_at, version = excluded.version
"""  # noqa: S608 fixed columns
_HELD = f"""
select value, missing, status, received_at from observation o
where area = $1 and measure = $2 and place = $1 and period = $3 and {stands("o")}
"""  # noqa: S608 a fixed condition
_PERIODS = f"""
select period from observation o
where area = $1 and measure = $2 and place = $1 and value is not null and {stands("o")}
"""  # noqa: S608 a fixed condition
_BURDEN = """
with sent as (
  select b.partner as body, date_trunc('quarter', b.received_at at time zone 'Europe/London')::date as quarter_from,
         count(distinct b.number) as batches, count(*) as figures,
         count(*) filter (where not (
           exists (select from target t where t.area = s.area and t.measure = s.measure)
           or exists (select from measure_case c where c.area = s.area and c.measure = s.measure)
           or exists (select from enquiry e where e.area = s.area and e.measure = s.measure))) as unused
  from figure f join batch b on b.number = f.batch join series s on s.id = f.series
  where f.area = $1 and not exists (select from batch_source fetched where fetched.batch = b.number) group by 1, 2
), asked as (
  select body, date_trunc('quarter', asked_on)::date as quarter_from, count(*) filter (where not is_spared) as asked,
         count(*) filter (where is_spared) as spared, count(overdue_at) as overdue
  from enquiry where area = $1 group by 1, 2
)
select body, quarter_from, coalesce(asked, 0) as asked, coalesce(spared, 0) as spared, coalesce(overdue, 0) as overdue,
       coalesce(batches, 0) as batches, coalesce(figures, 0) as figures, coalesce(unused, 0) as unused
from sent full join asked using (body, quarter_from)
where $2::text is null or body = $2 order by quarter_from desc, body
"""
LATEST = 20  # of the enquiries that a measure's page looks through


async def standing(session: Session, area: str, measure: str, period: str) -> Enquiry | None:
    """The latest enquiry about a figure; until the end of this transaction nobody else makes one."""
    connection = await raw(session)
    await connection.execute("select pg_advisory_xact_lock(hashtext($1))", f"enquiry/{area}/{measure}/{period}")
    row = await connection.fetchrow(_STANDING, area, measure, period)
    return None if row is None else _enquiry(row)


async def of_measure(session: Session, area: str, measure: str) -> list[Enquiry]:
    """The latest enquiries about a measure, the newest first."""
    return await ENQUIRIES.page(session, Wanted(area=area, measure=measure), before=None, limit=LATEST)


async def held(session: Session, area: str, measure: str, period: str) -> Held | None:
    """What is held for the period; None for nothing."""
    row = await (await raw(session)).fetchrow(_HELD, area, measure, period)
    if row is None:
        return None
    return Held(
        value=row["value"], missing=row["missing"], status=row["status"], received_on=london_day(row["received_at"])
    )


async def periods(session: Session, area: str, measure: str) -> list[str]:
    """The periods for which the area's own figure is held."""
    return [row["period"] for row in await (await raw(session)).fetch(_PERIODS, area, measure)]


async def burden(session: Session, area: str, body: str | None) -> list[Burden]:
    """What the bodies of an area were put to, the latest quarter first."""
    return [Burden(**row) for row in await (await raw(session)).fetch(_BURDEN, area, body)]


async def stored(session: Session, stream: str) -> Enquiry | None:
    """The row of a stream, without what is read from figures."""
    found = await ENQUIRIES.stored(session, stream)
    return None if found is None else replace(found, answered_at=None)


def _values(one: Enquiry) -> tuple[object, ...]:
    clock = astuple(one.clock) if one.clock else (None, "", "")
    return (
        *(one.id, one.area, one.measure, one.period, one.body, one.body_name, one.asked_by, one.purpose, one.asked_on),
        *(one.is_spared, *clock, one.overdue_at, one.version),
    )


def _enquiry(row: Record) -> Enquiry:
    return Enquiry(**clocked(row))


ENQUIRIES: Rows[Enquiry, Told] = Rows(
    sort=ENQUIRY, select=_SELECT, write=_WRITE, values=_values, states=_IS, made=_enquiry
)
