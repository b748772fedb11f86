"""Where a series begins anew: decisions, only ever added, numbered as the events of the measure's stream."""

from services.indicators.domain.judgement.baseline import Baseline, Cause
from services.indicators.storage.measure.measure import Measures, columns
from shared.database import Session, raw
from shared.periods import parse

_SAVE = """
insert into baseline (area, measure, period, cause, reason, decided_by, body, decided_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_OF_MEASURES = """
select area, measure, period, cause, reason, decided_by, body, decided_at, version
from baseline join unnest($1::text[], $2::text[]) touched(area, measure) using (area, measure)
order by area, measure, version
"""


async def save(session: Session, decided: Baseline) -> None:
    """Keep a decision; there is one for a period at most."""
    await (await raw(session)).execute(
        _SAVE,
        *(decided.area, decided.measure, decided.period.text, decided.cause, decided.reason),
        *(decided.decided_by, decided.body, decided.decided_at, decided.version),
    )


async def of_measures(session: Session, looked_at: Measures) -> list[Baseline]:
    """Every decision about these measures, in the order in which they were taken."""
    rows = await (await raw(session)).fetch(_OF_MEASURES, *columns(looked_at))
    return [Baseline(**{**row, "period": parse(row["period"]), "cause": Cause(row["cause"])}) for row in rows]
