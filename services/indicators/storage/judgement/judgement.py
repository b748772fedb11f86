"""The judgement of each measure: one row that is locked first by whatever touches the measure's figures or targets."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from asyncpg import Record

from services.indicators.domain.judgement.judgement import Change, Facts, Judgement
from services.indicators.domain.measure.part import Part
from services.indicators.domain.measure.verdict import Verdict
from services.indicators.storage.measure.measure import Measures, columns
from shared.database import Session, raw
from shared.measures import polarity_of

_ENSURE = """
insert into judgement (area, measure)
select area, measure from unnest($1::text[], $2::text[]) touched(area, measure) order by area, measure
on conflict do nothing
"""
_WITH_WHOLES = """
select area, measure from unnest($1::text[], $2::text[]) touched(area, measure)
union
select m.area, m.part_of from unnest($1::text[], $2::text[]) touched(area, measure)
join measure m using (area, measure) where m.part_of is not null
order by area, measure
"""
_ENSURE_WITH_WHOLES = f"""
with wanted as ({_WITH_WHOLES}),
made as (insert into judgement (area, measure) select area, measure from wanted on conflict do nothing)
select area, measure from wanted
"""  # noqa: S608 fixed text
_COLUMNS = "area, measure, version, verdict, period, value, target, tolerance, rule, received_at, batch, parts"
# Before it was ever judged the row knows nothing of the measure; the register does.
_POLARITY = (
    "case when version > 0 then judgement.polarity else coalesce(m.polarity, judgement.polarity) end as polarity"
)
_FIND = f"""
select {_COLUMNS}, {_POLARITY}
from judgement join unnest($1::text[], $2::text[]) touched(area, measure) using (area, measure)
left join (select area, measure, polarity from measure) m using (area, measure)
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
_JUDGED = ("period", "value", "target", "received_at", "batch")
_PARTS = f"""
select m.part_of as whole, m.part as letter, m.area, m.measure, coalesce(j.version, 0) as version,
       coalesce(j.verdict, 'not_judged') as verdict, m.polarity, {", ".join(f"j.{name}" for name in _JUDGED)},
       coalesce(j.tolerance, 0) as tolerance, coalesce(j.rule, '') as rule, '[]'::jsonb as parts
from unnest($1::text[], $2::text[]) whole(area, measure)
join measure m on m.area = whole.area and m.part_of = whole.measure
left join judgement j on j.area = m.area and j.measure = m.measure
order by m.area, m.part_of, m.measure
"""  # noqa: S608 fixed columns
_SAVE = """
update judgement set version = $3, verdict = $4, polarity = $5, period = $6, value = $7, target = $8, tolerance = $9,
  rule = $10, received_at = $11, batch = $12, parts = $13
where area = $1 and measure = $2
"""
_MOVE = """
update judgement set figures_version = figures_version + 1
from unnest($1::text[], $2::text[]) touched(area, measure)
where judgement.area = touched.area and judgement.measure = touched.measure
"""
_TELL_MORE = "update judgement set version = version + 1 where area = $1 and measure = $2 returning version"
_FIGURES_VERSION = "select figures_version from judgement where area = $1 and measure = $2"


async def lock(session: Session, measures: Iterable[tuple[str, str]]) -> list[Judgement]:
    """Lock the judgements of these measures, and of the wholes that they are parts of.

    All stand in one order everywhere, so that two batches queue and never embrace; and while a whole is locked, nobody
    else judges one of its parts.
    """
    connection = await raw(session)
    found = await connection.fetch(_ENSURE_WITH_WHOLES, *columns(sorted(set(measures))))
    wanted = columns([(row["area"], row["measure"]) for row in found])
    return [_judgement(row) for row in await connection.fetch(_LOCK, *wanted)]


async def lock_alone(session: Session, measures: Iterable[tuple[str, str]]) -> list[Judgement]:
    """Lock the judgements of these measures and of nothing else, for what judges none of them."""
    connection = await raw(session)
    areas, names = columns(sorted(set(measures)))
    await connection.execute(_ENSURE, areas, names)
    return [_judgement(row) for row in await connection.fetch(_LOCK, areas, names)]


async def with_wholes(session: Session, measures: Measures) -> list[tuple[str, str]]:
    """These measures and the wholes that they are parts of, in order."""
    rows = await (await raw(session)).fetch(_WITH_WHOLES, *columns(measures))
    return [(row["area"], row["measure"]) for row in rows]


async def facts(session: Session, measures: Measures) -> dict[tuple[str, str], Facts]:
    """What decides each measure now: its latest figure that has a target. Measures not known here are left out."""
    rows = await (await raw(session)).fetch(_FACTS, *columns(measures))
    return {(row["area"], row["measure"]): _facts(row) for row in rows}


async def parts(session: Session, measures: Measures) -> dict[tuple[str, str], list[tuple[str, Judgement]]]:
    """The parts of those of these measures that have parts, each with its letter or numeral, as they are judged."""
    found: dict[tuple[str, str], list[tuple[str, Judgement]]] = {}
    for row in await (await raw(session)).fetch(_PARTS, *columns(measures)):
        found.setdefault((row["area"], row["whole"]), []).append((row["letter"], _judgement(row)))
    return found


async def save(session: Session, changes: Sequence[Change]) -> None:
    """Write the changed judgements; whoever changed them tells of each in its measure's stream."""
    connection = await raw(session)
    for change in changes:
        after, known = change.judgement, change.judgement.facts
        await connection.execute(
            _SAVE,
            *(known.area, known.measure, after.version, after.verdict, known.polarity, known.period),
            *(known.value, known.target, known.tolerance, after.rule, known.received_at, known.batch),
            json.dumps([_written(part) for part in known.parts]),
        )


async def tell_more(session: Session, area: str, measure: str) -> int:
    """The version of the next event of a measure's stream that is no judgement; the caller holds the lock."""
    version: int = await (await raw(session)).fetchval(_TELL_MORE, area, measure)
    return version


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
        parts=tuple(_part(one) for one in row.get("parts", ())),
    )


def _written(part: Part) -> dict[str, str | None]:
    """A part as its whole's row keeps it; figures are texts, to the digit."""
    said = {"measure": part.measure, "part": part.part, "verdict": part.verdict.value, "period": part.period}
    return said | {name: None if of is None else f"{of:f}" for name, of in _figures(part).items()}


def _figures(part: Part) -> dict[str, Decimal | None]:
    return {"value": part.value, "target": part.target}


def _part(written: dict[str, Any]) -> Part:
    """Any: what `_written` wrote, as the driver reads JSON."""
    figures = {name: None if written[name] is None else Decimal(written[name]) for name in ("value", "target")}
    return Part(**written | figures | {"verdict": Verdict(written["verdict"])})
