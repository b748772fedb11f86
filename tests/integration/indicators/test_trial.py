"""Keys on trial: everything is taken and answered as for any other key, and nothing of it is there afterwards."""

import json
from dataclasses import replace
from typing import Any

import pytest
from httpx import Response

from shared import auth
from shared.events import new_id
from shared.events.publication import PartnerRegistered
from tests.integration.indicators.figures import COUNCIL, REGISTER, TRAFFORD, WASTE, World, row, target

TABLES = """
select table_schema || '.' || table_name from information_schema.tables
where table_schema in ('indicators', 'publication', 'escalation') and table_type = 'BASE TABLE'
"""
# What is left of a trial: the answer under its key, and a number that no batch was given.
LEFT = {"indicators.idempotency"}


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(target("60"))
    here.keys[COUNCIL] = await auth.create_key(here.admin, COUNCIL, [TRAFFORD], is_trial=True)
    return here


async def rows(here: World) -> dict[str, int]:
    tables = [record[0] for record in await here.admin.fetch(TABLES)]
    return {table: await here.admin.fetchval(f"select count(*) from {table}") for table in tables}


async def get(here: World, path: str, key: str | None = None) -> Response:
    sent = {"Authorization": f"Bearer {key or here.keys[COUNCIL]}"}
    return await here.client.get(f"/indicators/v1{path}", headers=sent)


async def test_a_batch_is_judged_and_answered_and_nothing_of_it_is_kept(here: World) -> None:
    before = await rows(here)
    answer = await here.post(row("57.5"), key="try-1")
    assert (answer.status_code, answer.headers["folkmoot-trial"]) == (201, "nothing-kept")
    receipt = answer.json()
    assert (receipt["new"], [told["verdict"] for told in receipt["judgements"]]) == (1, ["missed"])
    again = await here.post(row("57.5"), key="try-1")
    assert (again.status_code, again.content) == (201, answer.content)
    assert (await here.post(row("58"), key="try-1")).status_code == 422
    large = [row(f"57.{at % 10}", f"20{at:02d}/{at + 1:02d}") for at in range(5, 24)]
    assert (await here.post(*large)).json()["new"] == len(large)
    refused = await here.post(row("many"))
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "bad-number")

    assert (await get(here, answer.headers["location"].removeprefix("/indicators/v1"))).json() == receipt
    listed = (await get(here, "/batches")).json()["batches"]
    assert [one["rows"] for one in listed] == [len(large), 1]
    after = await rows(here)
    assert {table for table in after if after[table] != before[table]} == LEFT

    live = await auth.create_key(here.admin, COUNCIL, [TRAFFORD])
    assert (await get(here, "/batches", live)).json()["batches"] == []
    assert (await get(here, f"/batches/{receipt['batch']}", live)).status_code == 404
    assert (await get(here, f"/measures/{TRAFFORD}/{WASTE}/observations")).json()["observations"] == []


async def test_a_key_on_trial_sees_nothing_that_waits(here: World) -> None:
    live = await auth.create_key(here.admin, COUNCIL, [TRAFFORD])
    (body,) = (one for one in REGISTER if isinstance(one, PartnerRegistered) and one.partner == COUNCIL)
    await here.tell(replace(body, embargo=True))
    headers = {"Authorization": f"Bearer {live}", "Content-Type": "application/json", "Idempotency-Key": "one"}
    at = {"publish_at": "2026-11-01T09:30:00Z"}
    content = json.dumps({"rows": [row("57.5")]})
    held = await here.client.post("/indicators/v1/batches", params=at, content=content, headers=headers)
    assert held.json()["state"] == "held"
    for path in ("", "/figures"):
        assert (await get(here, f"/batches/{held.json()['batch']}{path}")).status_code == 404
        assert (await get(here, f"/batches/{held.json()['batch']}{path}", live)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        (
            "PUT",
            "/mappings/mine",
            {
                "title": "Waste",
                "area": {"sources": [{"column": "Code"}]},
                "measure": {"sources": [{"constant": WASTE}]},
                "period": {"sources": [{"heading": 1}], "dialects": ["financial-year"]},
                "values": {"every_other_column": True},
            },
            201,
        ),
        (
            "POST",
            f"/measures/{TRAFFORD}/{WASTE}/forecasts",
            {"period": "2026/27", "value": 58, "lower": 57, "upper": 59},
            201,
        ),
    ],
)
async def test_whatever_else_is_sent_is_answered_and_not_kept(
    here: World, method: str, path: str, sent: dict[str, Any], status: int
) -> None:
    before = await rows(here)
    headers = {"Authorization": f"Bearer {here.keys[COUNCIL]}", "Idempotency-Key": str(new_id())}
    answer = await here.client.request(method, f"/indicators/v1{path}", json=sent, headers=headers)
    assert (answer.status_code, answer.headers["folkmoot-trial"]) == (status, "nothing-kept"), answer.text
    assert await rows(here) == before
