"""Keeping answers, tried on an application that counts how often it was asked."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from prometheus_client import CollectorRegistry
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from shared.web import kept as keeping
from shared.web.kept import Keeper, Kept

PAGE = '<title>Here</title><header class="fm-header">Folkmoot</header>'


@dataclass
class Asked:
    """An application under a keeper: what it answers next, how often it was asked, and the hour."""

    kept: Kept = field(default_factory=lambda: Kept("publication", CollectorRegistry()))
    hour: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    times: int = 0
    headers: dict[str, str] = field(default_factory=lambda: {"ETag": 'W/"1"'})
    status: int = 200
    words: str = PAGE
    takes: float = 0

    def now(self) -> datetime:
        return self.hour

    async def moved(self) -> None:
        await asyncio.Event().wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert "if-none-match" not in Request(scope).headers
        self.times += 1
        await asyncio.sleep(self.takes)
        answer: Response = HTMLResponse(f"{self.words}<p>{self.times}</p>", self.status, self.headers)
        await answer(scope, receive, send)

    async def get(self, path: str = "/who", **headers: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=Keeper(self, kept=self.kept, clock=self))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.fixture
def asked() -> Asked:
    one = Asked()
    one.kept.hears = True
    return one


async def test_an_answer_is_made_once_until_something_changes_or_the_day_ends(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SHARE", 1)
    first = [await asked.get() for _ in range(3)]
    assert {(one.text, one.headers["etag"]) for one in first} == {(first[0].text, first[0].headers["etag"])}
    assert asked.times == 1
    assert not first[0].headers["etag"].startswith("W/")

    asked.kept.changes += 1
    assert "<p>2</p>" in (await asked.get()).text
    asked.hour += timedelta(hours=16)
    assert "<p>3</p>" in (await asked.get()).text
    assert "<p>4</p>" in (await asked.get("/who?about=bins")).text


async def test_an_answer_that_changes_all_the_time_is_made_for_a_fifth_of_the_time_at_most(asked: Asked) -> None:
    asked.takes = 0.1
    for _ in range(10):
        asked.kept.changes += 1
        await asked.get()
    assert asked.times < 10


async def test_whoever_holds_the_answer_is_told_so_and_the_application_not_asked(asked: Asked) -> None:
    etag = (await asked.get()).headers["etag"]

    again = await asked.get(if_none_match=f'"other", {etag}')

    assert (again.status_code, again.content, again.headers["etag"], asked.times) == (304, b"", etag, 1)
    assert (await asked.get(if_none_match='"other"')).status_code == 200


@pytest.mark.parametrize("name", ["cookie", "authorization"])
async def test_whoever_says_who_they_are_is_never_answered_from_what_is_kept(asked: Asked, name: str) -> None:
    await asked.get()

    assert "<p>2</p>" in (await asked.get(**{name: "x"})).text
    assert "<p>1</p>" in (await asked.get()).text


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, {"ETag": "x"}),
        (200, {}),
        (200, {"ETag": "x", "Set-Cookie": "a=b"}),
        (200, {"ETag": "x", "Cache-Control": "private"}),
    ],
)
async def test_nothing_else_is_kept(asked: Asked, status: int, headers: dict[str, str]) -> None:
    asked.status, asked.headers = status, headers
    assert [(await asked.get()).status_code for _ in range(2)] == [status, status]
    assert asked.times == 2


async def test_what_is_too_large_is_sent_whole_and_not_kept(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LARGEST", 10)
    assert "<p>1</p>" in (await asked.get()).text
    assert "<p>2</p>" in (await asked.get()).text


async def test_what_was_not_asked_for_longest_makes_room(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "ROOM", 2 * len(PAGE) + 30)
    for path in ("/a", "/b", "/a", "/c", "/a", "/b"):
        await asked.get(path)
    assert asked.times == 4


async def test_many_who_ask_at_once_wait_for_one_making(asked: Asked) -> None:
    keeper = Keeper(asked, kept=asked.kept, clock=asked)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=keeper), base_url="http://x") as client:
        told = await asyncio.gather(*(client.get("/who") for _ in range(20)))
    assert ({one.text for one in told}, asked.times) == ({told[0].text}, 1)


async def test_nothing_kept_is_sent_as_fresh_while_nobody_hears_of_changes(asked: Asked) -> None:
    await asked.get()
    asked.kept.hears = False
    assert "<p>2</p>" in (await asked.get()).text


async def test_what_cannot_be_made_is_sent_as_it_stood_and_says_so(asked: Asked) -> None:
    first = await asked.get()
    asked.kept.hears, asked.status = False, 503
    asked.hour += timedelta(days=1)

    away = await asked.get()

    assert away.status_code == 200
    assert "kept copy</strong>, as it stood at <time" in away.text
    assert "9:00am on 2 March 2026" in away.text
    assert away.text.replace(away.text[away.text.index("<aside") : away.text.index("</aside>") + 9], "") == first.text
    assert "etag" not in away.headers
    assert (await asked.get("/never-asked-for")).status_code == 503
