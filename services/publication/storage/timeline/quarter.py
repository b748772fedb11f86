"""How often steps were told in an area, by the quarter of the day on which each was taken. Reads alone."""

from collections.abc import Collection
from datetime import date, timedelta

from shared.database import Session, raw
from shared.events.base import CATALOGUE, short_name
from shared.working_days import end_of_day


async def counts(
    session: Session, area: str, names: Collection[str], *, first_on: date, last_on: date
) -> dict[tuple[str, date], int]:
    """By the step's name and the first day of its quarter, of these days alone; what never was is absent."""
    types = [type_ for type_ in CATALOGUE if short_name(type_) in names]
    rows = await (await raw(session)).fetch(
        "select type, date_trunc('quarter', occurred_at at time zone 'Europe/London')::date as since_on, "
        "count(*)::int as times from step where area = $1 and type = any ($2) and occurred_at >= $3 "
        "and occurred_at < $4 group by 1, 2",
        area,
        types,
        end_of_day(first_on - timedelta(days=1)),
        end_of_day(last_on),
    )
    return {(short_name(row["type"]), row["since_on"]): row["times"] for row in rows}
