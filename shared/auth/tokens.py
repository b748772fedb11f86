"""Access tokens by OAuth 2 client credentials: short-lived, signed with ES256, checked against the key they stand for.

A token says only whose it is. What its holder may do is looked up on every request, so ending the key ends its tokens
at once. The signing key follows from the product's secret: every replica signs and checks alike. Tokens run on machine
time. It decides nothing about routes.
"""

import json
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import extract_compact

from shared.events.base import new_id

LIFETIME = timedelta(minutes=5)
LEEWAY = 30  # seconds that the clock of another issuer may differ from ours
LONGEST = 8_000
OURS = ["ES256"]
THEIRS = ["ES256", "ES384", "EdDSA", "PS256", "RS256"]
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the group of P-256 (FIPS 186-5)


class BadKeys(ValueError):
    """What was given as an issuer's keys is no set of public keys."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who a token says it is from and about; nothing of it is checked yet."""

    issuer: str
    subject: str


@lru_cache(maxsize=2)
def signing_key(secret: str) -> ECKey:
    """The key that this installation signs with."""
    wide = HKDF(SHA256(), 48, None, b"folkmoot access tokens").derive(secret.encode())
    private = ec.derive_private_key(int.from_bytes(wide) % (_ORDER - 1) + 1, ec.SECP256R1())
    found = ECKey.import_key(private)
    return ECKey.import_key(private, {"kid": found.thumbprint(), "use": "sig", "alg": OURS[0]})


def published(key: ECKey) -> dict[str, Any]:
    """The public half as a JSON Web Key Set, for whoever wants to check our tokens."""
    return {"keys": [key.as_dict(private=False)]}


def issue(key: ECKey, *, issuer: str, subject: str) -> str:
    """A token for the subject, good at `issuer` alone and for `LIFETIME`."""
    now = int(time.time())
    claims = {
        "iss": issuer,
        "aud": issuer,
        "sub": subject,
        "iat": now,
        "exp": now + int(LIFETIME.total_seconds()),
        "jti": str(new_id()),
    }
    return jwt.encode({"alg": OURS[0], "typ": "at+jwt", "kid": key.kid}, claims, key)


def claimed(token: str) -> Claimed | None:
    """Whom a token names, unchecked; None for anything that does not read like a token."""
    if token.count(".") != 2 or len(token) > LONGEST or not token.isascii():
        return None
    try:
        claims = json.loads(extract_compact(token.encode()).payload)
    except (JoseError, ValueError):
        return None
    issuer, subject = (claims.get("iss"), claims.get("sub")) if isinstance(claims, dict) else (None, None)
    return Claimed(issuer, subject) if isinstance(issuer, str) and isinstance(subject, str) else None


def is_genuine(token: str, key: ECKey | KeySet, claimed: Claimed, *, audience: str, is_ours: bool) -> bool:
    """Whether one of these keys signed the token for us and its time has come and not gone."""
    try:
        read = jwt.decode(token, key, algorithms=OURS if is_ours else THEIRS)
        jwt.JWTClaimsRegistry(
            leeway=0 if is_ours else LEEWAY,
            iss={"essential": True, "value": claimed.issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True, "value": claimed.subject},
            exp={"essential": True},
        ).validate(read.claims)
    except (JoseError, ValueError):
        return False
    return True


def key_set(document: object) -> KeySet:
    """Another issuer's public keys, as it publishes them. Raises BadKeys."""
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or not keys:
        raise BadKeys("an issuer's keys are an object with a list named keys")
    if any(not isinstance(key, dict) or key.get("kty") == "oct" or "d" in key for key in keys):
        raise BadKeys("an issuer publishes public keys only; one of these is secret, or none")
    try:
        return KeySet.import_key_set({"keys": keys})
    except (JoseError, ValueError, TypeError, KeyError):
        raise BadKeys("one of the keys cannot be read") from None
