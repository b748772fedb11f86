"""What kind of partner a case is about changes who inspects it and its regime of scrutiny, and nothing else.

A council is no partner: on it alone a plan may be imposed.
"""

from dataclasses import asdict, replace
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as draw

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.refusal import Refused
from shared.events import escalation as told
from shared.events import short_name
from shared.events.base import DECLARED
from tests.soak.wish import wish
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import BODIES, Walk

SUBJECT = "housing"
# What may differ: what a body is called and inspected by, the regime that follows from it, and the committee of that.
OF_THE_KIND = ("lead_kind", "inspectorate", "inspector")
KINDS = ("partner", "police", "nhs", "fire", "college", "charity")


def about(**changed: Any) -> Walk:
    """A case about a subject that is otherwise the same."""
    bodies = {**BODIES, SUBJECT: replace(BODIES[SUBJECT], **changed)}
    return Walk(register=replace(ladder.REGISTER, bodies=bodies))


def story(walk: Walk, seed: int, deeds: int = 25) -> list[tuple[str, dict[str, Any]]]:
    """What people and silence, drawn by the seed from the first case's own history, make of the case."""
    random = Random(seed)
    for number in range(deeds):
        if not walk.case.is_open:
            break
        if random.random() < 0.25:
            walk.wait_out()
            continue
        walk.pass_days(random.choice((0, 1, 5)))
        wished = wish(walk.case, walk.at(MACHINE), random, f"mark{number:07}")
        if wished is None:
            continue
        try:
            walk.do(wished.person.actor, wished.command)
        except Refused:
            continue
    return [(short_name(DECLARED[type(event)].type), plain(event)) for event in walk.events]


def plain(event: told.CaseStep) -> dict[str, Any]:
    return {name: value for name, value in asdict(event).items() if name not in OF_THE_KIND}


@given(draw.integers(0, 10_000), draw.sampled_from(KINDS))
def test_another_kind_of_subject_goes_the_same_way_on_the_same_days(seed: int, kind: str) -> None:
    assert story(about(kind="partner"), seed) == story(about(kind=kind), seed)


@given(draw.integers(0, 10_000), draw.sampled_from(("crime", "health")))
def test_another_regime_changes_nothing_until_scrutiny_and_there_its_committee_and_its_answers(
    seed: int, regime: str
) -> None:
    first, other = (list(until_scrutiny(story(about(regime=one), seed))) for one in ("ordinary", regime))
    assert first == other


def until_scrutiny(told_of: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for name, facts in told_of:
        if name == "case.referred_to_scrutiny":
            break
        found.append((name, {key: value for key, value in facts.items() if key != "regime"}))
    return found
