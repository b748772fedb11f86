"""The benchmark runner itself: turns are interleaved, medians compared, results written in one shape."""

from collections.abc import Iterator
from pathlib import Path

from tests.bench import goal as goals
from tests.bench.goal import MODULES, Figures, Goal, Ground, Result, Side, Target, measure

LEAST = Target(of="limit", at_least=0.7)


def side(figure: str, values: Iterator[float], order: list[str]) -> Side:
    async def take_a_turn(_: Ground) -> Figures:
        order.append(figure)
        return {figure: next(values)}

    return take_a_turn


async def test_sides_take_turns_and_their_medians_are_compared() -> None:
    order: list[str] = []
    product, limit = side("product", iter([80, 70, 5]), order), side("limit", iter([100, 90, 400]), order)
    goal = Goal("P0", "a trial", "rows/s", [product, limit], [LEAST], turns=3, rows=10)
    result = await measure(goal, Ground())
    assert order == ["product", "limit"] * 3
    assert result.medians == {"product": 70, "limit": 100}
    assert result.is_met


def test_a_result_tells_its_ratio_its_target_and_every_run() -> None:
    goal = Goal("P0", "a trial", "rows/s", [], [LEAST, Target(of="peer", at_least=3)], rows=10)
    document = Result(goal, {"product": [60.0], "limit": [100.0], "peer": [10.0]}).document()
    assert {name: document[name] for name in ("goal", "product", "peer", "limit", "rows")} == {
        "goal": "P0",
        "product": 60.0,
        "peer": 10.0,
        "limit": 100.0,
        "rows": 10,
    }
    assert (document["ratio"], document["target"], document["met"]) == (0.6, "product / limit >= 0.7", False)
    assert document["runs"] == {"product": [60.0], "limit": [100.0], "peer": [10.0]}


def test_a_target_may_bound_a_figure_from_above() -> None:
    target = Target(figure="p99", at_most=50)
    assert target.is_met({"p99": 50})
    assert not target.is_met({"p99": 50.1})
    assert str(target) == "p99 <= 50"


def test_every_goal_is_asked_for_by_a_name_that_leads_to_its_module() -> None:
    holding = {path.stem for path in Path(goals.__file__).parent.glob("*.py") if "\nGOAL = Goal(" in path.read_text()}
    assert sorted(MODULES.values()) == sorted(holding)
