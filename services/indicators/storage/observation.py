"""Figures with all their revisions: rows are only ever added, and the highest revision of a period is what counts.

Rows come in by COPY into a table that only this session can see, and go from there into the partitioned parent, whose
area policy looks at every one of them. The areas were checked before; the policy is the guard behind that check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from services.indicators.domain.observation import Figure, Observation
from shared.database import Session, raw
from shared.periods import Period, parse

_INCOMING = """
create temporary table if not exists incoming (
  row int, area text, place text, measure text, period text, starts_on date, ends_on date,
  value numeric, missing text, status text
) on commit delete rows
"""
_COLUMNS = ("row", "area", "place", "measure", "period", "starts_on", "ends_on", "value", "missing", "status")

# A figure in words that anybody can write again from its row; tabs and line feeds cannot occur inside a cell.
_LINE = r"""
concat_ws(E'\t', area, place, measure, period, revision, coalesce(value::text, ''), coalesce(missing, ''),
          coalesce(status, '')) || E'\n'
"""
DIGEST = f"encode(sha256(convert_to(coalesce(string_agg({_LINE}, '' order by row, area), ''), 'UTF8')), 'hex')"

_STORE = f"""
with compared as (
  select i.*, coalesce(standing.revision, 0) as before,
         standing.revision is not null and standing.value is not distinct from i.value
           and standing.missing is not distinct from i.missing
           and standing.status is not distinct from i.status as is_same
  from incoming i
  left join lateral (
    select revision, value, missing, status from observation o
    where o.area = i.area and o.measure = i.measure and o.place = i.place
      and o.starts_on = i.starts_on and o.period = i.period
    order by revision desc limit 1
  ) standing on true
), stored as (
  insert into observation (area, measure, place, starts_on, ends_on, period, revision, value, missing, status,
                           batch, row, received_at)
  select area, measure, place, starts_on, ends_on, period, before + 1, value, missing, status, $1, row, $2
  from compared where not is_same
  returning area, measure, place, period, revision, value, missing, status, row
)
select count(*) filter (where revision = 1) as new, count(*) filter (where revision > 1) as revised,
       (select count(*) from compared where is_same) as same,
       (select count(*) from compared where place <> area) as reference,
       {DIGEST} as sha256,
       coalesce(array_agg(distinct array[area, measure]) filter (where place = area), '{{}}') as changed
from stored
"""  # noqa: S608 the only thing put in is the expression above

_COLUMNS_READ = "place, period, revision, value, missing, status, batch, received_at, recorded_at"
_SERIES = f"""
select distinct on (starts_on, period) {_COLUMNS_READ} from observation
where area = $1 and measure = $2 and place = $3
order by starts_on, period, revision desc
"""  # noqa: S608 fixed columns
_PAGE = f"""
select distinct on (starts_on, period) {_COLUMNS_READ} from observation
where area = $1 and measure = $2 and place = $3 and (starts_on, period) > ($4, $5)
order by starts_on, period, revision desc limit $6
"""  # noqa: S608 fixed columns
_REVISIONS = f"""
select {_COLUMNS_READ} from observation
where area = $1 and measure = $2 and place = $1 and starts_on = $3 and period = $4
order by revision
"""  # noqa: S608 fixed columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a batch's figures; `changed` names the areas' own measures that have a new or revised figure."""

    new: int
    revised: int
    same: int
    reference: int
    sha256: str
    changed: tuple[tuple[str, str], ...]


async def store(session: Session, batch: UUID, figures: Sequence[Figure], received_at: datetime) -> Stored:
    """Store what is new or differs from what stands; the same figure again leaves no trace.

    The caller holds the locks of all measures touched, so that revisions are numbered in the order of commits.
    """
    connection = await raw(session)
    await connection.execute(_INCOMING)
    await connection.copy_records_to_table(
        "incoming",
        columns=_COLUMNS,
        records=(
            (
                *(f.row, f.area, f.place, f.measure, f.period.text, f.period.starts_on, f.period.ends_on),
                *(f.value, f.missing, f.status),
            )
            for f in figures
        ),
    )
    (row,) = await connection.fetch(_STORE, batch, received_at)
    changed = tuple(sorted((area, measure) for area, measure in row["changed"]))
    return Stored(**{**row, "changed": changed})


async def series(session: Session, area: str, measure: str, place: str) -> list[Observation]:
    """The figures of one place as they stand now, in order of period."""
    rows = await (await raw(session)).fetch(_SERIES, area, measure, place)
    return sorted((_observation(row) for row in rows), key=lambda found: found.period)


async def page(
    session: Session, area: str, measure: str, place: str, *, after: Period | None, limit: int | None
) -> list[Observation]:
    """At most `limit` figures of one place (None: all) as they stand, by first day and spelling, after a period."""
    since = (date.min, "") if after is None else (after.starts_on, after.text)
    rows = await (await raw(session)).fetch(_PAGE, area, measure, place, *since, limit)
    return [_observation(row) for row in rows]


async def revisions(session: Session, area: str, measure: str, period: Period) -> list[Observation]:
    """Every revision of the area's own figure for a period, oldest first."""
    rows = await (await raw(session)).fetch(_REVISIONS, area, measure, period.starts_on, period.text)
    return [_observation(row) for row in rows]


def _observation(row: Record) -> Observation:
    return Observation(**{**row, "period": parse(row["period"])})
