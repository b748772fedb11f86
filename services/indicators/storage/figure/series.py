"""Reading figures as they stand, of many series: a page by key, or a stretch of whole series after another.

A long reader takes a stretch in a transaction of its own, so that nobody waits for it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from asyncpg import Record

from services.indicators.domain.figure.export import EVERY_PLACE, Line, Newest, Selection
from services.indicators.domain.figure.observation import Observation, last_day, place_in_time, year_in_time
from shared.database import Session, raw
from shared.periods import Period, parse

_NAMED = ("area", "measure", "title", "unit", "polarity", "part_of", "part")
_OBSERVED = tuple(Observation.__slots__)
_WANTED_SERIES = f"""
s.area = any ($1) and (cardinality($2::text[]) = 0 or s.measure = any ($2))
and (cardinality($3::text[]) = 0 and s.place = s.area or s.place = any ($3) or '{EVERY_PLACE}' = any ($3))
"""
_SERIES = f"""
select s.id, s.area, s.measure, m.title, m.unit from series s
join measure m on m.area = s.area and m.measure = s.measure
where {_WANTED_SERIES} order by s.area, s.measure, s.place
"""  # noqa: S608 fixed text
# Only the partitions of this stretch of time are planned and read; planning them all takes longer than reading.
_ALL_TIME = "select coalesce(min(id), 0) as first, coalesce(max(id), -1) as last from period"  # the ends of an index
_STRETCH = f"""
{_ALL_TIME}
where ($1::date is null or starts_on >= $1) and ($2::date is null or ends_on <= $2)
"""
_FIGURES = f"""
select wanted.turn, {", ".join(f"o.{name}" for name in _OBSERVED)}
from unnest($1::int[]) with ordinality wanted(series, turn) cross join lateral (
  select distinct on (at) {", ".join(_OBSERVED)}, at from observation
  where series = wanted.series and at between $2 and $3
    and ($4::date is null or starts_on >= $4) and ($5::date is null or ends_on <= $5)
    and ($6::timestamptz is null or published_at < $6) and (place, at) > ($7, $8)
  order by at, revision desc
  limit $9
) o
order by wanted.turn, o.at
limit $9
"""  # noqa: S608 fixed text

_LATEST = f"""
select m.area, m.measure, m.title, m.unit, m.polarity, m.part_of, m.part, o.* from measure m
left join lateral (
  (select {", ".join(_OBSERVED)} from observation
   where area = m.area and measure = m.measure and place = m.area
   order by at desc, revision desc limit 1)
  union all
  (select distinct on (earlier.at) {", ".join(f"earlier.{name}" for name in _OBSERVED)}
   from (select starts_on, ends_on, at from observation
         where area = m.area and measure = m.measure and place = m.area order by at desc limit 1) latest
   join observation earlier on earlier.area = m.area and earlier.measure = m.measure and earlier.place = m.area
     and earlier.at < latest.at and earlier.starts_on = latest.starts_on - interval '1 year'
   order by earlier.at, earlier.revision desc)
) o on true
where m.area = $1
order by m.measure, o.period desc
"""  # noqa: S608 fixed text


class Chosen(NamedTuple):
    """A series of a selection, by number, and the measure that it is of."""

    id: int
    area: str
    measure: str
    title: str
    unit: str


async def latest(session: Session, area: str) -> list[Newest]:
    """Every measure of an area with its own latest figure and those of the periods that began a year earlier."""
    found: dict[str, Newest] = {}
    for row in await (await raw(session)).fetch(_LATEST, area):
        named = {name: row[name] for name in _NAMED}
        told = {name: row[name] for name in _OBSERVED}
        figures = [] if told["period"] is None else [Observation(**told | {"period": parse(told["period"])})]
        before = found[row["measure"]].figures if row["measure"] in found else ()
        together = sorted([*before, *figures], key=lambda one: place_in_time(one.period))
        found[row["measure"]] = Newest(**named, figures=tuple(together))
    return list(found.values())


async def of_selection(session: Session, wanted: Selection) -> list[Chosen]:
    """The series of a selection, in order of area, measure and place."""
    measures, places = list(wanted.measures), list(wanted.places)
    rows = await (await raw(session)).fetch(_SERIES, list(wanted.areas), measures, places)
    return [Chosen(*row) for row in rows]


async def figures(
    session: Session,
    series: Sequence[Chosen],
    wanted: Selection,
    *,
    after: tuple[str, Period] | None = None,
    limit: int | None = None,
) -> list[Line]:
    """The figures of these series that are selected, series by series in order of period; at most `limit`.

    `after` names a place and a period of one measure, behind which to begin.
    """
    place, at = ("", -1) if after is None else (after[0], place_in_time(after[1]))
    begins = None if wanted.begins is None else wanted.begins.starts_on
    ends = None if wanted.ends is None else wanted.ends.ends_on
    connection, numbers = await raw(session), [one.id for one in series]
    within = (_STRETCH, begins, ends) if begins or ends else (_ALL_TIME,)
    ((first, last),) = await connection.fetch(*within)
    rows: list[Record] = []
    if len(series) != 1 or limit is None:
        chosen = (numbers, first, last, begins, ends, wanted.as_of, place, at, limit)
        rows = await connection.fetch(_FIGURES, *chosen)
    else:
        for since, until in _stretches(max(first, at), last):
            chosen = (numbers, since, until, begins, ends, wanted.as_of, place, at, limit - len(rows))
            rows += await connection.fetch(_FIGURES, *chosen)
            if len(rows) == limit:
                break
    return [_line(series[row[0] - 1], row) for row in rows]


def _stretches(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The places in time from one to another in stretches of whole years, each longer than the one before.

    PostgreSQL sorts all of a stretch, however few of its figures are wanted; and few of daily ones lie close together.
    """
    years = 1
    while first <= last:
        until = min(last, year_in_time(min(last_day(first).year + years, date.max.year)) - 1)
        yield first, max(first, until)
        first, years = max(first, until) + 1, years * 4


def _line(of: Chosen, row: Record) -> Line:
    told = dict(row)
    del told["turn"]
    told["period"] = parse(told["period"])
    return Line(of.area, of.measure, of.title, of.unit, Observation(**told))
