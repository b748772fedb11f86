"""Forms: taken from our own pages only, read as strictly as JSON, with empty fields left out."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests import small_app

ORIGIN = {"origin": small_app.ADDRESS}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(small_app.build(small_app.nowhere()))
    async with httpx.AsyncClient(transport=transport, base_url=small_app.ADDRESS) as client:
        yield client


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"referer": "https://evil.example/127.0.0.1:8000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": small_app.ADDRESS},
        {"sec-fetch-site": "none"},
    ],
)
async def test_a_form_that_comes_from_elsewhere_is_refused(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/measures", data={"name": "x"}, headers=headers)
    assert (answer.status_code, "did not come from one of our pages" in answer.text) == (403, True)


async def test_a_program_that_comes_with_a_session_is_told_what_to_send_and_nothing_of_forms(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/measures", json={"name": "x"})
    assert (answer.status_code, "the form" in answer.text) == (403, False)
    assert f"send the header Origin: {small_app.ADDRESS}" in answer.text


@pytest.mark.parametrize(
    "headers", [ORIGIN, {"referer": f"{small_app.ADDRESS}/measures"}, {"sec-fetch-site": "same-origin"}]
)
async def test_a_form_from_our_own_page_is_taken(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    form = {"name": "Bins", "count": "2", "is_urgent": "yes", "tags": ["a", "b"], "value": ""}
    answer = await client.post("/measures", data=form, headers=headers)
    assert answer.status_code == 200
    taken = answer.json()
    assert (taken["count"], taken["is_urgent"], taken["tags"], taken["value"]) == (2, True, ["a", "b"], None)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"name=a&name=b", 422),
        (b"name=%00", 422),
        (b"name=%ff", 400),
        (b"name=\xff", 400),
        (b"name=a&is_admin=1", 422),
        (b"name=a&count=1_0", 422),
        (b"&".join(b"f%d=1" % n for n in range(300)), 400),
        (b"name=" + b"x" * 70_000, 413),
    ],
)
async def test_a_hostile_form_is_refused(client: httpx.AsyncClient, body: bytes, status: int) -> None:
    headers = {**ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    assert (await client.post("/measures", content=body, headers=headers)).status_code == status
