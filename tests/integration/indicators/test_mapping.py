"""Mappings that bodies keep: versions, lists, and what is refused."""

import asyncio
from typing import Any

import pytest
from httpx import Response

from tests.integration.indicators.figures import BURY, BURY_COUNCIL, COUNCIL, World
from tests.integration.indicators.mappings import ADDRESS, MAPPING, TABLE, headers, put


async def show(here: World, path: str = "", body: str = COUNCIL) -> Response:
    return await here.client.get(f"{ADDRESS}{path}", headers=await headers(here, body))


async def test_a_mapping_is_kept_and_shown_as_it_was_sent(here: World) -> None:
    stored = await put(here, MAPPING)
    assert (stored.status_code, stored.headers["etag"]) == (201, '"1"')
    shown = await show(here)
    assert (shown.json(), shown.headers["etag"]) == (stored.json(), '"1"')
    assert (shown.json()["version"], shown.json()["document"]) == (1, MAPPING)


async def test_a_change_is_a_new_version_and_the_old_one_stands(here: World) -> None:
    await put(here, MAPPING)
    changed = await put(here, MAPPING | {"title": "Waste"}, seen='"1"')
    assert (changed.status_code, changed.headers["etag"]) == (201, '"2"')
    assert (await show(here)).json()["version"] == 2
    assert (await show(here, "/versions/1")).json()["document"] == MAPPING
    assert (await show(here, "/versions/3")).status_code == 404


async def test_the_newest_version_sent_again_adds_none(here: World) -> None:
    await put(here, MAPPING)
    again = await put(here, MAPPING)
    assert (again.status_code, again.headers["etag"]) == (200, '"1"')
    assert await here.count("mapping") == 1


async def test_the_same_request_again_gets_the_same_answer(here: World) -> None:
    first = await put(here, MAPPING, key="k")
    await put(here, MAPPING | {"title": "Waste"}, seen='"1"')
    second = await put(here, MAPPING, key="k")
    assert (second.status_code, second.content) == (201, first.content)
    assert await here.count("mapping") == 2


async def test_a_change_without_or_with_a_stale_version_is_refused_and_keeps_nothing(here: World) -> None:
    await put(here, MAPPING)
    changed = MAPPING | {"title": "Waste"}
    assert (await put(here, changed)).status_code == 428
    assert (await put(here, changed, seen='"2"')).status_code == 412
    assert (await put(here, changed, seen='"1"')).status_code == 201
    assert (await put(here, MAPPING | {"title": "Bins"}, seen='"1"')).status_code == 412
    assert await here.count("mapping") == 2


async def test_two_changes_at_once_are_one_change_and_one_refusal(here: World) -> None:
    await put(here, MAPPING)
    answers = await asyncio.gather(*(put(here, MAPPING | {"title": f"Waste {n}"}, seen='"1"') for n in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [412] * 7
    assert await here.count("mapping") == 2


async def test_another_body_sees_nothing_of_a_mapping_and_may_use_its_name(here: World) -> None:
    await put(here, MAPPING)
    assert (await show(here, body=BURY_COUNCIL)).status_code == 404
    own = await put(here, MAPPING | {"title": "Ours"}, body=BURY_COUNCIL)
    assert (own.status_code, own.headers["etag"]) == (201, '"1"')
    listed = await here.client.get("/indicators/v1/mappings", headers=await headers(here, BURY_COUNCIL, BURY))
    assert [one["document"]["title"] for one in listed.json()["mappings"]] == ["Ours"]


async def test_a_bodys_mappings_are_listed_page_by_page(here: World) -> None:
    sending = await headers(here)
    for name in ("c", "a", "b"):
        await here.client.put(
            f"/indicators/v1/mappings/{name}", json=MAPPING, headers=sending | {"Idempotency-Key": name}
        )
    answer = await here.client.get("/indicators/v1/mappings?limit=2", headers=sending)
    first = answer.json()
    assert answer.headers["link"] == f'<{first["links"]["next"]}>; rel="next"'
    second = (await here.client.get(first["links"]["next"], headers=sending)).json()
    assert [one["mapping"] for one in first["mappings"] + second["mappings"]] == ["a", "b", "c"]
    assert "links" not in second


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        (MAPPING | {"area": {}}, "/area/sources"),
        (MAPPING | {"areas": {}}, "/areas"),
        (MAPPING | {"period": {"sources": [{"heading": 2}]}}, "/period/sources/0/heading"),
    ],
)
async def test_a_mapping_that_is_not_right_is_refused_by_pointer(
    here: World, sent: dict[str, Any], pointer: str
) -> None:
    answer = await put(here, sent)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert await here.count("mapping") == 0


async def test_a_write_without_an_idempotency_key_is_refused(here: World) -> None:
    answer = await here.client.put(ADDRESS, json=MAPPING, headers=await headers(here))
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/key-missing")


async def test_nobody_without_a_key_sees_or_keeps_a_mapping(here: World) -> None:
    answers = [
        await here.client.put(ADDRESS, json=MAPPING, headers={"Idempotency-Key": "k"}),
        await here.client.get(ADDRESS),
        await here.client.get("/indicators/v1/mappings"),
        await here.client.post(f"{ADDRESS}:try", content=TABLE.encode()),
    ]
    assert {answer.status_code for answer in answers} == {401}


@pytest.mark.parametrize("name", ["Waste", "-x", "a_b", "a" * 64])
async def test_a_name_that_is_no_name_is_not_found(here: World, name: str) -> None:
    answer = await here.client.put(
        f"/indicators/v1/mappings/{name}", json=MAPPING, headers=await headers(here) | {"Idempotency-Key": "k"}
    )
    assert answer.status_code == 404


async def test_a_list_behind_no_name_is_refused(here: World) -> None:
    answer = await here.client.get("/indicators/v1/mappings?after=%00", headers=await headers(here))
    assert answer.status_code == 422
