"""Who is asked, and what an answer may name: what the register's copy says of it."""

from datetime import date

from services.indicators.domain.question.asking import Addressee, AskedAs
from services.indicators.domain.question.enquiry import Supplier
from services.indicators.domain.question.question import Known
from services.indicators.storage.measure.measure import Measures, columns
from shared.database import Session, raw
from shared.register import lead_on

_SUPPLIERS = f"""
select a.version as register_version, p.partner as body, p.name
from (select $1::text as area, $2::text as measure) of_measure
join area a using (area)
join lateral {lead_on("of_measure", "$3")} l on true
join partner p on p.area = a.area and p.partner = any (l.owners)
order by p.partner
"""  # noqa: S608 a fixed subquery
_ADDRESSEES = f"""
select a.area, asked.measure, a.version, a.responsible_authority, l.lead, l.basis,
       coalesce(p.name, l.lead, authority.name, a.responsible_authority) as name
from unnest($1::text[], $2::text[]) asked(area, measure)
join area a using (area)
left join lateral {lead_on("asked", "$3")} l on true
left join partner p on p.area = a.area and p.partner = l.lead
left join partner authority on authority.area = a.area and authority.partner = a.responsible_authority
"""  # noqa: S608 a fixed subquery


async def for_answering(session: Session, area: str) -> Known:
    """What an answer may name in an area: its measures and its bodies."""
    connection = await raw(session)
    measures = await connection.fetch("select measure, title from measure where area = $1", area)
    bodies = await connection.fetch("select partner, name from partner where area = $1", area)
    return Known(
        measures={row["measure"]: row["title"] for row in measures},
        bodies={row["partner"]: row["name"] for row in bodies},
    )


async def suppliers(session: Session, area: str, measure: str, on: date) -> list[Supplier]:
    """The bodies that have the measure's figures to give on that day: its owners of figures, else its lead."""
    return [Supplier(**row) for row in await (await raw(session)).fetch(_SUPPLIERS, area, measure, on)]


async def addressees(session: Session, measures: Measures, on: date) -> dict[tuple[str, str], Addressee]:
    """Who is asked about each of these measures on that day: its lead, or the area's authority where nobody leads."""
    rows = await (await raw(session)).fetch(_ADDRESSEES, *columns(measures), on)
    return {
        (row["area"], row["measure"]): Addressee(
            body=row["lead"] or row["responsible_authority"],
            name=row["name"],
            asked_as=AskedAs.LEAD if row["lead"] else AskedAs.RESPONSIBLE_AUTHORITY,
            basis=row["basis"] or "",
            register_version=row["version"],
        )
        for row in rows
    }
