"""The pages of an area's rules and closed days: read, changed from a day to come, looked at before, done once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from services.publication.main import create
from shared import auth
from shared.auth import Grant
from shared.database import Database, administrator_at
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.publication.negotiation import BATH, register
from tests.integration.visitor import Visitor, form_of
from tests.people import both

AT = "/publication/administration"
ELSEWHERE = "E08000002"
PASSWORD = "correct horse battery"
NUMBER = f"{AT}/policies/{BATH}/petition/ordinary_signatures"
DECIDED = {"basis": "local agreement", "decided_by": "Full council, minute 31", "since_on": "2026-04-01"}


@dataclass
class Office:
    """The record's application with the register of Bath, and whoever owns its database."""

    client: httpx.AsyncClient
    database: Database
    admin_url: str

    async def employ(self, name: str, role: str, area: str = BATH) -> Visitor:
        async with administrator_at(self.admin_url) as admin:
            await auth.create_account(admin, name, PASSWORD, body="bath-council", grants=[Grant(area, role)])
        return await self.signed_in(name)

    async def signed_in(self, name: str) -> Visitor:
        return Visitor(self.client, await auth.sign_in(self.database, name, PASSWORD) or "")

    async def stated(self, kind: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = (await self.client.get(f"/publication/v1/register/{BATH}")).json()[kind]
        return found


@pytest.fixture
async def office(publication: Database, settings: Settings, clock: SetClock, admin_url: str) -> AsyncIterator[Office]:
    transport = httpx.ASGITransport(app=create(settings, publication, clock))
    async with (
        httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client,
        administrator_at(admin_url) as admin,
    ):
        key, _ = await both(admin, "bath-council", [BATH])
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "loaded"}
        assert (await client.post("/publication/v1/register", json=register(), headers=headers)).status_code == 201
        yield Office(client, publication, admin_url)


def asked_in(answer: httpx.Response, preview: str) -> dict[str, str]:
    """What the address of the preview says, which its button sends on."""
    where = urlsplit(answer.headers["location"])
    assert (answer.status_code, where.path) == (303, preview)
    return dict(parse_qsl(where.query))


async def test_a_rule_is_changed_by_a_registrar_from_a_day_to_come_and_once(office: Office) -> None:
    ada, bob = await office.employ("ada", "registrar"), await office.employ("bob", "administrator")
    far, clerk = await office.employ("far", "registrar", ELSEWHERE), await office.employ("clerk", "case_worker")
    assert "Rules" in await bob.read(AT)
    for path in (f"{AT}/policies/{BATH}", f"{AT}/policies/{BATH}/petition", NUMBER):
        await ada.read(path)
        await far.read(path, status=404)
        await clerk.read(path, status=403)
    assert "Ordinary signatures" in await ada.read(f"{AT}/policies/{BATH}/petition")
    assert "Only a registrar of this place" in await bob.read(NUMBER)
    await ada.read(f"{AT}/policies/{BATH}/petition/invented", status=404)

    for wrong, told in (
        ({**DECIDED, "value": "80", "since_on": "2026-03-02"}, "must be a day to come"),
        ({**DECIDED, "value": "eighty"}, "Write a whole number in digits"),
        ({"value": "80", "since_on": "2026-04-01", "decided_by": "Full council, minute 31"}, "Choose an answer"),
    ):
        refused = await ada.send(NUMBER, f"{NUMBER}/look", **{"basis": "", **wrong})
        assert (refused.status_code, told in refused.text) == (422, True), refused.text
    asked = asked_in(
        await ada.send(NUMBER, f"{NUMBER}/look", value="80", **DECIDED), f"/escalation/administration/policies/{BATH}"
    )
    assert await office.stated("overrides") == []  # nothing is stated before it was looked at

    sent = {"csrf_token": form_of(await ada.read(NUMBER), f"{NUMBER}/look")["csrf_token"], **asked}
    assert sent.pop("key") == "petition.ordinary_signatures"
    for other in (bob, far):
        token = form_of(await ada.read(NUMBER), f"{NUMBER}/look")["csrf_token"]
        answer = await office.client.post(
            f"{NUMBER}/state-it", data={**sent, "csrf_token": token}, headers=other.headers
        )
        assert answer.status_code == 403
    async with administrator_at(office.admin_url) as admin:
        await admin.execute("update identity.session set proven_at = clock_timestamp() - interval '1 hour'")
    assert (await office.client.post(f"{NUMBER}/state-it", data=sent, headers=ada.headers)).status_code == 403
    ada = await office.signed_in("ada")
    sent["csrf_token"] = form_of(await ada.read(NUMBER), f"{NUMBER}/look")["csrf_token"]
    for _ in range(2):
        done = await office.client.post(f"{NUMBER}/state-it", data=sent, headers=ada.headers)
        assert (done.status_code, done.headers["location"]) == (303, f"{NUMBER}?told=done")
    (stated,) = await office.stated("overrides")
    assert (stated["key"], stated["value"], stated["since_on"]) == ("petition.ordinary_signatures", "80", "2026-04-01")
    page = await ada.read(NUMBER)
    assert "80, from 1 April 2026" in page
    assert "Full council, minute 31" in page
    again = await ada.send(NUMBER, f"{NUMBER}/look", value="80", **{**DECIDED, "since_on": "2026-05-01"})
    assert (again.status_code, "the value that holds on that day already" in again.text) == (422, True)
    per_cent = f"{AT}/policies/{BATH}/petition/area_pct"
    above = await ada.send(per_cent, f"{per_cent}/look", value="9.5", **DECIDED)
    assert (above.status_code, "above the most that it may be" in above.text) == (422, True)
    assert "Changes to come" in await bob.read(f"{AT}/policies/{BATH}")
    # Nobody makes a case wait for years, or for a rule that nobody could read before.
    clock = f"{AT}/policies/{BATH}/stage2/recommend"
    assert "from 30 working days to 120 working days" in await ada.read(clock)
    soon = {**DECIDED, "unit": "WD", "since_on": "2026-03-09"}
    for value, since_on, told in (
        ("900", "2026-04-01", "above the most"),
        ("2", "2026-04-01", "below the least"),
        ("80", "2026-03-09", "it holds from a day after 9 March 2026"),
    ):
        refused = await ada.send(clock, f"{clock}/look", **{**soon, "value": value, "since_on": since_on})
        assert (refused.status_code, told in refused.text) == (422, True), (value, refused.text)
    allowed = await ada.send(clock, f"{clock}/look", **{**soon, "value": "80", "since_on": "2026-03-10"})
    assert allowed.status_code == 303


async def test_a_closed_day_is_added_by_a_registrar_and_once(office: Office) -> None:
    ada, bob = await office.employ("ada", "registrar"), await office.employ("bob", "administrator")
    at = f"{AT}/closures/{BATH}"
    assert "Only a registrar of this place" in await bob.read(at)
    day = {"closed_on": "2026-12-29", "reason": "Closed between the years", "basis": "Cabinet, minute 4"}
    over = await ada.send(at, f"{at}/look", **{**day, "closed_on": "2026-02-27"})
    assert (over.status_code, "day is over" in over.text) == (422, True), over.text
    weekend = await ada.send(at, f"{at}/look", **{**day, "closed_on": "2026-12-27"})
    assert weekend.status_code == 422
    asked = asked_in(await ada.send(at, f"{at}/look", **day), f"/escalation/administration/closures/{BATH}")
    assert await office.stated("closures") == []
    sent = {"csrf_token": form_of(await ada.read(at), f"{at}/look")["csrf_token"], **asked}
    for _ in range(2):
        assert (await office.client.post(f"{at}/state-it", data=sent, headers=ada.headers)).status_code == 303
    (stated,) = await office.stated("closures")
    assert stated["closed_on"] == "2026-12-29"
    assert "Closed between the years" in await bob.read(at)
    again = await ada.send(at, f"{at}/look", **day)
    assert (again.status_code, "closed on this day already" in again.text) == (422, True)


async def test_the_weeks_before_an_election_are_stated_by_a_registrar_once_and_may_end_on_another_day(
    office: Office,
) -> None:
    ada, bob = await office.employ("ada", "registrar"), await office.employ("bob", "administrator")
    at = f"{AT}/elections/{BATH}"
    assert "Only a registrar of this place" in await bob.read(at)
    weeks = {"starts_on": "2026-03-30", "ends_on": "2026-05-07", "election": "Local elections", "basis": "Notice"}
    for wrong, told in (
        ({"starts_on": "2026-02-27"}, "day is over"),
        ({"ends_on": "2026-03-29"}, "lies before the first"),
        ({"basis": ""}, 'id="basis-error"'),
    ):
        refused = await ada.send(at, f"{at}/look", **{**weeks, **wrong})
        assert (refused.status_code, told in refused.text) == (422, True), refused.text
    for ends_on in ("2026-05-07", "2026-05-06"):
        looked = await ada.send(at, f"{at}/look", **{**weeks, "ends_on": ends_on})
        asked = asked_in(looked, f"/escalation/administration/elections/{BATH}")
        sent = {"csrf_token": form_of(await ada.read(at), f"{at}/look")["csrf_token"], **asked}
        for _ in range(2):
            done = await office.client.post(f"{at}/state-it", data=sent, headers=ada.headers)
            assert (done.status_code, done.headers["location"]) == (303, f"{at}?told=done")
        (stated,) = await office.stated("elections")
        assert (stated["ends_on"], stated["election"]) == (ends_on, "Local elections")
        assert (await office.client.post(f"{at}/state-it", data=sent, headers=bob.headers)).status_code == 403
    assert "6 May 2026" in await bob.read(at)
    again = await ada.send(at, f"{at}/look", **{**weeks, "ends_on": "2026-05-06"})
    assert (again.status_code, "says exactly this already" in again.text) == (422, True)
