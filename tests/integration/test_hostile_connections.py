"""What only a real connection can do to us: bodies without end, in chunks, or of another length than announced."""

import asyncio
import resource
from collections.abc import AsyncIterator

import pytest
import uvicorn

from tests import small_app

LIMIT = 1 << 20
HEAD = "POST /indicators/v1/things HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{more}\r\n\r\n"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = small_app.build(small_app.nowhere())
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, ws="none", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 uvicorn tells it by this flag alone
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def say(port: int, more: str, *pieces: bytes) -> bytes:
    """Send a head and pieces of a body until the other side answers or hangs up; what it answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD.format(host=f"127.0.0.1:{port}", more=more).encode())
    answer = asyncio.create_task(reader.read(20_000))
    for piece in pieces:
        if answer.done():
            break
        writer.write(piece)
        await asyncio.wait({answer, asyncio.create_task(writer.drain())}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0)
    said = await asyncio.wait_for(answer, 10)
    writer.close()
    return said


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


async def test_a_body_announced_as_too_large_is_refused_before_it_is_read(port: int) -> None:
    answer = await say(port, f"Content-Length: {LIMIT + 1}", b"{")
    assert status(answer) == 413
    assert b"/problems/too-large" in answer


async def test_a_body_in_chunks_is_refused_as_soon_as_it_is_too_large(port: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = await say(port, "Transfer-Encoding: chunked", *[chunk(b" " * 65_536)] * 4_000)
    assert status(answer) == 413
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # KiB of 250 MiB


async def test_a_body_in_chunks_of_a_right_size_is_taken(port: int) -> None:
    answer = await say(port, "Transfer-Encoding: chunked", chunk(b'{"name":'), chunk(b'"x"}'), b"0\r\n\r\n")
    assert status(answer) == 200


async def test_a_body_longer_than_announced_is_cut_and_found_malformed(port: int) -> None:
    answer = await say(port, "Content-Length: 5", b'{"name": "x"}')
    assert status(answer) == 400


async def test_a_sender_that_leaves_early_harms_nobody(port: int) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD.format(host=f"127.0.0.1:{port}", more="Content-Length: 500").encode() + b"{")
    await writer.drain()
    writer.close()
    answer = await say(port, "Content-Length: 12", b'{"name":"x"}')
    assert status(answer) == 200


@pytest.mark.parametrize(
    "more",
    [
        "Content-Length: 12\r\nTransfer-Encoding: chunked",
        "Content-Length: 12\r\nContent-Length: 13",
        "Content-Length: -1",
        "Content-Length: 1e3",
        "Transfer-Encoding: chunked, identity",
    ],
)
async def test_two_minds_about_the_length_are_refused(port: int, more: str) -> None:
    answer = await say(port, more, b'{"name":"x"}\r\n\r\n')
    assert answer == b"" or 400 <= status(answer) < 500
