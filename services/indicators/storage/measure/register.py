"""What is asked of the copy of the register: who leads on a measure, who gives its figures, what is known.

Its consumer writes it. Judgements follow from it, so it is never emptied and told again.
"""

from collections.abc import Iterable
from datetime import date

from asyncpg import Record

from services.indicators.domain.measure.measure import Lead
from services.indicators.domain.measure.part import Part, in_order
from services.indicators.domain.measure.register import Register
from services.indicators.storage.measure.measure import Measures, columns
from shared.database import Session, raw
from shared.measures import Frequency
from shared.register import lead_on

_OWNERS = f"""
select m.area, m.measure, m.unit, m.frequency, coalesce(l.owners, '{{}}') as owners, m.part_of, m.part
from measure m left join lateral {lead_on("m", "$2")} l on true
where m.area = any ($1)
"""  # noqa: S608 a fixed subquery
_CODES = "select area as code, null as by from area union all select place, area from place"
_HOLDING = "select area, partner, embargo, clearance from partner where area = any ($1) and (embargo or clearance)"
_LEAD = f"""
select l.lead as partner, coalesce(p.name, l.lead) as name, l.basis, l.since_on,
       array(select coalesce(q.name, c.body) from unnest(l.contributors) with ordinality c(body, n)
             left join partner q on q.area = l.area and q.partner = c.body order by c.n) as contributors
from (select $1::text as area, $2::text as measure) of_measure
join lateral {lead_on("of_measure", "$3")} l on true
left join partner p on p.area = l.area and p.partner = l.lead
"""  # noqa: S608 a fixed subquery
_FREQUENCIES = """
select area, measure, frequency from measure
join unnest($1::text[], $2::text[]) wanted(area, measure) using (area, measure)
"""
_PLACE_NAMES = """
select place as code, name from place where place = any ($1) union all select area, name from area where area = any ($1)
"""
_AREA_NAME = "select name from area where area = $1"
_NAME = "select name from partner where area = any ($1) and partner = $2 order by area limit 1"


async def for_posting(session: Session, areas: frozenset[str], today: date) -> Register:
    """What a batch for these areas is checked against. Where no owner of figures is named, the lead is the owner."""
    connection = await raw(session)
    known = await connection.fetch(_CODES)
    compared: dict[str, set[str]] = {}
    for code, area in known:
        if area in areas:
            compared.setdefault(code, set()).add(area)
    owners = await connection.fetch(_OWNERS, sorted(areas), today)
    holding = await connection.fetch(_HOLDING, sorted(areas))
    return Register(
        known=frozenset(code for code, _ in known),
        compared={place: frozenset(by) for place, by in compared.items()},
        owners={(row["area"], row["measure"]): frozenset(row["owners"]) for row in owners},
        units={(row["area"], row["measure"]): row["unit"] for row in owners},
        embargo=frozenset((row["area"], row["partner"]) for row in holding if row["embargo"]),
        clearance=frozenset((row["area"], row["partner"]) for row in holding if row["clearance"]),
        parts=_parts(owners),
        frequencies={(row["area"], row["measure"]): Frequency(row["frequency"]) for row in owners},
    )


def _parts(rows: Iterable[Record]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The parts of each measure that has some, in order, by area and measure."""
    found: dict[tuple[str, str], list[Part]] = {}
    for row in rows:
        if row["part_of"] is not None:
            part = Part(measure=row["measure"], part=row["part"])
            found.setdefault((row["area"], row["part_of"]), []).append(part)
    return {at: tuple(part.measure for part in in_order(parts)) for at, parts in found.items()}


async def codes(session: Session) -> list[tuple[str, str | None, str | None]]:
    """The code of every measure that any register here knows; of a part also its whole's, and its letter or numeral."""
    rows = await (await raw(session)).fetch("select distinct measure, part_of, part from measure order by measure")
    return [(row["measure"], row["part_of"], row["part"]) for row in rows]


async def lead(session: Session, area: str, measure: str, on: date) -> Lead | None:
    """Who leads on the measure on a day."""
    row = await (await raw(session)).fetchrow(_LEAD, area, measure, on)
    return None if row is None else Lead(**{**row, "contributors": tuple(row["contributors"])})


async def frequencies(session: Session, measures: Measures) -> dict[tuple[str, str], Frequency]:
    """How often the figures of each of these measures come; those that are not known here are absent."""
    rows = await (await raw(session)).fetch(_FREQUENCIES, *columns(measures))
    return {(row["area"], row["measure"]): Frequency(row["frequency"]) for row in rows}


async def place_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The names of areas and places, by code; a code that nobody registered is left out."""
    return {row["code"]: row["name"] for row in await (await raw(session)).fetch(_PLACE_NAMES, list(codes))}


async def area_name(session: Session, area: str) -> str | None:
    """The area's name; None for one not heard of."""
    found: str | None = await (await raw(session)).fetchval(_AREA_NAME, area)
    return found


async def name(session: Session, areas: Iterable[str], body: str) -> str | None:
    """The body's name; None for one that no register of these areas knows."""
    found: str | None = await (await raw(session)).fetchval(_NAME, sorted(areas), body)
    return found
