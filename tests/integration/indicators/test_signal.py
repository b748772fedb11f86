"""What the page and the machines are told of a series: the finding, its limits, the way to the target, the floor."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shared import auth
from shared.database import Database
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import COLLEGE, COUNCIL, STAFF, TRAFFORD, WASTE, World, row, target, world

MEASURE = f"/indicators/v1/measures/{TRAFFORD}/{WASTE}"
FLAT = ("10", "11", "10", "9") * 6  # 24 figures: mean 10, limits 7.34 and 12.66


@pytest.fixture
async def here(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))
    async with world(settings, indicators, clock, admin_url) as found:
        yield found


async def post(here: World, *values: str, name: str = WASTE, last: int = 2025) -> None:
    first = last - len(values) + 1
    answer = await here.post(*(row(value, str(first + place), name) for place, value in enumerate(values)))
    assert answer.status_code == 201, answer.text


async def page(here: World, name: str = WASTE) -> str:
    answer = await here.client.get(f"/measures/{TRAFFORD}/{name}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


async def test_the_page_says_above_its_chart_that_it_is_worse_than_usual(here: World) -> None:
    await post(here, *FLAT, "10", *["9"] * 8)
    shown = await page(here)
    sentence = "Worse than usual: the last eight figures are all below the average."
    assert shown.index(sentence) < shown.index('<svg class="fm-chart')
    assert "Usual range, 7.3% to 12.7%" in shown
    assert shown.count('class="limit"') >= 4  # two lines in each of the two drawings
    told = (await here.client.get(MEASURE)).json()["reading"]
    assert (told["variation"], told["signal"], told["assurance"]) == ("concerning", "run", None)
    assert told["sections"][0]["limits"]["lower"] == "7.340"
    assert "Rule xmr/1." in told["working"]


async def test_a_measure_of_context_is_never_called_better_or_worse(here: World) -> None:
    await post(here, *FLAT, "13", name=STAFF)
    shown = await page(here, STAFF)
    assert "Not as usual: the latest figure is higher" in shown
    assert "better" not in shown.partition('<svg class="fm-chart')[0]
    told = (await here.client.get(MEASURE.replace(WASTE, STAFF))).json()["reading"]
    assert (told["variation"], told["direction"]["travel"]) == ("changed", "up")


async def test_the_series_tells_each_period_with_its_limits_and_direction(here: World) -> None:
    await here.tell(target("60", "2025"))
    await post(here, "58", "57", "59")
    told = (await here.client.get(f"{MEASURE}/series")).json()["series"]
    assert [(one["period"], one["value"], one["verdict"]) for one in told] == [
        ("2023", "58", "not_judged"),
        ("2024", "57", "not_judged"),
        ("2025", "59", "missed"),
    ]
    assert [one["direction"]["travel"] for one in told] == ["nothing_before", "worse", "better"]
    assert all(one["limits"]["trial"] for one in told)


async def test_a_decision_to_begin_anew_moves_the_limits_and_stands_on_the_page(here: World) -> None:
    await post(here, *FLAT, "20", "21", "20")
    assert "Better than usual" in await page(here)
    key = await auth.create_key(here.admin, COLLEGE, [TRAFFORD], ["scrutiny_officer"], name="scrutiny")
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": str(new_id())}
    sent = {"period": "2023", "cause": "definition_changed", "reason": "Garden waste is counted from this year on."}
    assert (await here.client.post(f"{MEASURE}/baselines", json=sent, headers=headers)).status_code == 201
    shown = await page(here)
    assert "As usual: the latest figure" in shown
    assert "What is counted changed: Garden waste is counted from this year on." in shown
    told = (await here.client.get(f"{MEASURE}/series")).json()
    assert [part["from"] for part in told["reading"]["sections"]] == ["1999", "2023"]
    travelled = {one["period"]: one["direction"]["travel"] for one in told["series"]}
    assert (travelled["2023"], travelled["2024"]) == ("not_comparable", "better")


async def test_the_way_to_the_target_the_stretch_and_the_floor_are_told_apart(here: World) -> None:
    agreed = replace(
        target("60", "2027"),
        path="linear",
        baseline=Decimal(40),
        baseline_period="2023",
        stretch=Decimal(65),
        minimum=Decimal(30),
        tolerance=Decimal("0.5"),
    )
    await here.tell(replace(target("45", "2024"), minimum=Decimal(48)), agreed)
    await post(here, "46", "47")
    shown = await page(here)
    assert "On the way to it, 2025 asks for 50%: it is 3 percentage points behind." in shown
    assert "The stretch target is 65%." in shown
    assert "Up to 50% short of it counts as near, where the rule here is 5%." in shown
    assert "The minimum standard, 48%, is not kept, whatever was promised." in shown
    assert "Below the minimum standard" in shown
    told = (await here.client.get(MEASURE)).json()
    assert (told["judgement"]["verdict"], told["reading"]["is_below_minimum"]) == ("met", True)
    assert told["reading"]["behind_course"] == "3.00"
    assert told["targets"][1]["baseline"] == {"period": "2023", "value": "40"}


async def test_forecasts_stand_on_the_page_with_their_track_record(here: World) -> None:
    headers = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Idempotency-Key": str(new_id())}
    sent = {"period": "2026", "value": "58", "lower": "57", "upper": "59"}
    assert (await here.client.post(f"{MEASURE}/forecasts", json=sent, headers=headers)).status_code == 201
    shown = await page(here)
    assert "What is expected, and how earlier forecasts did" in shown
    assert "No earlier forecast can be looked at: none has had its figure yet." in shown
    assert "57% to 59%" in shown


async def test_a_pattern_is_put_as_a_question_with_its_working(here: World, clock: SetClock) -> None:
    await post(here, "50", "51", "52")
    clock.advance(days=61)
    await post(here, "53", "54", "55")
    shown = await page(here)
    assert "Why were figures revised long after they came, each time for the better?" in shown
    assert "it is no finding" in shown
    (question,) = (await here.client.get(MEASURE)).json()["questions"]
    assert question["pattern"] == "revised_late_and_for_the_better"
    assert "2023 from 50 to 53, 2024 from 51 to 54, 2025 from 52 to 55" in question["working"]


async def test_no_page_ranks(here: World) -> None:
    await post(here, *FLAT)
    assert not re.search(r"\b(rank(?!ing\.)|league|best of|worst of|[0-9]+(st|nd|rd|th) of)\b", await page(here))


def same_shape(example: object, told: object, at: str = "") -> list[str]:
    """Where an example and what is really told have other names; a description leaves out what is null."""
    if isinstance(example, dict) and isinstance(told, dict):
        known = {name for name, value in told.items() if value is not None or name in example}
        apart = [f"{at}/{name}" for name in example.keys() ^ known]
        both = sorted(example.keys() & known)
        return apart + [one for name in both for one in same_shape(example[name], told[name], f"{at}/{name}")]
    if isinstance(example, list) and isinstance(told, list):
        return [one for a, b in zip(example[:1], told[:1], strict=False) for one in same_shape(a, b, at)]
    return []


@pytest.mark.parametrize("part", ["series", "forecasts", "baselines", "samples"])
async def test_the_examples_of_the_description_are_what_is_told(here: World, part: str) -> None:
    await post(here, *FLAT, *["9"] * 8)
    key = await auth.create_key(here.admin, COLLEGE, [TRAFFORD], ["scrutiny_officer"], name="scrutiny")
    described = (await here.client.get("/indicators/v1/openapi.json")).json()["paths"]
    route = described[f"/indicators/v1/measures/{{area}}/{{name}}/{part}"]
    for by in (await here.key(COUNCIL), key):
        if "post" in route:
            sent = route["post"]["requestBody"]["content"]["application/json"]["example"]
            headers = {"Authorization": f"Bearer {by}", "Idempotency-Key": str(new_id())}
            await here.client.post(f"{MEASURE}/{part}", json=sent, headers=headers)
    example = route["get"]["responses"]["200"]["content"]["application/json"]["example"]
    told = (await here.client.get(f"{MEASURE}/{part}")).json()
    assert all(told[name] for name in example), "the example is of something that is there"
    assert same_shape(example, told) == []
