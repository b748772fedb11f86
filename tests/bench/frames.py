"""The least that can be sent: AMQP frames packed by hand into a socket, with publisher confirms. The limit of P4."""

import asyncio
import struct
from collections.abc import Sequence
from typing import Self

from pamqp import commands, frame
from pamqp.base import Frame
from yarl import URL

CONTENT = b"\x00\x3c\x00\x00"  # class 60 (basic), weight 0
PERSISTENT = b"\x10\x00\x02"  # of all properties only delivery_mode, 2
END = b"\xce"
METHOD, ACK = 1, b"\x00\x3c\x00\x50"


class Frames:
    """One connection and channel that publishes to one exchange and key."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, address: str) -> Self:
        """Shake hands and ask for confirms."""
        url = URL(address)
        line = cls(*await asyncio.open_connection(url.host, url.port))
        line._writer.write(b"AMQP\x00\x00\x09\x01")
        await line._hear()
        credentials = f"\x00{url.user}\x00{url.password}"
        line._say(0, commands.Connection.StartOk(client_properties={}, response=credentials))
        await line._hear()
        line._say(0, commands.Connection.TuneOk(channel_max=10, frame_max=131072, heartbeat=0))
        line._say(0, commands.Connection.Open())
        await line._hear()
        for method in (commands.Channel.Open(), commands.Confirm.Select()):
            line._say(1, method)
            await line._hear()
        return line

    async def publish(self, exchange: str, key: str, bodies: Sequence[bytes]) -> None:
        """Publish each as one persistent, mandatory message; return when the broker has confirmed them all."""
        method = frame.marshal(commands.Basic.Publish(exchange=exchange, routing_key=key, mandatory=True), 1)
        confirmed = asyncio.create_task(self._confirmed(len(bodies)))
        for start in range(0, len(bodies), 100):
            self._writer.write(b"".join(_message(method, body) for body in bodies[start : start + 100]))
            await self._writer.drain()
        await confirmed
        self._writer.close()

    async def _confirmed(self, last: int) -> None:
        waiting = set(range(1, last + 1))
        lowest = 1
        while waiting:
            head = await self._reader.readexactly(7)
            kind, _, size = struct.unpack(">BHI", head)
            payload = (await self._reader.readexactly(size + 1))[:-1]
            if kind != METHOD or payload[:4] != ACK:
                raise RuntimeError(f"the broker did not confirm: {payload[:40]!r}")
            tag, is_multiple = struct.unpack(">QB", payload[4:13])
            waiting.difference_update(range(lowest, tag + 1) if is_multiple else (tag,))
            lowest = tag + 1 if is_multiple else lowest

    def _say(self, channel: int, method: Frame) -> None:
        self._writer.write(frame.marshal(method, channel))

    async def _hear(self) -> None:
        head = await self._reader.readexactly(7)
        await self._reader.readexactly(struct.unpack(">BHI", head)[2] + 1)


def _message(method: bytes, body: bytes) -> bytes:
    header = CONTENT + struct.pack(">Q", len(body)) + PERSISTENT
    return b"".join(
        (
            method,
            struct.pack(">BHI", 2, 1, len(header)),
            header,
            END,
            struct.pack(">BHI", 3, 1, len(body)),
            body,
            END,
        )
    )
