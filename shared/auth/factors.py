"""Second factors of people who come with a password or by a link: codes from an app (RFC 6238) and recovery codes.

What the app shares with us is kept sealed under the product's secret. A code is good for its half minute and the ones
beside it, and counts once. A recovery code counts once and is kept as a hash. Until a code was given, a held session
opens nothing. Codes run on machine time.
"""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import text

from shared.auth.sessions import hash_token
from shared.database import EVERY_AREA, Database

STEP = 30  # seconds
DIGITS = 6
SHARED = 20  # bytes; RFC 4226, section 4
CODES = 10
_NONCE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A session of somebody who has a second factor or is to have one; `is_held` until a code was given."""

    full_name: str
    is_held: bool
    is_confirmed: bool
    shared: bytes | None
    """What the app is told when it is set up; None where none was made yet."""

    @property
    def typed(self) -> str:
        """What is shared, as it is typed into an app: in groups of four."""
        plain = base64.b32encode(self.shared or b"").decode()
        return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))

    def address(self, name: str, issuer: str) -> str:
        """What is shared, as a link that a telephone's app opens."""
        asked = {"secret": base64.b32encode(self.shared or b"").decode(), "issuer": issuer}
        return f"otpauth://totp/{quote(f'{issuer}:{name}')}?{urlencode(asked)}"


async def hold_session(database: Database, token: str, *, is_demanded: bool) -> str | None:
    """Hold a session back where its person has a second factor, or everybody must: `code` or `enrol`; None opens it."""
    held: str | None = await _asked(
        database, "hold_session(:token, :is_demanded)", token=hash_token(token), is_demanded=is_demanded
    )
    return held


async def held_session(database: Database, token: str, *, secret: str) -> Held | None:
    """The session as far as its second factor goes; None where there is none, or its person comes by a provider."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select * from identity.factor_of_session(:token)"), {"token": hash_token(token)}
        )
        found = rows.first()
    if found is None:
        return None
    return Held(
        full_name=found.full_name,
        is_held=found.is_held,
        is_confirmed=found.is_confirmed,
        shared=found.sealed and _opened(found.sealed, secret),
    )


async def start_factor(database: Database, token: str, *, secret: str) -> None:
    """Make what an app is to share with us, anew where it was not confirmed; one that is confirmed stays."""
    sealed = _sealed(secrets.token_bytes(SHARED), secret)
    await _asked(database, "start_factor(:token, :sealed)", token=hash_token(token), sealed=sealed)


async def give_code(database: Database, token: str, code: str, *, secret: str, keeps_token: bool = False) -> str | None:
    """The session's new token when this is the app's code of now; None when it is not, was used, or must wait.

    The first right code confirms the factor. `keeps_token`: the old token goes on, for somebody who is in already.
    """
    sealed = await _asked(database, "try_factor(:token)", token=hash_token(token))
    step = None if sealed is None else _step_of(code, _opened(sealed, secret))
    if step is None:
        return None
    after = token if keeps_token else secrets.token_urlsafe(32)
    values = {"token": hash_token(token), "step": step, "after": hash_token(after)}
    return after if await _asked(database, "pass_factor(:token, :step, :after)", **values) else None


async def give_recovery_code(database: Database, token: str, code: str) -> str | None:
    """The session's new token when this is a recovery code that was not used; else None. It counts as a guess."""
    if await _asked(database, "try_factor(:token)", token=hash_token(token)) is None:
        return None
    after = secrets.token_urlsafe(32)
    values = {"token": hash_token(token), "code": _hash_code(code), "after": hash_token(after)}
    return after if await _asked(database, "use_recovery_code(:token, :code, :after)", **values) else None


async def new_recovery_codes(database: Database, token: str) -> list[str]:
    """Ten codes, in place of all earlier ones; this is the only time they are seen."""
    made = [_written(secrets.token_bytes(10)) for _ in range(CODES)]
    hashes = [_hash_code(one) for one in made]
    await _asked(database, "keep_recovery_codes(:token, :codes)", token=hash_token(token), codes=hashes)
    return made


async def reset_factor(admin: asyncpg.Connection, name: str) -> bool:
    """Take a person's second factor away who has lost it and the codes, and end their sessions. False without one."""
    async with admin.transaction():
        account = await admin.fetchval(
            "delete from identity.factor f using identity.account a "
            "where a.id = f.account and lower(a.name) = lower($1) returning a.id",
            name,
        )
        await admin.execute("delete from identity.recovery_code where account = $1", account)
        await admin.execute("delete from identity.passkey where account = $1", account)
        await admin.execute("delete from identity.session where account = $1", account)
    return account is not None


async def _asked(database: Database, function: str, **values: object) -> Any:  # noqa: ANN401 what it answers
    async with database.unit_of_work(EVERY_AREA) as session:
        return await session.scalar(text(f"select identity.{function}"), values)


def code_at(shared: bytes, moment: float) -> str:
    """The code of the half minute in which this moment lies."""
    # RFC 6238's own; apps know no other
    return TOTP(shared, DIGITS, SHA1(), STEP).generate(moment).decode()  # noqa: S303  # nosec B303


def _step_of(code: str, shared: bytes) -> int | None:
    """The half minute that this code is of: the one of now, or one beside it."""
    now = int(time.time()) // STEP
    given = "".join(code.split()).encode()
    found = [
        step for step in (now - 1, now, now + 1) if hmac.compare_digest(code_at(shared, step * STEP).encode(), given)
    ]
    return found[0] if found else None


def _written(raw: bytes) -> str:
    plain = base64.b32encode(raw).decode().lower()
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _hash_code(code: str) -> bytes:
    plain = "".join(one for one in code.lower() if one.isalnum())
    return hashlib.sha256(plain.encode()).digest()


def _key(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"folkmoot second factors").derive(secret.encode()))


def _sealed(shared: bytes, secret: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _key(secret).encrypt(nonce, shared, None)


def _opened(sealed: object, secret: str) -> bytes:
    kept = bytes(sealed) if isinstance(sealed, bytes | memoryview) else b""
    try:
        return _key(secret).decrypt(kept[:_NONCE], kept[_NONCE:], None)
    except (InvalidTag, ValueError):
        raise ValueError("a second factor was sealed under another secret") from None
