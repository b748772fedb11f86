"""Passkeys beside the codes of an app: added by whoever has proven themselves, each answer good once and here alone."""

import base64
import html
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import cbor2
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from shared import auth
from shared.auth import Grant
from shared.auth.factors import code_at
from shared.auth.passkeys import is_named
from shared.clock import OffsetClock
from shared.database import Database
from shared.settings import SecondFactor, Settings
from shared.web.application.app import create_app
from shared.web.entrance import factor, passkey, prove, sign_in
from tests import small_app
from tests.integration.test_factor import AREA, PASSWORD, Door

ADD, USE = "/account/passkey", "/account/passkey/use?next=/measures/desk"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Authenticator:
    """A telephone or key that makes one passkey and signs with it, for whatever page asks."""

    origin: str
    id: bytes = b"a passkey's number"
    counted: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def _of_device(self, more: bytes = b"", flags: int = 0x05) -> bytes:
        host = urlsplit(self.origin).hostname or ""
        return sha256(host.encode()).digest() + bytes([flags]) + self.counted.to_bytes(4) + more

    def _told(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _brought(self, **response: bytes) -> str:
        parts = {name: encoded(value) for name, value in response.items()}
        id_ = encoded(self.id)
        return json.dumps(
            {"id": id_, "rawId": id_, "type": "public-key", "response": parts, "clientExtensionResults": {}}
        )

    def made(self, challenge: str) -> str:
        numbers = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        device = self._of_device(bytes(16) + len(self.id).to_bytes(2) + self.id + cose, flags=0x45)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": device})
        return self._brought(clientDataJSON=self._told("webauthn.create", challenge), attestationObject=attested)

    def signed(self, challenge: str) -> str:
        self.counted += 1
        told, device = self._told("webauthn.get", challenge), self._of_device()
        signature = self.key.sign(device + sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._brought(clientDataJSON=told, authenticatorData=device, signature=signature)


@pytest.fixture
async def door(settings: Settings, publication: Database, admin_url: str) -> AsyncIterator[Door]:
    named = {"second_factor": SecondFactor.EVERYBODY, "public_address": "http://localhost:8000"}
    settings = settings.model_copy(update=named)
    app = create_app(
        "publication",
        settings=settings,
        database=publication,
        clock=OffsetClock(),
        routers=(small_app.router, sign_in.router, factor.router, passkey.router, prove.router),
        templates=Path(__file__).parent,
    )
    admin = await asyncpg.connect(admin_url)
    await auth.create_account(admin, "ada", PASSWORD, body="trafford-council", grants=[Grant(AREA, "case_worker")])
    transport, address = httpx.ASGITransport(app), settings.public_address
    async with httpx.AsyncClient(transport=transport, base_url=address, headers={"origin": address}) as client:
        yield Door(client, admin)
    await admin.close()


async def ask(door: Door, path: str) -> tuple[str, str]:
    """What a page asks to be signed, and the token of its form."""
    page = await door.client.get(path)
    assert (page.status_code, "script-src 'self'" in page.headers["content-security-policy"]) == (200, True), page.text
    options = re.search(r'data-options="([^"]*)"', page.text)
    token = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page.text)
    assert options is not None
    assert token is not None
    asked: dict[str, Any] = json.loads(html.unescape(options[1]))
    return str(asked["challenge"]), token[1]


async def bring(door: Door, path: str, token: str, credential: str) -> int:
    form = {"csrf_token": token, "credential": credential}
    return (await door.client.post(path.partition("?")[0], data=form)).status_code


async def set_up(door: Door) -> bytes:
    """Sign in, and set an app up, as everybody must here; what the app shares."""
    await door.sign_in()
    shared = await door.shared()
    await door.send("/account/second-factor", code=code_at(shared, time.time()))
    assert await door.is_in()
    return shared


async def test_a_passkey_opens_what_waits_for_a_code_and_nothing_that_was_signed_counts_twice(door: Door) -> None:
    await door.sign_in()
    assert (await door.client.get(ADD)).status_code == 303  # nothing is open yet, so nobody adds one
    await set_up(door)
    phone = Authenticator(str(door.client.base_url).rstrip("/"))
    asked, token = await ask(door, ADD)
    for wrong in (
        phone.made(encoded(b"another's")),
        Authenticator("http://evil.example").made(asked),
        "[]",
        "{}",
        "x" * 9000,
    ):
        assert await bring(door, ADD, token, wrong) == 401
        asked, token = await ask(door, ADD)
    made = phone.made(asked)
    assert await bring(door, ADD, "0" * 64, made) == 403
    assert await bring(door, ADD, token, made) == 303
    assert await bring(door, ADD, token, made) == 401
    assert "You have one passkey" in (await door.client.get(ADD)).text

    await door.sign_in()
    assert not await door.is_in()
    held = door.client.cookies["folkmoot"]
    asked, token = await ask(door, USE)
    signed = phone.signed(asked)
    stranger = Authenticator(phone.origin)  # the same number, another key
    for wrong in (stranger.signed(asked), signed):  # what was asked was used up by the stranger
        assert await bring(door, USE, token, wrong) == 401
    assert not await door.is_in()
    asked, token = await ask(door, USE)
    assert await bring(door, USE, token, phone.signed(asked)) == 303
    assert await door.is_in()
    assert door.client.cookies["folkmoot"] != held

    await door.sign_in()
    phone.counted = 0  # a copy, which has counted less
    asked, token = await ask(door, USE)
    assert await bring(door, USE, token, phone.signed(asked)) == 401
    await door.admin.execute("update identity.session set challenged_at = challenged_at - interval '6 min'")
    phone.counted = 50
    assert await bring(door, USE, token, phone.signed(asked)) == 401
    assert await door.admin.fetchval("select count(*) from identity.access_log where reason = 'second-factor'") > 0


async def test_a_passkey_shows_once_more_who_somebody_is_and_goes_with_the_second_factor(door: Door) -> None:
    await set_up(door)
    phone = Authenticator(str(door.client.base_url).rstrip("/"))
    asked, token = await ask(door, ADD)
    assert await bring(door, ADD, token, phone.made(asked)) == 303
    await door.admin.execute("update identity.session set proven_at = clock_timestamp() - interval '1 hour'")
    assert (await door.client.get(ADD)).headers["location"].startswith("/account/prove")
    assert "Use it instead" in (await door.client.get("/account/prove")).text
    asked, token = await ask(door, USE)
    assert await bring(door, USE, token, phone.signed(asked)) == 303
    assert (await door.client.get(ADD)).status_code == 200
    assert await door.admin.fetchval("select counted from identity.passkey") == 1
    page = await door.client.get(ADD)
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page.text)
    assert found is not None
    assert (await door.client.post(f"{ADD}/end", data={"csrf_token": found[1]})).status_code == 303
    assert "You have none yet" in (await door.client.get(ADD)).text
    asked, token = await ask(door, ADD)
    assert await bring(door, ADD, token, phone.made(asked)) == 303
    assert await auth.reset_factor(door.admin, "ada")
    assert await door.admin.fetchval("select count(*) from identity.passkey") == 0


def test_an_address_without_a_name_makes_no_passkeys() -> None:
    assert [is_named(one) for one in ("https://folkmoot.example", "http://localhost:8000")] == [True, True]
    assert [is_named(one) for one in ("http://127.0.0.1:8000", "https://[2001:db8::1]")] == [False, False]
