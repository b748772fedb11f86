"""Coming in over HTTP: sign-in and its cookie, forged forms, keys that are revoked or lack the role, the access log."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from shared import auth
from shared.auth.caller import Grant
from shared.clock import OffsetClock
from shared.database import Database
from shared.settings import Settings
from shared.web.application.app import create_app
from shared.web.entrance.sign_in import HOME, NO_MATCH, router
from tests import small_app

PASSWORD = "correct horse battery"
AREA = "E08000009"


@pytest.fixture
async def admin(admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(admin_url)
    yield connection
    await connection.close()


@pytest.fixture
def app(settings: Settings, indicators: Database) -> FastAPI:
    return create_app(
        "indicators",
        settings=settings,
        database=indicators,
        clock=OffsetClock(),
        routers=(small_app.router, router),
        templates=Path(__file__).parent,
    )


@pytest.fixture
async def client(app: FastAPI, settings: Settings, admin: asyncpg.Connection) -> AsyncIterator[httpx.AsyncClient]:
    await auth.create_account(admin, "ada", PASSWORD, body="trafford-council", grants=[Grant(AREA, "case_worker")])
    transport, address = httpx.ASGITransport(app), settings.public_address
    async with httpx.AsyncClient(transport=transport, base_url=address, headers={"origin": address}) as client:
        yield client


async def sign_in(client: httpx.AsyncClient, **more: str) -> httpx.Response:
    return await client.post("/account/sign-in", data={"name": "ada", "password": PASSWORD, **more})


async def log_of(admin: asyncpg.Connection) -> list[tuple[str | None, str, str]]:
    rows = await admin.fetch(
        "select holder, route, reason from identity.access_log where action = 'refused' order by id"
    )
    return [(row["holder"], row["route"], row["reason"]) for row in rows]


async def test_signing_in_opens_the_desk_that_was_wanted(client: httpx.AsyncClient) -> None:
    assert (await client.get("/measures/desk")).status_code == 303
    answer = await sign_in(client, next="/measures/desk?sort=due")
    assert (answer.status_code, answer.headers["location"]) == (303, "/measures/desk?sort=due")
    desk = (await client.get("/measures/desk")).json()
    assert (desk["areas"], desk["body"]) == ([AREA], "trafford-council")


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: httpx.AsyncClient) -> None:
    cookie = (await sign_in(client)).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "domain" not in cookie
    assert "path=/" in cookie


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:1", "desk"]
)
async def test_sign_in_leads_to_no_other_site(client: httpx.AsyncClient, next: str) -> None:
    assert (await sign_in(client, next=next)).headers["location"] == HOME
    assert "evil" not in (await client.get("/account/sign-in", params={"next": next})).headers["location"]


@pytest.mark.parametrize(
    "form", [{"name": "ada", "password": "x"}, {"name": "nobody", "password": PASSWORD}, {"name": "ada"}]
)
async def test_one_text_stands_for_every_failure(client: httpx.AsyncClient, form: dict[str, str]) -> None:
    answer = await client.post("/account/sign-in", data=form)
    assert answer.status_code == 401
    assert NO_MATCH in answer.text
    assert "set-cookie" not in answer.headers


async def test_a_session_is_made_anew_at_every_sign_in(client: httpx.AsyncClient) -> None:
    planted = {"cookie": "folkmoot=chosen-by-somebody-else"}
    form = {"name": "ada", "password": PASSWORD}
    first = (await client.post("/account/sign-in", data=form, headers=planted)).cookies["folkmoot"]
    second = (await sign_in(client)).cookies["folkmoot"]
    assert len({"chosen-by-somebody-else", first, second}) == 3
    client.cookies.clear()
    assert (await client.get("/measures/desk", headers={"cookie": f"folkmoot={first}"})).status_code == 303
    assert (await client.get("/measures/desk", headers={"cookie": f"folkmoot={second}"})).status_code == 200


async def test_signing_out_needs_the_token_of_the_session_and_ends_it_everywhere(client: httpx.AsyncClient) -> None:
    await sign_in(client)
    kept = client.cookies["folkmoot"]
    assert (await client.post("/account/sign-out", data={"csrf_token": ""})).status_code == 403
    page = (await client.get("/account")).text
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)
    assert found is not None
    assert (await client.post("/account/sign-out", data={"csrf_token": found[1]})).status_code == 303
    client.cookies.clear()
    assert (await client.get("/measures/desk", headers={"cookie": f"folkmoot={kept}"})).status_code == 303


async def test_a_form_for_people_who_work_here_needs_origin_and_token(client: httpx.AsyncClient) -> None:
    await sign_in(client)
    token = (await client.get("/measures/desk")).json()["token"]
    forged = {"origin": "https://evil.example"}
    assert (await client.post("/measures/desk", data={"csrf_token": token}, headers=forged)).status_code == 403
    assert (await client.post("/measures/desk", data={"csrf_token": ""})).status_code == 403
    assert (await client.post("/measures/desk", data={"csrf_token": "0" * 64})).status_code == 403
    assert (await client.post("/measures/desk", data={"csrf_token": token})).status_code == 200


async def test_the_token_of_one_session_is_no_good_in_another(client: httpx.AsyncClient) -> None:
    await sign_in(client)
    old = (await client.get("/measures/desk")).json()["token"]
    await sign_in(client)
    assert (await client.post("/measures/desk", data={"csrf_token": old})).status_code == 403


async def test_somebody_without_the_role_is_refused_and_it_is_kept(
    client: httpx.AsyncClient, admin: asyncpg.Connection
) -> None:
    await auth.set_grants(admin, "ada", [Grant(AREA, "inspector")])
    await sign_in(client)
    assert (await client.get("/measures/desk")).status_code == 403
    ada = await admin.fetchval("select 'account/' || id from identity.account")
    assert await log_of(admin) == [(ada, "GET /measures/desk", "role")]


async def test_a_key_opens_what_its_roles_open(client: httpx.AsyncClient, admin: asyncpg.Connection) -> None:
    key = await auth.create_key(admin, "nhs", [AREA], ["partner"])
    bearer = {"authorization": f"Bearer {key}"}
    assert (await client.post("/indicators/v1/batches", headers=bearer)).status_code == 200
    assert (await client.get("/measures/desk", headers=bearer)).status_code == 403


async def test_a_revoked_or_unknown_key_is_refused_alike_and_kept_in_the_log(
    client: httpx.AsyncClient, admin: asyncpg.Connection
) -> None:
    key = await auth.create_key(admin, "nhs", [AREA])
    known = auth.key_id(key)
    assert known is not None
    await auth.revoke_key(admin, known)
    revoked = await client.post("/indicators/v1/batches", headers={"authorization": f"Bearer {key}"})
    unknown = await client.post("/indicators/v1/batches", headers={"authorization": "Bearer fm_nonsense"})
    basic = await client.post("/indicators/v1/batches", headers={"authorization": f"Basic {key}"})
    assert [answer.status_code for answer in (revoked, unknown, basic)] == [401, 401, 401]
    assert revoked.json()["detail"] == unknown.json()["detail"]
    route = "POST /indicators/v1/batches"
    assert set(await log_of(admin)) == {(f"key/{known}", route, "key"), (None, route, "key")}


async def test_a_storm_of_invented_keys_fills_no_log_and_is_counted(
    client: httpx.AsyncClient, admin: asyncpg.Connection
) -> None:
    invented = [await auth.create_key(admin, f"body-{number}", [AREA]) for number in range(4)]
    await admin.execute("delete from identity.role_grant where api_key is not null; delete from identity.api_key")
    for key in invented * 5:
        answer = await client.post("/indicators/v1/batches", headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == 401
    rows = await admin.fetch("select holder, times from identity.access_log")
    assert {row["holder"] for row in rows} == {None}
    assert sum(row["times"] for row in rows) == 20
    assert len(rows) <= 2  # a minute may turn while they come


async def test_a_wrong_key_is_told_so_even_where_the_public_may_read(client: httpx.AsyncClient) -> None:
    answer = await client.get("/indicators/v1/things/a", headers={"authorization": "Bearer nonsense"})
    assert answer.status_code == 401


async def test_a_session_is_no_key_for_machines_routes(client: httpx.AsyncClient) -> None:
    await sign_in(client)
    assert (await client.post("/indicators/v1/batches")).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 5_000, "'; select 1; --"])
async def test_a_nonsense_cookie_is_nobody(client: httpx.AsyncClient, cookie: str) -> None:
    headers = {b"cookie": f"folkmoot={cookie}".encode()}
    assert (await client.get("/measures", headers=headers)).status_code == 200
    assert (await client.get("/measures/desk", headers=headers)).status_code == 303


async def test_readiness_reads_outbox_and_consumers(client: httpx.AsyncClient) -> None:
    ready = (await client.get("/readyz")).json()
    assert ready["status"] == "degraded"
    assert "indicators.register has not seen a canary yet" in ready["reasons"]
    assert ready["outbox"]["waiting"] == 0


async def test_a_running_application_follows_the_local_clock(
    app: FastAPI, indicators: Database, admin: asyncpg.Connection
) -> None:
    await auth.free_clock(admin)
    async with app.router.lifespan_context(app):
        await auth.move_clock(indicators, datetime.now(UTC) + timedelta(days=3))
        async with asyncio.timeout(20):
            while app.state.clock.offset < timedelta(days=2):  # noqa: ASYNC110 it may have moved before one can wait
                await asyncio.sleep(0.02)
    assert app.state.clock.now() > datetime.now(UTC) + timedelta(days=2)
