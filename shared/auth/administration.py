"""What an administrator does by their own session: the keys of their areas, and who did and read what there.

The database looks at the session itself: a service cannot make a key without one of an administrator.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from shared.auth.keys import MAX_LIVE_KEYS, Key, TooManyKeys, hash_of_key
from shared.auth.sessions import hash_token
from shared.database import EVERY_AREA, Database
from shared.problems import NotYours

MOST = 10_000


class KeyMade(Exception):
    """The same form was sent before: its key was shown then, and is not kept."""


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody did or read: when, in which service, who, what, where, and for what purpose or why not."""

    at: datetime
    service: str
    who: str
    action: str
    route: str
    reason: str
    times: int


async def keys_in(database: Database, token: str, areas: Iterable[str]) -> list[Key]:
    """The keys that hold roles in these areas and in no other, those in use first. None for whoever is no
    administrator of all of them.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select * from identity.keys_in(:token, :areas)"),
            {"token": hash_token(token), "areas": sorted(areas)},
        )
        return [
            Key(**{**row, "areas": frozenset(row["areas"]), "roles": frozenset(row["roles"])})
            for row in rows.mappings()
        ]


async def issue_key(database: Database, token: str, *, id: str, body: str, name: str, area: str, is_trial: bool) -> str:
    """A new key by which a system of a body acts as a partner in the area; seen this once only.

    Raises NotYours for whoever is no administrator there, TooManyKeys with two live ones of that name, KeyMade where
    one of this id was made before.
    """
    key = f"fm_{id}_{secrets.token_urlsafe(32)}"
    values = {"token": hash_token(token), "id": id, "hash": hash_of_key(key), "body": body, "name": name, "area": area}
    async with database.unit_of_work(EVERY_AREA) as session:
        refused = await session.scalar(
            text("select identity.issue_key(:token, :id, :hash, :body, :name, :area, :is_trial, :most)"),
            {**values, "is_trial": is_trial, "most": MAX_LIVE_KEYS},
        )
    match refused:
        case "not-yours":
            raise NotYours("You administer no area of this code.")
        case "too-many":
            raise TooManyKeys(f"{body} has {MAX_LIVE_KEYS} live keys of this name")
        case "made":
            raise KeyMade
    return key


async def end_key(database: Database, token: str, id: str) -> bool:
    """End a key at once. False when none of this id is in use, or it holds a role in an area that is not theirs."""
    async with database.unit_of_work(EVERY_AREA) as session:
        ended = await session.scalar(
            text("select identity.end_key(:token, :id)"), {"token": hash_token(token), "id": id}
        )
    return bool(ended)


async def accesses(
    database: Database, token: str, areas: Iterable[str], *, named: str, since: datetime, until: datetime
) -> list[Access]:
    """What those did and read who hold a role in one of these areas, the latest first, at most `MOST`: of whoever's
    name has these words in it. Nothing for whoever is no administrator of all of the areas.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select * from identity.accesses(:token, :areas, :named, :since, :until, :most)"),
            {
                "token": hash_token(token),
                "areas": sorted(areas),
                "named": named,
                "since": since,
                "until": until,
                "most": MOST,
            },
        )
        return [Access(**row) for row in rows.mappings()]
