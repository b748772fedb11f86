"""Reading figures with all their revisions: the highest revision of a period is what counts, now or as of a moment.

Rows are only ever added; writing them is `figure`'s business.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from asyncpg import Record

from services.indicators.domain.figure.observation import Observation, place_in_time
from shared.database import Session, raw
from shared.periods import Period, parse

# A figure in words that anybody can write again from its row; tabs and line feeds cannot occur inside a cell.
_LINE = r"""
concat_ws(E'\t', f.area, s.place, s.measure, p.text, f.revision, coalesce(f.value::text, ''), coalesce(f.missing, ''),
          coalesce(f.suppressed, ''), f.status, f.audit, coalesce(f.reason, '')) || E'\n'
"""
DIGEST = f"""
encode(sha256(convert_to(coalesce(string_agg({_LINE}, '' order by f.row, f.area collate "C"), ''), 'UTF8')), 'hex')
"""

_COLUMNS_READ = (
    "place, period, revision, value, missing, suppressed, status, audit, reason, is_withdrawn, batch, received_at, "
    "published_at, recorded_at"
)
# The partitions behind all figures are left out of the plan: planning them all takes ten times as long as reading. So
# the series and the last period that anybody has figures for are looked up first.
_SERIES = """
select id, (select max(id) from period) as last from series where area = $1 and measure = $2 and place = $3
"""
_STANDING = f"""
select distinct on (at) {_COLUMNS_READ} from observation where series = $1 and at <= $2 order by at, revision desc
"""  # noqa: S608 fixed columns
_REVISIONS = f"""
select {_COLUMNS_READ} from observation
where area = $1 and measure = $2 and place = $1 and at = $3
order by revision
"""  # noqa: S608 fixed columns
_CHANGED = f"""
select {_COLUMNS_READ}, value_before from observation o
join lateral (
  select f.value from figure f where f.series = o.series and f.period = o.at and f.revision = o.revision - 1
) was(value_before) on true
where area = $1 and measure = $2 and place = $1 and revision > 1
order by coalesce(published_at, received_at) desc, at desc, revision desc limit $3
"""  # noqa: S608 fixed columns
_FIRST = f"""
select {_COLUMNS_READ} from observation where area = $1 and measure = $2 and place = $1 and revision = 1
"""  # noqa: S608 fixed columns


def stands(observation: str) -> str:
    """A condition for SQL: that nothing came after this row of `observation`, and that it withdraws nothing.

    `observation` is the alias of the row.
    """
    return (
        f"not {observation}.is_withdrawn and not exists (select from figure f where f.series = {observation}.series "
        f"and f.period = {observation}.at and f.revision > {observation}.revision)"
    )


def latest_own(of: str) -> str:
    """A subquery for SQL: the area's own latest figure of a measure that stands; no row for none.

    `of` is the table or alias whose `area` and `measure` are looked at.
    """
    return (
        "(select o.period, o.value, o.missing, o.received_at from observation o "  # noqa: S608 names of columns
        f"where o.area = {of}.area and o.measure = {of}.measure and o.place = {of}.area and {stands('o')} "
        "order by o.ends_on desc, o.starts_on, o.revision desc limit 1)"
    )


async def series(session: Session, area: str, measure: str, place: str) -> list[Observation]:
    """The figures of one place as they stand now, in order of period."""
    connection = await raw(session)
    wanted = await connection.fetchrow(_SERIES, area, measure, place)
    if wanted is None:
        return []
    return [_observation(row) for row in await connection.fetch(_STANDING, wanted["id"], wanted["last"])]


async def first(session: Session, area: str, measure: str) -> dict[Period, Observation]:
    """The area's own figure of each period as it first came in."""
    rows = await (await raw(session)).fetch(_FIRST, area, measure)
    return {one.period: one for one in map(_observation, rows)}


async def revisions(session: Session, area: str, measure: str, period: Period) -> list[Observation]:
    """Every revision of the area's own figure for a period, oldest first."""
    rows = await (await raw(session)).fetch(_REVISIONS, area, measure, place_in_time(period))
    return [_observation(row) for row in rows]


async def changed(session: Session, area: str, measure: str, limit: int) -> list[tuple[Observation, Decimal | None]]:
    """The area's own figures that changed what stood, the latest first, each with the value that it changed."""
    rows = await (await raw(session)).fetch(_CHANGED, area, measure, limit)
    return [(_observation({n: v for n, v in row.items() if n != "value_before"}), row["value_before"]) for row in rows]


def _observation(row: Record | Mapping[str, Any]) -> Observation:
    return Observation(**{**row, "period": parse(row["period"])})
