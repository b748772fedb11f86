"""Reading measures for pages and machines: what they are, who leads, how they stand, and how others do."""

from collections.abc import Sequence
from datetime import date

from asyncpg import Record

from services.indicators.domain.figure.observation import last_day
from services.indicators.domain.judgement.comparison import COUNTRY_KIND, PEER_KIND
from services.indicators.domain.measure.measure import Area, Comparison, Measure, Named, Overview, Tally
from services.indicators.domain.measure.part import Part, Titled, in_order
from services.indicators.domain.measure.verdict import Verdict
from shared.database import Session, raw
from shared.measures import Frequency
from shared.periods import Period, parse
from shared.register import lead_on

Measures = Sequence[tuple[str, str]]


def without_parts(measure: str) -> str:
    """A condition for SQL: that the measure takes figures of its own and is no whole of parts.

    `measure` is the table or alias whose row is looked at.
    """
    return (
        f"not exists (select from measure part where part.area = {measure}.area and part.part_of = {measure}.measure)"
    )


_AREA = "select area, name, profile from area where area = $1"
_TALLIES = f"""
select a.area, a.name, count(m.measure) as measures,
       count(*) filter (where j.verdict = 'missed') as missed,
       count(*) filter (where j.verdict = 'near') as near,
       count(*) filter (where j.verdict = 'met') as met
from area a left join measure m on m.area = a.area
  and {without_parts("m")}
left join judgement j on j.area = m.area and j.measure = m.measure
group by a.area, a.name order by a.name, a.area
"""  # noqa: S608 a fixed condition
_FIND = """
select m.area, a.name as area_name, a.profile, m.measure, m.title, m.unit, m.polarity, m.frequency, m.framework,
       m.source, m.part_of, m.part, whole.title as whole_title
from measure m join area a using (area)
left join measure whole on whole.area = m.area and whole.measure = m.part_of
where m.area = $1 and m.measure = $2
"""
_TITLES = """
select m.area, m.measure, m.title, m.unit
from unnest($1::text[], $2::text[]) as wanted (area, measure) join measure m using (area, measure)
"""
_OVERVIEW = f"""
select m.measure, m.title, m.unit, m.polarity, m.frequency, m.source, latest.period, latest.value, latest.missing,
       coalesce(j.verdict, 'not_judged') as verdict, j.period as judged_period, j.value as judged_value, j.target,
       coalesce(leads.name, l.lead) as lead_name,
       (select count(*) from measure_case c
        where c.area = m.area and c.measure = m.measure and c.due_on is not null) as open_cases,
       recent.values as recent, recent.at as recent_at, ahead.period as promised_period, ahead.value as promised,
       (select t.came is not null from target t
        where t.area = m.area and t.measure = m.measure and t.period = coalesce(j.period, ahead.period)
        order by t.starts_on limit 1) is true as is_from_papers,
       why.due_on as asked_by, why.body_name as asked_name, why.missing_at is not null as is_unanswered,
       (select min(t.due_on) from late_figure t
        where t.area = m.area and t.measure = m.measure and not exists (
          select from observation o
          where o.area = t.area and o.measure = t.measure and o.place = t.area
            and o.starts_on = t.starts_on and o.ends_on = t.ends_on)) as late_since,
       own.parts, own.part_kind, m.part_of, m.part
from measure m
left join judgement j using (area, measure)
left join lateral {lead_on("m", "$2")} l on true
left join partner leads on leads.area = l.area and leads.partner = l.lead
left join series mine on mine.area = m.area and mine.measure = m.measure and mine.place = m.area
left join lateral (
  select period, value, missing from observation o
  where o.series = mine.id
    and o.at = (select f.period from figure f where f.series = mine.id order by f.period desc limit 1)
  order by revision desc limit 1
) latest on true
left join lateral (
  select array_agg(one.value order by one.period) as values, array_agg(one.period order by one.period) as at
  from (
    select distinct on (f.period) f.period, f.value from figure f
    where f.series = mine.id order by f.period desc, f.revision desc limit 12) one
) recent on true
left join lateral (
  select e.due_on, e.body_name, e.missing_at from explanation e
  where e.area = m.area and e.measure = m.measure and e.given_at is null and e.withdrawn_at is null
  order by e.id desc limit 1
) why on true
left join lateral (
  select t.period, t.value from target t where t.area = m.area and t.measure = m.measure
  order by t.ends_on < $2, abs(t.ends_on - $2) limit 1
) ahead on true
cross join lateral (
  select count(distinct o.place) as parts,
         case when count(distinct p.place_kind) = 1 then min(p.place_kind) end as part_kind
  from observation o join place p on p.area = o.area and p.place = o.place
  where latest.period is null and o.area = m.area and o.measure = m.measure and o.place <> m.area
    and o.value is not null and p.place_kind <> all ($3)
) own
where m.area = $1
order by m.title
"""  # noqa: S608 a fixed subquery
_COMPARISONS = """
select distinct on (o.place, o.starts_on, o.period)
       o.period, o.place, p.name as place_name, p.place_kind, o.value
from observation o join place p on p.area = o.area and p.place = o.place
where o.area = $1 and o.measure = $2 and o.place <> $1
order by o.place, o.starts_on, o.period, o.revision desc
"""


_PARTS = """
select m.measure, m.part, m.title, m.unit, m.polarity, coalesce(j.verdict, 'not_judged') as verdict,
       case when j.target is null then latest.period else j.period end as period,
       case when j.target is null then latest.value else j.value end as value, j.target
from measure m left join judgement j using (area, measure) left join lateral (
  select o.period, o.value from observation o
  where o.area = m.area and o.measure = m.measure and o.place = m.area and o.value is not null
    and not exists (select from figure f where f.series = o.series and f.period = o.at and f.revision > o.revision)
  order by o.ends_on desc, o.starts_on limit 1
) latest on true
where m.area = $1 and m.part_of = $2
"""


async def areas(session: Session) -> list[Tally]:
    """Every area, in order of name."""
    return [Tally(**row) for row in await (await raw(session)).fetch(_TALLIES)]


async def area(session: Session, code: str) -> Area | None:
    """One area."""
    row = await (await raw(session)).fetchrow(_AREA, code)
    return None if row is None else Area(**row)


async def find(session: Session, code: str, measure: str) -> Measure | None:
    """One measure of an area."""
    row = await (await raw(session)).fetchrow(_FIND, code, measure)
    return None if row is None else Measure(**row)


async def titles(session: Session, measures: Measures) -> dict[tuple[str, str], Named]:
    """What these measures are called and what they are counted in, by area and code."""
    rows = await (await raw(session)).fetch(_TITLES, *columns(measures))
    return {(row["area"], row["measure"]): Named(row["title"], row["unit"]) for row in rows}


async def parts(session: Session, code: str, measure: str) -> list[Titled]:
    """The parts of a measure in their order, as they are judged; none of one that has no parts."""
    rows = await (await raw(session)).fetch(_PARTS, code, measure)
    found = {row["measure"]: _titled(row) for row in rows}
    return [found[part.measure] for part in in_order(one.part for one in found.values())]


def _titled(row: Record) -> Titled:
    judged = ("measure", "part", "period", "value", "target")
    part = Part(**{name: row[name] for name in judged}, verdict=Verdict(row["verdict"]))
    return Titled(part=part, title=row["title"], unit=row["unit"], polarity=row["polarity"])


async def overview(session: Session, code: str, on: date) -> list[Overview]:
    """Every measure of an area in order of title, with its latest figure and its judgement."""
    rows = await (await raw(session)).fetch(_OVERVIEW, code, on, [PEER_KIND, COUNTRY_KIND])
    return [_overview(row) for row in rows]


async def comparisons(session: Session, code: str, measure: str) -> list[Comparison]:
    """The reference observations beside a measure, as they stand now; those without a figure are left out."""
    rows = await (await raw(session)).fetch(_COMPARISONS, code, measure)
    return [Comparison(**{**row, "period": parse(row["period"])}) for row in rows if row["value"] is not None]


def columns(measures: Measures) -> tuple[list[str], list[str]]:
    """Areas and measures apart, as `unnest` takes them."""
    return [area for area, _ in measures], [measure for _, measure in measures]


def _overview(row: Record) -> Overview:
    periods = {name: _period(row[name]) for name in ("period", "judged_period", "promised_period")}
    ends = tuple(last_day(at) for at in row["recent_at"] or ())
    recent = {"recent": tuple(row["recent"] or ()), "recent_at": ends}
    return Overview(**{**row, **periods, **recent, "frequency": Frequency(row["frequency"])})


def _period(text: str | None) -> Period | None:
    return None if text is None else parse(text)
