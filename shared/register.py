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
from typing import Any, TypeVar

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
    connection = await raw(session)
    wanted = sorted(set(areas))
    known = await connection.fetch("select area, profile from area where area = any ($1)", wanted)
    overrides = await _overrides(session, wanted)
    closures = await _closures(session, wanted)
    elections = await _elections(session, wanted)
    more = {first_on: _span(first_on, *said) for first_on, said in supposed.elections.items()}
    found = {}
    for area, profile in known:
        own = (*overrides[area], *supposed.overrides)
        stated = {**closures[area], **supposed.closures}
        allowed_on = partial(_allowed_on, profile, own)
        shut = days_counted(stated, allowed_on)
        closed = {day: reason for day, reason in stated.items() if day in shut}
        spans = {span.first_on: span for span in elections[area]} | more
        waits = elections_counted(spans.values(), allowed_on)
        for on in days:
            policy = resolve(profile, own, on)
            counts = calendar(policy.clock.calendar, area=area, closures=closed)
            found[area, on] = Rules(policy=policy, calendar=counts, elections=waits)
    return found


def _allowed_on(profile: str, own: tuple[Override, ...], day: date) -> Allowance:
    """How much the area's calendar may hold up on that day; what is beyond was told, and counts for nothing."""
    return resolve(profile, own, day).clock.allowance


async def _overrides(session: Session, areas: Sequence[str]) -> Mapping[str, list[Override]]:
    rows = await (await raw(session)).fetch(
        "select area, key, value, basis, decided_by, since_on from override where area = any ($1) "
        "order by area, since_on, key",
        areas,
    )
    found: defaultdict[str, list[Override]] = defaultdict(list)
    for row in rows:
        found[row["area"]].append(Override(**{name: value for name, value in row.items() if name != "area"}))
    return found


async def _closures(session: Session, areas: Sequence[str]) -> Mapping[str, dict[date, str]]:
    rows = await (await raw(session)).fetch("select area, closed_on, reason from closure where area = any ($1)", areas)
    found: defaultdict[str, dict[date, str]] = defaultdict(dict)
    for row in rows:
        found[row["area"]][row["closed_on"]] = row["reason"]
    return found


async def _elections(session: Session, areas: Sequence[str]) -> Mapping[str, list[Span]]:
    rows = await (await raw(session)).fetch(
        "select area, starts_on, ends_on, election from election where area = any ($1) order by area, starts_on", areas
    )
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for row in rows:
        found[row["area"]].append(_span(row["starts_on"], row["ends_on"], row["election"]))
    return found


def _span(starts_on: date, ends_on: date, election: str) -> Span:
    return Span(starts_on, ends_on, f"before: {election}")


def _upsert(table: str, shape: type[Any], key: tuple[str, ...]) -> str:
    columns = [field.name for field in fields(shape)]
    values = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    changed = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return (
        f"insert into {table} ({', '.join(columns)}) values ({values}) "  # noqa: S608 names from the table above
        f"on conflict ({', '.join(key)}) do update set {changed}"
    )
