"""Passkeys (WebAuthn, level 2): beside the codes of an app, another proof of who somebody is, bound to our address.

The library reads and checks what the browser brings; this module draws what is to be signed, keeps public keys and
counts, and lets nothing count twice. A passkey is added by somebody who has just proven the second factor itself.
"""

import json
import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import text
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from shared.auth.sessions import hash_token
from shared.database import EVERY_AREA, Database

MOST = 10
NAME = "Folkmoot"
LONGEST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a browser is asked, as JSON, and of whom; `count` passkeys they have."""

    full_name: str
    is_held: bool
    count: int
    options: str


async def ask_to_add(database: Database, token: str, *, address: str) -> Asked | None:
    """What the browser is asked to make a passkey; None for a session whose person has set up no app."""
    challenge = secrets.token_bytes(32)
    found = await _ask(database, token, challenge)
    if found is None:
        return None
    options = generate_registration_options(
        rp_id=_host(address),
        rp_name=NAME,
        user_id=found.account.bytes,
        user_name=found.full_name,
        user_display_name=found.full_name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(one)) for one in found.passkeys],
    )
    return _asked(found, options_to_json(options))


async def ask_to_prove(database: Database, token: str, *, address: str) -> Asked | None:
    """What the browser is asked to sign with one of the person's passkeys; None where they have none."""
    challenge = secrets.token_bytes(32)
    found = await _ask(database, token, challenge)
    if found is None or not found.passkeys:
        return None
    options = generate_authentication_options(
        rp_id=_host(address),
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=bytes(one)) for one in found.passkeys],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _asked(found, options_to_json(options))


async def add_passkey(database: Database, token: str, credential: str, *, address: str) -> bool:
    """Keep the passkey that the browser made, where it answers what was asked of this session, once."""
    taken = await _take(database, token, b"")
    if taken is None or _id(credential) is None:
        return False
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=bytes(taken.challenge),
            expected_rp_id=_host(address),
            expected_origin=address,
        )
    except (WebAuthnException, ValueError):
        return False
    values = {"id": made.credential_id, "key": made.credential_public_key, "counted": made.sign_count, "most": MOST}
    return bool(await _asked_of(database, "keep_passkey(:token, :id, :key, :counted, :most)", token, **values))


async def give_passkey(database: Database, token: str, credential: str, *, address: str) -> str | None:
    """The session's new token when a passkey of its person signed what was asked of this session; else None."""
    id_ = _id(credential)
    taken = None if id_ is None else await _take(database, token, id_)
    if id_ is None or taken is None or taken.public_key is None:
        return None
    try:
        proven = verify_authentication_response(
            credential=credential,
            expected_challenge=bytes(taken.challenge),
            expected_rp_id=_host(address),
            expected_origin=address,
            credential_public_key=bytes(taken.public_key),
            credential_current_sign_count=taken.counted,
        )
    except (WebAuthnException, ValueError):
        return None
    after = secrets.token_urlsafe(32)
    values = {"id": id_, "counted": proven.new_sign_count, "after": hash_token(after)}
    return after if await _asked_of(database, "pass_passkey(:token, :id, :counted, :after)", token, **values) else None


async def end_passkeys(database: Database, token: str) -> int:
    """Take every passkey of the session's person away; how many there were."""
    return int(await _asked_of(database, "end_passkeys(:token)", token))


def _asked(found: Any, options: str) -> Asked:  # noqa: ANN401 a row
    return Asked(full_name=found.full_name, is_held=found.is_held, count=len(found.passkeys), options=options)


async def _ask(database: Database, token: str, challenge: bytes) -> Any:  # noqa: ANN401 a row
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select * from identity.ask_passkey(:token, :challenge)"),
            {"token": hash_token(token), "challenge": challenge},
        )
        return rows.first()


async def _take(database: Database, token: str, id: bytes) -> Any:  # noqa: ANN401 a row
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select * from identity.take_challenge(:token, :id)"), {"token": hash_token(token), "id": id}
        )
        return rows.first()


async def _asked_of(database: Database, function: str, token: str, **values: object) -> Any:  # noqa: ANN401 its answer
    async with database.unit_of_work(EVERY_AREA) as session:
        return await session.scalar(text(f"select identity.{function}"), {"token": hash_token(token), **values})


def _id(credential: str) -> bytes | None:
    """The number of the passkey that the browser says it used; None for what is no answer of a browser."""
    try:
        found = json.loads(credential) if len(credential) <= LONGEST else None
        id_ = found.get("id") if isinstance(found, dict) else None
        return base64url_to_bytes(id_) if isinstance(id_, str) and id_ else None
    except (ValueError, RecursionError):
        return None


def is_named(address: str) -> bool:
    """Whether a place at this address can have passkeys: browsers bind them to a name, and to no number."""
    try:
        ip_address(_host(address))
    except ValueError:
        return True
    return False


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
