"""The copy of the register: written by its consumer, read by every decision. Cases follow from it, so it is never
emptied and told again.

`circumstances` is how a decision gets its policy, calendar and register: as they stand for an area on a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.escalation.domain.case import Case
from services.escalation.domain.circumstances import MACHINE, Actor, Body, Circumstances, Lead, Register
from services.escalation.storage.complaint import complainants
from shared.calendars import calendar
from shared.database import Session, raw
from shared.events.publication import (
    AreaRegistered,
    LeadAssigned,
    MeasureRegistered,
    PartnerRegistered,
    PolicyOverridden,
)
from shared.policy import Override, Policy, Wording, resolve
from shared.problems import NotKnownHereYet
from shared.working_days import london_day

RETRY_AFTER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area as the register names it. `version` is how far its register has been heard here."""

    area: str
    name: str
    letters: str
    profile: str
    population: int
    responsible_authority: str
    committee: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure used in an area."""

    area: str
    measure: str
    title: str
    unit: str
    polarity: str


async def areas(session: Session, code: str | None = None) -> list[Area]:
    """Every area of the session that is known here, by name, or the one of that code."""
    rows = await (await raw(session)).fetch(
        "select area, name, letters, profile, population, responsible_authority, committee, version from area "
        "where $1::text is null or area = $1 order by name, area",
        code,
    )
    return [Area(**row) for row in rows]


async def area(session: Session, code: str) -> Area | None:
    """The area, or None when the copy has not heard of it."""
    found = await areas(session, code)
    return found[0] if found else None


async def measure(session: Session, area_code: str, code: str) -> Measure | None:
    """The measure, or None when the copy has not heard of it."""
    found = await measures(session, area_code, code)
    return found[0] if found else None


async def measures(session: Session, area_code: str, code: str | None = None) -> list[Measure]:
    """The measures of an area, or the one of that code."""
    rows = await (await raw(session)).fetch(
        "select area, measure, title, unit, polarity from measure "
        "where area = $1 and ($2::text is null or measure = $2) order by title, measure",
        area_code,
        code,
    )
    return [Measure(**row) for row in rows]


async def policy(session: Session, known: Area, on: date) -> Policy:
    """The policy of the area in force on that day."""
    rows = await (await raw(session)).fetch(
        "select key, value, basis, decided_by, since_on from override where area = $1 order by since_on, key",
        known.area,
    )
    return resolve(known.profile, tuple(Override(**row) for row in rows), on)


async def wording(session: Session, area_code: str, on: date) -> Wording:
    """The words of the area's profile on that day. Raises NotKnownHereYet for an area not heard of."""
    return (await policy(session, await _known(session, area_code), on)).wording


async def circumstances(
    session: Session,
    area_code: str,
    *,
    measure: str,
    now: datetime,
    policy_on: date | None = None,
    actor: Actor = MACHINE,
    received_at: datetime | None = None,
) -> Circumstances:
    """What a decision about the measure rests on now. Raises NotKnownHereYet for an area not heard of.

    `policy_on` is the day whose policy counts (a case keeps the one of its admission); without it, today's.
    """
    known = await _known(session, area_code)
    today = london_day(now)
    in_force = await policy(session, known, policy_on or today)
    register = Register(
        version=known.version,
        authority=known.responsible_authority,
        committee=known.committee,
        bodies=await bodies(session, area_code),
        lead=await lead(session, area_code, measure, today),
    )
    return Circumstances(
        now=now,
        policy=in_force,
        calendar=calendar(in_force.clock.calendar, area=area_code),
        register=register,
        actor=actor,
        received_at=received_at,
    )


async def circumstances_of(
    session: Session, case: Case, *, now: datetime, actor: Actor = MACHINE, received_at: datetime | None = None
) -> Circumstances:
    """What a decision on the case rests on now, with who has complained."""
    found = await circumstances(
        session,
        case.area,
        measure=case.measure,
        now=now,
        policy_on=case.policy_on,
        actor=actor,
        received_at=received_at,
    )
    return replace(found, complainants=await complainants(session, case.reference)) if case.complaints else found


async def bodies(session: Session, area_code: str) -> dict[str, Body]:
    """Every body of the area's register."""
    rows = await (await raw(session)).fetch(
        "select partner as id, name, partner_kind as kind, regime, inspectorate, signed_on, parent_body as parent "
        "from partner where area = $1 order by partner",
        area_code,
    )
    return {row["id"]: Body(**row) for row in rows}


async def lead(session: Session, area_code: str, measure: str, on: date) -> Lead | None:
    """Who leads on the measure on that day; None when nobody does."""
    row = await (await raw(session)).fetchrow(
        "select lead as body, contributors, basis, since_on from lead "
        "where area = $1 and measure = $2 and since_on <= $3 order by since_on desc limit 1",
        area_code,
        measure,
        on,
    )
    return Lead(**{**row, "contributors": tuple(row["contributors"])}) if row else None


async def save_areas(session: Session, events: Sequence[AreaRegistered]) -> None:
    """Keep the areas as last registered."""
    await _save(
        session,
        "insert into area (area, name, letters, profile, population, responsible_authority, committee, version) "
        "values ($1, $2, $3, $4, $5, $6, $7, 0) on conflict (area) do update set name = excluded.name, "
        "letters = excluded.letters, profile = excluded.profile, population = excluded.population, "
        "responsible_authority = excluded.responsible_authority, committee = excluded.committee",
        [(e.area, e.name, e.letters, e.profile, e.population, e.responsible_authority, e.committee) for e in events],
    )


async def save_partners(session: Session, events: Sequence[PartnerRegistered]) -> None:
    """Keep the partners as last registered."""
    await _save(
        session,
        "insert into partner (area, partner, name, partner_kind, regime, inspectorate, signed_on, parent_body) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (area, partner) do update set name = excluded.name, "
        "partner_kind = excluded.partner_kind, regime = excluded.regime, inspectorate = excluded.inspectorate, "
        "signed_on = excluded.signed_on, parent_body = excluded.parent_body",
        [
            (e.area, e.partner, e.name, e.partner_kind, e.regime, e.inspectorate, e.signed_on, e.parent_body)
            for e in events
        ],
    )


async def save_measures(session: Session, events: Sequence[MeasureRegistered]) -> None:
    """Keep the measures as last registered."""
    await _save(
        session,
        "insert into measure (area, measure, title, unit, polarity) values ($1, $2, $3, $4, $5) "
        "on conflict (area, measure) do update set title = excluded.title, unit = excluded.unit, "
        "polarity = excluded.polarity",
        [(e.area, e.measure, e.title, e.unit, e.polarity) for e in events],
    )


async def save_leads(session: Session, events: Sequence[LeadAssigned]) -> None:
    """Keep who leads from which day; earlier rows stay."""
    await _save(
        session,
        "insert into lead (area, measure, since_on, lead, contributors, basis) values ($1, $2, $3, $4, $5, $6) "
        "on conflict (area, measure, since_on) do update set lead = excluded.lead, "
        "contributors = excluded.contributors, basis = excluded.basis",
        [(e.area, e.measure, e.since_on, e.lead, list(e.contributors), e.basis) for e in events],
    )


async def save_overrides(session: Session, events: Sequence[PolicyOverridden]) -> None:
    """Keep the area's own values, each from its day on."""
    await _save(
        session,
        "insert into override (area, key, since_on, value, basis, decided_by) values ($1, $2, $3, $4, $5, $6) "
        "on conflict (area, key, since_on) do update set value = excluded.value, basis = excluded.basis, "
        "decided_by = excluded.decided_by",
        [(e.area, e.key, e.since_on, e.value, e.basis, e.decided_by) for e in events],
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


async def _known(session: Session, area_code: str) -> Area:
    known = await area(session, area_code)
    if known is None:
        raise NotKnownHereYet("The register here has not heard of this area.", retry_after=RETRY_AFTER)
    return known


async def _save(session: Session, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        await (await raw(session)).executemany(statement, rows)
