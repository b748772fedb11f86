"""Guests of a body: invited by its key, in by a mailed link and one button, out on their day or when it says so."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from services.publication import main
from services.publication.handlers.register import invitation
from shared import auth, errands
from shared.clock import OffsetClock
from shared.database import Database
from shared.post.mail import Letter, read_folder
from shared.settings import SecondFactor, Settings

TRAFFORD, BURY = "E08000009", "E08000002"
GUEST = "amina@hall.example.org"
TODAY = datetime.now(UTC).date()


@dataclass
class Door:
    """The publication service, its post, and keys of two bodies."""

    client: httpx.AsyncClient
    database: Database
    settings: Settings
    admin: asyncpg.Connection
    key: str
    other: str
    app: FastAPI

    async def invite(self, key: str = "", *, changed: Mapping[str, object] | None = None) -> httpx.Response:
        sent = {"email": GUEST, "full_name": "Amina Guest", "ends_on": (TODAY + timedelta(days=30)).isoformat()}
        return await self.client.put(
            "/publication/v1/invitations",
            json=sent | dict(changed or {}),
            headers={"authorization": f"Bearer {key or self.key}"},
        )

    async def letters(self) -> list[Letter]:
        """Every letter that has left, after all that is to leave has left."""
        await errands.carry_some(self.database, {invitation.LINK: invitation.carrier(self.settings)})
        return read_folder(self.settings.mail_folder or Path())

    async def ask(self, email: str = GUEST) -> httpx.Response:
        return await self.client.post("/account/link", data={"email": email})

    async def link(self) -> str:
        assert (await self.ask()).status_code == 303
        found = re.search(r"/account/link/open\?token=\S+", (await self.letters())[0].text)
        assert found is not None
        return found[0]

    async def press(self, link: str) -> httpx.Response:
        return await self.client.post("/account/link/open", data={"token": link.partition("=")[2]})


@pytest.fixture
async def door(publication: Database, settings: Settings, admin_url: str, tmp_path: Path) -> AsyncIterator[Door]:
    settings = settings.model_copy(update={"mail_folder": tmp_path})
    admin = await asyncpg.connect(admin_url)
    keys = [await auth.create_key(admin, body, [TRAFFORD]) for body in ("hall-trust", "nhs")]
    app = main.create(settings, publication, OffsetClock())
    transport = httpx.ASGITransport(app=app)
    address = settings.public_address
    async with httpx.AsyncClient(transport=transport, base_url=address, headers={"origin": address}) as client:
        yield Door(client, publication, settings, admin, keys[0], keys[1], app)
    await admin.close()


async def test_a_guest_comes_in_by_the_button_behind_the_link_and_acts_for_the_body(door: Door) -> None:
    assert (await door.invite()).status_code == 200
    link = await door.link()
    opened = [await door.client.get(link) for _ in range(3)]  # a mail scanner opens every link
    assert {answer.status_code for answer in opened} == {200}
    assert not door.client.cookies
    assert (await door.press(link)).status_code == 303
    page = (await door.client.get("/account")).text
    assert "Amina Guest" in page
    assert "hall-trust" in page
    assert "Partner" in page


async def test_where_the_place_asks_it_a_guest_sets_up_an_app_before_anything_opens(door: Door) -> None:
    settings = door.app.state.settings.model_copy(update={"second_factor": SecondFactor.GUESTS})
    door.app.state.settings = settings
    await door.invite()
    assert (await door.press(await door.link())).headers["location"] == "/account/second-factor?next=/account"
    assert (await door.client.get("/account")).headers["location"] == "/account/sign-in"
    assert "otpauth://totp/" in (await door.client.get("/account/second-factor")).text


async def test_a_link_opens_once(door: Door) -> None:
    await door.invite()
    link = await door.link()
    assert (await door.press(link)).status_code == 303
    assert [(await door.press(link)).status_code, (await door.client.get(link)).status_code] == [404, 404]


async def test_a_link_is_dead_after_a_quarter_of_an_hour(door: Door) -> None:
    await door.invite()
    link = await door.link()
    await door.admin.execute("update identity.link set asked_at = asked_at - interval '16 minutes'")
    assert (await door.press(link)).status_code == 404
    assert not door.client.cookies


async def test_whoever_asks_learns_nothing_and_only_guests_get_letters(door: Door) -> None:
    await auth.create_account(door.admin, "ada@example.org", "correct horse battery", body="nhs", grants=[])
    await door.invite()
    answers = [await door.ask(email) for email in (GUEST.upper(), "nobody@example.org", "ada@example.org")]
    assert {(answer.status_code, answer.headers["location"], answer.content) for answer in answers} == {
        (303, "/account/link/sent", b"")
    }
    assert [letter.to for letter in await door.letters()] == [GUEST]


async def test_five_letters_an_hour_and_no_more(door: Door) -> None:
    await door.invite()
    for _ in range(8):
        await door.ask()
    assert len(await door.letters()) == 5


async def test_a_guest_shut_out_is_out_at_once(door: Door) -> None:
    invited = (await door.invite()).json()
    await door.press(await door.link())
    stranger = {"authorization": f"Bearer {door.other}"}
    assert (await door.client.delete(invited["links"]["self"], headers=stranger)).status_code == 404
    assert "Amina" in (await door.client.get("/account")).text
    own = {"authorization": f"Bearer {door.key}"}
    assert (await door.client.delete(invited["links"]["self"], headers=own)).status_code == 204
    assert (await door.client.get("/account")).headers["location"].startswith("/account/sign-in")
    await door.ask()
    assert len(await door.letters()) == 1
    listed = (await door.client.get("/publication/v1/invitations", headers=own)).json()["invitations"]
    assert [one["is_over"] for one in listed] == [True]


async def test_an_invitation_ends_with_its_day(door: Door) -> None:
    await door.invite()
    await door.press(await door.link())
    await door.admin.execute("update identity.account set ends_on = current_date - 1")
    assert (await door.client.get("/account")).status_code == 303


async def test_nobody_is_invited_into_two_bodies_or_beside_an_account(door: Door) -> None:
    await auth.create_account(door.admin, "ada@example.org", "correct horse battery", body="hall-trust", grants=[])
    await door.invite()
    refused = [await door.invite(door.other), await door.invite(changed={"email": "ada@example.org"})]
    assert [(answer.status_code, answer.json()["type"]) for answer in refused] == [(409, "/problems/address-taken")] * 2
    own = {"authorization": f"Bearer {door.other}"}
    assert (await door.client.get("/publication/v1/invitations", headers=own)).json() == {"invitations": []}


@pytest.mark.parametrize(
    ("changed", "status", "pointer"),
    [
        ({"email": "amina"}, 422, "/email"),
        ({"email": "a@b@example.org"}, 422, "/email"),
        ({"email": "a@example.org\r\nBcc: x@example.org"}, 422, "/email"),
        ({"ends_on": "2020-01-01"}, 422, "/ends_on"),
        ({"ends_on": (TODAY + timedelta(days=4 * 366 + 1)).isoformat()}, 422, "/ends_on"),
        ({"areas": [BURY]}, 403, None),
        ({"role": "registrar"}, 422, "/role"),
    ],
)
async def test_an_invitation_that_is_not_right_invites_nobody(
    door: Door, changed: dict[str, object], status: int, pointer: str | None
) -> None:
    answer = await door.invite(changed=changed)
    assert answer.status_code == status
    assert pointer is None or [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert await door.admin.fetchval("select count(*) from identity.account") == 0


async def test_inviting_again_changes_name_and_day(door: Door) -> None:
    first = (await door.invite()).json()
    later = date.fromisoformat(first["ends_on"]) + timedelta(days=10)
    again = (await door.invite(changed={"full_name": "Amina Host", "ends_on": later.isoformat()})).json()
    assert (again["id"], again["full_name"], again["ends_on"]) == (first["id"], "Amina Host", later.isoformat())


async def test_a_guest_has_no_password_to_guess(door: Door) -> None:
    await door.invite()
    for password in ("", "x", "None"):
        answer = await door.client.post("/account/sign-in", data={"name": GUEST, "password": password})
        assert answer.status_code == 401


async def test_nothing_of_a_guest_is_public_or_in_the_errand(door: Door) -> None:
    await door.invite()
    await door.ask()
    assert (await door.client.get("/publication/v1/invitations")).status_code == 401
    booked = await door.admin.fetchval("select string_agg(e::text, '') from publication.errand e")
    assert "hall.example.org" not in booked
