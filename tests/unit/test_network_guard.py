import asyncio
import socket

import pytest

from tests.network import BeyondLoopback

ELSEWHERE = "192.0.2.1"  # an address kept for documentation: nobody lives there


def test_a_connection_beyond_this_machine_is_refused_by_name() -> None:
    with socket.socket() as line, pytest.raises(BeyondLoopback, match=r"192\.0\.2\.1"):
        line.connect((ELSEWHERE, 80))


def test_a_datagram_beyond_this_machine_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as line, pytest.raises(BeyondLoopback):
        line.sendto(b"anyone there?", (ELSEWHERE, 53))


def test_a_name_is_not_looked_up_elsewhere() -> None:
    with pytest.raises(BeyondLoopback, match=r"council\.example"):
        socket.getaddrinfo("council.example", 443)


async def test_an_event_loop_cannot_get_round_the_guard() -> None:
    with pytest.raises(BeyondLoopback):
        await asyncio.open_connection(ELSEWHERE, 80)


async def test_loopback_stays_open() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("localhost", port)
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
