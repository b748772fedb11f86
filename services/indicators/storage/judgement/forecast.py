"""Forecasts and how each came true: rows that are only ever added, numbered as the events of the measure's stream.

Whoever writes here holds the lock of the measure's judgement, so that numbers follow one another.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from asyncpg import Record

from services.indicators.domain.judgement.forecast import Forecast, Told
from services.indicators.storage.measure.measure import Measures, columns
from shared.database import Session, raw
from shared.events.indicators import ForecastMissed, ForecastScored
from shared.periods import Period, parse

_TOUCHED = "join unnest($1::text[], $2::text[]) touched(area, measure) using (area, measure)"
_FORECASTS = f"""
select area, measure, period, value, lower, upper, partner, lodged_at, version from forecast {_TOUCHED}
order by area, measure, version
"""  # noqa: S608 fixed columns
_OUTCOMES = f"""
select area, measure, period, forecast, lower, upper, actual, error, partner, lodged, rule, is_missed, version
from forecast_outcome {_TOUCHED} order by area, measure, version
"""  # noqa: S608 fixed columns
_FIGURES = f"""
select area, measure, period, latest.value
from (select distinct area, measure, starts_on, period from forecast {_TOUCHED}) promised
join lateral (
  select value from observation o
  where o.area = promised.area and o.measure = promised.measure and o.place = promised.area
    and o.starts_on = promised.starts_on and o.period = promised.period
  order by revision desc limit 1
) latest on true
"""  # noqa: S608 fixed columns
_LODGE = """
insert into forecast (area, measure, starts_on, ends_on, period, value, lower, upper, partner, lodged_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_TELL = """
insert into forecast_outcome (area, measure, period, forecast, lower, upper, actual, error, partner, lodged, rule,
                              is_missed, told_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
_VERSION = """
select greatest((select max(version) from forecast where area = $1 and measure = $2),
                (select max(version) from forecast_outcome where area = $1 and measure = $2), 0)
"""


async def lodge(session: Session, forecast: Forecast) -> None:
    """Keep a forecast."""
    period = forecast.period
    await (await raw(session)).execute(
        _LODGE,
        *(forecast.area, forecast.measure, period.starts_on, period.ends_on, period.text),
        *(forecast.value, forecast.lower, forecast.upper, forecast.partner, forecast.lodged_at, forecast.version),
    )


async def tell(session: Session, outcomes: Sequence[Told], *, after: int, now: datetime) -> None:
    """Keep outcomes of one measure, numbered on from a version."""
    await (await raw(session)).executemany(
        _TELL,
        [
            (
                *(one.area, one.measure, one.period, one.forecast, one.lower, one.upper, one.actual, one.error),
                *(one.partner, one.lodged, one.rule, isinstance(one, ForecastMissed), now, after + place),
            )
            for place, one in enumerate(outcomes, start=1)
        ],
    )


async def version(session: Session, area: str, measure: str) -> int:
    """The version of the measure's stream of forecasts; 0 before the first."""
    return int(await (await raw(session)).fetchval(_VERSION, area, measure))


async def of_measures(session: Session, measures: Measures) -> list[Forecast]:
    """Every forecast of these measures, in the order in which they were lodged."""
    rows = await (await raw(session)).fetch(_FORECASTS, *columns(measures))
    return [Forecast(**{**row, "period": parse(row["period"])}) for row in rows]


async def outcomes(session: Session, measures: Measures) -> list[tuple[int, Told]]:
    """What was told of forecasts of these measures, with the version of each, in order."""
    rows = await (await raw(session)).fetch(_OUTCOMES, *columns(measures))
    return [(row["version"], _outcome(row)) for row in rows]


async def figures(session: Session, measures: Measures) -> list[tuple[str, str, Period, Decimal | None]]:
    """Area, measure, period and figure as it stands, of every period of these measures that has a forecast."""
    rows = await (await raw(session)).fetch(_FIGURES, *columns(measures))
    return [(row["area"], row["measure"], parse(row["period"]), row["value"]) for row in rows]


def _outcome(row: Record) -> Told:
    known = {name: value for name, value in row.items() if name not in ("is_missed", "version")}
    return ForecastMissed(**known) if row["is_missed"] else ForecastScored(**known)
