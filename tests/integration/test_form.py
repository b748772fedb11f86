"""A body's form: what it supplies next as a spreadsheet, filled in by a program, sent back, and read again."""

import io
from collections.abc import AsyncIterator, Mapping
from datetime import date

import pytest
from httpx import Response
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.indicators.domain.figure.form import COLUMNS, FILLED_IN
from shared.database import Database
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.figures import BURY, COUNCIL, ENGLAND, STAFF, TRAFFORD, WASTE, World, place, row, world
from tests.workbooks import XLSX

FORM = "/indicators/v1/form"
STATION = "stretford-a56"


@pytest.fixture
async def here(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    async with world(settings, indicators, clock, admin_url) as found:
        await found.tell(place(TRAFFORD, STATION, "Stretford, A56", "air_station"))
        yield found


async def taken(here: World, query: str = "", body: str = COUNCIL, **headers: str) -> Response:
    return await here.client.get(FORM + query, headers={"Authorization": f"Bearer {await here.key(body)}", **headers})


def opened(form: bytes) -> tuple[Workbook, Worksheet]:
    book = load_workbook(io.BytesIO(form))
    (sheet,) = book.worksheets
    assert isinstance(sheet, Worksheet)
    return book, sheet


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def at(column: str, line: int) -> str:
    """The address of a cell: lines count from 1, below the header."""
    return f"{chr(ord('A') + COLUMNS.index(column))}{line + 1}"


def filled(form: bytes, cells: Mapping[str, str | float | date | None]) -> bytes:
    book, sheet = opened(form)
    for address, value in cells.items():
        sheet[address] = value
    return saved(book)


def told(form: bytes, *columns: str) -> list[tuple[object, ...]]:
    header, *rest = opened(form)[1].iter_rows(values_only=True)
    lines = [dict(zip(header, line, strict=True)) for line in rest]
    return [tuple(line[name] or "" for name in columns) for line in lines]


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
            {"row": 1, "area": TRAFFORD, "measure": WASTE, "period": "2023/24"},
            {"row": 3, "area": TRAFFORD, "measure": WASTE, "period": "2025/26"},
            {"row": 4, "area": STATION, "measure": WASTE, "period": "2024/25"},
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
    await here.post(row("57.5", "2023/24"), row("44", "2023/24", code=ENGLAND))
    form = await taken(here, f"?area={TRAFFORD}&measure={WASTE}")
    assert form.headers["content-type"] == XLSX
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
