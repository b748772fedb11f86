"""What figures rest on: statements, only ever added, numbered as the events of the measure's stream."""

from services.indicators.domain.judgement.sample import Basis, Sample
from services.indicators.storage.measure.measure import Measures, columns
from shared.database import Session, raw
from shared.periods import parse

_SAVE = """
insert into sample (area, measure, period, basis, counted, "of", per, lower, upper, partner, stated_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_OF_MEASURES = """
select area, measure, period, basis, counted, "of", per, lower, upper, partner, stated_at, version
from sample join unnest($1::text[], $2::text[]) touched(area, measure) using (area, measure)
order by area, measure, version
"""


async def save(session: Session, stated: Sample) -> None:
    """Keep a statement; the newest of a period counts."""
    await (await raw(session)).execute(
        _SAVE,
        *(stated.area, stated.measure, stated.period.text, stated.basis, stated.counted, stated.of, stated.per),
        *(stated.lower, stated.upper, stated.partner, stated.stated_at, stated.version),
    )


async def of_measures(session: Session, looked_at: Measures) -> list[Sample]:
    """Every statement about these measures, in order."""
    rows = await (await raw(session)).fetch(_OF_MEASURES, *columns(looked_at))
    return [Sample(**{**row, "period": parse(row["period"]), "basis": Basis(row["basis"])}) for row in rows]
