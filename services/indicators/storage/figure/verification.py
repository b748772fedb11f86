"""Counting again: what the stored figures say of each batch, series and judgement, beside what was told of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from asyncpg import Record

from services.indicators.storage.figure.observation import DIGEST
from services.indicators.storage.measure.measure import columns
from shared.database import Session, raw

_BATCH_NUMBERS = "select number from batch union select distinct batch from figure order by 1"
_MEASURES = "select distinct area, measure from series order by 1, 2"
_JUDGED_MEASURES = "select area, measure from judgement order by 1, 2"
_TOLD_LATE = """
select area, measure, version from late_figure
union
select area, data->>'measure' as measure, version from ledger where type = 'folkmoot.observation.late.v1'
order by 1, 2, 3
"""
_BATCHES = f"""
with counted as (
  select f.batch, count(*) filter (where f.revision = 1) as new,
         count(*) filter (where f.revision > 1 and num_nonnulls(f.value, f.missing, f.suppressed) = 1) as revised,
         count(*) filter (where f.revision > 1 and num_nonnulls(f.value, f.missing, f.suppressed) = 0) as withdrawn,
         count(*) filter (where f.revision > 1 and f.reason is null) as without_reason,
         {DIGEST} as sha256
  from figure f join series s on s.id = f.series and s.area = f.area join period p on p.id = f.period
  where f.batch between $2 and $3 group by f.batch
)
select coalesce(b.id::text, 'number ' || c.batch) as batch, b.id is not null as has_receipt,
       l.data is not null as has_event, coalesce(c.new, 0) as new, coalesce(c.revised, 0) as revised,
       coalesce(c.withdrawn, 0) as withdrawn, coalesce(c.without_reason, 0) as without_reason,
       coalesce(c.sha256, $1) as sha256,
       b.new as receipt_new, b.revised as receipt_revised, b.withdrawn as receipt_withdrawn,
       b.without_reason as receipt_without_reason, b.figures_sha256 as receipt_sha256,
       (l.data->>'new')::int as told_new, (l.data->>'revised')::int as told_revised,
       (l.data->>'withdrawn')::int as told_withdrawn,
       (l.data->>'without_reason')::int as told_without_reason, l.data->>'figures_sha256' as told_sha256
from (select * from batch where number between $2 and $3) b
full join counted c on c.batch = b.number
left join ledger l on l.stream = 'batch/' || b.id and l.version = 1
order by coalesce(b.number, c.batch)
"""  # noqa: S608 the only thing put in is the digest's expression
_SERIES = """
select s.area, s.measure, s.place, p.text
from figure f join series s on s.id = f.series join period p on p.id = f.period
join unnest($1::text[], $2::text[]) wanted(area, measure) on (wanted.area, wanted.measure) = (s.area, s.measure)
group by s.area, s.measure, s.place, p.id, p.text
having count(*) <> max(f.revision) or min(f.revision) <> 1
order by 1, 2, 3, p.id
"""
_JUDGED = """
select j.area, j.measure, j.version, count(l.*) as told,
       (array_agg(l.data order by l.version desc) filter (where l.data ? 'verdict'))[1] as last
from judgement j join unnest($1::text[], $2::text[]) looked_at(area, measure) using (area, measure)
left join ledger l on l.stream = 'measure/' || j.area || '/' || j.measure
group by j.area, j.measure, j.version
order by j.area, j.measure
"""
NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A batch's figures: as stored, as its receipt says, as the ledger told."""

    batch: str
    has_receipt: bool
    has_event: bool
    stored: tuple[int, int, int, int, str]
    receipt: tuple[int, int, int, int, str]
    told: tuple[int, int, int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A measure's judgement: how often it changed, how often that was told, and the last that was told."""

    area: str
    measure: str
    version: int
    told: int
    last: dict[str, object] | None


async def batch_numbers(session: Session) -> list[int]:
    """Every batch that has a receipt or figures, in order of number."""
    return [row[0] for row in await (await raw(session)).fetch(_BATCH_NUMBERS)]


async def measures(session: Session) -> list[tuple[str, str]]:
    """Area and measure of everything that has figures."""
    return [(row["area"], row["measure"]) for row in await (await raw(session)).fetch(_MEASURES)]


async def judged_measures(session: Session) -> list[tuple[str, str]]:
    """Area and measure of every judgement."""
    return [(row["area"], row["measure"]) for row in await (await raw(session)).fetch(_JUDGED_MEASURES)]


async def told_late(session: Session) -> list[tuple[str, str, int]]:
    """Area, measure and version in its stream of every figure that was told late, by the rows or by the ledger."""
    return [(row["area"], row["measure"], row["version"]) for row in await (await raw(session)).fetch(_TOLD_LATE)]


async def batches(session: Session, numbers: Sequence[int]) -> list[Counted]:
    """These batches, which follow one another, counted again."""
    rows = await (await raw(session)).fetch(_BATCHES, NOTHING, numbers[0], numbers[-1])
    return [
        Counted(
            batch=row["batch"],
            has_receipt=row["has_receipt"],
            has_event=row["has_event"],
            stored=_counts(row, ""),
            receipt=_counts(row, "receipt_"),
            told=_counts(row, "told_"),
        )
        for row in rows
    ]


def _counts(row: Record, by: str) -> tuple[int, int, int, int, str]:
    new, revised, withdrawn = row[f"{by}new"], row[f"{by}revised"], row[f"{by}withdrawn"]
    return new, revised, withdrawn, row[f"{by}without_reason"], row[f"{by}sha256"]


async def broken_series(session: Session, looked_at: Sequence[tuple[str, str]]) -> list[str]:
    """The periods of these measures whose revisions are not numbered 1, 2, 3 and so on."""
    return ["/".join(row) for row in await (await raw(session)).fetch(_SERIES, *columns(looked_at))]


async def judgements(session: Session, looked_at: Sequence[tuple[str, str]]) -> list[Judged]:
    """The judgements of these measures, beside what their streams told last."""
    return [Judged(**row) for row in await (await raw(session)).fetch(_JUDGED, *columns(looked_at))]
