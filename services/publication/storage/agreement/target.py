"""Rows of targets: each as it was set or removed, the latest of a measure's period being the one in force."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import text

from services.publication.domain.agreement.held import Held
from services.publication.domain.agreement.target import TargetRow, class_of
from shared.database import Session, raw
from shared.events.publication import TargetRemoved, TargetSet
from shared.working_days import london_day

_COLUMNS = (
    "area, measure, period, value, tolerance, agreement, designated, illustrative, stretch, minimum, path, baseline, "
    "baseline_period, statutory, came, agreed_on, entry"
)
_ADD = f"""
insert into target ({_COLUMNS}, version, set_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
"""  # noqa: S608 fixed columns
_REMOVE = """
insert into target_removed (area, measure, period, agreement, version, removed_at) values ($1, $2, $3, $4, $5, $6)
"""
_IN_FORCE = """
select distinct on (t.measure, t.period) t.measure, m.title, m.unit, m.polarity, t.period, t.value, t.designated,
  t.illustrative, t.statutory, t.baseline, t.baseline_period, t.came, t.agreed_on, t.entry,
  t.tolerance, t.stretch, t.minimum, t.path
from target t join measure m using (area, measure)
where t.agreement = :agreement and not exists (
  select from target_removed r where (r.area, r.measure, r.period, r.agreement) =
  (t.area, t.measure, t.period, t.agreement) and r.version > t.version)
order by t.measure, t.period, t.version desc
"""
_ELSEWHERE = """
select distinct on (t.measure, t.period) t.measure, t.period, t.agreement, t.value, t.designated, t.statutory,
  t.illustrative
from target t
where t.area = :area and t.agreement <> :agreement and not exists (
  select from target_removed r where (r.area, r.measure, r.period, r.agreement) =
  (t.area, t.measure, t.period, t.agreement) and r.version > t.version)
order by t.measure, t.period, t.version desc
"""
_SPENT = """
select s.measure, (select max(e.number) from entry e where e.agreement = :agreement and e.recorded_at < s.set_at) spent
from (select measure, max(set_at) set_at from (
    select measure, set_at from target where agreement = :agreement
    union all select measure, removed_at from target_removed where agreement = :agreement) told
  group by measure) s
"""


async def lock_series(session: Session, area: str, measures: Sequence[str]) -> dict[str, int]:
    """The version of each measure's stream of targets, locked in order of name; 0 where none was set before."""
    connection = await raw(session)
    wanted = sorted(set(measures))
    await connection.execute(
        "insert into target_series (area, measure, version) select $1, m, 0 from unnest($2::text[]) m order by m "
        "on conflict do nothing",
        area,
        wanted,
    )
    rows = await connection.fetch(
        "select measure, version from target_series where area = $1 and measure = any ($2) order by measure for update",
        area,
        wanted,
    )
    return {row["measure"]: row["version"] for row in rows}


async def save(session: Session, targets: Sequence[TargetSet | TargetRemoved], *, after: int, now: datetime) -> None:
    """Write targets of one locked series, set or removed, numbered from that version on, and move the series on."""
    connection = await raw(session)
    numbered = list(enumerate(targets, after + 1))
    await connection.executemany(
        _ADD,
        [
            (
                *(t.area, t.measure, t.period, t.value, t.tolerance, t.agreement, t.designated, t.illustrative),
                *(t.stretch, t.minimum, t.path, t.baseline, t.baseline_period, t.statutory),
                *(t.came, t.agreed_on, t.entry, version, now),
            )
            for version, t in numbered
            if isinstance(t, TargetSet)
        ],
    )
    gone = [(version, one) for version, one in numbered if isinstance(one, TargetRemoved)]
    await connection.executemany(
        _REMOVE, [(one.area, one.measure, one.period, one.agreement, version, now) for version, one in gone]
    )
    await connection.executemany(
        "update target_series set version = version + 1 where area = $1 and measure = $2",
        [(one.area, one.measure) for one in targets],
    )


async def of_agreement(session: Session, agreement: str) -> Sequence[TargetRow]:
    """The targets of an agreement that are in force, by measure and period."""
    rows = await session.execute(text(_IN_FORCE), {"agreement": agreement})
    return [TargetRow(**row) for row in rows.mappings()]


async def elsewhere(session: Session, area: str, agreement: str) -> Mapping[tuple[str, str], Held]:
    """By measure and period, the target that another agreement of the area has in force for it."""
    rows = await session.execute(text(_ELSEWHERE), {"area": area, "agreement": agreement})
    return {
        (row.measure, row.period): Held(
            row.agreement,
            row.value,
            class_of(is_designated=row.designated, is_statutory=row.statutory),
            illustrative=row.illustrative,
        )
        for row in rows
    }


async def promised(session: Session, area: str) -> frozenset[str]:
    """The measures on which an agreement of the area has a target in force."""
    return frozenset(measure for measure, _ in await elsewhere(session, area, ""))


async def first_set(session: Session, agreement: str) -> Mapping[str, date]:
    """By measure the day on which this agreement first set a target for it."""
    query = text("select measure, min(set_at) as first from target where agreement = :agreement group by measure")
    rows = await session.execute(query, {"agreement": agreement})
    return {row.measure: london_day(row.first) for row in rows}


async def first_set_in(session: Session, area: str) -> Mapping[str, Mapping[str, date]]:
    """The same of every agreement of the area that set any, by its name."""
    query = "select agreement, measure, min(set_at) as first from target where area = :area group by agreement, measure"
    found: dict[str, dict[str, date]] = {}
    for row in await session.execute(text(query), {"area": area}):
        found.setdefault(row.agreement, {})[row.measure] = london_day(row.first)
    return found


async def spent(session: Session, agreement: str) -> Mapping[str, int]:
    """For each measure the last entry that was on the agreement's record when its targets were last set or removed."""
    rows = await session.execute(text(_SPENT), {"agreement": agreement})
    return {row.measure: row.spent for row in rows if row.spent is not None}


async def streams(session: Session) -> Sequence[str]:
    """The streams of which rows are kept: a measure of an area each."""
    query = text(
        "select 'target/' || area || '/' || measure from target union "
        "select 'target/' || area || '/' || measure from target_removed"
    )
    return list((await session.execute(query)).scalars())


async def series(session: Session, area: str, measure: str) -> tuple[int, frozenset[TargetSet | TargetRemoved]]:
    """The version of a measure's stream of targets, and every target set or removed that its rows hold."""
    values = {"area": area, "measure": measure}
    versions = await session.execute(
        text("select version from target_series where area = :area and measure = :measure"), values
    )
    rows = await session.execute(
        text(f"select {_COLUMNS} from target where area = :area and measure = :measure"),  # noqa: S608 fixed columns
        values,
    )
    gone = await session.execute(
        text("select area, measure, period, agreement from target_removed where area = :area and measure = :measure"),
        values,
    )
    told: set[TargetSet | TargetRemoved] = {TargetSet(**row) for row in rows.mappings()}
    told |= {TargetRemoved(**row) for row in gone.mappings()}
    return versions.scalar_one_or_none() or 0, frozenset(told)
