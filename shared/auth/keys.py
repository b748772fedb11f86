"""API keys of partners' machines: made once, shown once, stored as a hash, looked up on every request.

A key reads `fm_<id>_<secret>`. Making and revoking take the administrator's connection; services can only check.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Row, text

from shared.auth.caller import Caller, CallerKind, Grant, check_roles, known
from shared.database import EVERY_AREA, Database

_KEY = re.compile(r"fm_([a-z0-9]{12})_([A-Za-z0-9_-]{43})", re.ASCII)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
MAX_LIVE_KEYS = 2


class NoSuchHolder(Exception):
    """Nobody of the key's body signs in by the name of who is to hold it."""


class TooManyKeys(Exception):
    """A body's system may hold two live keys while it changes from one to the other, and no third."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key after it was shown: never the key."""

    id: str
    body: str
    name: str
    areas: frozenset[str]
    roles: frozenset[str]
    is_trial: bool
    created_at: datetime
    revoked_at: datetime | None
    held_by: str | None


async def create_key(
    admin: asyncpg.Connection,
    body: str,
    areas: Iterable[str],
    roles: Iterable[str] = ("partner",),
    *,
    name: str = "main",
    is_trial: bool = False,
    held_by: str | None = None,
) -> str:
    """A new key for the system `name` of a body, holding every one of `roles` in every one of `areas`.

    Of what is done with a key on trial nothing is kept. The answer is the only time the key is seen. Raises TooManyKeys
    when two keys of that name are live, UnknownRole, and NoSuchHolder.

    `held_by` is the name by which that person of the body signs in who has the key in hand: what it sends, somebody
    else clears.
    """
    roles = tuple(roles)
    check_roles(roles)
    grants = [(area, role) for area in areas for role in roles]
    id_, secret = new_key_id(), secrets.token_urlsafe(32)
    key = f"fm_{id_}_{secret}"
    async with admin.transaction():
        await admin.execute("select pg_advisory_xact_lock(hashtext('identity.api_key'))")
        live = await admin.fetchval(
            "select count(*) from identity.api_key "
            "where body = $1 and name = $2 and is_trial = $3 and revoked_at is null",
            *(body, name, is_trial),
        )
        if live >= MAX_LIVE_KEYS:
            raise TooManyKeys(f"{body} has {live} live keys named {name}; revoke one first")
        holder = None if held_by is None else await _holder_of(admin, body, held_by)
        await admin.execute(
            "insert into identity.api_key (id, key_hash, body, name, is_trial, held_by) "
            "values ($1, $2, $3, $4, $5, $6)",
            *(id_, hash_of_key(key), body, name, is_trial, holder),
        )
        await admin.executemany(
            "insert into identity.role_grant (api_key, area, role) values ($1, $2, $3)", [(id_, *g) for g in grants]
        )
    return key


async def _holder_of(admin: asyncpg.Connection, body: str, name: str) -> UUID:
    query = "select id from identity.account where lower(name) = lower($1) and body = $2"
    found: UUID | None = await admin.fetchval(query, name, body)
    if found is None:
        raise NoSuchHolder(f"nobody of {body} signs in as {name}")
    return found


async def revoke_key(admin: asyncpg.Connection, id: str) -> bool:
    """End a key at once, on every replica. False when there is no such live key."""
    ended = await admin.fetchval(
        "update identity.api_key set revoked_at = clock_timestamp() where id = $1 and revoked_at is null returning id",
        id,
    )
    return ended is not None


async def list_keys(admin: asyncpg.Connection) -> list[Key]:
    """Every key there ever was, newest last."""
    rows = await admin.fetch(
        "select k.id, k.body, k.name, k.is_trial, k.created_at, k.revoked_at, array_agg(distinct g.area) as areas, "
        "array_agg(distinct g.role) as roles, a.name as held_by "
        "from identity.api_key k left join identity.role_grant g on g.api_key = k.id "
        "left join identity.account a on a.id = k.held_by "
        "group by k.id, a.name order by k.created_at, k.id"
    )
    return [
        Key(
            id=row["id"],
            body=row["body"],
            name=row["name"],
            areas=frozenset(row["areas"]) - {None},
            roles=frozenset(row["roles"]) - {None},
            is_trial=row["is_trial"],
            created_at=row["created_at"],
            revoked_at=row["revoked_at"],
            held_by=row["held_by"],
        )
        for row in rows
    ]


def new_key_id() -> str:
    """A fresh public part."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def key_id(key: str) -> str | None:
    """The public part of something that reads like a key: what a log may name."""
    match = _KEY.fullmatch(key)
    return match[1] if match else None


async def check_key(database: Database, key: str) -> Caller | None:
    """Who holds this key; None when it is not one of ours or was revoked."""
    id_ = key_id(key)
    if id_ is None:
        return None
    async with database.lone_statement() as session:
        rows = await session.execute(
            text("select * from identity.caller_of_key(:id, :hash)"), {"id": id_, "hash": hash_of_key(key)}
        )
        return holder(id_, rows.all())


def holder(id: str, rows: Sequence[Row[Any]]) -> Caller | None:
    """Who holds this live key, by the key's rows: one for each grant. None where there is no row."""
    if not rows:
        return None
    key = rows[0]
    grants = [Grant(row.area, row.role) for row in rows if row.area is not None]
    name = f"{key.body} {key.name}"
    return known(f"key/{id}", CallerKind.PARTNER, key.body, name, grants, is_trial=key.is_trial)


async def areas_with_keys(database: Database) -> frozenset[str]:
    """The areas that some live key may act in."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(text("select identity.areas_with_keys()"))
        return frozenset(rows.scalars())


def hash_of_key(key: str) -> bytes:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).digest()
