"""A batch and the targets: what its figures make of them is told once, and judged anew when the register says more."""

from shared.events.publication import TargetRemoved
from tests.integration.indicators.figures import (
    COUNCIL,
    ENGLAND,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    lead,
    measure,
    row,
    target,
)

STREAM = f"measure/{TRAFFORD}/{WASTE}"


async def test_falling_below_target_and_recovering_are_told_once_each(here: World) -> None:
    await here.tell(target("60"), target("60", "2025/26"))
    fallen = (await here.post(row("57.5"))).json()
    assert [(j["event"], j["before"], j["verdict"]) for j in fallen["judgements"]] == [
        ("measure.fell_below_target", "not_judged", "missed")
    ]
    assert (await here.post(row("57.5"))).json()["judgements"] == []
    assert (await here.post(row("50", "2023/24"))).json()["judgements"] == []
    recovered = (await here.post(row("61", "2025/26"))).json()
    assert [j["event"] for j in recovered["judgements"]] == ["measure.recovered"]
    revised = (await here.post(row("59.5", "2025/26"))).json()
    assert [(j["event"], j["verdict"]) for j in revised["judgements"]] == [("measure.judged", "near")]
    assert await here.told(STREAM) == ["measure.fell_below_target", "measure.recovered", "measure.judged"]


async def test_a_target_that_comes_after_the_figure_judges_it(here: World) -> None:
    await here.post(row("57.5"))
    assert await here.told(STREAM) == []
    await here.tell(target("60"))
    assert await here.told(STREAM) == ["measure.fell_below_target"]


async def test_a_target_that_is_removed_judges_its_measure_no_more(here: World) -> None:
    await here.tell(target("60"))
    await here.post(row("57.5"))
    gone = {"area": TRAFFORD, "measure": WASTE, "period": "2024/25"}
    await here.tell(TargetRemoved(**gone, agreement="another"))
    assert await here.told(STREAM) == ["measure.fell_below_target"]
    await here.tell(TargetRemoved(**gone, agreement="trafford-2021"))
    shown = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}")).json()
    assert shown["judgement"]["verdict"] == "not_judged"


async def test_a_target_for_a_measure_unknown_so_far_is_kept_and_judged_when_both_are_there(here: World) -> None:
    stream = f"measure/{TRAFFORD}/bins"
    await here.tell(target("60", name="bins"))
    assert (await here.post(row("50", name="bins"))).status_code == 409
    await here.tell(measure(TRAFFORD, "bins"), lead(TRAFFORD, "bins", COUNCIL))
    assert (await here.post(row("50", name="bins"))).status_code == 201
    assert await here.told(stream) == ["measure.fell_below_target"]


async def test_a_corrected_direction_judges_the_measure_again(here: World) -> None:
    await here.tell(target("60"))
    await here.post(row("57.5"))
    await here.tell(measure(TRAFFORD, WASTE, "lower"))
    assert await here.told(STREAM) == ["measure.fell_below_target", "measure.recovered"]


async def test_a_measure_without_a_better_direction_is_not_judged(here: World) -> None:
    await here.tell(target("60", name=STAFF))
    answer = await here.post(row("57", name=STAFF))
    assert answer.json()["judgements"] == []
    shown = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{STAFF}")).json()
    assert shown["judgement"]["verdict"] == "not_judged"
    assert "neither more nor less is better" in shown["judgement"]["working"]


async def test_reference_observations_are_never_judged(here: World) -> None:
    await here.tell(target("60"))
    answer = await here.post(row("10", code=ENGLAND))
    assert (answer.json()["reference"], answer.json()["judgements"]) == (1, [])
    assert await here.told(STREAM) == []
