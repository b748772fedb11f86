"""What the register's copy knows that a proposal of a mapping can lean on."""

from datetime import date

from services.indicators.domain.mapping.gazetteer import Places
from services.indicators.domain.mapping.likeness import KnownMeasure
from services.indicators.domain.mapping.suggestion import Known
from shared.database import Session, raw
from shared.register import lead_on

_PLACES = """
select area as code, name from area where area = any ($1)
union select place, name from place where area = any ($1)
"""
_POSTED = f"""
select distinct on (m.measure) m.measure, m.title, m.unit, m.frequency, m.part_of, m.part
from measure m join lateral {lead_on("m", "$3")} l on $2 = any (l.owners)
where m.area = any ($1)
order by m.measure, m.area
"""  # noqa: S608 a fixed subquery


async def for_mapping(session: Session, areas: frozenset[str], body: str, today: date) -> Known:
    """What a proposal for this body's tables can lean on: places by code, and the measures that it may post today."""
    connection = await raw(session)
    places = await connection.fetch(_PLACES, sorted(areas))
    measures = await connection.fetch(_POSTED, sorted(areas), body, today)
    return Known(
        places=Places(names={row["code"]: row["name"] for row in places}, own=areas),
        measures=tuple(KnownMeasure(**row) for row in measures),
    )
