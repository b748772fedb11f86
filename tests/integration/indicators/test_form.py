"""A body's form: what it supplies next as a spreadsheet, filled in by a program, sent back, and read again."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from httpx import Response
from openpyxl.worksheet.worksheet import Worksheet

from services.indicators.domain.figure.form import COLUMNS, FILLED_IN
from tests.forms import at, filled, opened, saved, told
from tests.integration.indicators.figures import (
    BURY,
    COUNCIL,
    NEET,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    lead,
    measure,
    place,
    row,
    target,
)
from tests.workbooks import ODS, XLSX, Cell, ods

FORM = "/indicators/v1/form"
STATION = "stretford-a56"


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(place(TRAFFORD, STATION, "Stretford, A56", "air_station"))
    return here


async def taken(here: World, query: str = "", body: str = COUNCIL, **headers: str) -> Response:
    return await here.client.get(FORM + query, headers={"Authorization": f"Bearer {await here.key(body)}", **headers})


async def test_a_form_that_was_filled_in_comes_back_to_the_digit_and_the_next_one_goes_on_from_there(
    here: World,
) -> None:
    await here.post(row("57.50", "2023/24"), row("41.0", "2024/25", code=STATION))
    form = (await taken(here)).content
    assert told(form, "area", "measure", "period", "stands", "last period", "last figure") == [
        (TRAFFORD, WASTE, "2023/24", "sent: fill in to correct it", "2023/24", "57.50"),
        (TRAFFORD, WASTE, "2024/25", "late", "2023/24", "57.50"),
        (TRAFFORD, WASTE, "2025/26", "not due yet", "2023/24", "57.50"),
        (STATION, WASTE, "2024/25", "sent: fill in to correct it", "2024/25", "41.0"),
        (STATION, WASTE, "2025/26", "not due yet", "2024/25", "41.0"),
        (TRAFFORD, STAFF, "", "never sent", "", ""),
    ]
    cells: dict[str, str | float | date | None] = {
        at("value", 2): "58.250",
        at("status", 2): "provisional",
        at("value", 5): 40.125,
        at("period", 6): "2025",
        at("missing", 6): "not counted this year",
    }
    looked = await here.client.post(
        "/indicators/v1/batches?dry_run=true",
        content=filled(form, cells),
        headers={"Authorization": f"Bearer {await here.key(COUNCIL)}", "Content-Type": XLSX},
    )
    assert (looked.json()["new"], looked.json()["left_open"]["rows"], await here.count("batch")) == (3, 3, 1)
    answer = await here.post(content=filled(form, cells), kind=XLSX)
    assert answer.status_code == 201, answer.text
    assert [answer.json()[name] for name in ("rows", "new", "revised", "refused")] == [3, 3, 0, 0]
    assert answer.json()["left_open"] == {
        "rows": 3,
        "first": [
            {"row": 2, "area": TRAFFORD, "measure": WASTE, "period": "2023/24"},
            {"row": 4, "area": TRAFFORD, "measure": WASTE, "period": "2025/26"},
            {"row": 5, "area": STATION, "measure": WASTE, "period": "2024/25"},
        ],
    }
    assert told((await taken(here)).content, "area", "measure", "period", "last figure") == [
        (TRAFFORD, WASTE, "2024/25", "58.250"),
        (TRAFFORD, WASTE, "2025/26", "58.250"),
        (STATION, WASTE, "2025/26", "40.125"),
        (TRAFFORD, STAFF, "2025", "not counted this year"),
        (TRAFFORD, STAFF, "2026", "not counted this year"),
    ]


async def test_a_form_holds_what_is_the_bodys_own_and_is_locked_but_for_what_is_filled_in(here: World) -> None:
    await here.post(row("57.5", "2023/24"), row("58", "2024/25"))
    for code in (TRAFFORD, STATION):
        await here.post(row("41", "2024/25", code=code), row("40", "2023/24", code=code))
        taken_back: dict[str, object] = {
            "area": code,
            "measure": WASTE,
            "period": "2024/25",
            "action": "withdraw",
            "reason": "miscounted",
        }
        assert (await here.post(taken_back)).json()["withdrawn"] == 1
    form = await taken(here, f"?area={TRAFFORD}&measure={WASTE}")
    assert form.headers["content-type"] == XLSX
    assert told(form.content, "area", "last period", "last figure")[::3] == [
        (TRAFFORD, "2023/24", "40"),
        (STATION, "2023/24", "40"),
    ], "what was taken back is no last figure"
    sheet = opened(form.content)[1]
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "A2"
    for name, cell in zip(COLUMNS, sheet[2], strict=True):
        assert (name, cell.protection.locked, cell.number_format) == (name, name not in FILLED_IN, "@")
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert lists == {
        '"small-number,disclosive,unreliable,confidential"',
        '"provisional,final,revised"',
        '"none,internal,external"',
    }
    as_json = await taken(here, f"?measure={STAFF}", Accept="application/json")
    assert [(line["measure"], line["standing"]) for line in as_json.json()["lines"]] == [(STAFF, "never_sent")]
    assert (await taken(here, f"?area={BURY}")).status_code == 403
    assert (await taken(here, "?measure=nothing")).status_code == 404
    assert (await here.client.get(FORM)).status_code == 401


def mangled(form: bytes, mangle: Callable[[Worksheet], object]) -> bytes:
    """The form after a clerk's program did something to it."""
    book, sheet = opened(form)
    sheet[at("value", 2)] = "58.2"
    mangle(sheet)
    return saved(book)


def a_percentage(sheet: Worksheet) -> None:
    sheet[at("value", 2)] = 0.575
    sheet[at("value", 2)].number_format = '"about" 0.0%'


def a_filter(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = sheet.dimensions
    sheet.row_dimensions[4].hidden = True


def deleted(column: str) -> Callable[[Worksheet], object]:
    return lambda sheet: sheet.delete_cols(COLUMNS.index(column) + 1)


def put(cells: Mapping[str, str | float | date | None]) -> Callable[[Worksheet], object]:
    def mangle(sheet: Worksheet) -> None:
        for address, value in cells.items():
            sheet[address] = value

    return mangle


def a_copied_header(sheet: Worksheet) -> None:
    sheet.insert_rows(4)
    for name, cell in zip(COLUMNS, sheet[4], strict=True):
        cell.value = name


VALUE, PERIOD, MEASURE = at("value", 2), at("period", 2), at("measure", 2)
# What a clerk's program does to a form, and what is answered: the code and the place of each fault.
MANGLED: dict[str, tuple[Callable[[Worksheet], object], list[tuple[str, str | None]]]] = {
    "a title above the header": (lambda sheet: sheet.insert_rows(1, 2), [("title-rows", "1")]),
    "merged cells": (lambda sheet: sheet.merge_cells(f"{VALUE}:{at('value', 3)}"), [("merged-cells", "K3:K4")]),
    "a second sheet": (lambda sheet: put({"A1": "notes"})(beside(sheet)), [("several-sheets", None)]),
    "a date for a period": (put({PERIOD: date(2025, 4, 1)}), [("date-cell", PERIOD)]),
    "formulas": (put({VALUE: "=29.1*2", at("value", 3): "=1"}), [("formula-cell", "K3"), ("formula-cell", "K4")]),
    "a formula below": (put({at("value", 9): "=1"}), [("formula-cell", "K10")]),
    "a hidden row": (lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True), [("hidden-row", "3")]),
    "a filter": (a_filter, [("hidden-row", "4")]),
    "a hidden column": (lambda sheet: setattr(sheet.column_dimensions["F"], "hidden", True), [("hidden-column", "F")]),
    "a percentage": (a_percentage, [("percent-cell", VALUE)]),
    "words for a figure": (put({VALUE: "58,2 %"}), [("bad-number", VALUE)]),
    "a deleted column": (deleted("period"), [("missing-column", "1")]),
    "a copied header": (a_copied_header, [("copied-header", "4")]),
    "a blank row": (lambda sheet: sheet.insert_rows(3), [("blank-row", "3")]),
    "a note beside": (put({"R3": "ask Jo"}), [("long-row", "R3")]),
    "nothing filled in": (put({VALUE: None}), [("no-rows", None)]),
    "another body's code typed over": (put({MEASURE: NEET}), [("not-your-measure", MEASURE)]),
    "another figure's code typed over": (put({PERIOD: "2023/24", at("value", 1): "1"}), [("duplicate-row", PERIOD)]),
}  # fmt: skip  # a table reads better in rows
# What is as good as the form itself.
SOUND: dict[str, Callable[[Worksheet], object]] = {
    "untouched": put({}),
    "a number": put({VALUE: 58.2}),
    "spaces around": put({VALUE: " 58.2 ", MEASURE: f"{WASTE} "}),
    "without what only tells": deleted("last figure"),
    "what only tells is changed": put({at("title", 2): "=1", at("due by", 2): date(2025, 6, 27)}),
    "a hidden column that only tells": lambda sheet: setattr(sheet.column_dimensions["B"], "hidden", True),
    "protected anew": lambda sheet: sheet.protection.set_password("summer"),
    "a hidden sheet of formulas": lambda sheet: hide(beside(sheet)),
}


def beside(sheet: Worksheet) -> Worksheet:
    assert sheet.parent is not None
    more = sheet.parent.create_sheet()
    assert isinstance(more, Worksheet)
    return more


def hide(sheet: Worksheet) -> None:
    sheet["A1"], sheet.sheet_state = "=1", "hidden"


async def test_whatever_a_spreadsheet_program_does_to_a_form_is_met_by_cell_and_stores_nothing_wrong(
    here: World,
) -> None:
    await here.post(row("57.50", "2023/24"))
    form = (await taken(here)).content
    found = {}
    for name, (mangle, _) in MANGLED.items():
        answer = await here.post(content=mangled(form, mangle), kind=XLSX)
        assert answer.status_code in {403, 422}, name
        errors = answer.json()["errors"]
        found[name] = [(error["code"], error.get("cell")) for error in errors]
        assert all(error.get("cell") is None or error["message"] for error in errors)
    assert found == {name: faults for name, (_, faults) in MANGLED.items()}
    assert await here.count("batch") == 1
    for name, mangle in SOUND.items():
        answer = await here.post(content=mangled(form, mangle), kind=XLSX)
        assert (answer.status_code, answer.json()["new"] + answer.json()["same"]) == (201, 1), f"{name}: {answer.text}"


async def test_a_form_saved_as_open_document_is_read_and_its_traps_are_named_by_cell(here: World) -> None:
    await here.post(row("57.50", "2023/24"))
    header, *rest = opened((await taken(here)).content)[1].iter_rows(values_only=True)
    lines: list[list[Cell]] = [[str(cell) if cell else None for cell in line] for line in (header, *rest)]
    lines[2][COLUMNS.index("value")] = "58.20"
    answer = await here.post(content=ods(lines), kind=ODS)
    assert (answer.status_code, answer.json()["left_open"]["rows"]) == (201, 3), answer.text
    lines[2][COLUMNS.index("value")] = 0.582
    for attributes, faults in OPEN_DOCUMENT.items():
        refused = await here.post(content=ods(lines, by_cell={VALUE: attributes}), kind=ODS)
        assert [(one["code"], one["cell"]) for one in refused.json()["errors"]] == faults


OPEN_DOCUMENT = {
    'table:formula="of:=1"': [("formula-cell", "K3")],
    'office:value-type="percentage" office:value="0.582"': [("percent-cell", "K3")],
    'table:number-rows-spanned="2" table:number-columns-spanned="1"': [("merged-cells", "K3:K4")],
}


async def test_a_dry_run_tells_what_the_public_would_see_and_leaves_everything_as_it_was(here: World) -> None:
    await here.tell(target("60", "2023/24"), target("58", "2024/25"))
    await here.post(row("57.50", "2023/24"))
    before = [await here.count(table) for table in ("batch", "figure", "ledger", "outbox")]
    headers = {"Authorization": f"Bearer {await here.key(COUNCIL)}"}
    rows = [row("58.2", "2024/25"), row("120", "2025", STAFF), row("41", "2024/25", code=STATION)]

    async def looked(*sent: dict[str, object]) -> Any:
        answer = await here.client.post("/indicators/v1/batches?dry_run=true", json={"rows": sent}, headers=headers)
        return answer.json()

    told_of = await looked(*rows)
    waste, staff = told_of["would_show"]
    assert told_of["would_show_more"] == 0
    assert waste["headline"] == "Trafford: 58.2% in 2024/25. The illustrative target was 58%."
    assert (waste["before"], waste["verdict"], waste["target"]["value"]) == ("missed", "met", "58")
    assert (waste["direction"]["travel"], waste["polarity"]) == ("better", "higher")
    assert staff["headline"] == "Trafford: 120 people in 2025. No target is agreed."
    assert staff["verdict"] == "not_judged"
    assert [await here.count(table) for table in ("batch", "figure", "ledger", "outbox")] == before
    assert [one["verdict"] for one in (await looked(row("57", "2024/25")))["would_show"]] == ["missed"]
    for number in range(21):
        await here.tell(measure(TRAFFORD, f"m{number}"), lead(TRAFFORD, f"m{number}", COUNCIL))
    many = await looked(*(row(number, "2024/25", f"m{number}") for number in range(21)))
    assert (many["new"], len(many["would_show"]), many["would_show_more"]) == (21, 20, 1)
    assert (await looked(row("lots", "2024/25")))["would_show"] == []
    await here.post(*rows)
    for year, value in {"2020/21": "54.1", "2021/22": "55", "2022/23": "56.9"}.items():
        await here.post(row(value, year))
    (share,) = (await looked(row("0.591", "2025/26")))["would_show"]
    assert share["changes"][0]["unlike"] == "is less than a 20th of any of the other figures, 54.1 to 58.2"
    (usual,) = (await looked(row("59.1", "2025/26")))["would_show"]
    assert usual["changes"][0]["unlike"] is None
    page = (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert waste["headline"] in page
    assert waste["lede"] in page
