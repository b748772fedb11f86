"""Reading figures as they stand, of many series: a page by key, or a stretch of whole series after another.

A long reader takes a stretch in a transaction of its own, so that nobody waits for it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record

from services.indicators.domain.figure.export import EVERY_PLACE, Newest, Selection
from services.indicators.domain.figure.observation import Observation, day_in_time, last_day, period_at, place_in_time
from shared.database import Session, raw
from shared.periods import Period

_NAMED = ("area", "measure", "title", "unit", "polarity", "part_of", "part")
_SERIES = f"""
select s.id, s.area, s.measure, s.place, m.title, m.unit, coalesce(j.figures_version, 0) from series s
join measure m on m.area = s.area and m.measure = s.measure
left join judgement j on j.area = s.area and j.measure = s.measure
where s.area = any ($1) and {{measures}} and s.place >= $4
  and (cardinality($3::text[]) = 0 and s.place = s.area or s.place = any ($3) or '{EVERY_PLACE}' = any ($3))
order by s.area, s.measure, s.place
"""  # noqa: S608 fixed text
_OF_MEASURES = _SERIES.format(measures="s.measure = any ($2)")  # a plan that is made once must look for them by key
_OF_AREAS = _SERIES.format(measures="cardinality($2::text[]) = 0")
# In the order in which an observation has them; what its batch says comes between the first four and the others.
_TOLD = ("revision", "value", "missing", "status", "suppressed", "audit", "reason", "is_withdrawn")
# Only the key is read and in its own order, so that PostgreSQL need sort nothing and stops at the last figure wanted;
# what a period or a batch says is not joined to each figure and sent with it.
_FIGURES = f"""
select wanted.series, told.* from unnest($1::int[]) with ordinality wanted(series, turn)
cross join lateral (
  select batch_number, at, {", ".join(_TOLD)} from (
    select *, lead(at) over (order by at, revision) as following from bare_observation
    where series = wanted.series and at between $2 and $3
      and ($4::date is null or exists (select from period p where p.id = at and p.starts_on >= $4))
      and ($5::timestamptz is null
           or exists (select from batch b where b.number = batch_number and b.published_at < $5))
  ) one
  where following is distinct from at limit $6
) told
order by wanted.turn, told.at limit $6
"""  # noqa: S608 fixed text
_BATCHES = """
select number, id, received_at, recorded_at, published_at,
       exists (select from batch_source s where s.batch = number) as is_fetched
from batch where number = any ($1)
"""
_LAST = 2**31 - 1  # behind every place in time

_LATEST = f"""
select m.area, m.measure, m.title, m.unit, m.polarity, m.part_of, m.part, s.id, told.* from measure m
left join series s on s.area = m.area and s.measure = m.measure and s.place = m.area
left join lateral (
  select batch_number, at, {", ".join(_TOLD)} from bare_observation
  where series = s.id order by at desc, revision desc limit 1
) told on true
where m.area = $1
order by m.measure
"""  # noqa: S608 fixed text
# The periods are found first, among the few that end within the stretch, and then each figure by its key.
_YEAR_BEFORE = f"""
select wanted.series, told.* from unnest($1::int[], $2::date[], $3::int[], $4::int[])
  wanted(series, starts_on, since, until)
join period p on p.id between wanted.since and wanted.until and p.starts_on = wanted.starts_on - interval '1 year'
cross join lateral (
  select batch_number, at, {", ".join(_TOLD)} from bare_observation
  where series = wanted.series and at = p.id order by revision desc limit 1
) told
order by wanted.series, told.at
"""  # noqa: S608 fixed text
_LEAP_YEAR = timedelta(days=366)


class Chosen(NamedTuple):
    """A series of a selection, by number, and the measure that it is of, with how often its figures were changed."""

    id: int
    area: str
    measure: str
    place: str
    title: str
    unit: str
    figures_version: int


# A batch: number, id, when it was received, recorded and published, and whether it was fetched.
Came = tuple[int, UUID, datetime, datetime, datetime, bool]


class Found(NamedTuple):
    """Figures, each with the series that it is of, and the batches of theirs that were fetched from an address."""

    figures: list[tuple[Chosen, Observation]]
    fetched: list[UUID]


async def latest(session: Session, area: str) -> list[Newest]:
    """Every measure of an area with its own latest figure and those of the periods that began a year earlier."""
    connection = await raw(session)
    measures = await connection.fetch(_LATEST, area)
    newest = [(row["id"], period_at(row["at"]).starts_on, row["at"]) for row in measures if row["at"] is not None]
    wanted = [(series, day, day_in_time(day - _LEAP_YEAR), at - 1) for series, day, at in newest]
    before = await connection.fetch(_YEAR_BEFORE, *zip(*wanted, strict=True)) if wanted else []
    now = (row[len(_NAMED) :] for row in measures if row["at"] is not None)
    rows: list[Any] = [*before, *now]
    came = await _came(session, {row[1] for row in rows})
    figures: dict[int | None, list[Observation]] = defaultdict(list)
    for row in rows:
        figures[row[0]].append(_observation(area, came[row[1]], row))
    return [Newest(**{n: row[n] for n in _NAMED}, figures=tuple(figures[row["id"]])) for row in measures]


async def of_selection(session: Session, wanted: Selection, *, since: str = "") -> list[Chosen]:
    """The series of a selection, in order of area, measure and place; none of a place before `since`."""
    measures, places = list(wanted.measures), list(wanted.places)
    statement = _OF_MEASURES if measures else _OF_AREAS
    rows = await (await raw(session)).fetch(statement, list(wanted.areas), measures, places, since)
    return [Chosen(*row) for row in rows]


async def figures(
    session: Session,
    series: Sequence[Chosen],
    wanted: Selection,
    *,
    after: tuple[str, Period] | None = None,
    limit: int | None = None,
) -> Found:
    """The figures of these series that are selected, series by series in order of period; at most `limit`.

    `after` names a place and a period of one measure, behind which to begin: none of the series is of a place before.
    """
    begins = None if wanted.begins is None else wanted.begins.starts_on
    first = 0 if begins is None else day_in_time(begins)
    last = _LAST if wanted.ends is None else day_in_time(wanted.ends.ends_on + timedelta(days=1)) - 1
    connection, rows = await raw(session), list[Record]()
    for some, since, until in _parts(series, after, first, last, limit):
        if some and since <= until and (limit is None or len(rows) < limit):
            numbers, left = [one.id for one in some], None if limit is None else limit - len(rows)
            rows += await connection.fetch(_FIGURES, numbers, since, until, begins, wanted.as_of, left)
    of, came = {one.id: one for one in series}, await _came(session, {row["batch_number"] for row in rows})
    told = [(of[row[0]], _observation(of[row[0]].place, came[row[1]], row)) for row in rows]
    return Found(told, [batch for _, batch, *_, is_fetched in came.values() if is_fetched])


def _parts(
    series: Sequence[Chosen], after: tuple[str, Period] | None, first: int, last: int, limit: int | None
) -> Iterator[tuple[Sequence[Chosen], int, int]]:
    """Which series to read between which places in time, one part after another until there are enough figures.

    Whoever reads on reads a long series, nearly always of daily figures or of working days': to look first among twice
    as many days as figures are wanted spares PostgreSQL the years behind them.
    """
    begun = 0
    if after is not None:
        begun, since = sum(one.place == after[0] for one in series), max(first, place_in_time(after[1]) + 1)
        near = last if limit is None else min(last, day_in_time(last_day(since) + timedelta(days=2 * limit)))
        yield series[:begun], since, near
        yield series[:begun], near + 1, last
    yield series[begun:], first, last


async def _came(session: Session, numbers: Collection[int]) -> dict[int, Came]:
    """What these batches say of each of their figures, by number."""
    batches = await (await raw(session)).fetch(_BATCHES, list(numbers)) if numbers else []
    return {row["number"]: tuple(row) for row in batches}


def _observation(place: str, came: Came, row: Record | Sequence[Any]) -> Observation:
    """What a row tells of a figure. A page has hundreds: to pair names with values takes longer than all else."""
    _, batch, received_at, recorded_at, published_at, _ = came
    _, _, at, revision, value, missing, status, suppressed, audit, reason, is_withdrawn = row
    first = (place, period_at(at), revision, value, missing, status, batch, received_at, recorded_at)
    return Observation(*first, suppressed, audit, reason, is_withdrawn, published_at)
