"""The gateway: it says how every service stands, and what one visitor was given never reaches another."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.local.gateway import Forwarded, Gateway

ANSWER = b"HTTP/1.1 200 OK\r\nset-cookie: folkmoot=secret; Path=/; HttpOnly\r\ncontent-length: %d\r\n\r\n%s"


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Gives every visitor a cookie, and says which one they came with."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if line.lower().startswith(b"cookie:")]
    came_with = b"; ".join(lines) or b"none"
    writer.write(ANSWER % (len(came_with), came_with))
    await writer.drain()
    writer.close()
    await writer.wait_closed()


@pytest.fixture
async def gateway() -> AsyncIterator[Forwarded]:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    forwarded = Forwarded(f"http://127.0.0.1:{port}")
    yield forwarded
    await forwarded.close()
    server.close()
    await server.wait_closed()


async def visit(gateway: Forwarded, cookie: str | None = None) -> httpx.Response:
    headers = {"Cookie": cookie} if cookie else {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://127.0.0.1") as visitor:
        return await visitor.get("/account", headers=headers)


async def test_a_cookie_that_one_visitor_was_given_is_not_sent_for_the_next(gateway: Forwarded) -> None:
    assert (await visit(gateway)).cookies["folkmoot"] == "secret"
    assert (await visit(gateway)).text == "none"


async def test_a_visitors_own_cookie_is_passed_on(gateway: Forwarded) -> None:
    await visit(gateway)
    assert (await visit(gateway, "folkmoot=mine")).text.lower() == "cookie: folkmoot=mine"


@dataclass(frozen=True)
class Standing:
    """What a service answers when it is asked whether it can serve."""

    status: int
    body: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_asked = Request(scope).url.path == "/readyz"
        answer = Response(self.body, self.status) if is_asked else PlainTextResponse("a page")
        await answer(scope, receive, send)


def said(status: str, *reasons: str) -> dict[str, object]:
    return {"status": status, "reasons": list(reasons)}


SOUND = said("ready")
LETTERS = said("degraded", "indicators.target has 1 dead letters")
AWAY = said("not ready", "the database is out of reach")
SILENT = said("not ready", "it gave no answer")
NAMES = ("escalation", "indicators", "publication")

# What each service answers (a status, a body) -> the gateway's status and what it says of each.
READINESS: dict[str, tuple[tuple[tuple[int, str], ...], int, str, tuple[dict[str, object], ...]]] = {
    "all are ready": (((200, json.dumps(SOUND)),) * 3, 200, "ready", (SOUND,) * 3),
    "one needs a person": (
        ((200, json.dumps(SOUND)), (200, json.dumps(LETTERS)), (200, json.dumps(SOUND))),
        200,
        "degraded",
        (SOUND, LETTERS, SOUND),
    ),
    "one cannot serve": (
        ((503, json.dumps(AWAY)), (200, json.dumps(LETTERS)), (200, json.dumps(SOUND))),
        503,
        "not ready",
        (AWAY, LETTERS, SOUND),
    ),
    "one answers with a page": (
        ((200, json.dumps(SOUND)), (200, json.dumps(SOUND)), (502, "<h1>Bad Gateway</h1>")),
        503,
        "not ready",
        (SOUND, SOUND, SILENT),
    ),
    "one answers nonsense": (
        ((200, "nonsense"), (200, "[]"), (200, '{"status": "splendid"}')),
        503,
        "not ready",
        (SILENT,) * 3,
    ),
}


async def ask(services: Mapping[str, ASGIApp], path: str = "/readyz", method: str = "GET") -> httpx.Response:
    transport = httpx.ASGITransport(Gateway(services, ready_within=0.5))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as visitor:
        return await visitor.request(method, path)


@pytest.mark.parametrize("case", READINESS)
async def test_the_gateway_says_how_each_service_stands(case: str) -> None:
    answers, status, worst, told = READINESS[case]
    answer = await ask({name: Standing(*each) for name, each in zip(NAMES, answers, strict=True)})
    assert answer.status_code == status
    assert answer.json() == {"status": worst, "services": dict(zip(NAMES, told, strict=True))}


async def hang(*_: Any) -> None:
    await asyncio.Event().wait()


async def fail(*_: Any) -> None:
    raise RuntimeError


@pytest.mark.parametrize("broken", [hang, fail, Forwarded("http://127.0.0.1:1")], ids=["hangs", "fails", "is away"])
async def test_a_service_that_says_nothing_in_time_is_not_ready(broken: ASGIApp) -> None:
    sound = Standing(200, json.dumps(SOUND))
    answer = await ask({"publication": sound, "indicators": broken, "escalation": sound})
    assert (answer.status_code, answer.json()["services"]["indicators"]) == (503, SILENT)


async def test_every_other_path_goes_to_its_one_service() -> None:
    away = Standing(503, json.dumps(AWAY))
    services = dict.fromkeys(NAMES, away)
    assert (await ask(services, "/petitions")).text == "a page"
    assert (await ask(services, "/readyz/more")).text == "a page"
    assert (await ask(services, method="POST")).json() == AWAY
