"""The register of one area: its places, partners, measures, who leads on them since when, its own policy values
and the days on which its offices are closed.

Facts are added and superseded, never deleted. Nothing here knows a database, and `now` is an argument.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce
from operator import attrgetter
from typing import Any, NamedTuple

from services.publication.domain.committee import wrong_committees, wrong_seats
from services.publication.domain.ending import wrong_endings
from services.publication.domain.forum import wrong_agreements, wrong_forums
from services.publication.domain.lineage import wrong_goals, wrong_links
from services.publication.domain.part import wrong_part_leads, wrong_parts
from services.publication.domain.refusal import Refused, Wrong
from services.publication.domain.soundness import (
    unknown_partner,
    wrong_closures,
    wrong_elections,
    wrong_leads,
    wrong_measures,
    wrong_parents,
    wrong_places,
)
from shared.events.publication import (
    AreaRegistered,
    CalendarClosed,
    CommitteeRegistered,
    ElectionSet,
    ForumRegistered,
    GoalRegistered,
    LeadAssigned,
    MeasureLinked,
    MeasureRegistered,
    OutcomeAgreementRegistered,
    PartnerEnded,
    PartnerRegistered,
    PlaceRegistered,
    PolicyOverridden,
    SeatRegistered,
)
from shared.measures import Polarity
from shared.policy import Override, Policy, PolicyError, check, released, resolve

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
    | ForumRegistered
    | OutcomeAgreementRegistered
    | GoalRegistered
    | MeasureLinked
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a registrar states about one area, in one go: all of it is taken, or none."""

    area: AreaRegistered
    places: tuple[PlaceRegistered, ...] = ()
    partners: tuple[PartnerRegistered, ...] = ()
    endings: tuple[PartnerEnded, ...] = ()
    measures: tuple[MeasureRegistered, ...] = ()
    leads: tuple[LeadAssigned, ...] = ()
    overrides: tuple[PolicyOverridden, ...] = ()
    closures: tuple[CalendarClosed, ...] = ()
    elections: tuple[ElectionSet, ...] = ()
    committees: tuple[CommitteeRegistered, ...] = ()
    seats: tuple[SeatRegistered, ...] = ()
    forums: tuple[ForumRegistered, ...] = ()
    outcome_agreements: tuple[OutcomeAgreementRegistered, ...] = ()
    goals: tuple[GoalRegistered, ...] = ()
    links: tuple[MeasureLinked, ...] = ()


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
    forums: Mapping[str, ForumRegistered] = field(default_factory=dict)
    outcome_agreements: Mapping[str, OutcomeAgreementRegistered] = field(default_factory=dict)
    goals: Mapping[str, GoalRegistered] = field(default_factory=dict)
    links: Mapping[tuple[str, str, str], MeasureLinked] = field(default_factory=dict)

    @property
    def closed(self) -> dict[date, str]:
        """The days on which the area's offices are closed besides the bank holidays, and why."""
        return {day: closure.reason for day, closure in self.closures.items()}


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
    ForumRegistered: Kind("forum", "forums", ("forum",)),
    OutcomeAgreementRegistered: Kind("outcome_agreement", "outcome_agreements", ("agreement",)),
    GoalRegistered: Kind("goal", "goals", ("goal",)),
    MeasureLinked: Kind("measure_link", "links", ("measure", "relation", "linked_to")),
}
DATED = frozenset({"since_on", "closed_on", "starts_on"})  # what is kept under a day is told in order of days


@dataclass(frozen=True, slots=True)
class Tenure:
    """One body's time as lead on a measure; `until` is the last day, None while it lasts."""

    lead: LeadAssigned
    until: date | None


def decide(register: Register, facts: Facts) -> tuple[RegisterEvent, ...]:
    """The events that bring the register to what `facts` state; facts it already holds append nothing.

    Raises Refused naming every fault: unknown partners and measures, two leads or two policy values from one day, the
    same thing stated twice in different words.
    """
    facts = replace(facts, area=replace(facts.area, profile=release_of(facts.area.profile, register.about)))
    wrongs = list(_wrongs(register, facts))
    if wrongs:
        raise Refused(wrongs)
    news: list[RegisterEvent] = []
    for fact in _in_order(facts):
        if not _holds(register, fact):
            news.append(fact)
            register = evolve(register, fact)
    return tuple(news)


def evolve(register: Register, event: RegisterEvent) -> Register:
    """The register after an event of its stream."""
    version = register.version + 1
    if isinstance(event, AreaRegistered):
        return replace(register, version=version, about=event)
    many = KINDS[type(event)].many
    changed: dict[str, Any] = {many: {**of_kind(register, many), _key(event): event}}  # Any: which follows from KINDS
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
        held[KINDS[type(fact)].many][_key(fact)] = fact
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
    return tuple(_override(event) for event in register.overrides.values())


def policy_on(register: Register, day: date) -> Policy:
    """The policy in force in the area on that day. Raises PolicyError for an area that was never registered."""
    return resolve(register.about.profile if register.about else "", overrides_of(register), day)


def _override(event: PolicyOverridden) -> Override:
    return Override(
        key=event.key, value=event.value, basis=event.basis, decided_by=event.decided_by, since_on=event.since_on
    )


def _in_order(facts: Facts) -> Iterator[RegisterEvent]:
    yield facts.area
    for kind in KINDS.values():
        stated: Sequence[RegisterEvent] = getattr(facts, kind.many)
        yield from sorted(stated, key=attrgetter(kind.key[-1])) if kind.key[-1] in DATED else stated


def _holds(register: Register, fact: RegisterEvent) -> bool:
    if isinstance(fact, AreaRegistered):
        return register.about == fact
    return of_kind(register, KINDS[type(fact)].many).get(_key(fact)) == fact


def _key(fact: RegisterEvent) -> object:
    """What a fact is kept under: one value, or a tuple of them."""
    return attrgetter(*KINDS[type(fact)].key)(fact)


def _wrongs(register: Register, facts: Facts) -> Iterator[Wrong]:
    yield from _told_twice(facts)
    if register.about is not None and facts.area.letters != register.about.letters:
        message = (
            f"This is the code of {register.about.name}, whose references begin with {register.about.letters}; they "
            "keep these letters. Is the code mistyped?"
        )
        yield Wrong("/area/letters", "letters-are-kept", message)
    partners = {*register.partners, *(partner.partner for partner in facts.partners)}
    known = {**register.measures, **{measure.measure: measure for measure in facts.measures}}
    measures = set(known)
    if facts.area.responsible_authority not in partners:
        yield unknown_partner("/area/responsible_authority")
    yield from wrong_endings(register.endings, facts.endings, partners, facts.area.responsible_authority)
    yield from wrong_places(facts.area, facts.places)
    yield from wrong_parents(register.partners, facts.partners)
    yield from wrong_measures(facts.measures)
    yield from wrong_parts(register.measures, facts.measures)
    yield from wrong_part_leads(known, register.leads.values(), facts.leads, facts.measures)
    for index, measure in enumerate(facts.measures):
        if measure.polarity not in set(Polarity):
            yield Wrong(f"/measures/{index}/polarity", "unknown-polarity", f"Say {', '.join(Polarity)}.")
    yield from wrong_leads(register.leads, facts.leads, partners, measures)
    yield from wrong_closures(facts.closures)
    yield from wrong_elections(register.elections, facts.elections)
    committees = {*register.committees, *(one.committee for one in facts.committees)}
    yield from wrong_committees(register.committees, facts.committees, partners)
    yield from wrong_seats(register.seats, facts.seats, committees, partners)
    yield from wrong_forums(facts.forums, {*partners, *committees})
    forums = {**register.forums, **{one.forum: one for one in facts.forums}}
    yield from wrong_agreements(facts.outcome_agreements, forums, partners, measures)
    yield from wrong_goals(register.goals, facts.goals)
    yield from wrong_links(
        facts.links,
        held=register.links.values(),
        measures=measures,
        goals={*register.goals, *(goal.goal for goal in facts.goals)},
        leads=(*register.leads.values(), *facts.leads),
        signed={p.partner for p in (*register.partners.values(), *facts.partners) if p.signed_on is not None},
    )
    yield from _wrong_policy(register, facts)


def _wrong_policy(register: Register, facts: Facts) -> Iterator[Wrong]:
    profile = facts.area.profile
    if profile not in released():
        yield Wrong("/area/profile", "unknown-profile", "No policy profile of this name was released.")
        return
    for index, override in enumerate(facts.overrides):
        at = f"/overrides/{index}"
        held = register.overrides.get((override.key, override.since_on))
        if held is not None and held != override:
            yield Wrong(f"{at}/since_on", "two-values-on-one-day", "Another value holds from this day.")
        try:
            check(profile, (_override(override),))
        except PolicyError as error:
            yield Wrong(f"{at}/value", _code(error), f"{str(error)[:1].upper()}{str(error)[1:]}.")


def _code(error: PolicyError) -> str:
    """The class's name as a code: `over-legal-ceiling`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()


def _told_twice(facts: Facts) -> Iterator[Wrong]:
    for name in (kind.many for kind in KINDS.values()):
        listed: Sequence[RegisterEvent] = getattr(facts, name)
        seen: dict[object, object] = {}
        for index, fact in enumerate(listed):
            if seen.setdefault(_key(fact), fact) != fact:
                code = "two-leads-on-one-day" if name == "leads" else "told-twice"
                yield Wrong(f"/{name}/{index}", code, "This was stated before in the same message, in other words.")
