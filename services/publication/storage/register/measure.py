"""Rows of the latest judgement of each measure, as indicators told it. A projection, nothing else."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import text

from services.publication.domain.agreement.stretch import Point
from services.publication.domain.register.measure import Judged, Promise
from shared.database import Session, raw

_PROMISES = (
    "select m.area, m.measure, m.title, m.unit, j.period, j.value, j.target, "
    "coalesce(j.verdict, 'not_judged') as verdict, told.agreement, told.agreed_on, told.entry "
    "from measure m left join judgement j using (area, measure) left join lateral ("
    "select came, agreement, coalesce(agreed_on, '') as agreed_on, entry from target t "
    "where (t.area, t.measure, t.period) = (m.area, m.measure, j.period) order by version desc limit 1"
    ") told on told.came is not null"
)
# A measure that has parts has no promise of its own: theirs are counted.
_NO_WHOLE = "not exists (select from measure part where part.area = m.area and part.part_of = m.measure)"
_SAVE = """
insert into judgement (area, measure, version, period, value, target, verdict, before, rule, judged_at)
select * from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::numeric[], $6::numeric[], $7::text[],
  $8::text[], $9::text[], $10::timestamptz[])
on conflict (area, measure) do update set
  version = excluded.version, period = excluded.period, value = excluded.value, target = excluded.target,
  verdict = excluded.verdict, before = excluded.before, rule = excluded.rule, judged_at = excluded.judged_at
where judgement.version < excluded.version
"""
_JUDGED = """
select distinct told.facts ->> 'measure' as measure, told.facts ->> 'period' as period
from leaf, lateral (select convert_from(content, 'UTF8')::jsonb -> 'facts' as facts) told
where kind = 'judgement' and subject = any ($1)
  and told.facts ->> 'period' is not null and told.facts ->> 'verdict' <> 'not_judged'
"""
_OTHERWISE = """
select measure from (select * from judgement where area = $1) held full join (
  select distinct on (subject) split_part(subject, '/', 3) as measure, number, told.facts
  from leaf, lateral (select convert_from(content, 'UTF8')::jsonb -> 'facts' as facts) told
  where kind = 'judgement' and subject like 'judgement/' || $1 || '/%' order by subject, number desc
) told using (measure)
where (version, period, value, target, verdict, before, rule) is distinct from (
  number, facts ->> 'period', (facts ->> 'value')::numeric, (facts ->> 'target')::numeric, facts ->> 'verdict',
  facts ->> 'before', facts ->> 'rule')
order by measure
"""
_MISSED_FIRST = "array_position(array['missed', 'near', 'met'], coalesce(j.verdict, 'not_judged'))"


async def save(session: Session, judged: Sequence[Judged]) -> None:
    """Keep judgements, one of each measure, where it is newer than what is kept."""
    rows = [
        (j.area, j.measure, j.version, j.period, j.value, j.target, j.verdict, j.before, j.rule, j.judged_at)
        for j in judged
    ]
    if rows:
        await (await raw(session)).execute(_SAVE, *zip(*rows, strict=True))


async def remove_all(session: Session) -> None:
    """Take every judgement away."""
    await session.execute(text("delete from judgement"))


async def by_area(session: Session) -> Mapping[str, Sequence[Promise]]:
    """Every measure that has no parts, of every area's register, with its latest judgement; what is not met first."""
    rows = await session.execute(text(f"{_PROMISES} where {_NO_WHOLE} order by m.area, {_MISSED_FIRST}, m.title"))
    found: dict[str, list[Promise]] = defaultdict(list)
    for row in rows.mappings():
        found[row["area"]].append(Promise(**row))
    return found


async def latest(session: Session, area: str) -> Mapping[str, Point]:
    """The latest figure judged of each measure of an area."""
    rows = await session.execute(
        text("select measure, period, value from judgement where area = :area and value is not null"), {"area": area}
    )
    return {row.measure: Point(row.period, row.value) for row in rows}


async def judged(session: Session, area: str, measures: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The measures, each with a period of which it was told what its figure means: as the record has it, for good."""
    subjects = sorted({f"judgement/{area}/{measure}" for measure in measures})
    rows = await (await raw(session)).fetch(_JUDGED, subjects)
    return frozenset((row["measure"], row["period"]) for row in rows)


async def judged_otherwise(session: Session, area: str) -> Sequence[str]:
    """The measures of an area whose judgement is kept otherwise than the record's own list told it last, be it changed,
    taken away or added.
    """
    return [row["measure"] for row in await (await raw(session)).fetch(_OTHERWISE, area)]


async def find(session: Session, area: str, measure: str) -> Promise | None:
    """A measure of an area's register with its latest judgement; None when the register does not know it."""
    one = text(f"{_PROMISES} where m.area = :area and m.measure = :measure")
    row = (await session.execute(one, {"area": area, "measure": measure})).mappings().one_or_none()
    return Promise(**row) if row else None
