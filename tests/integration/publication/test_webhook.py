"""Webhooks: named by a body's key, signed, sent again under the same id after a failure, never into this network."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from services.cli.register import facts_of
from services.publication import main
from services.publication.handlers.register import register
from services.publication.handlers.search import webhook
from services.publication.storage.search import webhook as storage
from shared import auth
from shared.database import EVERY_AREA, Database
from shared.errands import carry_some
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded, told_by
from tests.integration.publication.test_partnership import FILE, RECORDED
from tests.integration.publication.told import all_told
from tests.integration.spine import until
from tests.outside import HOST, PRIVATE, PUBLIC, Outside, outside

HOOKS = "/publication/v1/webhooks"
WANTED = {"address": f"https://{HOST}/told", "area": "sandford", "kinds": ["ward"]}


@dataclass
class World:
    client: httpx.AsyncClient
    database: Database
    there: Outside
    clock: SetClock
    admin: asyncpg.Connection
    key: str

    async def change(self, ward: str) -> None:
        """A ward of the place changes, and it is seen by whoever looks for changes."""
        facts = facts_of(FILE)
        moved = replace(facts.councillors[0], ward=ward, ward_name=f"{ward.title()} Ward")
        await register.load(self.database, replace(facts, councillors=(moved,)), now=self.clock.now())

    async def carry(self) -> None:
        """Whatever is on its way is tried once, as if its pause were over."""
        await self.admin.execute("update publication.errand set next_attempt_at = clock_timestamp()")
        await carry_some(self.database, {webhook.DELIVERY: webhook.carrier(self.key, self.there.way())})

    async def fail_for_good(self) -> None:
        for _ in range(8):
            await self.carry()


@pytest.fixture
async def here(
    publication: Database, settings: Settings, clock: SetClock, admin_url: str, tmp_path: Path
) -> AsyncIterator[World]:
    await register.load(publication, facts_of(FILE), now=clock.now())
    await all_told(publication)
    admin = await asyncpg.connect(admin_url)
    key = await auth.create_key(admin, "sandford-health", ["sandford"], ["partner"], name="system")
    transport = httpx.ASGITransport(app=main.create(settings, publication, clock))
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        outside(tmp_path) as there,
        httpx.AsyncClient(transport=transport, base_url=settings.public_address, headers=headers) as client,
    ):
        yield World(client, publication, there, clock, admin, settings.secret.get_secret_value())
    await admin.close()


async def test_what_changes_is_sent_signed_and_again_after_a_failure_as_the_same_document(here: World) -> None:
    named = await here.client.put(f"{HOOKS}/ours", json=WANTED)
    assert named.status_code == 200, named.text
    assert named.json()["named_at"] == here.clock.now().isoformat(), "by the time of the place"
    secret = base64.b64decode(named.json()["secret"].removeprefix("whsec_"))
    assert await webhook.put_on_the_way(here.database) == 0
    await here.change("mill")

    async def is_on_its_way() -> bool:  # a neighbour's transaction may still run when we look first
        return await webhook.put_on_the_way(here.database) > 0 and await waiting(here) == 1

    await until(is_on_its_way, seconds=120)
    async with here.database.unit_of_work(EVERY_AREA) as session:  # as when words are removed meanwhile
        await storage.forget_waiting(session)
    await here.carry()
    assert here.there.asked == []
    assert (await webhook.put_on_the_way(here.database), await waiting(here)) == (1, 1)
    here.there.answers(status=503)
    await here.carry()
    here.there.answers(status=204)
    await here.carry()
    first, second = here.there.asked
    assert (first["webhook-id"], first["body"]) == (second["webhook-id"], second["body"])
    assert (second["line"], second["host"]) == ("POST /told HTTP/1.1", HOST)
    signed = f"{second['webhook-id']}.{second['webhook-timestamp']}.{second['body']}".encode()
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert second["webhook-signature"] == f"v1,{expected}"
    told: dict[str, Any] = json.loads(second["body"])
    assert (told["id"], {(one["code"], one["gone"]) for one in told["changes"]}) == (
        second["webhook-id"],
        {("castle", True), ("mill", False)},
    )
    assert (await webhook.put_on_the_way(here.database), await waiting(here)) == (0, 0)
    listed = await here.client.get(HOOKS)
    assert listed.json()["webhooks"][0]["arrived_at"]
    again = await here.client.put(f"{HOOKS}/ours", json=WANTED)
    assert (again.status_code, again.json()["id"]) == (200, named.json()["id"])
    assert "whsec_" not in listed.text + again.text, "the secret is told once"
    assert_recorded(RECORDED, {f"PUT {HOOKS}/{{name}}": told_by(named), f"GET {HOOKS}": told_by(listed)})


async def test_nothing_is_sent_inside_nor_after_an_end_and_a_dead_address_is_left_alone(here: World) -> None:
    for address in (
        *("http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "https://0/"),
        *("https://2130706433/", "https://0x7f000001/", "https://localhost/", "https://example.org:5432/"),
        *("https://user@example.org/", "file:///etc/passwd", "https://metadata.internal/"),
    ):
        refused = await here.client.put(f"{HOOKS}/ours", json=WANTED | {"address": address})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/address"), address
    assert (await here.client.put(f"{HOOKS}/ours", json=WANTED | {"area": "elsewhere"})).status_code == 403
    assert (await here.client.put(f"{HOOKS}/ours", json=WANTED, headers={"Authorization": ""})).status_code == 401
    named = (await here.client.put(f"{HOOKS}/ours", json=WANTED)).json()
    await here.change("mill")

    async def is_on_its_way() -> bool:
        return await webhook.put_on_the_way(here.database) > 0 and await waiting(here) == 1

    await until(is_on_its_way, seconds=120)
    here.there.answers(status=204)
    # A public name may lead inside, as localtest.me and 10.0.0.1.nip.io do.
    for inside in ([PRIVATE], [PUBLIC, PRIVATE], ["10.0.0.1"], ["169.254.169.254"], [PUBLIC, "::ffff:127.0.0.1"]):
        here.there.numbers = [inside]
        await here.carry()
        assert (here.there.connected, here.there.asked) == ([], []), inside
    assert len(here.there.looked_up) == 5, "each attempt looks the name up once"
    here.there.numbers = [[PUBLIC]]
    here.there.answers(status=302, Location="https://127.0.0.1/")
    await here.fail_for_good()
    assert {one["line"] for one in here.there.asked} == {"POST /told HTTP/1.1"}
    assert await webhook.put_on_the_way(here.database) == 0, "an address that failed rests"
    assert (await here.client.get(HOOKS)).json()["webhooks"][0]["failed_at"]
    await here.admin.execute("update publication.webhook set failed_at = failed_at - interval '2 hours'")
    assert await webhook.put_on_the_way(here.database) == 1, "what did not arrive is told anew"
    here.there.answers(status=410)
    await here.carry()
    assert (await here.client.get(HOOKS)).json()["webhooks"][0]["ended_at"]
    assert (await here.client.delete(f"{HOOKS}/{named['id']}")).status_code == 204
    assert (await here.client.delete(f"{HOOKS}/{'0' * 8}-0000-7000-8000-{'0' * 12}")).status_code == 404


async def waiting(here: World) -> int:
    return int(await here.admin.fetchval("select count(*) from publication.delivery"))
