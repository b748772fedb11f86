"""One endpoint, many formats: the same figures come in by each, and what cannot be taken is named."""

import gzip
import io
import json
import zipfile
import zlib

import pytest
from httpx import Response

from shared.events import new_id
from tests.integration.indicators.figures import COUNCIL, STAFF, TRAFFORD, WASTE, World
from tests.workbooks import ODS, XLSX, Cell, Sheet, ods, packed, xlsx

NDJSON, SDMX = "application/x-ndjson", "application/vnd.sdmx.data+csv"
HEADER = ("area", "measure", "period", "value", "status")
FIGURES = [("2022/23", "57.5", "final"), ("2023/24", "61.25", "provisional"), ("2024/25", "60", "")]
LINES = [HEADER, *((TRAFFORD, WASTE, period, value, status) for period, value, status in FIGURES)]
SDMX_2 = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS"
SDMX_LINES = [
    "DATAFLOW,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS",
    f"FM:FIGURES(1.0),{TRAFFORD},{WASTE},2022/23,57.5,A",
    f"FM:FIGURES(1.0),{TRAFFORD},{WASTE},2023/24,61.25,P",
    f"FM:FIGURES(1.0),{TRAFFORD},{WASTE},2024/25,60,",
]


def as_csv() -> bytes:
    return "\r\n".join(",".join(line) for line in LINES).encode()


def as_quoted() -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in LINES).encode()


def as_rows() -> list[dict[str, object]]:
    return [{name: cell for name, cell in zip(HEADER, line, strict=True) if cell} for line in LINES[1:]]


def as_sheet() -> Sheet:
    return Sheet(
        [[float(cell) if n == 3 and at else cell for n, cell in enumerate(line)] for at, line in enumerate(LINES)]
    )


def with_action(action: str, line: str) -> str:
    flow, _, cells = line.partition(",")
    return f"dataflow,{flow},{action},{cells}"


SAME = {
    "csv": ("text/csv", as_csv()),
    "csv with quotes": ("text/csv; charset=utf-8", as_quoted()),
    "json": ("application/json", json.dumps({"rows": as_rows()}).encode()),
    "ndjson": (NDJSON, "\n\n".join(map(json.dumps, as_rows())).encode() + b"\n"),
    "sdmx 1.0": (SDMX + ";version=1.0.0", "\n".join(SDMX_LINES).encode()),
    "sdmx 2.0": (SDMX, "\n".join([SDMX_2, *map(with_action, "AMR", SDMX_LINES[1:])]).encode()),
    "xlsx": (XLSX, xlsx(as_sheet())),
    "ods": (ODS, ods(as_sheet().lines)),
}  # fmt: skip  # a table reads better in rows


async def figures(here: World, name: str = WASTE) -> list[tuple[str, str, str]]:
    listed = await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{name}/observations")
    return [(one["period"], one["value"], one["status"] or "") for one in listed.json()["observations"]]


async def post(here: World, content: bytes, kind: str, **headers: str) -> Response:
    sent = {
        "Authorization": f"Bearer {await here.key(COUNCIL)}",
        "Content-Type": kind,
        "Idempotency-Key": str(new_id()),
    }
    return await here.client.post("/indicators/v1/batches", content=content, headers=sent | headers)


@pytest.mark.parametrize("way", SAME)
async def test_the_same_figures_come_in_by_every_format_and_packed(way: str, here: World) -> None:
    kind, body = SAME[way]
    answer = await post(here, body, kind)
    assert (answer.status_code, answer.json().get("new")) == (201, 3), answer.text
    assert await figures(here) == FIGURES
    again = await post(here, gzip.compress(body[:20]) + gzip.compress(body[20:]), kind, **{"Content-Encoding": "gzip"})
    assert (again.status_code, again.json().get("same")) == (201, 3), again.text


async def test_a_number_of_a_spreadsheet_keeps_every_digit_the_file_holds(here: World) -> None:
    numbers = [0.1, 57.499999999999993, 1343645.0, 1e-7, -3.25, 123456789012345.0]
    lines: list[list[Cell]] = [list(HEADER[:4])]
    lines += [[TRAFFORD, STAFF, str(2000 + n), number] for n, number in enumerate(numbers)]
    answer = await post(here, xlsx(Sheet(lines)), XLSX)
    codes = [error["code"] for error in answer.json().get("errors", [])]
    assert codes == ["bad-number"], "a number that the file holds as an exponent is not guessed at"
    lines[4][3] = "0.0000001"
    assert (await post(here, xlsx(Sheet(lines)), XLSX)).status_code == 201
    kept = [value for _, value, _ in await figures(here, STAFF)]
    assert kept == ["0.1", "57.49999999999999", "1343645", "0.0000001", "-3.25", "123456789012345"]


GOOD = as_sheet()
DATE = '<c r="C2" s="1"><v>45000</v></c>'
MERGED = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
HIDDEN = '<cols><col min="2" max="2" hidden="1"/></cols>'
TRAPS: dict[str, tuple[bytes, str]] = {
    "several sheets": (xlsx(GOOD, GOOD), "several-sheets"),
    "an empty file": (xlsx(Sheet([])), "no-rows"),
    "a title": (xlsx(Sheet([["Waste", None], [None], *GOOD.lines])), "title-rows"),
    "merged cells": (xlsx(Sheet(GOOD.lines, behind=MERGED)), "merged-cells"),
    "a date": (xlsx(Sheet(GOOD.lines, raw={"C2": DATE})), "date-cell"),
    "a formula": (xlsx(Sheet(GOOD.lines, raw={"D2": '<c r="D2"><f>1+1</f><v>2</v></c>'})), "formula-cell"),
    "a hidden column": (xlsx(Sheet(GOOD.lines, before=HIDDEN)), "hidden-column"),
    "a truth": (xlsx(Sheet(GOOD.lines, raw={"D2": '<c r="D2" t="b"><v>1</v></c>'})), "wrong-type"),
    "a formula in ods": (ods(GOOD.lines, 'table:formula="of:=1"'), "formula-cell"),
    "merged cells in ods": (ods(GOOD.lines, 'table:number-rows-spanned="2"'), "merged-cells"),
    "another header": (xlsx(Sheet([["Ort", "Wert"], ["a", 1]])), "unknown-column"),
    "an entity": (packed({"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "document-type"),
}  # fmt: skip  # a table reads better in rows


@pytest.mark.parametrize("trap", TRAPS)
async def test_what_a_spreadsheet_hides_or_changes_is_named(trap: str, here: World) -> None:
    body, code = TRAPS[trap]
    answer = await post(here, body, ODS if trap.endswith("ods") else XLSX)
    assert (answer.status_code, {error["code"] for error in answer.json()["errors"]} & {code}) == (422, {code})
    assert await here.count("figure") == 0


async def test_a_hidden_sheet_without_figures_of_its_own_is_not_in_the_way(here: World) -> None:
    assert (await post(here, xlsx(GOOD, Sheet([["list"]], state="hidden")), XLSX)).status_code == 201


@pytest.mark.parametrize(
    "body",
    [b"", b"PK\x03\x04", b"not a zip", packed({"a": "b"})],
    ids=["nothing", "a zip's first bytes", "text", "another zip"],
)
async def test_what_is_no_spreadsheet_is_refused_by_name(body: bytes, here: World) -> None:
    answer = await post(here, body, XLSX)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/not-a-spreadsheet")


def bomb() -> bytes:
    return packed({f"xl/worksheets/sheet{n}.xml": " " * (8 << 20) for n in range(4)})


GZIP = {"Content-Encoding": "gzip"}
BOUNDS: dict[str, tuple[bytes, str, dict[str, str], tuple[int, str]]] = {
    "a gzip bomb": (gzip.compress(b"x" * (40 << 20)), "text/csv", GZIP, (413, "packed-too-tightly")),
    "a zip bomb": (bomb(), XLSX, {}, (413, "packed-too-tightly")),
    "gzip cut off": (gzip.compress(as_csv())[:-9], "text/csv", GZIP, (400, "bad-compression")),
    "no gzip": (as_csv(), "text/csv", GZIP, (400, "bad-compression")),
    "deflate": (zlib.compress(as_csv()), "text/csv", {"Content-Encoding": "deflate"}, (415, "unsupported-type")),
    "a long spreadsheet": (b"x" * (33 << 20), XLSX, {}, (413, "too-large")),
    "a picture": (as_csv(), "application/pdf", {}, (415, "unsupported-type")),
    "SDMX of another version": (b"", SDMX + ";version=3.0", {}, (415, "unsupported-type")),
}


@pytest.mark.parametrize("bound", BOUNDS)
async def test_bodies_are_bounded_before_and_after_unpacking(bound: str, here: World) -> None:
    body, kind, headers, (status, code) = BOUNDS[bound]
    answer = await post(here, body, kind, **headers)
    document = answer.json()
    codes = {error["code"] for error in document.get("errors", [])} | {document["type"].removeprefix("/problems/")}
    assert (answer.status_code, codes & {code}) == (status, {code})


async def test_the_action_of_sdmx_appends_revises_and_deletes(here: World) -> None:
    head = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS,OBS_COMMENT\n"

    def line(action: str, period: str, value: str, *rest: str) -> str:
        further = ",".join([*rest, *[""] * (3 - len(rest))])
        return f"dataflow,FM:FIGURES,{action},{TRAFFORD},{WASTE},{period},{value},{further}\n"

    first = await post(here, (head + line("A", "2023/24", "57") + line("A", "2022/23", "", "M")).encode(), SDMX)
    assert first.json()["new"] == 2
    refused = await post(here, (head + line("A", "2023/24", "58")).encode(), SDMX)
    assert [error["code"] for error in refused.json()["errors"]] == ["already-there"]
    sent = head + line("R", "2023/24", "58", "R") + line("D", "2022/23", "") + line("M", "2024/25", "", "Q", "C", "few")
    changed = (await post(here, sent.encode(), SDMX)).json()
    assert (changed["new"], changed["revised"], changed["withdrawn"], changed["without_reason"]) == (1, 1, 1, 2)
    listed = await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations")
    assert [(one["period"], one["value"], one["missing"], one["status"]) for one in listed.json()["observations"]] == [
        ("2022/23", None, "withdrawn", None),
        ("2023/24", "58", None, "revised"),
        ("2024/25", None, "suppressed: few", None),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE\n", "missing-column"),
        ("DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\n", "missing-column"),
        ("DATAFLOW,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE,SEX\n", "unknown-column"),
        ("DATAFLOW,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE,OBS_VALUE\n", "duplicate-column"),
        ("DATAFLOW,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE\nx,y\n", "short-row"),
        ("DATAFLOW,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE,ACTION\nx,E08000009,w,2019,1,X\n", "bad-action"),
    ],
)
async def test_sdmx_that_cannot_be_read_is_named(text: str, code: str, here: World) -> None:
    answer = await post(here, text.encode(), SDMX)
    assert (answer.status_code, code in {error["code"] for error in answer.json()["errors"]}) == (422, True)


async def test_a_line_that_is_no_json_is_a_fault_of_its_row_and_hides_no_other(here: World) -> None:
    rows = [json.dumps(row) for row in as_rows()]
    sent = "\n".join(
        [rows[0], "{", '{"area": 1}', "[]", '{"area":"a","measure":"m","period":"2019","value":NaN}', rows[1]]
    )
    answer = await post(here, sent.encode(), NDJSON)
    found = [(error["row"], error.get("column"), error["code"]) for error in answer.json()["errors"]]
    assert [one for one in found if one[0] != 3] == [
        (2, None, "unreadable-row"),
        (4, None, "wrong-type"),
        (5, "value", "not-a-finite-number"),
    ]
    assert (3, "area", "wrong-type") in found


def test_the_tests_own_workbooks_are_zip_files() -> None:
    assert zipfile.ZipFile(io.BytesIO(xlsx(GOOD))).testzip() is None
