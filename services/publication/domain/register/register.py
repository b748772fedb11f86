"""The register of one area: its places, partners, measures, who leads on them since when, its own policy values
and the days on which its offices are closed.

Facts are added and superseded, never deleted. Nothing here knows a database, and `now` is an argument.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce
from operator import attrgetter
from typing import Any, NamedTuple

from shared.allowance import days_counted, elections_counted
from shared.events.publication import (
    AreaRegistered,
    BoardRegistered,
    BoardSeatRegistered,
    CalendarClosed,
    CommitteeRegistered,
    ContributionRegistered,
    CouncillorRegistered,
    DeliverableRegistered,
    ElectionSet,
    ForumRegistered,
    GoalRegistered,
    LeadAssigned,
    MeasureLinked,
    MeasureRegistered,
    MemberRegistered,
    OutcomeAgreementRegistered,
    PartnerEnded,
    PartnerRegistered,
    PartnershipRegistered,
    PlaceRegistered,
    PolicyOverridden,
    SeatRegistered,
    SubjectNamed,
)
from shared.policy import Override, Policy, released, resolve
from shared.working_days import Span

RegisterEvent = (
    AreaRegistered
    | PlaceRegistered
    | PartnerRegistered
    | PartnerEnded
    | MeasureRegistered
    | LeadAssigned
    | PolicyOverridden
    | CalendarClosed
    | ElectionSet
    | CommitteeRegistered
    | SeatRegistered
    | CouncillorRegistered
    | ForumRegistered
    | OutcomeAgreementRegistered
    | GoalRegistered
    | MeasureLinked
    | PartnershipRegistered
    | BoardRegistered
    | MemberRegistered
    | BoardSeatRegistered
    | DeliverableRegistered
    | ContributionRegistered
    | SubjectNamed
)


@dataclass(frozen=True, slots=True)
class Register:
    """The register of one area as it stands. Leads and policy values keep every dated row."""

    area: str
    version: int = 0
    about: AreaRegistered | None = None
    places: Mapping[str, PlaceRegistered] = field(default_factory=dict)
    partners: Mapping[str, PartnerRegistered] = field(default_factory=dict)
    endings: Mapping[str, PartnerEnded] = field(default_factory=dict)
    measures: Mapping[str, MeasureRegistered] = field(default_factory=dict)
    leads: Mapping[tuple[str, date], LeadAssigned] = field(default_factory=dict)
    overrides: Mapping[tuple[str, date], PolicyOverridden] = field(default_factory=dict)
    closures: Mapping[date, CalendarClosed] = field(default_factory=dict)
    elections: Mapping[date, ElectionSet] = field(default_factory=dict)
    committees: Mapping[str, CommitteeRegistered] = field(default_factory=dict)
    seats: Mapping[tuple[str, str, date], SeatRegistered] = field(default_factory=dict)
    councillors: Mapping[str, CouncillorRegistered] = field(default_factory=dict)
    forums: Mapping[str, ForumRegistered] = field(default_factory=dict)
    outcome_agreements: Mapping[str, OutcomeAgreementRegistered] = field(default_factory=dict)
    goals: Mapping[str, GoalRegistered] = field(default_factory=dict)
    links: Mapping[tuple[str, str, str], MeasureLinked] = field(default_factory=dict)
    partnerships: Mapping[tuple[str, date], PartnershipRegistered] = field(default_factory=dict)
    boards: Mapping[tuple[str, date], BoardRegistered] = field(default_factory=dict)
    members: Mapping[tuple[str, str, date], MemberRegistered] = field(default_factory=dict)
    board_seats: Mapping[tuple[str, str, date], BoardSeatRegistered] = field(default_factory=dict)
    deliverables: Mapping[str, DeliverableRegistered] = field(default_factory=dict)
    contributions: Mapping[tuple[str, str, date], ContributionRegistered] = field(default_factory=dict)
    subjects: Mapping[tuple[str, str], SubjectNamed] = field(default_factory=dict)

    @property
    def closed(self) -> dict[date, str]:
        """The days on which the area's offices are closed besides the bank holidays and that count as such, and why."""
        counted = days_counted(self.closures, lambda day: policy_on(self, day).clock.allowance)
        return {day: closure.reason for day, closure in self.closures.items() if day in counted}

    @property
    def waiting(self) -> frozenset[date]:
        """The first days of those periods before elections that count."""
        return frozenset(span.first_on for span in self.before_elections)

    @property
    def before_elections(self) -> tuple[Span, ...]:
        """Those periods before elections that count, each named by its election."""
        spans = [Span(one.starts_on, one.ends_on, one.election) for one in self.elections.values()]
        return tuple(elections_counted(spans, lambda day: policy_on(self, day).clock.allowance))


class Kind(NamedTuple):
    """A kind of fact: what one is called, what the register's list of them is called, what one is kept under."""

    one: str
    many: str
    key: tuple[str, ...]


# Every kind of fact that a register states about its area, in order of telling.
KINDS: Mapping[type[RegisterEvent], Kind] = {
    PlaceRegistered: Kind("place", "places", ("place",)),
    PartnerRegistered: Kind("partner", "partners", ("partner",)),
    PartnerEnded: Kind("ending", "endings", ("partner",)),
    MeasureRegistered: Kind("measure", "measures", ("measure",)),
    LeadAssigned: Kind("lead", "leads", ("measure", "since_on")),
    PolicyOverridden: Kind("policy_override", "overrides", ("key", "since_on")),
    CalendarClosed: Kind("closure", "closures", ("closed_on",)),
    ElectionSet: Kind("election", "elections", ("starts_on",)),
    CommitteeRegistered: Kind("committee", "committees", ("committee",)),
    SeatRegistered: Kind("seat", "seats", ("committee", "seat", "since_on")),
    CouncillorRegistered: Kind("councillor", "councillors", ("councillor",)),
    ForumRegistered: Kind("forum", "forums", ("forum",)),
    OutcomeAgreementRegistered: Kind("outcome_agreement", "outcome_agreements", ("agreement",)),
    GoalRegistered: Kind("goal", "goals", ("goal",)),
    MeasureLinked: Kind("measure_link", "links", ("measure", "relation", "linked_to")),
    PartnershipRegistered: Kind("partnership", "partnerships", ("partnership", "since_on")),
    BoardRegistered: Kind("board", "boards", ("board", "since_on")),
    MemberRegistered: Kind("member", "members", ("partnership", "member", "since_on")),
    BoardSeatRegistered: Kind("board_seat", "board_seats", ("board", "seat", "since_on")),
    DeliverableRegistered: Kind("deliverable", "deliverables", ("deliverable",)),
    ContributionRegistered: Kind("contribution", "contributions", ("agreement", "partner", "since_on")),
    SubjectNamed: Kind("subject", "subjects", ("subject", "measure")),
}
DATED = frozenset({"since_on", "closed_on", "starts_on"})  # what is kept under a day is told in order of days


@dataclass(frozen=True, slots=True)
class Tenure:
    """One body's time as lead on a measure; `until` is the last day, None while it lasts."""

    lead: LeadAssigned
    until: date | None


def evolve(register: Register, event: RegisterEvent) -> Register:
    """The register after an event of its stream."""
    version = register.version + 1
    if isinstance(event, AreaRegistered):
        return replace(register, version=version, about=event)
    many = KINDS[type(event)].many
    changed: dict[str, Any] = {many: {**of_kind(register, many), key_of(event): event}}  # Any: which follows from KINDS
    return replace(register, version=version, **changed)


def every_fact(register: Register) -> list[RegisterEvent]:
    """All that the register states, dated facts of every day."""
    facts = (fact for kind in KINDS.values() for fact in of_kind(register, kind.many).values())
    return [*([register.about] if register.about else []), *facts]


def of_kind(register: Register, many: str) -> Mapping[object, RegisterEvent]:
    """The facts of one kind, by what each is kept under."""
    held: Mapping[object, RegisterEvent] = getattr(register, many)
    return held


def loaded(about: AreaRegistered, version: int, facts: Iterable[RegisterEvent]) -> Register:
    """The register of an area from all the facts that it states, in any order."""
    held: dict[str, Any] = {kind.many: {} for kind in KINDS.values()}  # Any: which facts each holds follows from KINDS
    for fact in facts:
        held[KINDS[type(fact)].many][key_of(fact)] = fact
    return Register(about.area, version, about, **held)


def refold(area: str, events: Iterable[RegisterEvent]) -> Register:
    """The register as its stream tells it."""
    return reduce(evolve, events, Register(area))


def tenures(register: Register, measure: str) -> tuple[Tenure, ...]:
    """Who has led on a measure, latest first."""
    rows = sorted((row for row in register.leads.values() if row.measure == measure), key=lambda row: row.since_on)
    until = [later.since_on - timedelta(days=1) for later in rows[1:]]
    return tuple(Tenure(row, end) for row, end in zip(rows[::-1], [None, *until[::-1]], strict=False))


def lead_on(register: Register, measure: str, day: date) -> Tenure | None:
    """Who leads on the measure on that day; None when nobody had agreed to."""
    return next((tenure for tenure in tenures(register, measure) if tenure.lead.since_on <= day), None)


def seats_on(register: Register, day: date) -> tuple[SeatRegistered, ...]:
    """The seats of committees that are held on that day, as last stated before or on it."""
    rows = sorted(register.seats.values(), key=attrgetter("since_on"))
    latest = {(row.committee, row.seat): row for row in rows if row.since_on <= day}
    return tuple(row for row in latest.values() if row.held)


def release_of(profile: str, about: AreaRegistered | None = None) -> str:
    """The numbered release that a profile's name means: the one the area has, else the newest; unknown names stay."""
    releases = [name for name in released() if profile in (name, name.rpartition("-")[0])]
    if about is not None and about.profile in releases:
        return about.profile
    return max(releases, key=lambda name: int(name.rpartition("-")[2]), default=profile)


def overrides_of(register: Register) -> tuple[Override, ...]:
    """The area's own policy values, as `shared.policy.resolve` takes them."""
    return tuple(override_of(event) for event in register.overrides.values())


def named(register: Register, names: Iterable[str]) -> frozenset[str]:
    """The codes of the bodies that are called so, or by whose code somebody is named."""
    wanted = {*names}
    return frozenset(code for code, one in register.partners.items() if code in wanted or one.name in wanted)


def name_of(register: Register, partner: str) -> str:
    """A body's name; its code where the register does not hold the body, which only a changed row can bring about."""
    return register.partners[partner].name if partner in register.partners else partner


def policy_on(register: Register, day: date) -> Policy:
    """The policy in force in the area on that day. Raises PolicyError for an area that was never registered."""
    return resolve(register.about.profile if register.about else "", overrides_of(register), day)


def override_of(event: PolicyOverridden) -> Override:
    """A policy value as `shared.policy` takes it."""
    return Override(
        key=event.key, value=event.value, basis=event.basis, decided_by=event.decided_by, since_on=event.since_on
    )


def key_of(fact: RegisterEvent) -> object:
    """What a fact is kept under: one value, or a tuple of them."""
    return attrgetter(*KINDS[type(fact)].key)(fact)
