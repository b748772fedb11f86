"""Local accounts of people who work here and sign in with a name and a password.

The password's hash never leaves the database: it is computed from the account's salt and compared there. Making
accounts takes the administrator's connection; services can only sign in.
"""

import asyncio
import hashlib
import secrets
import unicodedata
import uuid
from collections.abc import Iterable

import asyncpg
from sqlalchemy import text

from shared.auth.caller import Grant, check_roles
from shared.auth.sessions import hash_token
from shared.database import EVERY_AREA, Database
from shared.events.base import new_id

MIN_PASSWORD, MAX_PASSWORD = 12, 200
# scrypt's cost: 16 MiB, five times over, about a fifth of a second.
_COST, _BLOCK, _LANES, _MEMORY = 2**14, 8, 5, 64 * 2**20


class WeakPassword(ValueError):
    """A password has too few or too many characters."""


class NameTaken(ValueError):
    """Another account signs in with this name."""


async def create_account(
    admin: asyncpg.Connection, name: str, password: str, *, body: str, grants: Iterable[Grant], full_name: str = ""
) -> str:
    """A new account that signs in as `name` and acts for `body`; answers its id.

    Raises WeakPassword, NameTaken (capital letters make no other name) and UnknownRole; then nothing was stored.
    """
    grants = list(grants)
    check_roles(grant.role for grant in grants)
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise WeakPassword(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    account_id, salt = new_id(), secrets.token_bytes(16)
    hashed = await asyncio.to_thread(_hash_password, password, salt)
    async with admin.transaction():
        made = await admin.fetchval(
            "insert into identity.account (id, name, full_name, body, password_salt, password_hash) "
            "values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id",
            account_id, name, full_name or name, body, salt, hashed,
        )  # fmt: skip  # one line of values under one line of columns
        if made is None:
            raise NameTaken(f"there is an account {name} already")
        await _grant(admin, account_id, grants)
    return str(account_id)


async def set_grants(admin: asyncpg.Connection, name: str, grants: Iterable[Grant]) -> None:
    """Replace what an account may do; holds from its next request, also inside a running session."""
    grants = list(grants)
    check_roles(grant.role for grant in grants)
    async with admin.transaction():
        account_id = await admin.fetchval(
            "select id from identity.account where lower(name) = lower($1) for update", name
        )
        await admin.execute("delete from identity.role_grant where account = $1", account_id)
        await _grant(admin, account_id, grants)


async def disable_account(admin: asyncpg.Connection, name: str) -> bool:
    """Lock an account out at once, its running sessions too. False when there is none of that name."""
    found = await admin.fetchval(
        "update identity.account set disabled_at = clock_timestamp() "
        "where lower(name) = lower($1) and disabled_at is null returning id",
        name,
    )
    return found is not None


async def _grant(admin: asyncpg.Connection, id: uuid.UUID, grants: Iterable[Grant]) -> None:
    rows = [(id, grant.area, grant.role) for grant in grants]
    await admin.executemany("insert into identity.role_grant (account, area, role) values ($1, $2, $3)", rows)


async def sign_in(database: Database, name: str, password: str) -> str | None:
    """A new session's token; None when name and password do not match, the account is locked or must wait a moment.

    Takes the same time for a name that nobody has. After five failures in a row each further one makes the account
    wait, up to thirty seconds.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        salt = await session.scalar(text("select identity.password_salt(:name)"), {"name": name})
    hashed = await asyncio.to_thread(_hash_password, password, salt or secrets.token_bytes(16))
    token = secrets.token_urlsafe(32)
    async with database.unit_of_work(EVERY_AREA) as session:
        is_in = await session.scalar(
            text("select identity.sign_in(:name, :password, :token)"),
            {"name": name, "password": hashed, "token": hash_token(token)},
        )
    return token if is_in else None


async def prove_by_password(database: Database, token: str, password: str) -> bool:
    """Whether this is the password of whoever is signed in with this token; then the session counts as fresh.

    Failures count with those of signing in.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        salt = await session.scalar(text("select identity.salt_of_session(:token)"), {"token": hash_token(token)})
    hashed = await asyncio.to_thread(_hash_password, password, salt or secrets.token_bytes(16))
    async with database.unit_of_work(EVERY_AREA) as session:
        is_proven = await session.scalar(
            text("select identity.prove_by_password(:token, :password)"),
            {"token": hash_token(token), "password": hashed},
        )
    return bool(is_proven)


def _hash_password(password: str, salt: bytes) -> bytes:
    plain = unicodedata.normalize("NFC", password).encode()
    return hashlib.scrypt(plain, salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=_MEMORY, dklen=32)
