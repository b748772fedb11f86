"""A service's copy of the public register: kept from the register's events, read back as policies and calendars.

One table per kind of fact, whose columns are the fields of the event that states it, the same in every service that
keeps a copy. It decides nothing and reacts to nothing: what news of the register means to a service is that service's
affair. What was decided by the copy stands, so it is never emptied and told again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from datetime import date
from functools import partial
from typing import Any, NamedTuple, TypeVar

import asyncpg

from shared.allowance import Allowance, days_counted, elections_counted
from shared.calendars import calendar
from shared.database import Session, raw
from shared.events.publication import (
    AreaRegistered,
    CalendarClosed,
    CommitteeRegistered,
    CouncillorRegistered,
    ElectionSet,
    ForumRegistered,
    LeadAssigned,
    MeasureRegistered,
    OutcomeAgreementRegistered,
    PartnerEnded,
    PartnerRegistered,
    PlaceRegistered,
    PolicyOverridden,
    SeatRegistered,
    SubjectNamed,
)
from shared.inbox import Received
from shared.policy import Override, Policy, resolve
from shared.working_days import Calendar, Span

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Names:
    """What bodies and areas are called, by their codes; a code that no register knows stands for itself."""

    bodies: Mapping[str, str]
    areas: Mapping[str, str]

    def body(self, code: str | None) -> str:
        """The body's name."""
        return self.bodies.get(code or "", code or "")

    def area(self, code: str) -> str:
        """The area's name."""
        return self.areas.get(code, code)


async def names(session: Session, bodies: Collection[str], areas: Collection[str]) -> Names:
    """The names of these, from the register that this service holds; of a body as its first area calls it."""
    connection = await raw(session)
    called = await connection.fetch(
        "select distinct on (partner) partner, name from partner where partner = any ($1) order by partner, area",
        list(bodies),
    )
    placed = await connection.fetch("select area, name from area where area = any ($1)", list(areas))
    return Names({row["partner"]: row["name"] for row in called}, {row["area"]: row["name"] for row in placed})


# Table -> the event whose fields are its columns, and its key. Any: each is an event of its own class.
TABLES: Mapping[str, tuple[type[Any], tuple[str, ...]]] = {
    "area": (AreaRegistered, ("area",)),
    "place": (PlaceRegistered, ("area", "place")),
    "partner": (PartnerRegistered, ("area", "partner")),
    "ending": (PartnerEnded, ("area", "partner")),
    "measure": (MeasureRegistered, ("area", "measure")),
    "lead": (LeadAssigned, ("area", "measure", "since_on")),
    "override": (PolicyOverridden, ("area", "key", "since_on")),
    "closure": (CalendarClosed, ("area", "closed_on")),
    "election": (ElectionSet, ("area", "starts_on")),
    "committee": (CommitteeRegistered, ("area", "committee")),
    "seat": (SeatRegistered, ("area", "committee", "seat", "since_on")),
    "councillor": (CouncillorRegistered, ("area", "councillor")),
    "forum": (ForumRegistered, ("area", "forum")),
    "outcome_agreement": (OutcomeAgreementRegistered, ("area", "agreement")),
    "subject": (SubjectNamed, ("area", "subject", "measure")),
}
# Who has the figures of a measure to give: its owners of figures; where none is named, its lead.
OWNERS = "case when cardinality(lead.data_owners) = 0 then array[lead.lead] else lead.data_owners end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What an area's clocks run by on a day: the policy in force, and its calendar with the area's own closures.

    `elections` are its periods before elections; the policy says what waits in them.
    """

    policy: Policy
    calendar: Calendar
    elections: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What an area's register would state besides what it does: for seeing what that would move."""

    overrides: tuple[Override, ...] = ()
    closures: Mapping[date, str] = field(default_factory=dict)
    elections: Mapping[date, tuple[date, str]] = field(default_factory=dict)
    """By the first day of the weeks before an election: their last day, and which election it is."""


NOTHING_MORE = Supposed()


class _Stated(NamedTuple):
    """What an area's rules are made of: its profile, its own values, its closed days, its weeks before elections."""

    profile: str
    overrides: list[Override]
    closures: dict[date, str]
    elections: list[Span]


_STATED = """
select 'area' as kind, area, profile as name, null as value, null as basis, null as decided_by, null::date as first_on,
  null::date as last_on from area where area = any ($1)
union all
select 'override', area, key, value, basis, decided_by, since_on, null from override where area = any ($1)
union all
select 'closure', area, reason, null, null, null, closed_on, null from closure where area = any ($1)
union all
select 'election', area, election, null, null, null, starts_on, ends_on from election where area = any ($1)
"""


def lead_on(of: str, day: str) -> str:
    """A subquery for a service's own SQL: the row of `lead` in force on a day, besides its `owners`; no row for none.

    `of` is the table or alias whose `area` and `measure` are looked at, `day` a placeholder or column.
    """
    return (
        f"(select lead.*, {OWNERS} as owners from lead where lead.area = {of}.area and lead.measure = {of}.measure "  # noqa: S608 names of columns
        f"and lead.since_on <= {day} order by lead.since_on desc limit 1)"
    )


def told(received: Sequence[Received], shape: type[E]) -> list[E]:
    """The events of this class among what was received, in order."""
    return [one.event for one in received if isinstance(one.event, shape)]


async def keep(session: Session, received: Sequence[Received]) -> None:
    """Keep every fact as last stated (dated facts from each of their days), and how far each area has been heard."""
    connection = await raw(session)
    for table, (shape, key) in TABLES.items():
        if rows := [astuple(fact) for fact in told(received, shape)]:
            await connection.executemany(_upsert(table, shape, key), rows)
    heard = {one.envelope.area: one.envelope.version for one in received}
    await connection.executemany("update area set version = greatest(version, $2) where area = $1", list(heard.items()))


async def registers_missing(session: Session, areas: frozenset[str]) -> list[str]:
    """Those of the areas whose register has not been heard here, in order of code."""
    rows = await (await raw(session)).fetch(
        "select code from unnest($1::text[]) code where not exists "
        "(select from area where area = code and version > 0) order by code",
        list(areas),
    )
    return [row["code"] for row in rows]


async def copied(session: Session) -> dict[str, tuple[int, frozenset[object]]]:
    """By area: how far its register has been heard, and every fact of it that is kept, as the events stated them."""
    connection = await raw(session)
    found: defaultdict[str, set[object]] = defaultdict(set)
    for table, (shape, _) in TABLES.items():
        columns = ", ".join(field.name for field in fields(shape))
        for row in await connection.fetch(f"select {columns} from {table}"):  # noqa: S608 names from the table above
            stated = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
            found[row["area"]].add(shape(**stated))
    heard = await connection.fetch("select area, version from area")
    return {row["area"]: (row["version"], frozenset(found[row["area"]])) for row in heard}


async def rules(session: Session, areas: Iterable[str], on: date) -> dict[str, Rules]:
    """The rules of each of these areas on that day; areas not heard of are absent."""
    return {area: found for (area, _), found in (await rules_on(session, areas, [on])).items()}


async def rules_on(
    session: Session, areas: Iterable[str], days: Collection[date], supposed: Supposed = NOTHING_MORE
) -> dict[tuple[str, date], Rules]:
    """The rules of each of these areas on each of these days, as if the register also stated what is supposed; areas
    not heard of are absent. Raises PolicyError for what cannot be supposed.
    """
    stated = await _stated(session, sorted(set(areas)))
    more = {first_on: _span(first_on, *said) for first_on, said in supposed.elections.items()}
    found = {}
    for area, (profile, overrides, closures, elections) in stated.items():
        own = (*overrides, *supposed.overrides)
        days_off = {**closures, **supposed.closures}
        allowed_on = partial(_allowed_on, profile, own)
        shut = days_counted(days_off, allowed_on)
        closed = {day: reason for day, reason in days_off.items() if day in shut}
        spans = {span.first_on: span for span in elections} | more
        waits = elections_counted(spans.values(), allowed_on)
        for on in days:
            policy = resolve(profile, own, on)
            counts = calendar(policy.clock.calendar, area=area, closures=closed)
            found[area, on] = Rules(policy=policy, calendar=counts, elections=waits)
    return found


def _allowed_on(profile: str, own: tuple[Override, ...], day: date) -> Allowance:
    """How much the area's calendar may hold up on that day; what is beyond was told, and counts for nothing."""
    return resolve(profile, own, day).clock.allowance


async def _stated(session: Session, areas: Sequence[str]) -> Mapping[str, _Stated]:
    """What each area's rules are made of, the earliest first; asked in one look, for nearly every page asks it."""
    rows = await (await raw(session)).fetch(_STATED, areas)
    found: dict[str, _Stated] = {}
    for row in sorted(rows, key=_in_order):
        match row["kind"]:
            case "area":
                found[row["area"]] = _Stated(row["name"], [], {}, [])
            case "override" if row["area"] in found:
                own = Override(
                    key=row["name"],
                    value=row["value"],
                    basis=row["basis"],
                    decided_by=row["decided_by"],
                    since_on=row["first_on"],
                )
                found[row["area"]].overrides.append(own)
            case "closure" if row["area"] in found:
                found[row["area"]].closures[row["first_on"]] = row["name"]
            case "election" if row["area"] in found:
                found[row["area"]].elections.append(_span(row["first_on"], row["last_on"], row["name"]))
    return found


def _in_order(row: asyncpg.Record) -> tuple[bool, date, str]:
    return row["kind"] != "area", row["first_on"] or date.min, row["name"]


def _span(starts_on: date, ends_on: date, election: str) -> Span:
    return Span(starts_on, ends_on, f"before: {election}")


def _upsert(table: str, shape: type[Any], key: tuple[str, ...]) -> str:
    columns = [field.name for field in fields(shape)]
    values = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    changed = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return (
        f"insert into {table} ({', '.join(columns)}) values ({values}) "  # noqa: S608 names from the table above
        f"on conflict ({', '.join(key)}) do {f'update set {changed}' if changed else 'nothing'}"
    )
