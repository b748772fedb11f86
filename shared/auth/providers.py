"""Bodies' own identity providers, what their claims give here, and coming in by one of them.

Connecting and mapping take the administrator's connection; services can only look up and let in. A role is held for a
body: which one, a mapping says, and from which day until which. The client's secret is never here. What a provider's
token proves is checked before anything of it comes to this module.
"""

import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import asyncpg
from sqlalchemy import text

from shared.auth.caller import check_roles
from shared.auth.sessions import hash_token
from shared.database import EVERY_AREA, Database
from shared.events.base import new_id

SCOPES = "openid profile"
ANYBODY = "*"  # the value of a mapping for everybody whom the provider signs in
MOST_VALUES = 500
LONGEST_NAME = 200
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class BadProvider(ValueError):
    """A provider cannot be connected as it was described."""


class ProviderEnded(Exception):
    """There is no provider of this name that people sign in by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """How a body's people prove who they are.

    `roles_claim` names the claim whose values are mapped to roles. `demanded`: claims that each token must hold as they
    stand here, such as the tenant. `factors`: of these one must stand in the token's acr or amr; none means that no
    second factor is asked for. `secret_name`: under which FOLKMOOT_PROVIDER_SECRETS holds the client's secret.
    """

    id: str
    name: str
    body: str
    issuer: str
    client_id: str
    roles_claim: str
    secret_name: str | None = None
    scopes: str = SCOPES
    demanded: Mapping[str, str] = field(default_factory=dict)
    factors: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What one value of the claim gives: a role in an area for a body, on these days, both included."""

    value: str
    body: str
    area: str
    role: str
    from_on: date
    until_on: date | None = None


async def connect_provider(admin: asyncpg.Connection, provider: Provider, mapping: Iterable[Mapped]) -> None:
    """Let a body's people sign in by this provider, mapped in this way; what stood before under its id is replaced.

    Raises BadProvider, also for another issuer than before: people are known by what it calls them. Raises UnknownRole.
    """
    mapping = list(mapping)
    check_roles(one.role for one in mapping)
    if not _ID.fullmatch(provider.id):
        raise BadProvider("a provider's id is up to 40 small letters, digits and hyphens: it stands in addresses")
    if not provider.issuer.startswith(("https://", "http://127.0.0.1")) or "openid" not in provider.scopes.split():
        raise BadProvider("an issuer is the https:// address that its tokens name, and its scopes hold openid")
    async with admin.transaction():
        before = await admin.fetchval("select issuer from identity.provider where id = $1 for update", provider.id)
        if before not in (None, provider.issuer):
            raise BadProvider(f"{provider.id} has another issuer: connect the new one under an id of its own")
        await admin.execute(
            "insert into identity.provider "
            "(id, name, body, issuer, client_id, secret_name, scopes, roles_claim, demanded, factors) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do update set "
            "name = $2, body = $3, client_id = $5, secret_name = $6, scopes = $7, roles_claim = $8, demanded = $9, "
            "factors = $10, ended_at = null",
            *(provider.id, provider.name, provider.body, provider.issuer, provider.client_id, provider.secret_name),
            *(provider.scopes, provider.roles_claim, json.dumps(dict(provider.demanded)), list(provider.factors)),
        )
        await admin.execute("delete from identity.provider_role where provider = $1", provider.id)
        await admin.executemany(
            "insert into identity.provider_role (provider, value, body, area, role, from_on, until_on) "
            "values ($1, $2, $3, $4, $5, $6, $7)",
            [
                (provider.id, one.value, one.body, one.area, one.role, one.from_on, one.until_on)
                for one in dict.fromkeys(mapping)
            ],
        )


async def end_provider(admin: asyncpg.Connection, id: str) -> bool:
    """Nobody signs in by it any more, and whoever has is out at once. False when there is none of this id in use."""
    ended = await admin.fetchval(
        "update identity.provider set ended_at = clock_timestamp() where id = $1 and ended_at is null returning id", id
    )
    return ended is not None


async def providers(database: Database) -> list[Provider]:
    """Every provider that people sign in by, by name."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(text("select * from identity.providers()"))
        return [Provider(**row._mapping) for row in rows]  # noqa: SLF001 SQLAlchemy's name for a row as a mapping


async def provider(database: Database, id: str) -> Provider:
    """This provider. Raises ProviderEnded."""
    for one in await providers(database):
        if one.id == id:
            return one
    raise ProviderEnded(f"nobody signs in by {id}")


async def arrive(
    database: Database,
    provider: Provider,
    *,
    subject: str,
    full_name: str,
    values: Iterable[str],
    provider_session: str | None,
    has_factor: bool,
) -> str | None:
    """A new session's token for whoever the provider says this is; their account is made when they come first.

    None, and nothing is kept, when none of the values gives a role here today, or the account is locked.
    """
    token = secrets.token_urlsafe(32)
    arriving = {
        "id": new_id(),
        "provider": provider.id,
        "subject": subject,
        "full_name": full_name[:LONGEST_NAME],
        "values": [*list(values)[:MOST_VALUES], ANYBODY],
        "token": hash_token(token),
        "provider_session": provider_session,
        "has_factor": has_factor,
    }
    async with database.unit_of_work(EVERY_AREA) as session:
        is_in = await session.scalar(
            text(
                "select identity.arrive(:id, :provider, :subject, :full_name, :values, :token, :provider_session, "
                ":has_factor)"
            ),
            arriving,
        )
    return token if is_in else None


async def prove_by_provider(database: Database, token: str, provider: Provider, *, subject: str) -> bool:
    """Whether the provider proved again who is signed in with this token; then the session counts as fresh.

    False where it was somebody else.
    """
    values = {"token": hash_token(token), "provider": provider.id, "subject": subject}
    async with database.unit_of_work(EVERY_AREA) as session:
        is_proven = await session.scalar(text("select identity.prove_by_provider(:token, :provider, :subject)"), values)
    return bool(is_proven)


async def sign_out_by_provider(
    database: Database, provider: Provider, *, jti: str, subject: str | None, provider_session: str | None
) -> int | None:
    """End the sessions of whom the provider signed out; answers how many. None for a token that came before."""
    values = {"provider": provider.id, "jti": jti, "subject": subject, "provider_session": provider_session}
    async with database.unit_of_work(EVERY_AREA) as session:
        ended: int = await session.scalar(
            text("select identity.sign_out_by_provider(:provider, :jti, :subject, :provider_session)"), values
        )
    return None if ended < 0 else ended
