"""How those are called who did something for a body, when the body itself looks: records keep ids and no names."""

from collections.abc import Iterable

from sqlalchemy import text

from shared.auth.caller import Caller
from shared.database import EVERY_AREA, Database
from shared.problems import NotNow

_COLLEAGUES = text("select id, name from identity.colleagues_of(:body, :areas, :roles)")
_SAME = text("select identity.ids_of_person(:id)")
_NAMES = text("select id, name from identity.names_of(:ids, :body)")


async def ids_of_person(database: Database, caller: Caller) -> frozenset[str]:
    """Everything by which this person comes in: their account, and the keys, also ended ones, that they have in hand.

    Empty for a key of which nobody said who has it in hand.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        return frozenset((await session.execute(_SAME, {"id": caller.id})).scalars())


class KeyWithoutHolder(NotNow):
    """A key that nobody is named to have in hand cannot be the second person, nor state what others rest on."""

    slug, title = "key-without-holder", "Nobody is named who has this key in hand"


async def hands_of_second(database: Database, caller: Caller) -> frozenset[str]:
    """Everything by which somebody comes in who is to agree as the second person to what another asked.

    Raises KeyWithoutHolder for a key of which nobody said who has it in hand: it may be in the hand of who asked.
    """
    same = await ids_of_person(database, caller)
    if not same:
        raise KeyWithoutHolder(
            "Nobody is named who has this key in hand, so it is no second person. Agree with an account, or with a key "
            "whose holder was named when it was made."
        )
    return same


async def require_holder(database: Database, caller: Caller) -> None:
    """Raise KeyWithoutHolder for a key of which nobody said who has it in hand: nobody could be asked about what it
    states.
    """
    if not await ids_of_person(database, caller):
        raise KeyWithoutHolder(
            "Nobody is named who has this key in hand, and what it states others rest on. State it with an account, or "
            "with a key whose holder was named when it was made."
        )


async def names_of(database: Database, ids: Iterable[str], body: str) -> dict[str, str]:
    """The names of these keys (`key/<id>`) and people (`account/<id>`), as far as they are the body's own."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(_NAMES, {"ids": wanted, "body": body})
        return {row.id: row.name for row in rows}


async def colleagues_of(database: Database, caller: Caller, roles: Iterable[str]) -> dict[str, str]:
    """The people (`account/<id>`) with an account of the caller's body and one of these roles in its areas, by name."""
    if caller.body is None:
        return {}
    wanted = {"body": caller.body, "areas": sorted(caller.areas), "roles": sorted(roles)}
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(_COLLEAGUES, wanted)
        return {row.id: row.name for row in rows}


async def is_colleague(database: Database, account: str, *, body: str, area: str, roles: Iterable[str]) -> bool:
    """Whether this person (`account/<id>`) may still come in for the body, with one of these roles in the area."""
    wanted = {"body": body, "areas": [area], "roles": sorted(roles)}
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(_COLLEAGUES, wanted)
        return account in {row.id for row in rows}
