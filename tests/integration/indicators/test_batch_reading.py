"""A batch as it is read, in CSV and JSON: what cannot be taken is named by row and column, and leaves nothing."""

import csv
import io

from tests import hostile
from tests.integration.indicators.figures import (
    TRAFFORD,
    WASTE,
    World,
    row,
)


async def test_rows_without_the_shape_of_a_row_hide_no_fault_of_the_others(here: World) -> None:
    sent = HEADER + GOOD + b"1\n" + b"too,short\n" + GOOD.replace(b"2024/25", b"2024/26") + b"x\n"
    answer = await here.post(content=sent, kind="text/csv")
    assert [(e["row"], e.get("column"), e["code"]) for e in answer.json()["errors"]] == [
        (2, None, "short-row"),
        (3, "period", "bad-period"),
        (3, "value", "bad-number"),
    ]
    mixed = await here.post(row(), row() | {"is_admin": True}, row("x", "2019"))
    assert [(e["row"], e["code"]) for e in mixed.json()["errors"]] == [(2, "unknown-column"), (3, "bad-number")]


async def test_csv_in_our_own_columns_is_taken(here: World) -> None:
    sent = "\ufeffmeasure,area,period,value,missing,status\r\n" + f"{WASTE},{TRAFFORD},2024/25,57.50,,final\r\n"
    sent += f'{WASTE},{TRAFFORD},2023/24,,"not held, that year",\r\n'
    answer = await here.post(content=sent.encode(), kind="text/csv; charset=utf-8")
    assert (answer.status_code, answer.json()["new"]) == (201, 2)
    download = await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations.csv")
    rows = list(csv.DictReader(io.StringIO(download.text)))
    assert [(r["period"], r["value"], r["missing"], r["status"]) for r in rows] == [
        ("2023/24", "", "not held, that year", ""),
        ("2024/25", "57.50", "", "final"),
    ]


HEADER = b"area,measure,period,value\n"


GOOD = f"{TRAFFORD},{WASTE},2024/25,".encode()


BAD_CSV: list[tuple[bytes, int, list[tuple[int | None, str | None, str]]]] = [
    (b"", 422, [(0, "area", "missing-column"), (0, "measure", "missing-column")]),
    (b"area,measure,period,value,value\n", 422, [(0, "value", "duplicate-column")]),
    (b"area,measure,period,value,is_admin\n", 422, [(0, None, "unknown-column")]),
    (HEADER, 422, [(None, None, "no-rows")]),
    (HEADER + GOOD + b"1,2\n", 422, [(1, None, "long-row")]),
    (HEADER + b"\n", 422, [(1, None, "short-row")]),
    (HEADER + GOOD + b'"1,234"\n', 422, [(1, "value", "bad-number")]),
    (HEADER + GOOD + b'"1"2\n', 422, [(1, None, "unreadable-row")]),
    (HEADER + GOOD + b'"1\n', 422, [(1, None, "unreadable-row")]),
    (HEADER + GOOD + b"1\x00\n", 422, [(1, "value", "bad-number")]),
    (HEADER + b"E08\x00,w,2019,1\n", 422, [(1, "area", "forbidden-character")]),
    (HEADER + b"=cmd|' /C calc'!A0,w,2019,1\n", 422, [(1, "area", "formula")]),
    (HEADER + GOOD + b"x" * 200_000 + b"\n", 422, [(1, None, "unreadable-row")]),
    (b"," * 1_000_000, 422, [(0, None, "unknown-column")]),
    (HEADER + b"Gen\xe8ve,w,2019,1\n", 400, []),
    (HEADER.decode().encode("utf-16"), 400, []),
]


async def test_csv_that_cannot_be_taken_is_refused_by_row_and_column(here: World) -> None:
    for sent, status, errors in BAD_CSV:
        answer = await here.post(content=sent, kind="text/csv")
        found = [(e.get("row"), e.get("column"), e["code"]) for e in answer.json().get("errors", [])]
        assert (answer.status_code, found[: len(errors)]) == (status, errors), sent[:80]
    assert await here.count("observation") == 0


BAD_JSON = [
    (b"{", 400, None),
    (b"[]", 422, "wrong-type"),
    (b'{"rows":{}}', 422, "wrong-type"),
    (b'{"rows":[1]}', 422, "wrong-type"),
    (b'{"rows":[],"is_admin":true}', 422, "unknown-field"),
    (b'{"rows":[{"area":"E08000009","is_admin":true}]}', 422, "unknown-column"),
    (b'{"rows":[],"rows":[]}', 400, None),
    (b'{"rows":[{"area":"a","measure":"m","period":"2019","value":NaN}]}', 422, "not-a-finite-number"),
    (b'{"rows":[{"area":"a","measure":"m","period":"2019","value":1e999}]}', 422, "not-a-finite-number"),
    (b'{"rows":[{"area":"a\\ud800","measure":"m","period":"2019","value":1}]}', 422, "forbidden-character"),
]


async def test_json_that_cannot_be_taken_is_refused(here: World) -> None:
    for sent, status, code in BAD_JSON:
        answer = await here.post(content=sent)
        assert answer.status_code == status, sent
        assert code is None or answer.json()["errors"][0]["code"] == code, sent
    assert await here.count("observation") == 0


async def test_hostile_bodies_are_refused_by_name_and_leave_nothing(here: World) -> None:
    for case in hostile.cases():
        answer = await here.post(content=case.body, kind=case.content_type)
        document = answer.json()
        codes = {error["code"] for error in document.get("errors", [])} | {document["type"].removeprefix("/problems/")}
        assert (answer.status_code, codes & {case.code}) == (case.status, {case.code}), case.name
        assert hostile.CANARY not in answer.text, case.name
    assert await here.count("observation") == 0


async def test_a_value_that_no_reader_takes_is_named_by_row_and_column_too(here: World) -> None:
    rows = b'{"rows":[{"area":"a","value":1},{"area":"a","value":NaN}]}'
    (error,) = (await here.post(content=rows)).json()["errors"]
    assert (error["row"], error["column"]) == (2, "value")


async def test_errors_beyond_ten_thousand_are_counted_and_not_listed(here: World) -> None:
    answer = await here.post(*(row("x", f"{1900 + n % 100}") for n in range(6_000)))
    document = answer.json()
    assert (len(document["errors"]), document["total_errors"]) == (10_000, 6_000 + 5_900)
