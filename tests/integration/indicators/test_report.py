"""A body's own reports: defined once, read again and again, seen and changed by that body alone."""

import csv
import io
from typing import Any

import pytest
from httpx import Response

from shared.events import new_id
from tests.integration.indicators.figures import (
    BURY,
    BURY_COUNCIL,
    COLLEGE,
    COUNCIL,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    row,
)

AT = "/indicators/v1/reports/waste"
SENT: dict[str, Any] = {
    "title": "Waste in both places",
    "areas": [TRAFFORD, BURY],
    "measures": [WASTE],
    "from": "2023/24",
    "columns": ["for_area", "title", "period", "value"],
}


@pytest.fixture
async def here(here: World) -> World:
    await here.key(BURY_COUNCIL, BURY)
    await here.post(row("55", "2022/23"), row("57.50", "2023/24"), row("58", "2024/25"), row("9", name=STAFF))
    await here.post(row("61", "2024/25", code=BURY), body=BURY_COUNCIL)
    return here


async def call(here: World, method: str, path: str = AT, body: str = COUNCIL, **sent: Any) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(body)}", "Idempotency-Key": str(new_id())}
    headers |= sent.pop("headers", {})
    return await here.client.request(method, path, headers=headers, **sent)


async def test_a_report_gives_the_figures_that_it_names_in_its_columns(here: World) -> None:
    kept = await call(here, "PUT", json=SENT)
    assert (kept.status_code, kept.headers["etag"], kept.json()["version"]) == (201, '"1"', 1)
    answer = await call(here, "GET")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(answer.text))) == [
        ["for_area", "title", "period", "value"],
        [BURY, "Household waste recycled", "2024/25", "61"],
        [TRAFFORD, "Household waste recycled", "2023/24", "57.50"],
        [TRAFFORD, "Household waste recycled", "2024/25", "58"],
    ]


async def test_a_report_comes_as_json_or_sdmx_if_it_says_so(here: World) -> None:
    await call(here, "PUT", json=SENT | {"format": "json", "columns": ["value"], "areas": [BURY]})
    assert (await call(here, "GET")).json() == {"figures": [{"value": "61"}]}
    changed = {"title": "x", "areas": [BURY], "format": "sdmx-csv"}
    assert (await call(here, "PUT", json=changed, headers={"If-Match": '"1"'})).json()["version"] == 2
    assert (await call(here, "GET")).text.startswith("STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA")


async def test_only_its_body_sees_or_changes_a_report(here: World) -> None:
    await call(here, "PUT", json=SENT)
    for path in (AT, f"{AT}/definition"):
        assert (await call(here, "GET", path, body=COLLEGE)).status_code == 404
        assert (await here.client.get(path)).status_code == 401
    assert (await call(here, "PUT", body=COLLEGE, json=SENT | {"title": "Ours"})).status_code == 201
    assert (await call(here, "DELETE", body=COLLEGE, headers={"If-Match": '"1"'})).status_code == 204
    listed = (await call(here, "GET", "/indicators/v1/reports")).json()["reports"]
    assert [(one["report"], one["definition"]["title"]) for one in listed] == [("waste", SENT["title"])]
    assert (await call(here, "GET", "/indicators/v1/reports", body=COLLEGE)).json() == {"reports": []}


async def test_a_changed_definition_says_which_one_it_saw(here: World) -> None:
    await call(here, "PUT", json=SENT)
    other = SENT | {"title": "Waste"}
    assert (await call(here, "PUT", json=SENT)).status_code == 200
    assert (await call(here, "PUT", json=other)).status_code == 428
    assert (await call(here, "PUT", json=other, headers={"If-Match": '"7"'})).status_code == 412
    assert (await call(here, "PUT", json=other, headers={"If-Match": '"1"'})).json()["version"] == 2
    assert (await call(here, "DELETE", headers={"If-Match": '"1"'})).status_code == 412
    assert (await call(here, "DELETE", headers={"If-Match": '"2"'})).status_code == 204
    assert (await call(here, "GET")).status_code == 404


async def test_what_the_body_holds_is_not_sent_again(here: World) -> None:
    await call(here, "PUT", json=SENT)
    etag = (await call(here, "GET")).headers["etag"]
    assert (await call(here, "GET", headers={"If-None-Match": etag})).status_code == 304
    await here.post(row("63", "2024/25", code=BURY), body=BURY_COUNCIL)
    assert (await call(here, "GET", headers={"If-None-Match": etag})).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"areas": []},
        {"columns": ["value", "value"]},
        {"columns": ["password"]},
        {"format": "sdmx-csv"},
        {"from": "2013/15"},
        {"format": "xlsx"},
        {"secret": "x"},
        {"begins": "2019"},
    ],
)
async def test_a_definition_that_is_not_right_is_refused_and_not_kept(here: World, wrong: dict[str, Any]) -> None:
    assert (await call(here, "PUT", json=SENT | wrong)).status_code == 422
    assert await here.count("report") == 0
