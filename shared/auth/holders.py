"""How those are called who did something for a body, when the body itself looks: records keep ids and no names."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text

from shared.auth.caller import Caller
from shared.database import EVERY_AREA, Database

_KEYS = text("select identity.keys_held_by(:account)")
_NAMES = text("select id, name from identity.names_of(:ids, :body)")


async def keys_held_by(database: Database, caller: Caller) -> frozenset[str]:
    """The keys (`key/<id>`), also ended ones, that the administrator said this person holds; none for a key itself."""
    kind, _, account = caller.id.partition("/")
    if kind != "account":
        return frozenset()
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(_KEYS, {"account": UUID(account)})
        return frozenset(rows.scalars())


async def names_of(database: Database, ids: Iterable[str], body: str) -> dict[str, str]:
    """The names of these keys (`key/<id>`) and people (`account/<id>`), as far as they are the body's own."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(_NAMES, {"ids": wanted, "body": body})
        return {row.id: row.name for row in rows}
