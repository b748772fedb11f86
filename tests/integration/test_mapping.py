"""Mappings over HTTP: versions are kept and never changed, tried without leaving a trace, and shown to their body."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import Response

from shared.database import Database
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.figures import BURY, BURY_COUNCIL, COUNCIL, TRAFFORD, WASTE, World, world
from tests.workbooks import ODS, XLSX, Sheet, ods, xlsx

ADDRESS = "/indicators/v1/mappings/waste"
MAPPING: dict[str, Any] = {
    "title": "Household waste",
    "area": {"sources": [{"column": "Code"}]},
    "measure": {"sources": [{"constant": WASTE}]},
    "period": {"sources": [{"heading": 1}], "dialects": ["financial-year"]},
    "values": {"every_other_column": True},
    "words": [{"word": "-", "reason": "not collected"}],
}
TABLE = f"Code,2022-23,2023-24\n{TRAFFORD},57.5,-\n"


@pytest.fixture
async def here(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    async with world(settings, indicators, clock, admin_url) as found:
        yield found


async def headers(here: World, body: str = COUNCIL, *areas: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {await here.key(body, *areas)}"}


async def put(
    here: World, sent: dict[str, Any], seen: str | None = None, key: str | None = None, body: str = COUNCIL
) -> Response:
    sending = await headers(here, body) | {"Idempotency-Key": key or str(new_id())}
    if seen is not None:
        sending["If-Match"] = seen
    return await here.client.put(ADDRESS, json=sent, headers=sending)


async def show(here: World, path: str = "", body: str = COUNCIL) -> Response:
    return await here.client.get(f"{ADDRESS}{path}", headers=await headers(here, body))


async def attempt(here: World, table: str, query: str = "") -> Response:
    sending = await headers(here) | {"Content-Type": "text/csv"}
    return await here.client.post(f"{ADDRESS}:try{query}", content=table.encode(), headers=sending)


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


async def test_a_trial_shows_what_each_row_would_become_and_stores_nothing(here: World) -> None:
    await put(here, MAPPING)
    answer = (await attempt(here, TABLE)).json()
    assert {name: answer[name] for name in ("mapping", "version", "rows", "total_figures", "errors")} == {
        "mapping": "waste",
        "version": 1,
        "rows": 1,
        "total_figures": 2,
        "errors": [],
    }
    shown = [(one["row"], one["column"], one["period"], one["value"], one["missing"]) for one in answer["figures"]]
    assert shown == [(1, "2022-23", "2022/23", "57.5", None), (1, "2023-24", "2023/24", None, "not collected")]
    assert [await here.count(table) for table in ("observation", "batch")] == [0, 0]


async def test_a_trial_names_every_fault_by_the_row_and_column_that_were_sent(here: World) -> None:
    await put(here, MAPPING)
    answer = (await attempt(here, f"Code,2022-23\n{TRAFFORD},x\nE99999999,1\n{TRAFFORD},101\n")).json()
    assert [(error["row"], error["column"], error["code"]) for error in answer["errors"]] == [
        (1, "2022-23", "bad-number"),
        (2, "Code", "unknown-area"),
        (3, "2022-23", "out-of-range"),
    ]


async def test_a_trial_may_be_of_an_older_version_and_of_a_part(here: World) -> None:
    await put(here, MAPPING)
    await put(here, MAPPING | {"units": [{"factor": "0.1"}]}, seen='"1"')
    older = (await attempt(here, TABLE, "?version=1&limit=1")).json()
    newer = (await attempt(here, TABLE, "?limit=1&skip=1")).json()
    assert (older["figures"][0]["value"], len(older["figures"])) == ("57.5", 1)
    assert [one["period"] for one in newer["figures"]] == ["2023/24"]


@pytest.mark.parametrize("name", ["Waste", "-x", "a_b", "a" * 64])
async def test_a_name_that_is_no_name_is_not_found(here: World, name: str) -> None:
    answer = await here.client.put(
        f"/indicators/v1/mappings/{name}", json=MAPPING, headers=await headers(here) | {"Idempotency-Key": "k"}
    )
    assert answer.status_code == 404


async def test_a_trial_names_what_is_wrong_with_a_sheet_that_cannot_be_read(here: World) -> None:
    await put(here, MAPPING)
    codes = [(await attempt(here, sent)).json()["errors"][0]["code"] for sent in ("", "Code,2022-23\n1,2,3\n", '"')]
    assert codes == ["missing-column", "long-row", "unreadable-row"]
    odd = await here.client.post(f"{ADDRESS}:try", content=b"x", headers=await headers(here) | {"Content-Type": "a/b"})
    assert odd.status_code == 415


async def suggest(here: World, table: str, body: str = COUNCIL) -> Response:
    sending = await headers(here, body) | {"Content-Type": "text/csv"}
    return await here.client.post(f"{ADDRESS}:suggest", content=table.encode(), headers=sending)


async def test_a_proposal_is_made_from_a_sample_and_nothing_is_stored(here: World) -> None:
    table = f"Code,Indicator,2022-23,2023-24\n{TRAFFORD},Household waste recycled,57.5,..\n"
    answer = (await suggest(here, table)).json()
    assert answer["document"]["measure"]["codes"] == [{"texts": ["Household waste recycled"], "code": WASTE}]
    assert (answer["sample"]["total_figures"], answer["sample"]["errors"]) == (2, [])
    assert {finding["certainty"] for finding in answer["findings"]} >= {"sure", "guessed"}
    assert await here.count("mapping") == 0
    assert (await put(here, answer["document"])).status_code == 201
    assert (await attempt(here, table)).json()["errors"] == []


async def test_a_proposal_names_only_measures_of_the_body_that_asks(here: World) -> None:
    table = f"Code,Indicator,2022-23\n{TRAFFORD},Neet 16 17,3\n"
    assert "codes" not in (await suggest(here, table)).json()["document"]["measure"]
    own = (await suggest(here, table, "trafford-college")).json()["document"]["measure"]["codes"]
    assert own == [{"texts": ["Neet 16 17"], "code": "neet-16-17"}]


async def test_a_sample_that_holds_no_table_is_refused(here: World) -> None:
    assert (await suggest(here, "")).status_code == 422
    assert (await suggest(here, "a,b\n1,2,3\n")).status_code == 422


async def post(here: World, table: str, query: str = "?mapping=waste", key: str | None = None) -> Response:
    sending = await headers(here) | {"Content-Type": "text/csv", "Idempotency-Key": key or str(new_id())}
    return await here.client.post(f"/indicators/v1/batches{query}", content=table.encode(), headers=sending)


async def values(here: World) -> dict[str, str | None]:
    answer = await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations")
    return {one["period"]: one["value"] for one in answer.json()["observations"]}


async def test_a_table_is_posted_through_its_mapping_and_the_receipt_says_so(here: World) -> None:
    await put(here, MAPPING | {"leave_out": [{"column": "Code", "texts": ["Total"], "reason": "a total"}]})
    answer = await post(here, f"{TABLE}Total,1,2\n")
    receipt = answer.json()
    assert (answer.status_code, receipt["rows"], receipt["new"]) == (201, 2, 2)
    assert receipt["mapped"] == {
        "mapping": "waste",
        "version": 1,
        "left_out": [{"reason": "a total", "rows": 1, "first": 2}],
    }
    shown = await here.client.get(answer.headers["location"], headers=await headers(here))
    assert shown.json() == receipt
    assert await values(here) == {"2022/23": "57.5", "2023/24": None}


async def test_the_newest_version_of_a_mapping_is_the_one_that_reads(here: World) -> None:
    await put(here, MAPPING)
    await put(here, MAPPING | {"units": [{"factor": "0.1"}]}, seen='"1"')
    assert (await post(here, TABLE)).json()["mapped"]["version"] == 2
    assert (await values(here))["2022/23"] == "5.75"


async def test_a_table_with_faults_is_refused_whole_by_the_rows_and_columns_that_were_sent(here: World) -> None:
    await put(here, MAPPING)
    answer = await post(here, f"Code,2022-23,2023-24\n{TRAFFORD},57.5,x\nE99999999,1,2\n", key="k")
    assert answer.status_code == 422
    assert [(error["row"], error["column"], error["code"]) for error in answer.json()["errors"]] == [
        (1, "2023-24", "bad-number"),
        (2, "Code", "unknown-area"),
    ]
    assert [await here.count(table) for table in ("observation", "batch")] == [0, 0]
    assert (await post(here, TABLE, key="k")).status_code == 201


async def test_in_partial_mode_the_good_figures_of_a_table_are_stored(here: World) -> None:
    await put(here, MAPPING)
    answer = await post(here, f"Code,2022-23\n{TRAFFORD},57.5\n{TRAFFORD},x\n", "?mapping=waste&mode=partial")
    receipt = answer.json()
    assert (answer.status_code, receipt["rows"], receipt["new"], receipt["refused"]) == (201, 2, 1, 1)
    assert [(error["row"], error["column"]) for error in receipt["errors"]] == [(2, "2022-23")]


async def test_the_same_post_again_gets_its_answer_whatever_became_of_the_mapping(here: World) -> None:
    await put(here, MAPPING)
    first = await post(here, TABLE, key="k")
    await put(here, MAPPING | {"layout": {"lines_above": 5}}, seen='"1"')
    again = await post(here, TABLE, key="k")
    assert (again.status_code, again.content) == (201, first.content)


async def test_a_post_through_a_mapping_that_is_not_there_or_not_ours_is_not_found(here: World) -> None:
    assert (await post(here, TABLE)).status_code == 404
    await put(here, MAPPING, body=BURY_COUNCIL)
    assert (await post(here, TABLE)).status_code == 404
    assert (await post(here, TABLE, "?mapping=No")).status_code == 422


async def test_a_sheet_without_a_table_or_with_nothing_in_it_is_no_batch(here: World) -> None:
    await put(here, MAPPING)
    assert (await post(here, "")).json()["errors"][0]["code"] == "missing-column"
    assert (await post(here, "Code,2022-23\n")).json()["errors"][0]["code"] == "no-rows"
    assert await here.count("batch") == 0


@pytest.mark.parametrize("kind", [XLSX, ODS])
async def test_a_spreadsheet_is_proposed_for_tried_and_posted_through_its_mapping(here: World, kind: str) -> None:
    lines = [["Code", "2022-23", "2023-24"], [TRAFFORD, "57.5", "-"]]
    sending = await headers(here) | {"Content-Type": kind, "Idempotency-Key": "k"}
    content = xlsx(Sheet(lines)) if kind == XLSX else ods(lines)
    proposal = await here.client.post(f"{ADDRESS}:suggest", content=content, headers=sending)
    assert proposal.json()["sample"]["total_figures"] == 2
    await put(here, MAPPING)
    trial = await here.client.post(f"{ADDRESS}:try", content=content, headers=sending)
    assert trial.json()["errors"] == []
    posted = await here.client.post("/indicators/v1/batches?mapping=waste", content=content, headers=sending)
    assert (posted.status_code, posted.json()["new"]) == (201, 2)
    assert await values(here) == {"2022/23": "57.5", "2023/24": None}


async def test_a_packed_table_is_posted_and_a_dry_run_of_it_stores_nothing(here: World) -> None:
    await put(here, MAPPING)
    sending = await headers(here) | {"Content-Type": "text/csv", "Content-Encoding": "gzip", "Idempotency-Key": "k"}
    address, content = "/indicators/v1/batches?mapping=waste", gzip.compress(TABLE.encode())
    rehearsed = await here.client.post(f"{address}&dry_run=true", content=content, headers=sending)
    assert (rehearsed.json()["total_figures"], await here.count("batch")) == (2, 0)
    assert [shown["headline"] for shown in rehearsed.json()["would_show"]] == [
        "Trafford: 57.5% in 2022/23. No target is agreed."
    ]
    assert (await here.client.post(address, content=content, headers=sending)).json()["new"] == 2


async def test_the_same_bytes_through_another_mapping_are_another_request(here: World) -> None:
    await put(here, MAPPING)
    await post(here, TABLE, key="k")
    sending = await headers(here) | {"Idempotency-Key": "other"}
    await here.client.put("/indicators/v1/mappings/other", json=MAPPING, headers=sending)
    assert (await post(here, TABLE, "?mapping=other", key="k")).json()["type"] == "/problems/key-reused"


async def test_a_date_and_merged_cells_of_a_header_are_no_trap_where_a_mapping_says_what_they_mean(here: World) -> None:
    lines: list[list[str | int | float | None]] = [["Code", "Figures", ""], ["", "When", "Value"], [TRAFFORD, "", 57.5]]
    merged = '<mergeCells count="1"><mergeCell ref="B1:C1"/></mergeCells>'
    content = xlsx(Sheet(lines, behind=merged, raw={"B3": '<c r="B3" s="1"><v>45017</v></c>'}))
    sent = MAPPING | {
        "layout": {"header_lines": 2},
        "period": {
            "sources": [{"column": "Figures | When"}],
            "dialects": ["day"],
            "day_stands_for": "financial-year",
        },
        "values": {"columns": [{"column": "Figures | Value"}]},
    }
    await put(here, sent)
    sending = await headers(here) | {"Content-Type": XLSX, "Idempotency-Key": "k"}
    answer = await here.client.post("/indicators/v1/batches?mapping=waste", content=content, headers=sending)
    assert answer.status_code == 201, answer.text
    assert await values(here) == {"2023/24": "57.5"}


async def test_a_list_behind_no_name_is_refused(here: World) -> None:
    answer = await here.client.get("/indicators/v1/mappings?after=%00", headers=await headers(here))
    assert answer.status_code == 422


async def test_odd_periods_of_a_table_are_told_by_the_rows_that_were_sent(here: World) -> None:
    months = MAPPING | {"period": {"sources": [{"heading": 1}], "dialects": ["month"]}, "leave_out": []}
    await put(here, months)
    table = f"Code,Jan-23,Feb-23\n,,\n{TRAFFORD},57,58\n"
    tried = await attempt(here, table)
    (told,) = tried.json()["warnings"]
    assert (told["code"], told["periods"], told["row"], told["rows"]) == (
        "period-shorter",
        ["2023-01", "2023-02"],
        2,
        2,
    )
    assert (await post(here, table, "?mapping=waste&dry_run=true")).json()["warnings"] == [told]
    assert (await post(here, table)).json()["warnings"] == [told]
