"""A way to the database that reads the register once and remembers it until it is told to forget.

Half of what a decision reads is the register of its area, which changes seldom; a walk of many thousand steps asks for
it as often. Everything else is asked of the database every time.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import event

from shared.database import Areas, Database, Session, for_service
from shared.settings import Settings

REGISTER = frozenset({"area", "override", "closure", "election", "partner", "committee", "seat", "lead"})
FIGURES = frozenset({"measure", "judgement"})  # for whoever writes none meanwhile


class Memory:
    """What was read of the register, by statement and values."""

    def __init__(self, tables: frozenset[str] = REGISTER | FIGURES) -> None:
        """`tables` are those that are remembered."""
        self._tables = tables
        self._known: dict[tuple[object, ...], Any] = {}
        self._seen: dict[str, bool] = {}

    def forget(self) -> None:
        """The register has changed, or may have."""
        self._known.clear()

    def connection(self) -> type[asyncpg.Connection]:
        """A kind of connection that remembers here."""
        known, is_remembered = self._known, self._is_remembered

        class Remembering(asyncpg.Connection):
            __slots__ = ()

            async def fetch(self, query: str, *values: Any, **options: Any) -> Any:
                return await _remembered("fetch", query, values, super().fetch(query, *values, **options))

            async def fetchrow(self, query: str, *values: Any, **options: Any) -> Any:
                return await _remembered("fetchrow", query, values, super().fetchrow(query, *values, **options))

        async def _remembered(how: str, query: str, values: tuple[Any, ...], asked: Any) -> Any:
            if not is_remembered(query):
                return await asked
            key = (how, query, *(tuple(v) if isinstance(v, list) else v for v in values))
            if key in known:
                asked.close()
            else:
                known[key] = await asked
            return known[key]

        return Remembering

    def _is_remembered(self, query: str) -> bool:
        if query not in self._seen:
            tables = set(re.findall(r"(?:from|join|update|into) (\w+)", query))
            self._seen[query] = query.lstrip().startswith("select") and bool(tables) and tables <= self._tables
        return self._seen[query]


class Joined(Database):
    """A way in whose units of work are parts of one transaction, so that many decisions share a commit.

    For decisions that write nothing when they are refused: nothing is undone for them.
    """

    def __init__(self, session: Session) -> None:
        """`session` is that transaction, of every area."""
        self._session = session
        self.kept = self

    @asynccontextmanager
    async def unit_of_work(
        self,
        areas: Areas,  # noqa: ARG002 all are parts of one
        *,
        is_planned_once: bool = False,  # noqa: ARG002 as above
    ) -> AsyncIterator[Session]:
        """The one transaction, which goes on."""
        yield self._session


def database(settings: Settings, service: str, memory: Memory, *, pool_size: int) -> Database:
    """The service's way in, with that memory."""
    found = for_service(settings, service, pool_size=pool_size)

    @event.listens_for(found.engine.sync_engine, "do_connect")
    def remember(_: object, __: object, ___: object, parameters: dict[str, Any]) -> None:
        parameters["connection_class"] = memory.connection()

    return found
