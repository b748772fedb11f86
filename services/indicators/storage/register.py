"""The copy of the register: written by the consumer, read when a batch is checked. Judgements follow from it, so it is
never emptied and told again.
"""

from collections.abc import Sequence
from datetime import date

from services.indicators.domain.register import Register
from shared.database import Session, raw
from shared.events.publication import (
    AreaRegistered,
    LeadAssigned,
    MeasureRegistered,
    PartnerRegistered,
    PlaceRegistered,
)

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


async def save_areas(session: Session, events: Sequence[AreaRegistered]) -> None:
    """Keep the areas as last registered."""
    await _save(
        session,
        "insert into area (area, name, profile, population, responsible_authority, committee, version) "
        "values ($1, $2, $3, $4, $5, $6, 0) on conflict (area) do update set name = excluded.name, "
        "profile = excluded.profile, population = excluded.population, "
        "responsible_authority = excluded.responsible_authority, committee = excluded.committee",
        [(e.area, e.name, e.profile, e.population, e.responsible_authority, e.committee) for e in events],
    )


async def save_places(session: Session, events: Sequence[PlaceRegistered]) -> None:
    """Keep the places as last registered."""
    await _save(
        session,
        "insert into place (area, place, name, place_kind) values ($1, $2, $3, $4) "
        "on conflict (area, place) do update set name = excluded.name, place_kind = excluded.place_kind",
        [(e.area, e.place, e.name, e.place_kind) for e in events],
    )


async def save_partners(session: Session, events: Sequence[PartnerRegistered]) -> None:
    """Keep the partners as last registered."""
    await _save(
        session,
        "insert into partner (area, partner, name, partner_kind, signed_on) values ($1, $2, $3, $4, $5) "
        "on conflict (area, partner) do update set name = excluded.name, partner_kind = excluded.partner_kind, "
        "signed_on = excluded.signed_on",
        [(e.area, e.partner, e.name, e.partner_kind, e.signed_on) for e in events],
    )


async def save_measures(session: Session, events: Sequence[MeasureRegistered]) -> None:
    """Keep the measures as last registered."""
    await _save(
        session,
        "insert into measure (area, measure, title, unit, polarity, frequency, framework, source) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (area, measure) do update set title = excluded.title, "
        "unit = excluded.unit, polarity = excluded.polarity, frequency = excluded.frequency, "
        "framework = excluded.framework, source = excluded.source",
        [(e.area, e.measure, e.title, e.unit, e.polarity, e.frequency, e.framework, e.source) for e in events],
    )


async def save_leads(session: Session, events: Sequence[LeadAssigned]) -> None:
    """Keep who leads from which day; earlier rows stay."""
    await _save(
        session,
        "insert into lead (area, measure, since_on, lead, contributors, data_owners, basis) "
        "values ($1, $2, $3, $4, $5, $6, $7) on conflict (area, measure, since_on) do update set lead = excluded.lead, "
        "contributors = excluded.contributors, data_owners = excluded.data_owners, basis = excluded.basis",
        [(e.area, e.measure, e.since_on, e.lead, list(e.contributors), list(e.data_owners), e.basis) for e in events],
    )


async def heard(session: Session, versions: dict[str, int]) -> None:
    """Note how far each area's register has been heard."""
    await _save(
        session,
        "update area set version = greatest(version, $2) where area = $1",
        list(versions.items()),
    )


async def registers_missing(session: Session, areas: frozenset[str]) -> list[str]:
    """Those of the areas whose register has not been heard here, in order of code."""
    rows = await (await raw(session)).fetch(
        "select code from unnest($1::text[]) code where not exists "
        "(select from area where area = code and version > 0) order by code",
        list(areas),
    )
    return [row["code"] for row in rows]


async def _save(session: Session, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        await (await raw(session)).executemany(statement, rows)
