"""Tables posted through a mapping: figures, faults by row and column as sent, and the same request again."""

import gzip

import pytest
from httpx import Response

from shared.events import new_id
from tests.integration.indicators.figures import BURY_COUNCIL, TRAFFORD, WASTE, World
from tests.integration.indicators.mappings import ADDRESS, MAPPING, TABLE, headers, put
from tests.workbooks import ODS, XLSX, Sheet, ods, xlsx


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
    assert shown.json() == receipt | {"sent_by": receipt["sent_by"] | {"name": "main"}}
    assert await values(here) == {"2022/23": "57.5", "2023/24": None}
    changed = TABLE.replace("57.5", "57.6")
    told = (await post(here, changed, "?mapping=waste&reason=weighbridge+recalibrated")).json()
    assert (told["revised"], told["without_reason"]) == (1, 0)


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


async def test_odd_periods_of_a_table_are_told_by_the_rows_that_were_sent(here: World) -> None:
    months = MAPPING | {"period": {"sources": [{"heading": 1}], "dialects": ["month"]}, "leave_out": []}
    await put(here, months)
    table = f"Code,Jan-23,Feb-23\n,,\n{TRAFFORD},57,58\n"
    sending = await headers(here) | {"Content-Type": "text/csv"}
    tried = await here.client.post(f"{ADDRESS}:try", content=table.encode(), headers=sending)
    (told,) = tried.json()["warnings"]
    assert (told["code"], told["periods"], told["row"], told["rows"]) == (
        "period-shorter",
        ["2023-01", "2023-02"],
        2,
        2,
    )
    assert (await post(here, table, "?mapping=waste&dry_run=true")).json()["warnings"] == [told]
    assert (await post(here, table)).json()["warnings"] == [told]
