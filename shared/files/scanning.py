"""Asking a virus scanner (ClamAV's daemon) about a file, where the settings name one. It keeps nothing and decides
nothing but this: a file that was not answered for is not taken.
"""

import asyncio
from urllib.parse import urlsplit

from shared.problems import Fault, Malformed, Unavailable

PORT = 3310
CHUNK = 1 << 16
WITHIN = 60.0


class WrongScanner(ValueError):
    """The setting names no scanner: tcp://host:port or unix:///path is meant."""


class Scanner:
    """The scanner at an address, `tcp://host:3310` or `unix:///run/clamd.sock`; without one nothing is scanned."""

    def __init__(self, address: str | None, *, within: float = WITHIN) -> None:
        self._within = within
        self._address = urlsplit(address) if address else None
        if self._address is not None and not self._is_sound():
            raise WrongScanner("FOLKMOOT_SCANNER is tcp://host:port or unix:///path")

    @property
    def is_set(self) -> bool:
        """Whether there is one."""
        return self._address is not None

    async def check(self, content: bytes) -> None:
        """Return when the scanner finds nothing, or none is set.

        Raises Malformed naming `/file` when it finds something, Unavailable when it does not answer.
        """
        if self._address is None:
            return
        try:
            answer = await asyncio.wait_for(self._ask(content), self._within)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise Unavailable("The virus scanner does not answer. Nothing was taken; send the file again.") from None
        if answer.endswith(b"FOUND"):
            words = "The virus scanner found something in this file."
            raise Malformed("This file cannot be taken.", errors=[Fault("virus-found", words, "/file")])
        if not answer.endswith(b"OK"):
            raise Unavailable("The virus scanner could not look at the file. Nothing was taken.")

    def _is_sound(self) -> bool:
        if self._address is None:
            return False
        is_tcp = self._address.scheme == "tcp" and bool(self._address.hostname)
        return is_tcp or (self._address.scheme == "unix" and bool(self._address.path))

    async def _ask(self, content: bytes) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                writer.write(len(chunk).to_bytes(4, "big") + chunk)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await reader.readuntil(b"\0")).rstrip(b"\0").strip()
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address is None:
            raise OSError("no scanner is set")
        if self._address.scheme == "unix":
            return await asyncio.open_unix_connection(self._address.path)
        return await asyncio.open_connection(self._address.hostname, self._address.port or PORT)
