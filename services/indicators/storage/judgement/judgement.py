"""The judgement of each measure: one row that is locked first by whatever touches the measure's figures or targets."""

from collections.abc import Iterable, Sequence

from asyncpg import Record

from services.indicators.domain.judgement.judgement import Change, Facts, Judgement, Verdict
from services.indicators.storage.measure.measure import Measures, columns
from shared.database import Session, raw
from shared.measures import polarity_of

_ENSURE = """
insert into judgement (area, measure)
select area, measure from unnest($1::text[], $2::text[]) touched(area, measure) order by area, measure
on conflict do nothing
"""
_COLUMNS = "area, measure, version, verdict, polarity, period, value, target, tolerance, rule, received_at, batch"
_FIND = f"""
select {_COLUMNS} from judgement join unnest($1::text[], $2::text[]) touched(area, measure) using (area, measure)
order by area, measure
"""  # noqa: S608 fixed columns
_LOCK = f"{_FIND} for update of judgement"
_FACTS = """
select area, measure, polarity, decides.period, decides.value, decides.target,
       coalesce(decides.tolerance, 0) as tolerance, decides.received_at, decides.batch
from unnest($1::text[], $2::text[]) touched(area, measure)
join measure using (area, measure)
left join lateral (
  select t.period, latest.value, t.value as target, t.tolerance, latest.received_at, latest.batch
  from target t
  join lateral (
    select value, received_at, batch from observation o
    where o.area = t.area and o.measure = t.measure and o.place = t.area
      and o.starts_on = t.starts_on and o.period = t.period
    order by revision desc limit 1
  ) latest on latest.value is not null
  where t.area = touched.area and t.measure = touched.measure
  order by t.ends_on desc, t.starts_on desc limit 1
) decides on true
"""
_SAVE = """
update judgement set version = $3, verdict = $4, polarity = $5, period = $6, value = $7, target = $8, tolerance = $9,
  rule = $10, received_at = $11, batch = $12
where area = $1 and measure = $2
"""
_MOVE = """
update judgement set figures_version = figures_version + 1
from unnest($1::text[], $2::text[]) touched(area, measure)
where judgement.area = touched.area and judgement.measure = touched.measure
"""
_FIGURES_VERSION = "select figures_version from judgement where area = $1 and measure = $2"


async def lock(session: Session, measures: Iterable[tuple[str, str]]) -> list[Judgement]:
    """Lock the judgements of these measures in one order everywhere, so that two batches queue and never embrace."""
    connection = await raw(session)
    areas, names = columns(sorted(set(measures)))
    await connection.execute(_ENSURE, areas, names)
    return [_judgement(row) for row in await connection.fetch(_LOCK, areas, names)]


async def facts(session: Session, measures: Measures) -> dict[tuple[str, str], Facts]:
    """What decides each measure now: its latest figure that has a target. Measures not known here are left out."""
    rows = await (await raw(session)).fetch(_FACTS, *columns(measures))
    return {(row["area"], row["measure"]): _facts(row) for row in rows}


async def save(session: Session, changes: Sequence[Change]) -> None:
    """Write the changed judgements; whoever changed them tells of each in its measure's stream."""
    connection = await raw(session)
    for change in changes:
        after, known = change.judgement, change.judgement.facts
        await connection.execute(
            _SAVE,
            *(known.area, known.measure, after.version, after.verdict, known.polarity, known.period),
            *(known.value, known.target, known.tolerance, after.rule, known.received_at, known.batch),
        )


async def move(session: Session, measures: Measures) -> None:
    """Count one more change of the figures of each of these measures, whose locks the caller holds."""
    await (await raw(session)).execute(_MOVE, *columns(measures))


async def figures_version(session: Session, area: str, measure: str) -> int:
    """How often the figures of a measure were changed so far: what If-Match is held against."""
    return await (await raw(session)).fetchval(_FIGURES_VERSION, area, measure) or 0


async def find(session: Session, area: str, measure: str) -> Judgement | None:
    """The judgement of a measure; None before its first figure or target."""
    return (await of_measures(session, [(area, measure)])).get((area, measure))


async def of_measures(session: Session, measures: Measures) -> dict[tuple[str, str], Judgement]:
    """The judgements of these measures; those without figure or target are absent."""
    rows = await (await raw(session)).fetch(_FIND, *columns(measures))
    return {(row["area"], row["measure"]): _judgement(row) for row in rows}


def _judgement(row: Record) -> Judgement:
    return Judgement(facts=_facts(row), verdict=Verdict(row["verdict"]), rule=row["rule"], version=row["version"])


def _facts(row: Record) -> Facts:
    return Facts(
        area=row["area"],
        measure=row["measure"],
        polarity=polarity_of(row["polarity"]),
        period=row["period"],
        value=row["value"],
        target=row["target"],
        tolerance=row["tolerance"],
        received_at=row["received_at"],
        batch=None if row["batch"] is None else str(row["batch"]),
    )
