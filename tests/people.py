"""Two persons of a body, for tests that put something on the record: who hands it in, and who publishes it."""

import secrets
from collections.abc import Iterable

import asyncpg
import httpx

from deploy.sample.posting import Posting
from shared import auth
from shared.events.base import new_id


async def second_key(
    admin: asyncpg.Connection, body: str, areas: Iterable[str], roles: Iterable[str] = ("registrar",)
) -> str:
    """A key that somebody of the body, who is named, has in hand. Nobody signs in with the account of that person."""
    name = await a_person(admin, body)
    return await auth.create_key(admin, body, areas, roles, name=name, held_by=name)


async def a_person(admin: asyncpg.Connection, body: str) -> str:
    """The name of somebody of the body, who holds a key and with whose account nobody signs in."""
    name = f"second-of-{body}-{secrets.token_hex(4)}"
    await admin.execute(
        "insert into identity.account (id, name, full_name, body, password_salt, password_hash) "
        "values ($1, $2, $2, $3, $4, $4)",
        *(new_id(), name, body, secrets.token_bytes(32)),
    )
    return name


async def both(admin: asyncpg.Connection, body: str, areas: Iterable[str]) -> tuple[str, str]:
    """The keys of two registrars of the body, who are named."""
    areas, name = list(areas), await a_person(admin, body)
    first = await auth.create_key(admin, body, areas, ["registrar"], held_by=name)
    return first, await second_key(admin, body, areas)


async def put(client: httpx.AsyncClient, posting: Posting, keys: tuple[str, str]) -> httpx.Response:
    """Send a posting by the first key; what waits for a second person is published by the second one."""
    answer = await _post(client, posting.path, posting.body, keys[0], posting.key)
    if answer.status_code != 202:
        return answer
    return await _post(client, answer.json()["links"]["publish"]["href"], {}, keys[1], f"{posting.key}-seen")


async def _post(client: httpx.AsyncClient, path: str, body: object, key: str, once: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once}
    return await client.post(path, json=body, headers=headers, timeout=60)
