"""Fresh databases for chapters outside a test run, each a copy of one that the migrations built."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from migrations import migrate
from shared.settings import PLACEHOLDER
from tests.databases import Databases, at, execute_on, prepare

TEMPLATE = "folkmoot_soak"


class Ground:
    """A server's databases, one chapter after the other."""

    def __init__(self, administrator: str) -> None:
        """`administrator` is the server's address."""
        self._administrator = administrator
        self._databases = Databases(administrator, TEMPLATE)

    async def prepare(self) -> None:
        """Build what every chapter's database is a copy of."""
        await execute_on(self._administrator, f"create database {TEMPLATE}")
        await migrate(at(self._administrator, TEMPLATE), PLACEHOLDER)
        await prepare(at(self._administrator, TEMPLATE))

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The administrator's address of a database that is empty."""
        address = await self._databases.take()
        try:
            yield address
        finally:
            await self._databases.give_back(address, await asyncpg.connect(address))

    async def leave(self) -> None:
        """Drop what is left."""
        await self._databases.end()
