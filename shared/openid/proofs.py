"""What a provider's tokens must prove before anybody is let in or shut out: whose they are, for us, in time, asked for.

Checked are the points of OpenID Connect Core 1.0, section 3.1.3.7, and of Back-Channel Logout 1.0, section 2.6. Only
public-key signatures count. Tokens run on machine time. Nothing is fetched or stored here.
"""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet
from joserfc.jws import extract_compact

LEEWAY = 60  # seconds by which the provider's clock may differ from ours
OLDEST = 600  # seconds after which a token that was made for this sign-in is too old
LONGEST = 32_000
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2
ALGORITHMS = ("ES256", "ES384", "EdDSA", "PS256", "RS256")
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"

Claims = Mapping[str, Any]


class NotProven(Exception):
    """A token does not prove what it should; `reason` is a code for the log, and tells nothing of the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownKey(NotProven):
    """No key of this name is known of the issuer: it may have changed its keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked of the provider: no answer to anything else counts. `proven_since`: not before this second."""

    issuer: str
    client_id: str
    nonce: str
    proven_since: int | None = None


def check_id_token(token: str, keys: KeySet, asked: Asked) -> Claims:
    """The claims of an ID token that answers what was asked. Raises NotProven, or UnknownKey."""
    header, claims = _signed(token, keys)
    if header.get("typ", "JWT") not in ("JWT", "jwt"):
        raise NotProven("kind")
    _check_sender(claims, asked.issuer, asked.client_id)
    _check_time(claims)
    if claims.get("nonce") != asked.nonce:
        raise NotProven("nonce")
    if not _is_subject(claims.get("sub")):
        raise NotProven("subject")
    if asked.proven_since is not None and _second(claims, "auth_time") < asked.proven_since - LEEWAY:
        raise NotProven("auth_time")
    return claims


def check_logout_token(token: str, keys: KeySet, *, issuer: str, client_id: str) -> Claims:
    """The claims of a token by which the provider says that somebody signed out there. Raises NotProven, UnknownKey.

    That it comes once (`jti`) is for the caller to see to.
    """
    _, claims = _signed(token, keys)
    _check_sender(claims, issuer, client_id)
    _check_time(claims)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict):
        raise NotProven("events")
    if "nonce" in claims:
        raise NotProven("nonce")
    if not _is_subject(claims.get("jti")):
        raise NotProven("jti")
    named = [claims[name] for name in ("sub", "sid") if name in claims]
    if not named or not all(map(_is_subject, named)):
        raise NotProven("subject")
    return claims


def check_demanded(claims: Claims, demanded: Mapping[str, str], factors: Iterable[str]) -> bool:
    """Whether a second factor is told of. Raises NotProven where a demanded claim differs, or the factor is missing."""
    if any(claims.get(name) != value for name, value in demanded.items()):
        raise NotProven("demanded")
    wanted = frozenset(factors)
    told = {claims.get("acr")} if isinstance(claims.get("acr"), str) else set()
    methods = claims.get("amr")
    told |= {one for one in methods if isinstance(one, str)} if isinstance(methods, list) else set()
    if wanted and not wanted & told:
        raise NotProven("second-factor")
    return bool(told & (wanted or {"mfa"}))


def values_of(claims: Claims, name: str) -> list[str]:
    """The values of the claim that gives roles: one, or a list of them; anything else gives none."""
    found = claims.get(name)
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if isinstance(one, str) and 0 < len(one) <= LONGEST_SUBJECT]


def _signed(token: str, keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that one of these keys signed."""
    if token.count(".") != 2 or len(token) > LONGEST or not token.isascii():
        raise NotProven("form")
    try:
        header = extract_compact(token.encode()).headers()
        if header.get("alg") not in ALGORITHMS:
            raise NotProven("algorithm")
        for key in _named(keys, header.get("kid")):
            if (claims := _read(token, key)) is not None:
                return dict(header), claims
    except (JoseError, ValueError, TypeError):
        raise NotProven("form") from None
    raise NotProven("signature")


def _named(keys: KeySet, kid: object) -> list[Key]:
    """The keys that may have signed: those of the name that the token gives, or any where it gives none."""
    for_signing = [key for key in keys.keys if key.get("use") in (None, "sig")]
    found = for_signing if kid is None else [key for key in for_signing if key.kid == kid]
    if not found:
        raise UnknownKey("key")
    return found


def _read(token: str, key: Key) -> dict[str, Any] | None:
    try:
        return dict(jwt.decode(token, key, algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError, TypeError, json.JSONDecodeError):
        return None


def _check_sender(claims: Claims, issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise NotProven("issuer")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise NotProven("audience")
    if claims.get("azp", client_id) != client_id or (len(audiences) > 1 and "azp" not in claims):
        raise NotProven("party")


def _check_time(claims: Claims) -> None:
    now = int(time.time())
    if _second(claims, "exp") <= now - LEEWAY:
        raise NotProven("expired")
    if not now - OLDEST <= _second(claims, "iat") <= now + LEEWAY:
        raise NotProven("issued")
    if "nbf" in claims and _second(claims, "nbf") > now + LEEWAY:
        raise NotProven("not-yet")


def _second(claims: Claims, name: str) -> int:
    found = claims.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise NotProven(name)
    return int(found)


def _is_subject(found: object) -> bool:
    return isinstance(found, str) and 0 < len(found) <= LONGEST_SUBJECT and found.isprintable()
