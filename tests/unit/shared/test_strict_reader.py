"""Every row of the bad input table, against an application built as the services' are: refused by name, not echoed."""

from collections.abc import AsyncIterator
from decimal import Decimal

import httpx
import pytest

from shared.reader import MAX_DEPTH, parse
from tests import hostile, small_app
from tests.hostile import CANARY, Case, codes

FIELDS = list(
    hostile.field_cases(
        small_app.VALID, texts=("name", "story", "code"), numbers=("value",), wholes=("count",), days=("on",)
    )
)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(small_app.build(small_app.nowhere()))
    async with httpx.AsyncClient(transport=transport, base_url=small_app.ADDRESS) as client:
        yield client


async def send(client: httpx.AsyncClient, case: Case) -> httpx.Response:
    headers = {"content-type": case.content_type} if case.content_type else {}
    return await client.post("/indicators/v1/things", content=case.body, headers=headers)


@pytest.mark.parametrize("case", hostile.cases() + FIELDS, ids=lambda case: case.name)
async def test_a_hostile_body_is_refused_with_its_name_and_never_repeated(
    client: httpx.AsyncClient, case: Case
) -> None:
    answer = await send(client, case)
    assert answer.status_code == case.status
    assert answer.headers["content-type"] == "application/problem+json"
    assert case.code in codes(answer.json())
    assert CANARY not in answer.text


async def test_the_body_that_the_field_cases_spoil_is_taken_when_whole(client: httpx.AsyncClient) -> None:
    answer = await client.post("/indicators/v1/things", json=small_app.VALID)
    assert answer.status_code == 200
    assert answer.json()["value"] == "1.5"


async def test_every_fault_of_a_body_is_named_with_its_pointer(client: httpx.AsyncClient) -> None:
    body = {"name": 1, "count": -1, "parts": [{"code": "a"}, {"value": "x"}], "surprise": 1}
    document = (await client.post("/indicators/v1/things", json=body)).json()
    assert {(fault["pointer"], fault["code"]) for fault in document["errors"]} == {
        ("/name", "wrong-type"),
        ("/count", "out-of-range"),
        ("/parts/1/code", "missing"),
        ("/parts/1/value", "not-a-number"),
        ("/surprise", "unknown-field"),
    }
    assert document["total_errors"] == 5


async def test_a_name_that_no_field_could_have_is_not_repeated(client: httpx.AsyncClient) -> None:
    document = (await client.post("/indicators/v1/things", json={"name": "a", CANARY: 1})).json()
    assert [fault["pointer"] for fault in document["errors"]] == ["/*"]


async def test_more_faults_than_anybody_reads_are_counted_and_cut(client: httpx.AsyncClient) -> None:
    body = {"name": "a", "tags": [1] * 1_500}
    document = (await client.post("/indicators/v1/things", json=body)).json()
    assert (len(document["errors"]), document["total_errors"]) == (1_000, 1_500)


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (b"12345678901234567890.1230", Decimal("12345678901234567890.1230")),
        (b"0.10", Decimal("0.10")),
        (b"1e-3", Decimal("0.001")),
        (b"-7", -7),
        (b"9007199254740993", 9007199254740993),
    ],
)
def test_numbers_are_kept_to_the_digit(literal: bytes, value: object) -> None:
    read = parse(b'{"a": ' + literal + b"}")
    assert isinstance(read, dict)
    assert (str(read["a"]), type(read["a"])) == (str(value), type(value))


def test_the_deepest_allowed_nesting_is_taken() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None


def test_line_breaks_and_accents_are_ordinary_text() -> None:
    assert parse('{"a": "Tŷ\\r\\n\\tyn 😀"}'.encode()) == {"a": "Tŷ\r\n\tyn 😀"}
