"""Systems that come with a token: one of ours, or one of an issuer that the administrator trusts.

A client of another issuer is kept beside the keys and listed, granted and ended like one. Making and trusting take the
administrator's connection; services can only check. Nothing is fetched here.
"""

import json
from collections.abc import Iterable

import asyncpg
from sqlalchemy import text

from shared.auth import tokens
from shared.auth.caller import Caller
from shared.auth.keys import check_key, holder, key_id, new_key_id
from shared.auth.tokens import Claimed
from shared.database import EVERY_AREA, Database


class UnknownIssuer(Exception):
    """A client was to be made of an issuer whose keys are not kept here."""


class ClientExists(Exception):
    """The issuer's subject is a client already."""


async def trust_issuer(admin: asyncpg.Connection, issuer: str, keys: object) -> int:
    """Keep an issuer's public keys in place of those kept before; answers how many. Raises tokens.BadKeys."""
    count = len(tokens.key_set(keys).keys)
    await admin.execute(
        "insert into identity.issuer (issuer, keys) values ($1, $2) on conflict (issuer) do update "
        "set keys = excluded.keys, kept_at = excluded.kept_at",
        issuer,
        json.dumps(keys),
    )
    return count


async def create_client(
    admin: asyncpg.Connection,
    issuer: str,
    subject: str,
    *,
    body: str,
    areas: Iterable[str],
    roles: Iterable[str] = ("partner",),
    is_trial: bool = False,
) -> str:
    """Let the issuer's subject act for a body, on trial or not; answers the id that ends it.

    Raises UnknownIssuer or ClientExists.
    """
    id_ = new_key_id()
    grants = [(id_, area, role) for area in areas for role in roles]
    try:
        async with admin.transaction():
            await admin.execute(
                "insert into identity.api_key (id, body, name, issuer, subject, is_trial) "
                "values ($1, $2, $3, $4, $5, $6)",
                *(id_, body, "client", issuer, subject, is_trial),
            )
            await admin.executemany("insert into identity.role_grant (api_key, area, role) values ($1, $2, $3)", grants)
    except asyncpg.ForeignKeyViolationError:
        raise UnknownIssuer(f"the keys of {issuer} are not kept here; trust it first") from None
    except asyncpg.UniqueViolationError:
        raise ClientExists(f"{subject} of {issuer} is a client already; end that one first") from None
    return id_


async def check_client(database: Database, id: str, secret: str) -> Caller | None:
    """Who proves to be this client by its key: the key whole, or its secret part alone."""
    key = secret if secret.startswith("fm_") else f"fm_{id}_{secret}"
    return await check_key(database, key) if key_id(key) == id else None


async def check_token(database: Database, token: str, *, secret: str, address: str) -> Caller | None:
    """Who comes with this token; None when it is not genuine, not for us, out of date, or its client was ended.

    `address` is our own: the issuer of our tokens, and the audience of every token that is for us.
    """
    names = tokens.claimed(token)
    if names is None:
        return None
    if names.issuer == address:
        return await _ours(database, token, names, secret=secret, address=address)
    return await _theirs(database, token, names, address=address)


async def _ours(database: Database, token: str, names: Claimed, *, secret: str, address: str) -> Caller | None:
    key = tokens.signing_key(secret)
    if not tokens.is_genuine(token, key, names, audience=address, is_ours=True):
        return None
    id_ = names.subject.removeprefix("key/")
    async with database.lone_statement() as session:
        rows = await session.execute(text("select * from identity.caller_of_id(:id)"), {"id": id_})
        return holder(id_, rows.all())


async def _theirs(database: Database, token: str, names: Claimed, *, address: str) -> Caller | None:
    async with database.unit_of_work(EVERY_AREA) as session:
        keys = await session.scalar(text("select identity.keys_of_issuer(:issuer)"), {"issuer": names.issuer})
        if keys is None:
            return None
        rows = await session.execute(
            text("select * from identity.caller_of_subject(:issuer, :subject)"),
            {"issuer": names.issuer, "subject": names.subject},
        )
        found = rows.all()
    if not found or not tokens.is_genuine(token, tokens.key_set(keys), names, audience=address, is_ours=False):
        return None
    return holder(found[0].id, found)
