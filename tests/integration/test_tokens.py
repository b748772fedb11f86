"""Access tokens over HTTP: exchanged for a key, good for five minutes, dead with the key; those of other issuers."""

import base64
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from shared import auth
from shared.auth import tokens
from shared.clock import OffsetClock
from shared.database import Database
from shared.settings import Settings
from shared.web.application.app import create_app
from shared.web.entrance import token
from tests import small_app

AREA = "E08000009"
COUNCIL = "https://login.council.example"
FORM = {"grant_type": "client_credentials"}


@pytest.fixture
async def admin(admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(admin_url)
    yield connection
    await connection.close()


def built(settings: Settings, database: Database) -> FastAPI:
    return create_app(
        "indicators",
        settings=settings,
        database=database,
        clock=OffsetClock(),
        routers=(small_app.router, token.router),
        templates=Path(__file__).parent,
    )


def client_of(app: FastAPI, settings: Settings) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings.public_address)


@pytest.fixture
async def client(settings: Settings, indicators: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(built(settings, indicators), settings) as client:
        yield client


@pytest.fixture
async def key(admin: asyncpg.Connection) -> str:
    return await auth.create_key(admin, "nhs", [AREA], ["partner"])


def id_of(key: str) -> str:
    found = auth.key_id(key)
    assert found is not None
    return found


def bearer(value: str) -> dict[str, str]:
    return {"authorization": f"Bearer {value}"}


async def exchanged(client: httpx.AsyncClient, key: str) -> str:
    answer = await client.post("/account/token", data={**FORM, "client_id": id_of(key), "client_secret": key})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def opened(client: httpx.AsyncClient, value: str) -> int:
    return (await client.post("/indicators/v1/batches", headers=bearer(value))).status_code


async def test_a_key_is_exchanged_for_a_token_that_opens_what_the_key_opens(
    client: httpx.AsyncClient, key: str
) -> None:
    answer = await client.post("/account/token", data={**FORM, "client_id": id_of(key), "client_secret": key})
    assert answer.headers["cache-control"] == "no-store"
    assert {"token_type": "Bearer", "expires_in": 300, "scope": "partner"}.items() <= answer.json().items()
    assert await opened(client, answer.json()["access_token"]) == 200
    assert (await client.get("/measures/desk", headers=bearer(answer.json()["access_token"]))).status_code == 403


async def test_id_and_secret_may_come_in_the_header_and_the_secret_without_its_prefix(
    client: httpx.AsyncClient, key: str
) -> None:
    for secret in (key, key.rpartition(f"{id_of(key)}_")[2]):
        pair = base64.b64encode(f"{id_of(key)}:{secret}".encode()).decode()
        answer = await client.post("/account/token", data=FORM, headers={"authorization": f"Basic {pair}"})
        assert answer.status_code == 200


async def test_a_token_dies_with_its_key(client: httpx.AsyncClient, admin: asyncpg.Connection, key: str) -> None:
    value = await exchanged(client, key)
    await auth.revoke_key(admin, id_of(key))
    assert await opened(client, value) == 401
    again = await client.post("/account/token", data={**FORM, "client_id": id_of(key), "client_secret": key})
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")
    assert "basic" in again.headers["www-authenticate"].lower()


async def test_a_forged_stale_or_foreign_token_is_refused(
    client: httpx.AsyncClient, settings: Settings, key: str
) -> None:
    subject, address = f"key/{id_of(key)}", settings.public_address
    mine = tokens.signing_key(settings.secret.get_secret_value())
    public, now = json.dumps(mine.as_dict(private=False)), int(time.time())
    good = {"iss": address, "aud": address, "sub": subject, "iat": now, "exp": now + 60}
    wrong = {
        "other key": jwt.encode({"alg": "ES256"}, good, ECKey.generate_key("P-256")),
        "out of date": jwt.encode({"alg": "ES256"}, good | {"exp": now - 1}, mine),
        "no end": jwt.encode({"alg": "ES256"}, {n: v for n, v in good.items() if n != "exp"}, mine),
        "other audience": jwt.encode({"alg": "ES256"}, good | {"aud": "https://elsewhere.example"}, mine),
        "other algorithm": jwt.encode({"alg": "HS256"}, good, OctKey.import_key(public)),
        "no such key": tokens.issue(mine, issuer=address, subject="key/aaaaaaaaaaaa"),
        "unknown issuer": tokens.issue(mine, issuer=COUNCIL, subject=subject),
    }
    header, payload, signature = jwt.encode({"alg": "ES256"}, good, mine).split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    wrong |= {"unsigned": f"{none}.{payload}.", "broken": f"{header}.{payload}.{signature[:-4]}AAAA", "dots": ".."}
    assert {name: await opened(client, value) for name, value in wrong.items()} == dict.fromkeys(wrong, 401)
    assert await opened(client, jwt.encode({"alg": "ES256"}, good, mine)) == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password", "client_id": "a", "client_secret": "b"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": "a"}, "invalid_request"),
        ({"client_id": "a", "client_secret": "b"}, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": "a", "client_secret": "b", "more": "c"}, "invalid_request"),
    ],
)
async def test_a_request_that_is_not_right_is_told_why_in_oauths_words(
    client: httpx.AsyncClient, form: dict[str, str], error: str
) -> None:
    answer = await client.post("/account/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_an_unknown_client_and_a_wrong_secret_are_refused_alike_and_logged(
    client: httpx.AsyncClient, admin: asyncpg.Connection, key: str
) -> None:
    other = await auth.create_key(admin, "nhs", [AREA])
    answers = [
        await client.post("/account/token", data={**FORM, "client_id": id_, "client_secret": secret})
        for id_, secret in ((id_of(key), other), (id_of(key), "x"), ("aaaaaaaaaaaa", key))
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert key not in answers[0].text
    assert await admin.fetchval("select count(*) from identity.access_log where reason = 'client'") >= 1


async def test_a_scope_beyond_the_keys_roles_is_refused(client: httpx.AsyncClient, key: str) -> None:
    form = {**FORM, "client_id": id_of(key), "client_secret": key, "scope": "partner registrar"}
    answer = await client.post("/account/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_the_published_keys_check_our_tokens_and_hold_no_secret(client: httpx.AsyncClient, key: str) -> None:
    published = (await client.get("/account/keys")).json()
    assert "d" not in published["keys"][0]
    read = jwt.decode(await exchanged(client, key), tokens.key_set(published), algorithms=["ES256"])
    assert read.claims["sub"] == f"key/{id_of(key)}"
    found = (await client.get("/.well-known/oauth-authorization-server")).json()
    assert found["token_endpoint"].endswith("/account/token")


async def test_a_token_of_the_councils_own_issuer_opens_what_its_client_was_granted(
    client: httpx.AsyncClient, settings: Settings, admin: asyncpg.Connection
) -> None:
    theirs = ECKey.generate_key("P-256", {"kid": "one"})
    now = int(time.time())
    claims = {"iss": COUNCIL, "aud": settings.public_address, "sub": "stats", "exp": now + 60}
    value = jwt.encode({"alg": "ES256", "kid": "one"}, claims, theirs)
    assert await opened(client, value) == 401
    with pytest.raises(auth.UnknownIssuer):
        await auth.create_client(admin, COUNCIL, "stats", body="trafford-council", areas=[AREA])
    await auth.trust_issuer(admin, COUNCIL, {"keys": [theirs.as_dict(private=False)]})
    assert await opened(client, value) == 401  # the issuer is known, and this subject is nobody
    id_ = await auth.create_client(admin, COUNCIL, "stats", body="trafford-council", areas=[AREA])
    with pytest.raises(auth.ClientExists):
        await auth.create_client(admin, COUNCIL, "stats", body="nhs", areas=[AREA])
    assert await opened(client, value) == 200
    await auth.trust_issuer(admin, COUNCIL, {"keys": [ECKey.generate_key("P-256").as_dict(private=False)]})
    assert await opened(client, value) == 401  # the issuer changed its keys
    await auth.trust_issuer(admin, COUNCIL, {"keys": [theirs.as_dict(private=False)]})
    assert await auth.revoke_key(admin, id_)
    assert await opened(client, value) == 401


@pytest.mark.parametrize(
    "keys", [None, {}, {"keys": []}, {"keys": ["x"]}, {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}, {"keys": [{}]}]
)
async def test_keys_that_are_no_public_keys_are_refused(admin: asyncpg.Connection, keys: object) -> None:
    with pytest.raises(tokens.BadKeys):
        await auth.trust_issuer(admin, COUNCIL, keys)
    assert await admin.fetchval("select count(*) from identity.issuer") == 0


async def test_a_key_is_told_how_many_requests_it_has_left_and_to_wait_when_none(
    settings: Settings, indicators: Database, key: str, admin: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await auth.create_key(admin, "council", [AREA])
    moment = time.time()
    monkeypatch.setattr(time, "time", lambda: moment)  # all of it within one minute
    app = built(settings.model_copy(update={"requests_per_minute": 3}), indicators)
    async with client_of(app, settings) as client:
        answers = [await client.post("/indicators/v1/batches", headers=bearer(key)) for _ in range(5)]
        by_token = await client.post("/indicators/v1/batches", headers=bearer(await exchanged(client, key)))
        assert await opened(client, other) == 200
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[0].headers["ratelimit-policy"] == '"key";q=3;w=60'
    assert answers[0].headers["ratelimit"].startswith('"key";r=2;t=')
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert answers[3].headers["content-type"] == "application/problem+json"
    assert by_token.status_code == 429  # the same holder, in other clothes
