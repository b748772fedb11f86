"""The line to identity providers: where each of them is found, its keys of today, and a code exchanged for a token.

Only the administrator names a provider, so it may lie inside the council's network; outside local mode everything goes
over https. Redirects are not followed, and no proxy, cookie or password of this machine goes along. Answers are bounded
in time and size. What a token proves is no business of this module.
"""

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from joserfc.jwk import KeySet

from shared.auth import tokens
from shared.auth.tokens import BadKeys
from shared.outside.fetching import carrier

WELL_KNOWN = "/.well-known/openid-configuration"
TIME_LIMIT = 10.0
LARGEST = 256 << 10
KEPT_FOR = 3_600.0  # seconds for which what a provider says of itself is believed without asking again
NOT_BEFORE = 30.0  # seconds between two looks for a key that was not there
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class NotReached(Exception):
    """The provider gave no answer that can be used; the message says in which step, and nothing of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a provider says of itself (OpenID Connect Discovery 1.0, section 3), as far as it is needed."""

    issuer: str
    authorization: str
    token: str
    keys: str
    end_session: str | None
    names_itself: bool
    """Whether its answers name it (RFC 9207): then one that does not is somebody else's."""
    takes_basic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who we are to a provider. Without a secret, PKCE alone proves that whoever asked also exchanges."""

    id: str
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any
    at: float


class Line:
    """Speaks with providers for one process, and remembers what they said of themselves."""

    def __init__(self, *, is_local: bool, carrier: Callable[[], httpx.AsyncBaseTransport] = carrier) -> None:
        """`is_local` lets a provider on this machine be asked over http; only tests put another carrier in."""
        self._is_local, self._carrier = is_local, carrier
        self._metadata: dict[str, _Kept] = {}
        self._keys: dict[str, _Kept] = {}

    async def metadata(self, issuer: str) -> Metadata:
        """Where the provider's doors are. Raises NotReached."""
        kept = self._metadata.get(issuer)
        if kept is None or time.monotonic() - kept.at > KEPT_FOR:
            found = _metadata(await self._get(issuer.rstrip("/") + WELL_KNOWN), issuer)
            for address in (found.authorization, found.token, found.keys):
                self._check(address)
            kept = self._metadata[issuer] = _Kept(found, time.monotonic())
        metadata: Metadata = kept.value
        return metadata

    async def keys(self, issuer: str, *, anew: bool = False) -> KeySet:
        """The provider's public keys; `anew` after one was not among them, at most every half minute."""
        kept = self._keys.get(issuer)
        lasts = NOT_BEFORE if anew else KEPT_FOR
        if kept is None or time.monotonic() - kept.at > lasts:
            try:
                found = tokens.key_set(await self._get((await self.metadata(issuer)).keys))
            except BadKeys:
                raise NotReached("keys") from None
            kept = self._keys[issuer] = _Kept(found, time.monotonic())
        keys: KeySet = kept.value
        return keys

    async def exchange(self, issuer: str, client: Client, *, code: str, verifier: str, redirect: str) -> str:
        """The ID token for a code. Raises NotReached also where the provider refuses the code."""
        metadata = await self.metadata(issuer)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
        headers = {}
        if client.secret is not None and metadata.takes_basic:
            pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form["client_id"] = client.id
            form |= {} if client.secret is None else {"client_secret": client.secret}
        answer = await self._ask("POST", metadata.token, headers=headers, form=form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotReached("token")
        return token

    async def _get(self, address: str) -> dict[str, Any]:
        return await self._ask("GET", address)

    async def _ask(
        self, method: str, address: str, *, headers: Mapping[str, str] | None = None, form: dict[str, str] | None = None
    ) -> dict[str, Any]:
        self._check(address)
        try:
            async with (
                asyncio.timeout(TIME_LIMIT),
                httpx.AsyncClient(
                    transport=self._carrier(), timeout=TIME_LIMIT, trust_env=False, follow_redirects=False
                ) as client,
                client.stream(
                    method, address, data=form, headers={"Accept": "application/json", **(headers or {})}
                ) as answer,
            ):
                if answer.status_code != 200:
                    raise NotReached(f"status {answer.status_code}")
                return _object(await _bounded(answer))
        except (TimeoutError, httpx.HTTPError, OSError) as error:
            raise NotReached(type(error).__name__) from error

    def _check(self, address: str) -> None:
        parts = urlsplit(address)
        is_here = self._is_local and parts.scheme == "http" and parts.hostname in LOOPBACK
        if not (parts.scheme == "https" or is_here) or not parts.hostname or parts.username or parts.fragment:
            raise NotReached("address")


async def _bounded(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in answer.aiter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise NotReached("size")
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        raise NotReached("form") from None
    if not isinstance(found, dict):
        raise NotReached("form")
    return found


def _metadata(said: dict[str, Any], issuer: str) -> Metadata:
    if said.get("issuer") != issuer:
        raise NotReached("issuer")
    doors = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(isinstance(door, str) for door in doors):
        raise NotReached("metadata")
    methods = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    end = said.get("end_session_endpoint")
    return Metadata(
        issuer=issuer,
        authorization=str(doors[0]),
        token=str(doors[1]),
        keys=str(doors[2]),
        end_session=end if isinstance(end, str) else None,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        takes_basic=not isinstance(methods, list) or "client_secret_basic" in methods,
    )
