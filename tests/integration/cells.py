"""The cells of the matrix: each door of the printed table, each role that can be held, and how it is held.

What a cell should answer is read from docs/permissions.md, which people read too, and not from the application: a door
that opens wider than its line is found out.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from sqlalchemy import Row

from shared import auth
from shared.auth.caller import ROLES
from shared.database import Areas, Database, Session
from shared.web.callers import CallerRule
from tests.integration.authorisation import Doors, Place, Told

PAGE = Path(__file__).parents[2] / "docs/permissions.md"
LINE = re.compile(r"\| `(\w+ \S+)` \| ([^,|]+)(?:, [^|]+)? \|")
OPEN = ("anybody", "whoever brings the proof that it asks for")
KNOWN = "anybody who is known here"  # as far as each thing allows


@cache
def printed(service: str) -> Mapping[str, frozenset[str]]:
    """The roles that may call each door of a service, by the page; every role where it asks only who it is."""
    told = PAGE.read_text().partition(f"### {service}\n")[2].partition("\n### ")[0]
    lines = {door: who for door, who in LINE.findall(told) if who not in OPEN}
    return {
        door: frozenset(ROLES) if who == KNOWN else frozenset(who.replace(" or ", "|").replace(" ", "_").split("|"))
        for door, who in lines.items()
    }


class Recalled(Database):
    """A way to who is known that asks for each key once and keeps no log of refusals: few keys knock, and often."""

    _seen: dict[str, "_Rows"]

    @asynccontextmanager
    async def unit_of_work(self, areas: Areas, *, is_planned_once: bool = False) -> AsyncIterator[Session]:
        """As ever, but that nothing is opened for what is only noted."""
        yield cast(
            Session, _Statements(lambda: super(Recalled, self).unit_of_work(areas, is_planned_once=is_planned_once))
        )

    @asynccontextmanager
    async def lone_statement(self) -> AsyncIterator[Session]:
        """What was asked before is answered as before."""
        yield cast(Session, self)

    async def execute(self, statement: Any, values: Mapping[str, object]) -> "_Rows":
        """The rows of a lone statement with these values."""
        self._seen = getattr(self, "_seen", {})
        asked = f"{statement} {sorted(values.items())}"
        if asked not in self._seen:
            async with super().lone_statement() as session:
                self._seen[asked] = _Rows(list((await session.execute(statement, values)).all()))
        return self._seen[asked]


@dataclass(frozen=True, slots=True)
class _Statements:
    """Statements that are asked one by one, each in a unit of work of its own; to note something is none."""

    unit: Callable[[], AbstractAsyncContextManager[Session]]

    async def execute(self, statement: Any, *values: Any) -> Any:
        if "identity.log_access" in str(statement):
            return None
        async with self.unit() as session:
            return await session.execute(statement, *values)

    async def scalar(self, statement: Any, *values: Any) -> Any:
        async with self.unit() as session:
            return await session.scalar(statement, *values)


@dataclass(frozen=True, slots=True)
class _Rows:
    rows: list[Row[Any]]

    def all(self) -> list[Row[Any]]:
        """Every row."""
        return self.rows


@dataclass(frozen=True, slots=True)
class Keys:
    """What each role knocks with, alone, and a key that held all of them until it was revoked."""

    own: Mapping[str, str]
    revoked: str

    @classmethod
    async def of(cls, doors: Doors, place: Place) -> "Keys":
        """Keys of the place's body."""
        own, revoked = {role: await doors.key(place, role) for role in ROLES}, await doors.key(place)
        assert await auth.revoke_key(doors.admin, auth.key_id(revoked) or "")
        return cls(own, revoked)


async def differences(doors: Doors, place: Place, keys: Keys, *chosen: str) -> dict[str, str]:
    """The cells that answer otherwise than the page says, by door, role and how it is held; with what they answered.

    Of every door, or of those that are chosen.
    """
    table, found = printed(doors.app.state.service), {}
    for door in doors:
        if chosen and str(door) not in chosen:
            continue
        for held, key in (("by nobody", ""), ("by whoever held any role", keys.revoked)):
            told = await doors.knock(door, place, key)
            found[f"{door} {held}"] = "" if told.status in (401, 303) else str(told)
        for role, key in keys.own.items():
            told = await doors.knock(door, place, key)
            is_wrong = _is_kept_out(told) if role in table[str(door)] else not told.is_without_role
            found[f"{door} by {role}"] = str(told) if is_wrong else ""
    assert len(found) == (len(chosen) or len(table)) * (2 + len(ROLES))
    return {cell: wrong for cell, wrong in found.items() if wrong}


def _is_kept_out(told: Told) -> bool:
    return told.is_without_role or told.status in (401, 500)


@contextmanager
def widened(app: FastAPI, door: str, role: str) -> Iterator[None]:
    """A door that opens to one role more than its line says, as a slip of the pen would have it."""
    (route,) = [
        one for one in iter_route_contexts(app.router.routes) if f"{min(one.methods or {''})} {one.path}" == door
    ]
    (asks,) = [one for one in _all(route.dependant) if isinstance(one.call, CallerRule)]
    meant = cast(CallerRule, asks.call)
    asks.call = replace(meant, roles=meant.roles | {role})
    try:
        yield
    finally:
        asks.call = meant


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all(inner)
