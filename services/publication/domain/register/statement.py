"""What a registrar states about an area in one go: what is wrong in it, what of it is news to the register. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from services.publication.domain.register.committee import wrong_committees, wrong_seats
from services.publication.domain.register.councillor import wrong_councillors
from services.publication.domain.register.delivery import wrong_contributions, wrong_deliverables
from services.publication.domain.register.ending import wrong_endings
from services.publication.domain.register.forum import (
    Forums,
    wrong_agreements,
    wrong_forums,
    wrong_last_days,
    wrong_terms,
)
from services.publication.domain.register.governance import (
    wrong_board_seats,
    wrong_boards,
    wrong_members,
    wrong_partnerships,
)
from services.publication.domain.register.lineage import wrong_goals, wrong_links
from services.publication.domain.register.part import wrong_part_leads, wrong_parts
from services.publication.domain.register.refusal import Refused, Wrong
from services.publication.domain.register.register import (
    DATED,
    KINDS,
    Register,
    RegisterEvent,
    every_fact,
    evolve,
    key_of,
    loaded,
    of_kind,
    override_of,
    overrides_of,
    release_of,
)
from services.publication.domain.register.soundness import (
    unknown_partner,
    wrong_closures,
    wrong_elections,
    wrong_leads,
    wrong_meanings,
    wrong_measures,
    wrong_names,
    wrong_parents,
    wrong_places,
)
from shared.allowance import Allowance, AllowedOn
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
from shared.measures import Polarity
from shared.policy import PolicyError, check, hold_clock, released, resolve


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
    councillors: tuple[CouncillorRegistered, ...] = ()
    forums: tuple[ForumRegistered, ...] = ()
    outcome_agreements: tuple[OutcomeAgreementRegistered, ...] = ()
    goals: tuple[GoalRegistered, ...] = ()
    links: tuple[MeasureLinked, ...] = ()
    partnerships: tuple[PartnershipRegistered, ...] = ()
    boards: tuple[BoardRegistered, ...] = ()
    members: tuple[MemberRegistered, ...] = ()
    board_seats: tuple[BoardSeatRegistered, ...] = ()
    deliverables: tuple[DeliverableRegistered, ...] = ()
    contributions: tuple[ContributionRegistered, ...] = ()
    subjects: tuple[SubjectNamed, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the area's agreements rest on: their names, their parties, the measures on which something is promised, and
    those of which one that is not approved yet speaks.
    """

    names: Collection[str] = ()
    parties: Collection[str] = ()
    promised: Collection[str] = ()
    spoken_of: Collection[str] = ()


def decide(
    register: Register, facts: Facts, *, on: date = date.max, agreed: Agreed | None = None
) -> tuple[RegisterEvent, ...]:
    """The events that bring the register to what `facts` state on that day; facts it already holds append nothing.

    Raises Refused naming every fault: unknown partners and measures, two leads or two policy values from one day, the
    same thing stated twice in different words.
    """
    facts = replace(facts, area=replace(facts.area, profile=release_of(facts.area.profile, register.about)))
    agreed = agreed or Agreed()
    wrongs = [*_wrongs(register, facts, agreed), *_wrong_together(register, facts, on, agreed.names)]
    if wrongs:
        raise Refused(wrongs)
    news: list[RegisterEvent] = []
    for fact in _in_order(facts):
        if not _holds(register, fact):
            news.append(fact)
            register = evolve(register, fact)
    return tuple(news)


def remembering(register: Register, facts: Facts, on: date) -> Facts:
    """The facts with what bodies were called before and whose part they were: what is stated otherwise is so from this
    day.
    """
    return replace(
        facts, partners=tuple(_remembered(register.partners.get(one.partner), one, on) for one in facts.partners)
    )


def _remembered(held: PartnerRegistered | None, stated: PartnerRegistered, on: date) -> PartnerRegistered:
    if held is None:
        return stated
    names, renamed = _and_until(held.former_names, held.renamed_on, held.name, stated.name, on)
    was, now = held.parent_body or "", stated.parent_body or ""
    parents, moved = _and_until(held.former_parents, held.moved_on, was, now, on)
    return replace(stated, former_names=names, renamed_on=renamed, former_parents=parents, moved_on=moved)


def _and_until(
    former: tuple[str, ...], until: tuple[date, ...], was: str, now: str, on: date
) -> tuple[tuple[str, ...], tuple[date, ...]]:
    """What there was before and until when, with what there was last where it is another now."""
    return (former, until) if was == now else ((*former, was), (*until, on))


def _in_order(facts: Facts) -> Iterator[RegisterEvent]:
    yield facts.area
    for kind in KINDS.values():
        stated: Sequence[RegisterEvent] = getattr(facts, kind.many)
        yield from sorted(stated, key=attrgetter(kind.key[-1])) if kind.key[-1] in DATED else stated


def _holds(register: Register, fact: RegisterEvent) -> bool:
    if isinstance(fact, AreaRegistered):
        return register.about == fact
    return of_kind(register, KINDS[type(fact)].many).get(key_of(fact)) == fact


def _wrongs(register: Register, facts: Facts, agreed: Agreed) -> Iterator[Wrong]:
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
    yield from wrong_names(register.partners, facts.partners, agreed.parties)
    yield from wrong_measures(facts.measures)
    yield from wrong_meanings(register.measures, facts.measures, agreed.promised, agreed.spoken_of)
    yield from wrong_parts(register.measures, facts.measures)
    yield from wrong_part_leads(known, register.leads.values(), facts.leads, facts.measures)
    for index, subject in enumerate(facts.subjects):
        if subject.measure not in measures:
            yield Wrong(f"/subjects/{index}/measure", "unknown-measure", "The register does not know this measure.")
    for index, measure in enumerate(facts.measures):
        if measure.polarity not in set(Polarity):
            yield Wrong(f"/measures/{index}/polarity", "unknown-polarity", f"Say {', '.join(Polarity)}.")
    yield from wrong_leads(register.leads, facts.leads, partners, measures)
    if facts.area.profile in released():
        allowed_on = _allowed_on(register, facts)
        yield from wrong_closures(register.closures, facts.closures, allowed_on)
        yield from wrong_elections(register.elections, facts.elections, allowed_on)
    committees = {*register.committees, *(one.committee for one in facts.committees)}
    yield from wrong_committees(register.committees, facts.committees, partners)
    yield from wrong_seats(register.seats, facts.seats, committees, partners)
    yield from wrong_councillors(register.councillors, facts.councillors, partners)
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


def _wrong_together(register: Register, facts: Facts, on: date, agreements: Collection[str]) -> Iterator[Wrong]:
    """What is wrong of partnerships, of what they delivered, and of what ends, looked at with all that was stated."""
    stated_forums = {one.forum: one for one in facts.forums}
    yield from wrong_last_days(register.forums, stated_forums, "forums", on)
    stated_agreements = {one.agreement: one for one in facts.outcome_agreements}
    yield from wrong_last_days(register.outcome_agreements, stated_agreements, "outcome_agreements", on)
    held_forums = Forums(register.forums, register.outcome_agreements)
    yield from wrong_terms(held_forums, Forums(stated_forums, stated_agreements), on)
    stated = [fact for fact in _in_order(facts) if not isinstance(fact, AreaRegistered)]
    held = [fact for fact in every_fact(register) if not isinstance(fact, AreaRegistered)]
    after = loaded(facts.area, register.version, [*held, *stated])
    yield from wrong_partnerships(register.partnerships, facts.partnerships, after)
    yield from wrong_boards(register.boards, facts.boards, after)
    yield from wrong_members(register.members, facts.members, after)
    yield from wrong_board_seats(register.board_seats, facts.board_seats, after)
    yield from wrong_deliverables(facts.deliverables, after, agreements, on)
    yield from wrong_contributions(register.contributions, facts.contributions, after, agreements)


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
            check(profile, (override_of(override),))
            if held is None:
                hold_clock(profile, override_of(override))
        except PolicyError as error:
            yield Wrong(f"{at}/value", _code(error), f"{str(error)[:1].upper()}{str(error)[1:]}.")


def _allowed_on(register: Register, facts: Facts) -> AllowedOn:
    """How much the area's calendar may hold up on a day, by its own values where these can be taken."""
    own = (*overrides_of(register), *(override_of(one) for one in facts.overrides))

    def allowed_on(day: date) -> Allowance:
        try:
            return resolve(facts.area.profile, own, day).clock.allowance
        except PolicyError:
            return resolve(facts.area.profile, (), day).clock.allowance

    return allowed_on


def _code(error: PolicyError) -> str:
    """The class's name as a code: `over-legal-ceiling`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()


def _told_twice(facts: Facts) -> Iterator[Wrong]:
    for name in (kind.many for kind in KINDS.values()):
        listed: Sequence[RegisterEvent] = getattr(facts, name)
        seen: dict[object, object] = {}
        for index, fact in enumerate(listed):
            if seen.setdefault(key_of(fact), fact) != fact:
                code = "two-leads-on-one-day" if name == "leads" else "told-twice"
                yield Wrong(f"/{name}/{index}", code, "This was stated before in the same message, in other words.")
