"""Coming in by a body's own provider: the development one as it is, and one that lies; and what holds of a session."""

import json
import re
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
import pytest
from joserfc.jwk import ECKey, OctKey
from pydantic import SecretStr

from services.local import provider as development
from services.local.provider import NotLocal, Provider
from shared import auth
from shared.auth import Grant, Mapped
from shared.clock import OffsetClock
from shared.database import Database
from shared.openid.line import Line
from shared.register import names
from shared.settings import ADMINISTRATION, Mode, Settings
from shared.web.application.app import create_app
from shared.web.entrance import arrival, factor, hat, prove, sign_in, work
from tests import small_app
from tests.integration.arriving import (
    CASEY,
    HATTIE,
    NOBODY,
    REGISTERED,
    SALFORD,
    START,
    TRAFFORD,
    YESTERDAY,
    Door,
    Liar,
)


@pytest.fixture
async def door(settings: Settings, publication: Database, admin_url: str) -> AsyncIterator[Door]:
    settings = settings.model_copy(update={"provider_secrets": SecretStr(json.dumps({"development": "of ours"}))})
    provider = Liar(settings, secret="of ours", clock=OffsetClock())
    provider.people += [CASEY, HATTIE, NOBODY]
    app = create_app(
        "publication",
        settings=settings,
        database=publication,
        clock=OffsetClock(),
        routers=(
            small_app.router,
            sign_in.router,
            arrival.router,
            factor.router,
            hat.router,
            prove.router,
            work.router,
        ),
        templates=Path(__file__).parent,
    )
    app.state.naming = names
    app.state.line = Line(is_local=True, carrier=lambda: httpx.ASGITransport(provider.app()))
    admin = await asyncpg.connect(admin_url)
    given = [
        ("trafford/cases", "trafford-council", TRAFFORD, "case_worker", YESTERDAY, None),
        ("trafford/cases", "trafford-council", TRAFFORD, "inspector", YESTERDAY - timedelta(days=9), YESTERDAY),
        ("salford/scrutiny", "salford-council", SALFORD, "scrutiny_officer", YESTERDAY, None),
    ]
    await auth.connect_provider(
        admin,
        auth.Provider(
            id=development.ID,
            name="Trafford Council",
            body="trafford-council",
            issuer=provider.issuer,
            client_id=development.CLIENT,
            secret_name=development.SECRET_NAME,
            roles_claim=development.ROLES_CLAIM,
        ),
        [
            Mapped(value=value, body=body, area=area, role=role, from_on=from_on, until_on=until_on)
            for value, body, area, role, from_on, until_on in given
        ],
    )
    transport, address = httpx.ASGITransport(app), settings.public_address
    async with httpx.AsyncClient(transport=transport, base_url=address, headers={"origin": address}) as client:
        yield Door(client, provider, admin, app)
    await admin.close()


async def test_somebody_comes_in_by_their_bodys_provider_with_the_roles_that_its_claims_give_today(door: Door) -> None:
    assert "Sign in with Trafford Council" in (await door.client.get("/account/sign-in?next=/measures/desk")).text
    asked = parse_qs(urlsplit(await door.leave(next="/measures/desk?sort=due")).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()

    answer = await door.come(next="/measures/desk?sort=due")
    assert (answer.status_code, answer.headers["location"]) == (303, "/measures/desk?sort=due")
    desk = (await door.client.get("/measures/desk")).json()
    assert (desk["areas"], desk["body"]) == ([TRAFFORD], "trafford-council")
    page = (await door.client.get("/account")).text
    for words in ("Casey Worker", "trafford-council", "Case worker", "Trafford Council", "Sign out everywhere"):
        assert words in page
    assert "Inspector" not in page  # until yesterday

    await door.come()
    assert await door.admin.fetchval("select count(*) from identity.account") == 1
    entered = await door.admin.fetch("select holder, reason from identity.access_log where action = 'entered'")
    assert {row["reason"] for row in entered} == {"provider development"}
    assert {row["holder"].partition("/")[0] for row in entered} == {"account"}

    await door.admin.execute("update identity.provider_role set until_on = $1", YESTERDAY)
    assert (await door.client.get("/measures/desk")).status_code == 403
    assert await auth.end_provider(door.admin, development.ID)
    assert (await door.client.get("/measures/desk")).status_code == 303


async def test_whoever_has_no_role_here_leaves_nothing_behind(door: Door) -> None:
    answer = await door.come(NOBODY)
    assert answer.status_code == 403
    assert "gives you no role here" in answer.text
    assert await door.admin.fetchval("select count(*) from identity.account") == 0
    assert await door.refusals() == ["no-role"]


LIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "issuer": ({"iss": "https://evil.example"}, {}),
    "audience": ({"aud": "another-client"}, {}),
    "party": ({"aud": [development.CLIENT, "another"], "azp": "another"}, {}),
    "nonce": ({"nonce": "of another sign-in"}, {}),
    "expired": ({"exp": int(time.time()) - 3600}, {}),
    "issued": ({"iat": int(time.time()) + 3600}, {}),
    "exp": ({"exp": None}, {}),
    "subject": ({"sub": ""}, {}),
    "kind": ({}, {"typ": "logout+jwt"}),
    "key": ({}, {"kid": "of nobody"}),
}


@pytest.mark.parametrize("reason", LIES)
async def test_a_token_that_proves_the_wrong_thing_lets_nobody_in(door: Door, reason: str) -> None:
    door.provider.said, door.provider.header = LIES[reason]
    answer = await door.come()
    assert answer.status_code == 403
    assert "folkmoot=" not in answer.headers.get("set-cookie", "")
    assert await door.refusals() == [reason]
    assert (await door.client.get("/measures/desk")).status_code == 303


async def test_a_token_without_a_signature_of_the_providers_own_key_lets_nobody_in(door: Door) -> None:
    door.provider.with_key = ECKey.generate_key("P-256")
    await door.come()
    public = json.dumps(door.provider.key.as_dict(private=False))
    door.provider.with_key, door.provider.header = OctKey.import_key(public), {"alg": "HS256"}
    await door.come()
    door.provider.is_unsigned = True
    await door.come()
    assert await door.refusals() == ["signature", "algorithm"]  # alike ones of a minute share a row
    assert await door.admin.fetchval("select sum(times) from identity.access_log") == 3
    assert (await door.client.get("/measures/desk")).status_code == 303


async def test_a_provider_that_changed_its_keys_is_asked_for_them_anew(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    await door.come()
    door.provider.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    assert (await door.come(HATTIE)).status_code == 403  # not twice in half a minute
    monkeypatch.setattr("shared.openid.line.NOT_BEFORE", -1.0)
    assert (await door.come(HATTIE)).status_code == 303


async def test_only_the_browser_that_set_out_comes_in_and_only_once(door: Door) -> None:
    back = await door.choose(await door.leave())
    stolen = dict(door.client.cookies)
    door.client.cookies.clear()
    assert (await door.client.get(back)).status_code == 403  # another browser: somebody was sent this link
    door.client.cookies.update(stolen)
    mixed = re.sub(r"iss=[^&]*", "iss=https%3A%2F%2Fevil.example", back)
    assert (await door.client.get(mixed)).status_code == 403
    assert (await door.client.get(back)).status_code == 303
    door.client.cookies.clear()
    door.client.cookies.update(stolen)
    assert (await door.client.get(back)).status_code == 403  # the code is used up
    assert (await door.client.get(re.sub(r"code=[^&]*", "error=access_denied", back))).status_code == 403
    assert await door.refusals() == ["journey", "issuer", "stopped"]


async def test_signing_in_leads_to_no_other_site_and_takes_up_no_session_that_was_planted(door: Door) -> None:
    for evil in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert (await door.come(next=evil)).headers["location"] == sign_in.HOME
    planted = door.client.cookies["folkmoot"]
    await door.come(HATTIE)
    assert door.client.cookies["folkmoot"] != planted
    door.client.cookies.clear()
    door.client.cookies.set("folkmoot", planted)
    assert (await door.client.get("/account")).headers["location"] == "/account/sign-in"


async def test_signing_out_everywhere_ends_the_other_machines_session_at_once(door: Door) -> None:
    await door.come()
    other = door.client.cookies["folkmoot"]
    door.client.cookies.clear()
    await door.come()
    form = {"csrf_token": await door.token_of("/account")}
    assert (await door.client.post("/account/sign-out/everywhere", data={"csrf_token": "0" * 64})).status_code == 403
    assert (await door.client.post("/account/sign-out/everywhere", data=form)).status_code == 303
    door.client.cookies.set("folkmoot", other)
    assert (await door.client.get("/account")).headers["location"] == "/account/sign-in"


async def test_whoever_signs_out_at_the_provider_is_out_here_and_the_message_counts_once(door: Door) -> None:
    await door.come(HATTIE)
    hattie = door.client.cookies["folkmoot"]
    door.client.cookies.clear()
    await door.come()
    wrong: list[dict[str, object]] = [
        {"events": {}},
        {"nonce": "x"},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"jti": None},
        {"sub": None},
    ]
    assert {(await door.told_out(**one)).status_code for one in wrong} == {400}
    assert (await door.client.get("/measures/desk")).status_code == 200

    assert (await door.told_out()).status_code == 200
    assert (await door.client.get("/measures/desk")).status_code == 303
    await door.come()
    assert (await door.told_out()).status_code == 400
    assert (await door.client.get("/measures/desk")).status_code == 200
    assert (await door.told_out(jti="second", sub=None, sid="casey-here")).status_code == 200
    assert (await door.client.get("/measures/desk")).status_code == 303
    door.client.cookies.set("folkmoot", hattie)
    assert (await door.client.get("/account")).status_code == 200


async def test_somebody_with_several_hats_chooses_one_and_sees_which(door: Door) -> None:
    await door.admin.execute(REGISTERED)
    await door.come(HATTIE)
    led = await door.client.get("/measures/desk")
    assert (led.status_code, led.headers["location"]) == (303, "/account/roles?next=/measures/desk")
    form = {"csrf_token": await door.token_of("/account/roles"), "next": "/measures/desk"}
    assert "Case worker for Trafford Council" in (await door.client.get("/account/roles")).text
    assert (await door.client.post("/account/roles", data={**form, "hat": "all"})).status_code == 422
    chosen = await door.client.post("/account/roles", data={**form, "hat": "2"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/measures/desk")
    desk = (await door.client.get("/measures/desk")).json()
    assert (desk["areas"], desk["body"]) == ([TRAFFORD], "trafford-council")
    account = (await door.client.get("/account")).text
    assert "as case worker for Trafford Council" in account
    assert "act for Trafford Council as case worker" in account
    assert ">Trafford</td>" in account
    await door.client.post("/account/roles", data={**form, "hat": "1"})
    refused = await door.client.get("/measures/desk")
    assert refused.status_code == 403
    assert "You are signed in as Hattie Several for salford-council: scrutiny officer. This page is for" in refused.text
    assert ">Go to your own work</a>" in refused.text
    assert "Sign in, if you work here" not in refused.text
    await door.admin.execute("delete from identity.provider_role where body = 'salford-council'")
    assert (await door.client.get("/measures/desk")).status_code == 200


async def test_a_second_factor_is_asked_for_where_the_body_wants_it(door: Door) -> None:
    await door.admin.execute("update identity.provider set factors = '{mfa, hwk}', demanded = '{\"tid\": \"t-1\"}'")
    await door.come()
    door.provider.said = {"tid": "t-1", "amr": ["pwd"]}
    assert "second factor" in (await door.come()).text
    door.provider.said = {"tid": "t-1", "amr": ["pwd", "hwk"]}
    assert (await door.come()).status_code == 303
    assert await door.refusals() == ["demanded", "second-factor"]


async def test_a_deed_of_weight_asks_who_one_is_once_more(door: Door) -> None:
    await door.come()
    assert (await door.client.post("/measures/fresh", data={"csrf_token": ""})).status_code == 403
    form = {"csrf_token": (await door.client.get("/measures/desk")).json()["token"]}
    assert (await door.client.post("/measures/fresh", data=form)).status_code == 200
    await door.admin.execute("update identity.session set proven_at = proven_at - interval '11 min'")
    refused = await door.client.post("/measures/fresh", data={**form, "reasons": "Three <of> one hand", "code": ""})
    assert refused.status_code == 403
    assert "/account/prove" in refused.text
    assert "Three" not in refused.text  # a code is never handed back, nor what stands beside it
    refused = await door.client.post("/measures/fresh", data={**form, "reasons": "Three <of> one hand"})
    assert refused.text.count("Three &lt;of&gt; one hand") == 2  # what was written is there, to be read and to be sent
    assert f'name="csrf_token" value="{form["csrf_token"]}"' in refused.text
    assert START in (await door.client.get("/account/prove?next=/measures/desk")).text

    door.provider.said = {"auth_time": int(time.time()) - 3600}
    assert (await door.come(again="true")).status_code == 403  # it did not ask anew
    door.provider.said = {}
    assert "Somebody else signed in" in (await door.come(HATTIE, again="true")).text
    asked = parse_qs(urlsplit(await door.leave(again="true")).query)
    assert (asked["max_age"], asked["prompt"]) == (["0"], ["login"])
    assert (await door.come(again="true", next="/measures/desk")).headers["location"] == "/measures/desk"
    assert (await door.client.post("/measures/fresh", data=form)).status_code == 200


async def test_a_password_proves_it_too_and_a_wrong_one_does_not(door: Door) -> None:
    password = "correct horse battery"
    await auth.create_account(
        door.admin, "ada", password, body="trafford-council", grants=[Grant(TRAFFORD, "inspector")]
    )
    await door.client.post("/account/sign-in", data={"name": "ada", "password": password})
    await door.admin.execute("update identity.session set proven_at = proven_at - interval '11 min'")
    form = {"csrf_token": await door.token_of("/account/prove"), "next": "/account"}
    assert (await door.client.post("/account/prove", data={**form, "password": "wrong"})).status_code == 401
    ago = "select clock_timestamp() - proven_at > interval '1 min' from identity.session"
    assert await door.admin.fetchval(ago)
    assert (await door.client.post("/account/prove", data={**form, "password": password})).status_code == 303
    assert not await door.admin.fetchval(ago)


async def test_sessions_end_by_the_settings_of_the_place(door: Door) -> None:
    await door.come()
    back = "update identity.session set seen_at = seen_at - interval '{}', created_at = created_at - interval '{}'"
    await door.admin.execute(back.format("14 min", "11 h"))
    assert (await door.client.get("/measures/desk")).status_code == 200
    shorter = {"session_minutes": 5, "session_hours": 2}
    door.app.state.settings = door.app.state.settings.model_copy(update=shorter)
    assert (await door.client.get("/measures/desk")).status_code == 303
    await door.come()
    await door.admin.execute(back.format("6 min", "6 min"))
    assert (await door.client.get("/measures/desk")).status_code == 303


async def test_a_provider_is_not_spoken_with_in_clear_outside_local_mode(settings: Settings) -> None:
    production = settings.model_copy(update={"mode": Mode.PRODUCTION})
    with pytest.raises(NotLocal):
        Provider(production, secret="x", clock=OffsetClock())
    line = Line(is_local=False, carrier=lambda: httpx.MockTransport(lambda _: httpx.Response(500)))
    with pytest.raises(Exception, match="address"):
        await line.metadata("http://127.0.0.1:8000/dev-idp")


@pytest.mark.parametrize(
    ("roles", "leads_to"),
    [
        (("case_worker", "scrutiny_officer"), "/desk"),
        (("intake_clerk",), "/petitions/start/desk"),
        (("chief_officer",), "/desk/raise"),
        (("auditor",), "/account"),
    ],
)
async def test_whoever_wants_no_page_is_led_to_the_place_where_they_have_work(
    door: Door, roles: tuple[str, ...], leads_to: str
) -> None:
    await _come_as(door, *roles)
    led = await door.client.get(sign_in.HOME)
    assert (led.status_code, led.headers["location"]) == (303, leads_to)


async def test_whoever_works_at_several_places_chooses_where_to_go_on(door: Door) -> None:
    await _come_as(door, "partner", "registrar")
    chosen = (await door.client.get(sign_in.HOME)).text
    assert all(f'href="{place}"' in chosen for place in ("/desk", "/record/desk", "/upload", ADMINISTRATION))
    assert f'<a href="{sign_in.HOME}">my work</a>' in chosen


async def _come_as(door: Door, *roles: str) -> None:
    """Somebody with these roles signs in with a password, and is sent to where people who work here begin."""
    password = "correct horse battery"
    grants = [Grant(TRAFFORD, role) for role in roles]
    await auth.create_account(door.admin, "ada", password, body="trafford-council", grants=grants)
    came = await door.client.post("/account/sign-in", data={"name": "ada", "password": password})
    assert came.headers["location"] == sign_in.HOME
