"""Second factors: a code from an app besides the password, each once; recovery codes; and when everybody must."""

import base64
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import pytest

from shared import auth
from shared.auth import Grant
from shared.auth.factors import STEP, Held, code_at
from shared.clock import OffsetClock
from shared.database import Database
from shared.settings import SecondFactor, Settings
from shared.web.application.app import create_app
from shared.web.drawing.qr import path_of, square_of
from shared.web.entrance import factor, prove, sign_in
from tests import small_app

AREA = "E08000009"
PASSWORD = "correct horse battery"


@dataclass
class Door:
    client: httpx.AsyncClient
    admin: asyncpg.Connection

    async def sign_in(self) -> str:
        self.client.cookies.clear()
        form = {"name": "ada", "password": PASSWORD, "next": "/measures/desk"}
        return str((await self.client.post("/account/sign-in", data=form)).headers["location"])

    async def send(self, path: str, **form: str) -> httpx.Response:
        found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', (await self.client.get(path)).text)
        assert found is not None
        return await self.client.post(path.partition("?")[0], data={"csrf_token": found[1], **form})

    async def shared(self, path: str = "/account/second-factor") -> bytes:
        found = re.search(r"otpauth://[^\"]*secret=([A-Z2-7]+)", (await self.client.get(path)).text)
        assert found is not None
        return base64.b32decode(found[1])

    async def is_in(self) -> bool:
        return (await self.client.get("/measures/desk")).status_code == 200


@pytest.fixture
async def door(settings: Settings, publication: Database, admin_url: str) -> AsyncIterator[Door]:
    app = create_app(
        "publication",
        settings=settings.model_copy(update={"second_factor": SecondFactor.EVERYBODY}),
        database=publication,
        clock=OffsetClock(),
        routers=(small_app.router, sign_in.router, factor.router, prove.router),
        templates=Path(__file__).parent,
    )
    admin = await asyncpg.connect(admin_url)
    await auth.create_account(admin, "ada", PASSWORD, body="trafford-council", grants=[Grant(AREA, "case_worker")])
    transport, address = httpx.ASGITransport(app), settings.public_address
    async with httpx.AsyncClient(transport=transport, base_url=address, headers={"origin": address}) as client:
        yield Door(client, admin)
    await admin.close()


def test_a_code_is_the_one_that_every_app_shows() -> None:
    """RFC 6238, appendix B: the last six of its eight digits."""
    shared = b"12345678901234567890"
    assert [code_at(shared, at) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]


async def test_nobody_is_in_before_the_app_is_set_up_and_a_code_opens_once(door: Door) -> None:
    assert await door.sign_in() == "/account/second-factor?next=/measures/desk"
    assert not await door.is_in()
    shared = await door.shared()
    assert shared == await door.shared()  # looking again makes nothing anew
    drawn = (await door.client.get("/account/second-factor")).text
    told = Held(full_name="ada", is_held=True, is_confirmed=False, shared=shared).address("ada", "Folkmoot")
    assert f'd="{path_of(square_of(told))}"' in drawn  # for the camera, the same as the link says
    held = door.client.cookies["folkmoot"]
    assert (await door.send("/account/second-factor", code="000000")).status_code == 401
    now = time.time()
    page = await door.send("/account/second-factor", code=code_at(shared, now), next="/measures/desk")
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", page.text)
    assert len(set(codes)) == 10
    assert await door.is_in()
    assert door.client.cookies["folkmoot"] != held

    assert await door.sign_in() == "/account/code?next=/measures/desk"
    assert not await door.is_in()
    assert (await door.client.get("/account/sign-in")).headers["location"].startswith("/account/code")
    assert (await door.send("/account/code", code=code_at(shared, now))).status_code == 401  # seen before
    assert "otpauth" not in (await door.client.get("/account/second-factor")).text
    answer = await door.send("/account/code", code=code_at(shared, now + STEP), next="/measures/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/measures/desk")
    assert await door.is_in()

    await door.sign_in()
    assert (await door.send("/account/code", code=codes[3].upper())).status_code == 303
    assert await door.is_in()
    await door.sign_in()
    assert (await door.send("/account/code", code=codes[3])).status_code == 401
    assert not await door.is_in()
    kept = await door.admin.fetch("select sealed from identity.factor")
    assert shared not in kept[0]["sealed"]


async def test_guesses_are_slowed_down_and_a_lost_app_is_taken_away(door: Door) -> None:
    await door.sign_in()
    shared = await door.shared()
    await door.send("/account/second-factor", code=code_at(shared, time.time()))
    await door.sign_in()
    for _ in range(5):
        await door.send("/account/code", code="000000")
    right = code_at(shared, time.time() + STEP)
    assert (await door.send("/account/code", code=right)).status_code == 401
    await door.admin.execute("update identity.factor set failed_at = failed_at - interval '1 min'")
    assert (await door.send("/account/code", code=right)).status_code == 303
    await door.admin.execute("update identity.session set proven_at = proven_at - interval '11 min'")
    await door.admin.execute("update identity.factor set last_step = last_step - 5")
    assert (await door.client.get("/account/second-factor")).headers["location"].startswith("/account/prove")
    proven = await door.send("/account/prove", password=code_at(shared, time.time()), next="/account")
    assert proven.status_code == 303
    assert await auth.reset_factor(door.admin, "Ada")
    assert not await door.is_in()
    assert await door.sign_in() == "/account/second-factor?next=/measures/desk"
    assert await door.shared() != shared


async def test_whoever_waits_for_a_code_can_leave_instead(door: Door) -> None:
    await door.sign_in()
    assert (await door.client.post("/account/sign-out", data={"csrf_token": ""})).status_code == 303
    assert (await door.client.get("/account/sign-in")).status_code == 200


async def test_a_held_session_is_over_after_ten_minutes(door: Door) -> None:
    await door.sign_in()
    await door.admin.execute("update identity.session set created_at = created_at - interval '11 min'")
    led = await door.client.get("/account/second-factor")
    assert (led.status_code, led.headers["location"].partition("?")[0]) == (303, "/account/sign-in")
