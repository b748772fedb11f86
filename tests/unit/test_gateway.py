"""The gateway between processes: what one visitor was given never reaches another."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from services.local.gateway import Forwarded

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
