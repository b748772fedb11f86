"""The copy of the register: written by the consumer, read when a batch is checked. Judgements follow from it, so it is
never emptied and told again.
"""

from datetime import date

from services.indicators.domain.register import Register
from shared.database import Session, raw

_OWNERS = """
select m.area, m.measure, m.unit, coalesce(current_lead.owners, '{}') as owners
from measure m
left join lateral (
  select case when cardinality(data_owners) = 0 then array[lead] else data_owners end as owners
  from lead l where l.area = m.area and l.measure = m.measure and l.since_on <= $2
  order by l.since_on desc limit 1
) current_lead on true
where m.area = any ($1)
"""


async def for_posting(session: Session, areas: frozenset[str], today: date) -> Register:
    """What a batch for these areas is checked against. Where no owner of figures is named, the lead is the owner."""
    connection = await raw(session)
    known = await connection.fetch("select area as code from area union select place from place")
    compared: dict[str, set[str]] = {}
    for row in await connection.fetch("select place, area from place where area = any ($1)", sorted(areas)):
        compared.setdefault(row["place"], set()).add(row["area"])
    owners = await connection.fetch(_OWNERS, sorted(areas), today)
    return Register(
        known=frozenset(row["code"] for row in known),
        compared={place: frozenset(by) for place, by in compared.items()},
        owners={(row["area"], row["measure"]): frozenset(row["owners"]) for row in owners},
        units={(row["area"], row["measure"]): row["unit"] for row in owners},
    )
