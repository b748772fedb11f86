"""Measures made of parts: the whole is judged by its parts, told when that changes, and takes no figure of its own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from services.indicators.handlers.figure import verification
from shared.database import Database
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.figures import COUNCIL, TRAFFORD, World, area, lead, measure, row, target, world

WHOLE, MAJOR, MINOR, OTHER = "NI-157", "NI-157a", "NI-157b", "NI-157c"
PARTS = {MAJOR: "a", MINOR: "b", OTHER: "c"}
REGISTER = (
    *area(TRAFFORD, "Trafford", COUNCIL),
    *(replace(measure(TRAFFORD, name), part_of=WHOLE, part=part) for name, part in PARTS.items()),
    measure(TRAFFORD, WHOLE),
    *(lead(TRAFFORD, name, COUNCIL) for name in (WHOLE, *PARTS)),
)


@pytest.fixture
async def here(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    async with world(settings, indicators, clock, admin_url, REGISTER) as found:
        yield found


async def judgement(here: World, name: str = WHOLE) -> dict[str, Any]:
    told: dict[str, Any] = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{name}")).json()["judgement"]
    return told


async def test_a_whole_is_judged_by_its_parts_in_the_same_breath(here: World) -> None:
    await here.tell(target("60", name=MAJOR), target("65", name=MINOR))
    first = await here.post(row("62", name=MAJOR))
    assert {one["measure"] for one in first.json()["judgements"]} == {MAJOR, WHOLE}
    whole = await judgement(here)
    assert (whole["verdict"], whole["period"], whole["value"]) == ("met", "2024/25", None)
    assert "Part a: 2024/25: figure 62, target 60, met." in whole["working"]
    assert "nothing is judged of it: b, c." in whole["working"]
    await here.post(row("64.5", name=MINOR))
    assert (await judgement(here))["verdict"] == "near"
    await here.post(row("50", name=MINOR))
    assert (await judgement(here))["verdict"] == "missed"
    await here.post(row("66", name=MINOR))
    assert (await judgement(here))["verdict"] == "met"
    told = await here.told(f"measure/{TRAFFORD}/{WHOLE}")
    assert told == ["measure.judged", "measure.judged", "measure.fell_below_target", "measure.recovered"]
    asked = (await here.client.get("/indicators/v1/explanations")).json()["explanations"]
    assert [one["measure"] for one in asked] == [MINOR]
    assert [one for found in await verification.verify(here.database) for one in found.differences] == []


async def test_a_figure_of_the_whole_is_refused_with_its_parts_named(here: World) -> None:
    answer = await here.post(row("62", name=WHOLE))
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["column"]) == ("has-parts", "measure")
    assert fault["message"].endswith("post NI-157a, NI-157b or NI-157c")
    assert await here.count("batch") == 0
