"""Which kinds of year a measure's figures and targets are for."""

from collections.abc import Collection

from services.indicators.domain.figure.period import Measure, Year, year_of
from services.indicators.storage.figure.observation import stands
from services.indicators.storage.measure.measure import columns
from shared.database import Session, raw
from shared.periods import parse

_YEARS = f"""
with wanted as (select * from unnest($1::text[], $2::text[]) wanted(area, measure))
select area, measure, period from wanted join target using (area, measure) where length(period) in (4, 7)
union
select o.area, o.measure, o.period from wanted join observation o using (area, measure)
where o.place = o.area and length(o.period) in (4, 7) and {stands("o")}
"""  # noqa: S608 a fixed condition


async def years(session: Session, measures: Collection[Measure]) -> dict[Measure, set[Year]]:
    """The kinds of year in which each of these measures has a target, or a figure of the area's own that stands."""
    found: dict[Measure, set[Year]] = {at: set() for at in measures}
    if not found:
        return found
    for row in await (await raw(session)).fetch(_YEARS, *columns(sorted(found))):
        if (year := year_of(parse(row["period"]))) is not None:
            found[row["area"], row["measure"]].add(year)
    return found
