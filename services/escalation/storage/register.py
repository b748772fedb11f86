"""The copy of the register: written by its consumer, read by every decision. Cases follow from it, so it is never
emptied and told again.

`circumstances` is how a decision gets its policy, calendar and register: as they stand for an area on a day.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import MACHINE, Actor, Body, Circumstances, Ending, Lead, Register
from services.escalation.domain.case.committee import Committee, Seat
from services.escalation.domain.case.scrutiny import REFUSED
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.scrutiny.meeting import TO_BE_FIXED
from services.escalation.storage import inspection_register, meeting, proposal, refusal
from services.escalation.storage.case import ended_about, raisers, refusers
from services.escalation.storage.complaint import complainants
from shared.database import Session, raw
from shared.policy import Wording
from shared.problems import NotKnownHereYet
from shared.register import Rules, lead_on, rules
from shared.working_days import london_day

RETRY_AFTER = 5
BEFORE_ADMISSION = (State.SCREENING, State.ADMITTED)
LOOKS_BACK = timedelta(days=800)  # longer than any policy calls something a repetition

_LEAD = f"""
select l.lead as body, l.contributors, l.basis, l.since_on, l.data_owners
from (select $1::text as area, $2::text as measure) of_measure join lateral {lead_on("of_measure", "$3")} l on true
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


async def rules_of(session: Session, area_code: str, on: date) -> Rules:
    """Policy and calendar of the area on that day. Raises NotKnownHereYet for an area not heard of."""
    known = (await rules(session, [area_code], on)).get(area_code)
    if known is None:
        raise _not_known()
    return known


async def wording(session: Session, area_code: str, on: date) -> Wording:
    """The words of the area's profile on that day. Raises NotKnownHereYet for an area not heard of."""
    return (await rules_of(session, area_code, on)).policy.wording


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
    known = await require_area(session, area_code)
    today = london_day(now)
    in_force = await rules_of(session, area_code, policy_on or today)
    register = Register(
        version=known.version,
        authority=known.responsible_authority,
        committee=known.committee,
        bodies=await bodies(session, area_code),
        lead=await lead(session, area_code, measure, today),
        committees=await committees(session, area_code, today),
        endings=await endings(session, area_code),
    ).as_of(today)
    frequency, judged = await _figures_of(session, area_code, measure)
    return Circumstances(
        now=now,
        policy=in_force.policy,
        calendar=in_force.calendar,
        register=register,
        actor=actor,
        received_at=received_at,
        frequency=frequency,
        judged=judged,
        elections=in_force.elections,
    )


async def circumstances_of(
    session: Session, case: Case, *, now: datetime, actor: Actor = MACHINE, received_at: datetime | None = None
) -> Circumstances:
    """What a decision on the case rests on now, with what is looked up where it stands: who has complained, what waits
    for a second person, who refused it, which cases about the same measure ended before it.
    """
    found = await circumstances(
        session,
        case.area,
        measure=case.measure,
        now=now,
        policy_on=case.policy_on,
        actor=actor,
        received_at=received_at,
    )
    if case.inspection.complaints:
        found = replace(found, complainants=await complainants(session, case.reference))
        known = await inspection_register.of_subject(session, case.area, case.subject, case.measure)
        found = replace(found, inspections=known)
    if case.waiting is not None:
        found = replace(found, proposal=await proposal.find(session, case.reference))
    if _has_kept(case):
        found = replace(found, kept=await refusal.of_case(session, case.reference))
    if case.state in BEFORE_ADMISSION:
        since_on = found.today - LOOKS_BACK
        found = replace(found, earlier=await ended_about(session, case.area, case.measure, since_on))
    if case.state is State.REJECTION_REVIEW:
        found = replace(found, refusers=await refusers(session, case.reference))
    if _is_raised_in_person(case):
        found = replace(found, raisers=await raisers(session, case.reference))
    if case.state in TO_BE_FIXED:
        found = replace(found, meetings=await meeting.of_area(session, case.area))
    return found


def rests_on_its_own(case: Case) -> bool:
    """Whether decisions on the case rest on more than its area, its measure and the day of its policy."""
    is_looked_up = case.state in (*BEFORE_ADMISSION, State.REJECTION_REVIEW, *TO_BE_FIXED)
    return (
        bool(case.inspection.complaints)
        or case.waiting is not None
        or is_looked_up
        or _has_kept(case)
        or _is_raised_in_person(case)
    )


def _is_raised_in_person(case: Case) -> bool:
    """Whether a councillor stands behind the case, who speaks for nobody else of the council."""
    return Kind.COUNCILLOR in (case.trigger, *(kind for _, kind in case.raised.joined))


def _has_kept(case: Case) -> bool:
    """Whether a body refused information in the case and why is not public."""
    return any(one.answer == REFUSED and not one.ground for one in case.scrutiny.notices)


async def _figures_of(session: Session, area_code: str, measure: str) -> tuple[str, str]:
    """How often the measure's figures come, and the last period that was judged; each empty while nothing was told."""
    row = await (await raw(session)).fetchrow(
        "select m.frequency, coalesce(j.period, '') as judged from measure m left join judgement j "
        "on j.area = m.area and j.measure = m.measure where m.area = $1 and m.measure = $2",
        area_code,
        measure,
    )
    return (row["frequency"], row["judged"]) if row else ("", "")


async def bodies(session: Session, area_code: str) -> dict[str, Body]:
    """Every body of the area's register."""
    rows = await (await raw(session)).fetch(
        "select partner as id, name, partner_kind as kind, regime, inspectorate, signed_on, parent_body as parent "
        "from partner where area = $1 order by partner",
        area_code,
    )
    return {row["id"]: Body(**row) for row in rows}


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


async def lead(session: Session, area_code: str, measure: str, on: date) -> Lead | None:
    """Who leads on the measure on that day; None when nobody does."""
    row = await (await raw(session)).fetchrow(_LEAD, area_code, measure, on)
    lists = {name: tuple(row[name]) for name in ("contributors", "data_owners")} if row else {}
    return Lead(**{**row, **lists}) if row else None


def _not_known() -> NotKnownHereYet:
    return NotKnownHereYet("The register here has not heard of this area.", retry_after=RETRY_AFTER)
