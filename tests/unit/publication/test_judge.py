"""What may come into force is decided twice: by the product, and by a judge who knows the rules and not the product.

`JUDGE_CASES=5000 JUDGE_SEED=7 pytest tests/unit/publication/test_judge.py` plays more negotiations, and others.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from services.publication.domain.agreement import approval, besides, confirmation
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Removed, Revise
from services.publication.domain.agreement.step import decide
from services.publication.domain.agreement.target import Target
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.register.refusal import NotPossible, Refused
from tests.unit.publication.chance import CHANGES, negotiations, played, revising, revisings
from tests.unit.publication.judge import faults_of_approval
from tests.unit.publication.judge_of_revisions import faults_of_revision
from tests.unit.publication.move import BEGAN, MEASURE, POLICE, WORKS, Move, Place, lawful
from tests.unit.publication.negotiation import COUNCIL
from tests.unit.publication.play import Play

CASES = int(os.environ.get("JUDGE_CASES", "60"))
SEED = int(os.environ.get("JUDGE_SEED", "1"))


@dataclass(frozen=True)
class Verdicts:
    """What the product and the judge say against one deed, and what it was."""

    product: list[str]
    judge: list[str]
    deed: Approve | Revise
    play: Play

    @property
    def is_hole(self) -> bool:
        """Whether the product lets through what the judge refuses."""
        return bool(self.judge) and not self.product

    def __str__(self) -> str:
        lines = (f"{line.number} {line.on} {line.typed_by}: {line}" for line in self.play.lines)
        return "\n".join([str(self.play.place), str(self.play.today), *lines, str(self.deed), *self.judge])


def said_against(play: Play, deed: Approve | Revise) -> list[str]:
    """Every fault that the product names; a deed that it lets through has none."""
    try:
        decide(play.agreement, deed, play.today, play.by)
    except Refused as refused:
        return [f"{one.code} {one.message}" for one in refused.wrongs]
    except NotPossible as refused:
        return [str(refused)]
    return []


def of_approval(play: Play, target: Target, on: date) -> Verdicts:
    """Both verdicts on the approval of this target."""
    deed = play.approval(target, on)
    faults = faults_of_approval(play.story(), play.place.approver, on, (target,))
    return Verdicts(said_against(play, deed), faults, deed, play)


def of_revision(play: Play, held: Target, targets: tuple[Target, ...], on: date) -> Verdicts:
    """Both verdicts on the revision to these targets; without any the one in force goes."""
    removed = () if targets else (Removed(MEASURE, held.period),)
    deed = play.revision(held, targets, removed, on)
    story = replace(play.story(), in_force={held.period: held}, set_at=play.set_at, approved_on=BEGAN)
    faults = faults_of_revision(story, on, targets, tuple(one.period for one in removed))
    return Verdicts(said_against(play, deed), faults, deed, play)


def changed(target: Target) -> Iterator[Target]:
    """The target with one thing changed, as the door would take it."""
    for change in CHANGES:
        other: Target = replace(target, **change)
        if other != target and (other.baseline_period is None or other.baseline_period < other.period):
            yield other


def approvals(play: Play) -> Iterator[Verdicts]:
    """What was said, approved today; where that is lawful, everything that was not said, and on other days."""
    target = play.target()
    if target is None or (target.baseline_period is not None and target.baseline_period >= target.period):
        return
    yield (first := of_approval(play, target, play.today))
    if not first.judge:
        yield from (of_approval(play, other, play.today) for other in changed(target))
        yield from (of_approval(play, target, play.today + timedelta(days)) for days in (1, -1, -9))


def revisions(told: tuple[Play, Target]) -> Iterator[Verdicts]:
    """The same of a revision, and of a removal."""
    play, proposed = told
    held = play.held
    assert held is not None
    yield (first := of_revision(play, held, (proposed,), play.today))
    yield of_revision(play, held, (), play.today)
    if not first.judge:
        yield from (of_revision(play, held, (other,), play.today) for other in changed(proposed))
        yield from (of_revision(play, held, (proposed,), play.today + timedelta(days)) for days in (1, -1, -9))


def made_up(strategy: st.SearchStrategy[Any], cases: int) -> list[Any]:
    """So much made up by chance, the same in every run of one seed."""
    found: list[Any] = []

    @seed(SEED)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(made: Any) -> None:
        found.append(made)

    collect()
    return found


@pytest.fixture(scope="module")
def negotiated() -> list[Play]:
    """Negotiations, until somebody approves; one of each class where the council alone is concerned among them."""
    own = Place(lead=COUNCIL)
    alone = [played(own, lawful(own, kind, Decimal(40), None, None)) for kind in ItemClass]
    return [*alone, *made_up(negotiations(), 2 * CASES)]


def holes(found: list[Verdicts]) -> list[Verdicts]:
    """What came through that the judge refuses, the shortest story first."""
    return sorted((one for one in found if one.is_hole), key=lambda one: len(one.play.lines))


def test_nothing_is_approved_that_the_judge_refuses_and_what_is_lawful_is(negotiated: list[Play]) -> None:
    found = [one for play in negotiated for one in approvals(play)]
    assert not (came := holes(found)), str(came[0])
    assert min(sides(found)) > CASES // 10


def test_nothing_is_revised_that_the_judge_refuses_and_what_is_lawful_is() -> None:
    found = [one for told in made_up(revisings(), CASES) for one in revisions(told)]
    assert not (came := holes(found)), str(came[0])
    assert min(sides(found)) > CASES // 10


def sides(found: list[Verdicts]) -> tuple[int, int]:
    """How many the product let through, and how many the judge refused: few of either would be no test at all."""
    return sum(not one.product for one in found), sum(bool(one.judge) for one in found)


@pytest.mark.parametrize("lead", [COUNCIL, POLICE])
@pytest.mark.parametrize("kind", [*ItemClass])
def test_the_lawful_way_leads_to_a_target_and_to_its_revision_and_nothing_beside_it_does(
    kind: ItemClass, lead: str
) -> None:
    place = Place(lead=lead, contributors=(WORKS,))
    moves = lawful(place, kind, Decimal(40), Decimal(70), Decimal(30))
    first, *others = approvals(played(place, moves))
    assert (first.product, first.judge) == ([], [])
    assert all(one.product and one.judge for one in others)
    play = played(place, moves)
    held = play.approve()
    for move in [Move(what="consultation", days=40), *revising(place, held, Decimal(60))]:
        play.make(move)
    play.today += timedelta(30)  # whoever agreed to it could answer
    again = of_revision(play, held, (replace(held, value=Decimal(60)),), play.today)
    assert (again.product, again.judge) == ([], [])


def _any_tolerance(*args: Any, tolerance: Decimal, **more: Any) -> Iterator[Any]:
    return (one for one in _BESIDES(*args, tolerance=tolerance, **more) if not one.pointer.endswith("/tolerance"))


def _any_class(*args: Any, **more: Any) -> Iterator[Any]:
    return (one for one in _BESIDES(*args, **more) if one.code != "other-class")


_BESIDES = besides.wrongs_of_besides
PLANTED = {
    "a tolerance that the approver chooses": (approval, "wrongs_of_besides", _any_tolerance),
    "a class that the approver chooses": (approval, "wrongs_of_besides", _any_class),
    "silence over a body's own no": (confirmation, "_is_on_the_same", lambda *_: False),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_hole_that_somebody_opens_is_found(
    planted: str, negotiated: list[Play], monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, instead = PLANTED[planted]
    monkeypatch.setattr(module, name, instead)
    assert any(one.is_hole for play in negotiated for one in approvals(play))
