"""The register of inspections through its door, and what it does to a case that asks for another."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import Response

from shared.database import Database
from shared.events import new_id
from shared.settings import Settings
from tests.integration.case_steps import row_equals_stream
from tests.integration.cases import AREA, MEASURE, World, world
from tests.integration.conftest import SetClock

BASE = "/escalation/v1/inspections"


@pytest.fixture
async def here(settings: Settings, escalation: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    async with world(settings, escalation, clock, admin_url) as found:
        yield found


async def enter(here: World, who: str, **changed: Any) -> Response:
    said = {
        "area": AREA,
        "subject": "waste",
        "measure": MEASURE,
        "inspectorate": "Regulator of Waste",
        "ground": "programme",
        "link": "https://regulator.example.org/waste",
        "began_on": here.clock.now().date().isoformat(),
    } | changed
    headers = {"Authorization": f"Bearer {await here.key(who)}", "Idempotency-Key": str(new_id())}
    return await here.client.post(BASE, json=said, headers=headers)


async def in_brokering(here: World) -> str:
    reference = await here.open_case()
    for _ in range(4):
        await here.sweep()
    await here.do("case_worker", reference, "request_call_in")
    for who in ("police", "fire"):
        await here.do(who, reference, "lodge_complaint", grounds="It harms our work", authorised_by="Chief officer")
    await here.do("case_worker", reference, "assign_facilitator", facilitator="college", declaration="None")
    return reference


async def listed(here: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await here.client.get(f"{BASE}?area={AREA}")).json()["inspections"]
    return found


async def test_a_case_about_what_is_inspected_already_is_answered_with_where_that_is_told(here: World) -> None:
    reference = await in_brokering(here)
    unknown = await enter(here, "police", subject="nobody-at-all")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/subject")
    assert (await enter(here, "waste", inspectorate="Ourselves")).status_code == 201  # holds nothing up
    entered = await enter(here, "police")
    assert entered.status_code == 201, entered.text
    assert [one["entered_by"] for one in await listed(here)] == ["waste", "police"]
    bare = await enter(here, "fire", subject="police", link="javascript:alert(1)", ground="statute")
    assert bare.status_code == 201
    page = await here.client.get(f"/cases/inspections?area={AREA}")
    assert [word in page.text for word in ("Its turn in a regular programme", "about itself")] == [True, True]
    assert 'href="javascript' not in page.text
    assert 'href="https://regulator.example.org/waste"' in page.text
    assert f"/cases/inspections?area={AREA}" in (await here.client.get("/cases/inspections")).text
    assert (await here.client.get("/cases/inspections?area=nowhere")).status_code == 404

    mine = await enter(here, "inspector", inspectorate="inspectors")
    assert mine.status_code == 201, mine.text
    declined = await here.do("college", reference, "request_inspection", reasons="No settlement")
    assert (declined["state"], declined["inspection"]["decline_cause"]) == ("declined", "already_inspected")
    assert "https://regulator.example.org/waste" in (await here.show(reference)).text
    await row_equals_stream(here, reference)

    theirs = {"Authorization": f"Bearer {await here.key('fire')}"}
    address, day = entered.json()["links"]["end"], {"ended_on": here.clock.now().date().isoformat()}
    assert (await here.client.post(address, json=day, headers=theirs)).status_code == 403
    own = {"Authorization": f"Bearer {await here.key('police')}"}
    assert (await here.client.post(address, json=day, headers=own)).json()["ended_on"] == day["ended_on"]


async def test_an_inspection_on_a_case_stands_in_the_register_from_its_first_day_to_its_last(here: World) -> None:
    reference = await in_brokering(here)
    await here.do("college", reference, "request_inspection", reasons="No settlement")
    await here.do("inspector", reference, "accept_inspection", scope="Collections")
    (running,) = await listed(here)
    assert (running["ground"], running["ended_on"]) == ("case", None)
    assert running["links"]["case"] == f"/escalation/v1/cases/{reference}"
    await here.sweep()  # no findings came
    (ended,) = await listed(here)
    assert ended["ended_on"] == here.clock.now().date().isoformat()
