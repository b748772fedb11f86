"""Where measures come from and what they move: goals of the nation and its agencies, drivers, what they replace. Pure.

National goals are outcomes; an agency's goal derives from another; a measure that derives from a goal is shared by
partners; what replaces a measure of Whitehall's is answered for by bodies that have signed; nothing moves itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.publication.domain.register.refusal import Wrong
from shared.events.publication import GoalRegistered, LeadAssigned, MeasureLinked


class Relation(StrEnum):
    """How a measure is linked."""

    DERIVES_FROM = "derives_from"
    CONTRIBUTES_TO = "contributes_to"
    REPLACES = "replaces"


@dataclass(frozen=True, slots=True)
class Driver:
    """A measure that moves another, the logic that was stated, and what moves it in its turn."""

    link: MeasureLinked
    drivers: tuple["Driver", ...]


@dataclass(frozen=True, slots=True)
class Served:
    """A goal that a measure derives from, with the goals above it, nearest first."""

    link: MeasureLinked
    goals: tuple[GoalRegistered, ...]


def served(measure: str, links: Iterable[MeasureLinked], goals: Mapping[str, GoalRegistered]) -> tuple[Served, ...]:
    """The goals that the measure derives from."""
    found = [link for link in links if link.measure == measure and link.relation == Relation.DERIVES_FROM]
    return tuple(Served(link, _upward(link.linked_to, goals)) for link in found)


def drivers(measure: str, links: Iterable[MeasureLinked]) -> tuple[Driver, ...]:
    """What moves the measure: a tree, for links never lead in a circle."""
    moving = [link for link in links if link.relation == Relation.CONTRIBUTES_TO]
    return tuple(Driver(link, drivers(link.measure, moving)) for link in moving if link.linked_to == measure)


def wrong_goals(held: Mapping[str, GoalRegistered], stated: Sequence[GoalRegistered]) -> Iterator[Wrong]:
    """National goals that are no outcomes, agencies' goals that come from nowhere, goals above themselves."""
    known = {**held, **{goal.goal: goal for goal in stated}}
    above = {goal.goal: goal.derives_from for goal in known.values()}
    for index, goal in enumerate(stated):
        at = f"/goals/{index}"
        if goal.level == "national" and goal.goal_kind != "outcome":
            message = "A national goal says what is to be reached: an outcome, not how."
            yield Wrong(f"{at}/goal_kind", "not-an-outcome", message)
        if goal.derives_from is None and goal.level == "agency":
            yield Wrong(f"{at}/derives_from", "goal-from-nowhere", "Say which goal the agency's goal derives from.")
        elif goal.derives_from is not None and goal.derives_from not in known:
            yield Wrong(f"{at}/derives_from", "unknown-goal", "The register does not know this goal.")
        elif _leads_to(goal.derives_from, goal.goal, above):
            yield Wrong(f"{at}/derives_from", "goals-in-a-circle", "Through others, this goal would lie above itself.")


def wrong_links(
    stated: Sequence[MeasureLinked],
    *,
    held: Iterable[MeasureLinked],
    measures: Collection[str],
    goals: Collection[str],
    leads: Iterable[LeadAssigned],
    signed: Collection[str],
) -> Iterator[Wrong]:
    """Links to what is not there, of what is not shared or not signed for, and links that lead in a circle."""
    latest = {lead.measure: lead for lead in sorted(leads, key=lambda lead: lead.since_on)}
    edges = {(link.measure, link.linked_to) for link in held if link.relation == Relation.CONTRIBUTES_TO}
    for index, link in enumerate(stated):
        at = f"/links/{index}"
        if link.measure not in measures:
            yield Wrong(f"{at}/measure", "unknown-measure", "The register does not know this measure.")
            continue
        match Relation(link.relation):
            case Relation.DERIVES_FROM:
                yield from _wrong_origin(link, goals, latest.get(link.measure), at)
            case Relation.CONTRIBUTES_TO:
                yield from _wrong_driver(link, measures, edges, at)
                edges.add((link.measure, link.linked_to))
            case Relation.REPLACES:
                yield from _wrong_replacement(latest.get(link.measure), signed, at)


def _wrong_origin(link: MeasureLinked, goals: Collection[str], lead: LeadAssigned | None, at: str) -> Iterator[Wrong]:
    if link.linked_to not in goals:
        yield Wrong(f"{at}/linked_to", "unknown-goal", "The register does not know this goal.")
    if lead is None or not lead.contributors:
        message = "A local measure made from a goal is shared: name a lead and at least one partner that contributes."
        yield Wrong(f"{at}/measure", "not-shared", message)


def _wrong_driver(
    link: MeasureLinked, measures: Collection[str], edges: Collection[tuple[str, str]], at: str
) -> Iterator[Wrong]:
    if link.linked_to not in measures:
        yield Wrong(f"{at}/linked_to", "unknown-measure", "The register does not know this measure.")
    elif link.measure in _reached(link.linked_to, edges):
        yield Wrong(f"{at}/linked_to", "drivers-in-a-circle", "Through others, this measure would move itself.")


def _wrong_replacement(lead: LeadAssigned | None, signed: Collection[str], at: str) -> Iterator[Wrong]:
    answering = {lead.lead, *lead.contributors} if lead else set()
    if not answering or not answering <= set(signed):
        message = "Every body that answers for it must have signed before it replaces a measure of Whitehall's."
        yield Wrong(f"{at}/measure", "not-signed-for", message)


def _upward(goal: str | None, goals: Mapping[str, GoalRegistered]) -> tuple[GoalRegistered, ...]:
    found: list[GoalRegistered] = []
    while goal is not None and goal in goals:
        found.append(goals[goal])
        goal = goals[goal].derives_from
    return tuple(found)


def _leads_to(start: str | None, wanted: str, above: Mapping[str, str | None]) -> bool:
    """Whether the way up from `start` comes by `wanted`."""
    seen: set[str] = set()
    while start is not None and start not in seen:
        if start == wanted:
            return True
        seen.add(start)
        start = above.get(start)
    return False


def _reached(start: str, edges: Collection[tuple[str, str]]) -> set[str]:
    """All that is moved by `start`, itself included."""
    found, open_ = {start}, [start]
    while open_:
        here = open_.pop()
        for moved in {to for measure, to in edges if measure == here} - found:
            found.add(moved)
            open_.append(moved)
    return found
