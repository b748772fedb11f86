"""Rows of the latest judgement of each measure, as indicators told it. A projection, rebuilt at will."""

from collections.abc import Sequence

from sqlalchemy import text

from services.publication.domain.measure import Judged, Promise
from shared.database import Session, raw


async def save(session: Session, judged: Sequence[Judged]) -> None:
    """Keep judgements; of one measure only what is newer than what is kept."""
    await (await raw(session)).executemany(
        "insert into judgement (area, measure, version, period, value, target, verdict, before, rule, judged_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (area, measure) do update set "
        "version = excluded.version, period = excluded.period, value = excluded.value, target = excluded.target, "
        "verdict = excluded.verdict, before = excluded.before, rule = excluded.rule, judged_at = excluded.judged_at "
        "where judgement.version < excluded.version",
        [
            (j.area, j.measure, j.version, j.period, j.value, j.target, j.verdict, j.before, j.rule, j.judged_at)
            for j in judged
        ],
    )


async def of_area(session: Session, area: str) -> Sequence[Promise]:
    """Every measure of an area's register with its latest judgement, what is not met first."""
    rows = await session.execute(
        text(
            "select m.measure, m.title, m.unit, j.period, j.value, j.target, "
            "coalesce(j.verdict, 'not_judged') as verdict "
            "from measure m left join judgement j using (area, measure) where m.area = :area "
            "order by array_position(array['missed', 'near', 'met'], coalesce(j.verdict, 'not_judged')), m.title"
        ),
        {"area": area},
    )
    return [Promise(**row) for row in rows.mappings()]
