"""The copy of the register: written by its consumer, read by every decision. Cases follow from it, so it is never
emptied and told again.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from services.escalation.domain.case.committee import Committee, Seat
from services.escalation.domain.case.measure import NOT_KNOWN
from services.escalation.domain.case.measure import Measure as Known
from services.escalation.domain.case.register import Body, Ending, Lead
from shared.database import Session, raw
from shared.policy import Wording
from shared.problems import NotKnownHereYet
from shared.register import Rules, lead_on, rules

RETRY_AFTER = 5

_LEADS = f"""
select of_measure.measure, l.lead as body, l.contributors, l.basis, l.since_on, l.data_owners
from (select $1::text as area, unnest($2::text[]) as measure) of_measure
join lateral {lead_on("of_measure", "$3")} l on true
"""  # noqa: S608 a fixed subquery


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Figured:
    """How often a measure's figures come, the last period that was judged, and what is known of the measure.

    Each is empty while nothing was told; of a measure with parts, no figure is its own.
    """

    frequency: str = ""
    judged: str = ""
    measure: Known = NOT_KNOWN


NOTHING = Figured()


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


async def require_area(session: Session, code: str) -> Area:
    """The area. Raises NotKnownHereYet when the copy has not heard of it."""
    known = await area(session, code)
    if known is None:
        raise _not_known()
    return known


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


async def subjects(session: Session, area_code: str) -> dict[str, list[str]]:
    """By measure of an area, the words by which people call what it is about."""
    rows = await (await raw(session)).fetch(
        "select measure, array_agg(subject order by subject) as called from subject where area = $1 group by measure",
        area_code,
    )
    return {row["measure"]: row["called"] for row in rows}


async def rules_of(session: Session, area_code: str, on: date) -> Rules:
    """Policy and calendar of the area on that day. Raises NotKnownHereYet for an area not heard of."""
    known = (await rules(session, [area_code], on)).get(area_code)
    if known is None:
        raise _not_known()
    return known


async def wording(session: Session, area_code: str, on: date) -> Wording:
    """The words of the area's profile on that day. Raises NotKnownHereYet for an area not heard of."""
    return (await rules_of(session, area_code, on)).policy.wording


async def figures(session: Session, area_code: str, codes: Collection[str]) -> dict[str, Figured]:
    """Of each of these measures how often its figures come, and what the last judgement told of it."""
    rows = await (await raw(session)).fetch(
        "select m.measure, m.title, m.unit, m.polarity, m.frequency, coalesce(j.period, '') as judged, "
        "case when j.parts > 0 then null else j.value end as value, "
        "case when j.parts > 0 then null else j.target end as target from measure m "
        "left join judgement j on j.area = m.area and j.measure = m.measure "
        "where m.area = $1 and m.measure = any ($2)",
        area_code,
        list(codes),
    )
    return {
        row["measure"]: Figured(
            frequency=row["frequency"],
            judged=row["judged"],
            measure=Known(**{name: row[name] for name in ("title", "unit", "polarity", "value", "target")}),
        )
        for row in rows
    }


async def bodies(session: Session, area_code: str) -> dict[str, Body]:
    """Every body of the area's register."""
    rows = await (await raw(session)).fetch(
        "select partner as id, name, partner_kind as kind, regime, inspectorate, signed_on, parent_body as parent, "
        "former_names, renamed_on, former_parents, moved_on from partner where area = $1 order by partner",
        area_code,
    )
    lists = ("former_names", "renamed_on", "former_parents", "moved_on")
    return {row["id"]: Body(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows}


async def committees(session: Session, area_code: str, on: date) -> tuple[Committee, ...]:
    """The area's scrutiny committees with the seats that are held on that day, in order of code."""
    rows = await (await raw(session)).fetch(
        "select c.committee, c.name, c.regime, c.quorum, c.bodies, s.seat, s.boards from committee c left join "
        "(select distinct on (committee, seat) * from seat where area = $1 and since_on <= $2 "
        "order by committee, seat, since_on desc) s on s.committee = c.committee and s.held "
        "where c.area = $1 order by c.committee, s.seat",
        area_code,
        on,
    )
    found: dict[str, Committee] = {}
    for row in rows:
        one = found.get(row["committee"]) or Committee(
            id=row["committee"],
            name=row["name"],
            regime=row["regime"],
            quorum=row["quorum"],
            bodies=tuple(row["bodies"]),
        )
        held = (Seat(seat=row["seat"], boards=tuple(row["boards"])),) if row["seat"] is not None else ()
        found[one.id] = replace(one, seats=(*one.seats, *held))
    return tuple(found.values())


async def endings(session: Session, area_code: str) -> dict[str, Ending]:
    """The bodies of the area that cease, now or later, by id."""
    rows = await (await raw(session)).fetch(
        "select partner, last_on, successors, basis from ending where area = $1 order by partner", area_code
    )
    return {
        row["partner"]: Ending(last_on=row["last_on"], successors=tuple(row["successors"]), basis=row["basis"])
        for row in rows
    }


async def lock_ending(session: Session, area_code: str, body: str) -> date | None:
    """The last day of a body that ceases, its row locked; None for any other body."""
    last_on: date | None = await (await raw(session)).fetchval(
        "select last_on from ending where area = $1 and partner = $2 for update", area_code, body
    )
    return last_on


async def lead(session: Session, area_code: str, code: str, on: date) -> Lead | None:
    """Who leads on the measure on that day; None when nobody does."""
    return (await leads(session, area_code, [code], on)).get(code)


async def leads(session: Session, area_code: str, codes: Collection[str], on: date) -> dict[str, Lead]:
    """Who leads on each of these measures on that day; those on which nobody does are absent."""
    rows = await (await raw(session)).fetch(_LEADS, area_code, list(codes), on)
    return {
        row["measure"]: Lead(
            body=row["body"],
            contributors=tuple(row["contributors"]),
            basis=row["basis"],
            since_on=row["since_on"],
            data_owners=tuple(row["data_owners"]),
        )
        for row in rows
    }


async def answered_since(session: Session, area_code: str, code: str) -> date | None:
    """Since when anybody leads on the measure, whoever it was first; None where nobody ever did."""
    since_on: date | None = await (await raw(session)).fetchval(
        "select min(since_on) from lead where area = $1 and measure = $2", area_code, code
    )
    return since_on


def _not_known() -> NotKnownHereYet:
    return NotKnownHereYet("The register here has not heard of this area.", retry_after=RETRY_AFTER)
