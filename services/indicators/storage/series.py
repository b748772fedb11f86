"""Reading figures as they stand, of many series: a page by key, or a stretch of whole series after another.

A long reader takes a stretch in a transaction of its own, so that nobody waits for it.
"""

from collections.abc import Sequence

from asyncpg import Record

from services.indicators.domain.export import EVERY_PLACE, Line, Selection
from services.indicators.domain.observation import Observation, place_in_time
from shared.database import Session, raw
from shared.periods import Period, parse

_OBSERVED = tuple(Observation.__slots__)
_WANTED_SERIES = f"""
s.area = any ($1) and (cardinality($2::text[]) = 0 or s.measure = any ($2))
and (cardinality($3::text[]) = 0 and s.place = s.area or s.place = any ($3) or '{EVERY_PLACE}' = any ($3))
"""
_SERIES = f"""
select s.id from series s join measure m on m.area = s.area and m.measure = s.measure
where {_WANTED_SERIES} order by s.area, s.measure, s.place
"""  # noqa: S608 fixed text
_FIGURES = f"""
select s.area, s.measure, m.title, m.unit, {", ".join(f"o.{name}" for name in _OBSERVED)} from (
  select distinct on (area, measure, place, at) * from observation
  where series = any ($1) and ($2::date is null or starts_on >= $2) and ($3::date is null or ends_on <= $3)
    and ($4::timestamptz is null or received_at < $4)
    and (place, at) > ($5, $6)
  order by area, measure, place, at, revision desc
  limit $7
) o join series s on s.id = o.series join measure m on m.area = s.area and m.measure = s.measure
order by o.area, o.measure, o.place, o.at
"""  # noqa: S608 fixed text


async def of_selection(session: Session, wanted: Selection) -> list[int]:
    """The series of a selection, by number, in order of area, measure and place."""
    measures, places = list(wanted.measures), list(wanted.places)
    rows = await (await raw(session)).fetch(_SERIES, list(wanted.areas), measures, places)
    return [row["id"] for row in rows]


async def figures(
    session: Session,
    series: Sequence[int],
    wanted: Selection,
    *,
    after: tuple[str, Period] | None = None,
    limit: int | None = None,
) -> list[Line]:
    """The figures of these series that are selected, in order of area, measure, place and period; at most `limit`.

    `after` names a place and a period of one measure, behind which to begin.
    """
    place, at = ("", -1) if after is None else (after[0], place_in_time(after[1]))
    begins = None if wanted.begins is None else wanted.begins.starts_on
    ends = None if wanted.ends is None else wanted.ends.ends_on
    rows = await (await raw(session)).fetch(_FIGURES, list(series), begins, ends, wanted.as_of, place, at, limit)
    return [_line(row) for row in rows]


def _line(row: Record) -> Line:
    told = {name: row[name] for name in _OBSERVED} | {"period": parse(row["period"])}
    return Line(row["area"], row["measure"], row["title"], row["unit"], Observation(**told))
