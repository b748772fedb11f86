"""Measures made of parts: the whole is judged by its parts, told when that changes, and takes no figure of its own."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from services.indicators.handlers.figure import verification
from shared.database import Database
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import COUNCIL, TRAFFORD, World, area, lead, measure, row, target, world

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


async def text(here: World, path: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", (await here.client.get(path)).text))


async def shown(here: World) -> None:
    """What the pages and the documents tell of a whole whose parts a and b are met, and c is not judged."""
    page = await text(here, f"/measures/{TRAFFORD}/{WHOLE}")
    assert "Trafford: 2 of 2 parts meet their target." in page
    assert "Part c cannot be judged yet." in page
    assert "b: Ni 157b 2024/25 66% 65% Met" in page
    assert "2 of 2 parts met. Judged met; before, not met." in page
    assert "Part a of Ni 157" in await text(here, f"/measures/{TRAFFORD}/{MAJOR}")
    area_page = (await here.client.get(f"/areas/{TRAFFORD}")).text
    assert area_page.count(f'href="/measures/{TRAFFORD}/{WHOLE}"') == 1
    assert area_page.index(WHOLE) < area_page.index(MAJOR) < area_page.index(MINOR) < area_page.index(OTHER)
    assert "Every promise is being met" in area_page
    told = (await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WHOLE}")).json()
    assert [(one["measure"], one["part"], one["verdict"]) for one in told["parts"]] == [
        (MAJOR, "a", "met"),
        (MINOR, "b", "met"),
        (OTHER, "c", "not_judged"),
    ]
    latest = (await here.client.get(f"/indicators/v1/areas/{TRAFFORD}/latest")).json()["measures"]
    assert {one["measure"]: one["part_of"] for one in latest} == {WHOLE: None} | dict.fromkeys(PARTS, WHOLE)
    due = (await here.client.get(f"/indicators/v1/calendar/{TRAFFORD}")).json()["due"]
    assert {one["measure"] for one in due} == set(PARTS)


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
    await shown(here)
    assert [one for found in await verification.verify(here.database) for one in found.differences] == []


async def test_a_figure_of_the_whole_is_refused_with_its_parts_named(here: World) -> None:
    answer = await here.post(row("62", name=WHOLE))
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["column"]) == ("has-parts", "measure")
    assert fault["message"].endswith("post NI-157a, NI-157b or NI-157c")
    assert await here.count("batch") == 0


async def test_parts_that_come_and_go_judge_the_whole_again(here: World) -> None:
    await here.tell(target("60", name=MAJOR), target("65", name=MINOR), target("50", name=WHOLE))
    await here.post(row("62", name=MAJOR), row("50", name=MINOR))
    assert (await judgement(here))["verdict"] == "missed"
    await here.tell(measure(TRAFFORD, MINOR))
    assert (await judgement(here))["verdict"] == "met"
    await here.tell(*(measure(TRAFFORD, name) for name in (MAJOR, OTHER)))
    assert (await judgement(here))["verdict"] == "not_judged"
    assert (await here.post(row("51", name=WHOLE))).status_code == 201
    whole = await judgement(here)
    assert (whole["verdict"], whole["rule"], whole["parts"]) == ("met", "against-target/1", [])
    assert [one for found in await verification.verify(here.database) for one in found.differences] == []


async def test_a_mapping_knows_a_part_by_other_spellings_of_its_code(here: World) -> None:
    mapping = {
        "title": "Planning",
        "area": {"sources": [{"column": "area"}]},
        "measure": {"sources": [{"column": "indicator"}]},
        "period": {"sources": [{"column": "year"}], "dialects": ["own"]},
        "values": {"columns": [{"column": "figure"}]},
    }
    sending = {"Authorization": f"Bearer {await here.key(COUNCIL)}"}
    kept = await here.client.put(
        "/indicators/v1/mappings/planning", json=mapping, headers=sending | {"Idempotency-Key": str(new_id())}
    )
    assert kept.status_code == 201, kept.text
    written = {"NI 157a": "62", "NI157 (b)": "66", "157c": "80"}
    lines = "".join(f"{TRAFFORD},{text},2024/25,{value}\n" for text, value in written.items())
    answer = await here.client.post(
        "/indicators/v1/batches?mapping=planning",
        content=f"area,indicator,year,figure\n{lines}".encode(),
        headers=sending | {"Idempotency-Key": str(new_id()), "Content-Type": "text/csv"},
    )
    assert answer.status_code == 201, answer.text
    due = (await here.client.get(f"/indicators/v1/calendar/{TRAFFORD}")).json()["due"]
    assert {one["measure"]: one["latest_period"] for one in due} == dict.fromkeys(PARTS, "2024/25")


async def test_parts_posted_at_once_from_two_sides_judge_the_whole_by_both(here: World) -> None:
    """Whoever judges a part holds its whole, so that no two judge it by halves, and none waits for ever."""
    await here.key(COUNCIL)
    await here.tell(*(target("60", name=name) for name in PARTS))
    values = ("50", "61", "62", "63")
    posts = [here.post(row(value, name=name)) for value in values for name in (OTHER, MAJOR, MINOR)]
    answers = await asyncio.gather(*posts)
    assert {answer.status_code for answer in answers} == {201}
    await asyncio.gather(*(here.post(row("70", name=name), row("71", name=MINOR)) for name in (MAJOR, OTHER)))
    assert (await judgement(here))["verdict"] == "met"
    assert [one for found in await verification.verify(here.database) for one in found.differences] == []
