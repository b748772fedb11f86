"""Fetching from the outside: one look-up, one public number, bounds of time and size, against a real https server."""

import asyncio
import gzip
import hashlib
import socket
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.files.unpacking import Bounds
from shared.outside.fetching import Held, NotFetched, NotFetchedNow, Way, fetch
from shared.problems import Problem
from tests.outside import ADDRESS, HOST, PRIVATE, PUBLIC, PUBLIC_6, Outside, Serve, outside

BODY = b"a,b\n1,2\n"
BOUNDS = Bounds(sent=10_000, unpacked=4 << 20)
NOTHING = Held()


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Outside]:
    async with outside(tmp_path) as found:
        yield found


async def test_a_file_is_fetched_by_its_name_from_the_number_that_was_looked_up_once(there: Outside) -> None:
    got = None
    for packed, encoding in ((BODY, "identity"), (gzip.compress(BODY), "gzip")):
        there.answers(packed, ETag='"7"', Last_Modified="Mon, 02 Mar 2026 09:00:00 GMT", Content_Encoding=encoding)
        got = await fetch(ADDRESS, NOTHING, BOUNDS, there.way())
        assert got is not None
        with got.file:
            assert (got.file.read(), got.sha256) == (BODY, hashlib.sha256(BODY).hexdigest())
        assert (got.content_type, got.held.etag) == ("text/csv", '"7"')
    assert (there.looked_up, there.connected) == ([HOST] * 2, [PUBLIC] * 2)
    asked = there.asked[0]
    assert (asked["line"], asked["host"]) == ("GET /waste.csv?year=all HTTP/1.1", HOST)
    assert not {"cookie", "authorization", "if-none-match", "referer"} & set(asked)
    there.answers(status=304)
    assert got is not None
    assert await fetch(ADDRESS, got.held, BOUNDS, there.way()) is None
    assert there.asked[-1]["if-none-match"] == '"7"'
    assert there.asked[-1]["if-modified-since"] == "Mon, 02 Mar 2026 09:00:00 GMT"


async def test_a_name_that_leads_inside_is_never_connected_to(there: Outside) -> None:
    """The first look-up is public, each later one leads to this machine: whoever looked up twice would come here."""
    there.answers(BODY)
    there.numbers = [[PUBLIC], [PRIVATE]]
    got = await fetch(ADDRESS, NOTHING, BOUNDS, there.way())
    assert got is not None
    got.file.close()
    for numbers in ([PRIVATE], [PUBLIC, PRIVATE], ["::1"], ["169.254.169.254"]):
        there.numbers = [numbers]
        with pytest.raises(NotFetched, match="inside a network"):
            await fetch(ADDRESS, NOTHING, BOUNDS, there.way())
    assert there.connected == [PUBLIC]
    with pytest.raises(NotFetched):
        await fetch(f"https://{PRIVATE}/", NOTHING, BOUNDS, there.way())
    assert there.looked_up == [HOST] * 5


async def test_the_way_of_every_day_connects_to_the_number_and_looks_no_name_up_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[str] = []
    connected: list[object] = []

    async def resolve(host: str) -> list[str]:
        looked_up.append(host)
        return [PUBLIC]

    def look_up(host: object, *_: object, **__: object) -> object:
        looked_up.append(str(host))
        raise OSError

    def connect(_: socket.socket, address: object) -> None:
        connected.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(NotFetchedNow):
        await fetch(ADDRESS, NOTHING, BOUNDS, Way(resolve=resolve))
    assert (looked_up, connected) == ([HOST], [(PUBLIC, 443)])


def drip(content: bytes, pause: float) -> Serve:
    async def serve(_: str, __: dict[str, str], writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\n")
        for _time in range(10_000):
            writer.write(content)
            await writer.drain()
            await asyncio.sleep(pause)

    return serve


BOMB = gzip.compress(bytes(3 << 20))
DEEP_BOMB = gzip.compress(bytes(64 << 20))
REFUSED: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "a redirect inside": ({"status": 302, "Location": f"https://{PRIVATE}/"}, NotFetched, "elsewhere"),
    "a redirect anywhere": ({"status": 301, "Location": "https://www.example.org/"}, NotFetched, "elsewhere"),
    "gone": ({"status": 404}, NotFetched, "404"),
    "part of it": ({"status": 206, "body": BODY}, NotFetched, "206"),
    "not changed since never": ({"status": 304}, NotFetched, "304"),
    "busy": ({"status": 503}, NotFetchedNow, "503"),
    "announced too large": ({"Content_Length": "10001"}, Problem, "more than 10000 bytes"),
    "a length beyond reason": ({"Content_Length": "9" * 4000}, NotFetchedNow, "RemoteProtocolError"),
    "packed too tightly": ({"body": BOMB, "Content_Encoding": "gzip"}, Problem, "100 times"),
    "cut off": ({"body": gzip.compress(BODY)[:-9], "Content_Encoding": "gzip"}, Problem, "too early"),
    "not what it says": ({"body": BODY, "Content_Encoding": "gzip"}, Problem, "cannot be unpacked"),
    "packed otherwise": ({"body": zlib.compress(BODY), "Content_Encoding": "deflate"}, Problem, "packs the file"),
    "packed twice": ({"body": BODY, "Content_Encoding": "gzip, gzip"}, Problem, "packs the file"),
}


async def test_whatever_the_address_answers_it_is_refused_within_its_bounds(there: Outside) -> None:
    for name, (answer, kind, words) in REFUSED.items():
        there.answers(**answer)
        with pytest.raises(kind) as refused:
            await fetch(ADDRESS, NOTHING, BOUNDS, there.way())
        assert words in str(refused.value), name
    assert set(there.connected) == {PUBLIC}
    there.answers(DEEP_BOMB, Content_Encoding="gzip")
    with pytest.raises(Problem, match="more than"):
        await fetch(ADDRESS, NOTHING, Bounds(sent=1 << 20, unpacked=4 << 20), there.way())


async def test_a_file_without_end_and_a_slow_one_are_left_off(there: Outside) -> None:
    there.serve = drip(bytes(1000), 0)
    with pytest.raises(Problem, match="more than 10000 bytes"):
        await fetch(ADDRESS, NOTHING, BOUNDS, there.way())
    there.serve = drip(b"1", 0.02)
    with pytest.raises(NotFetchedNow, match="longer than"):
        await fetch(ADDRESS, NOTHING, BOUNDS, there.way(time_limit=0.3))


async def test_a_certificate_of_another_name_is_not_taken(there: Outside) -> None:
    there.answers(BODY)
    for host in ("other.example.org", "xn--exmple-cua.org"):
        with pytest.raises(NotFetchedNow, match="no certificate for its name"):
            await fetch(f"https://{host}/waste.csv", NOTHING, BOUNDS, there.way())
    assert there.asked == []


async def test_where_one_number_cannot_be_connected_to_the_next_is(there: Outside) -> None:
    there.answers(BODY)
    there.numbers = [[PUBLIC_6, PUBLIC]]
    got = await fetch(ADDRESS, NOTHING, BOUNDS, there.way())
    assert got is not None
    got.file.close()
    assert (there.looked_up, there.connected) == ([HOST], [PUBLIC_6, PUBLIC])
