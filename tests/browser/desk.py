"""A small place with a case on its desk and a missed target to explain, as a program: register, one petition.

Its accounts have passwords that it prints, which the demonstration's have not. It ends on SIGTERM.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
from rich.console import Console

from deploy.sample import exports
from services.cli.demo.office_hours import at_work
from services.cli.demo.people import REGISTRAR, People, taken
from services.cli.demo.petition import gather, links, press
from services.cli.demo.ward import settle_in
from services.cli.up import until_interrupted
from services.local import advance, place
from shared import auth
from shared.events import new_id
from shared.servers.ways import free_port
from shared.working_days import london_day
from tests.browser import negotiation
from tests.browser.attack import attack, attack_register
from tests.browser.places import Desk
from tests.unit.shared.test_attachments import picture

FIGURES = "social_care_satisfaction.csv"
# People who are in no sample, and no other test is: whoever tries a settlement, and who leads on vaccination.
BESIDE = {"story-broker": "lga", "story-board": "nhs-gm-icb"}

# An event that the figures could not take in, as the inbox lays it aside: a decision that was told once before.
FAILED = """
insert into indicators.waiting (consumer, stream, version, envelope, dead_reason)
select 'indicators.register', stream, 1000, jsonb_build_object('id', event_id, 'type', type, 'kind', kind,
  'stream', stream, 'version', 1000, 'epoch', epoch, 'area', area, 'occurred_at', occurred_at, 'content', data,
  'actor', 'key/none'), 'ValueError'
from publication.ledger where type like '%measure_registered%' order by position limit 1
"""


async def main() -> None:
    """Serve the place until SIGTERM."""
    async with place.running(over_rabbitmq=False, port=free_port()) as running:
        password = secrets.token_urlsafe(18)
        async with _clock(running) as port:
            prepared = await _prepare(running, password, port)
            print(json.dumps(asdict(prepared)))  # noqa: T201 read by the fixture
            await until_interrupted(running.failed)


@asynccontextmanager
async def _clock(running: place.Place) -> AsyncIterator[int]:
    """A port at which somebody says for how many days to wait, and is told the day then: a story takes months."""

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        days = int(await reader.readline())
        async with advance.timeline(running.settings) as time:
            await time.advance(at_work(await time.now() + timedelta(days=days)))
            writer.write(f"{london_day(await time.now()).isoformat()}\n".encode())
        writer.close()

    async with await asyncio.start_server(wait, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def _prepare(running: place.Place, password: str, clock: int) -> Desk:
    """Load the place, miss a target, have the petition signed and handed in, and employ everybody of the story; then
    lay on its desk what else waits there.
    """
    story = exports.petition()
    area = story["petition"]["area"]
    quiet = Console(quiet=True)
    async with People(running) as people, advance.timeline(running.settings) as time:
        await people.give_key(REGISTRAR, area, role="registrar")
        await people.give_second_key(REGISTRAR, area, role="registrar")
        for posting in (exports.register(), *exports.agreement()):
            await people.post(posting, REGISTRAR)
        await attack(people, area, exports.live_negotiation()["agreement"]["profile"])
        await attack_register(people, exports.register())
        at, profile = running.settings.admin_url, exports.live_negotiation()["agreement"]["profile"]
        await negotiation.set_out(people, at, exports.register().body, profile, password)
        await time.settle()
        await _employ(running.settings.admin_url, story, password)
        question = await _miss(people, area)
        reference = await gather(people, time, quiet)
        councillor, about_ward = await settle_in(people, time, quiet)
        async with httpx.AsyncClient(base_url=running.address, timeout=60) as client:
            key = await _key(running.settings.admin_url, area)
            client.headers["Authorization"] = f"Bearer {key}"
            await _lay_out(client, reference, about_ward)
        unchecked, token = await _begin(people, time, story["ward"]["petition"])
        return Desk(
            address=running.address,
            reference=reference,
            question=question,
            about_ward=about_ward,
            unchecked=unchecked,
            token=token,
            password=password,
            councillor=people.passwords[councillor],
            clock=clock,
        )


async def _key(admin_url: str | None, area: str) -> str:
    """A key of somebody who enters sheets and brings files, and so compares and releases none of them."""
    admin = await asyncpg.connect(admin_url)
    try:
        return await auth.create_key(admin, "trafford-council", [area], ["case_worker"], name="intake")
    finally:
        await admin.close()


async def _lay_out(client: httpx.AsyncClient, reference: str, about_ward: str) -> None:
    """A file that nobody has looked at, and a photographed sheet of signatures that waits to be compared."""
    said = {"occasion": "matter", "title": "Bins in Hale Road", "text": "Four full bins beside a wall."}
    await _send(client, f"/escalation/v1/cases/{reference}/evidence", said)
    paper = f"/escalation/v1/petitions/{about_ward}/paper"
    today = london_day(datetime.now(UTC)).isoformat()
    line = {"name": "Resident on paper (sample)", "postcode": "M32 0TH", "relation": "live"}
    sheets = {"received_on": today, "handed_in_by": "library", "sheets": 1, "lines": [line]}
    taken(await client.post(paper, json=sheets, headers={"Idempotency-Key": str(new_id())}))
    await _send(client, f"{paper}/1/sheets", {"first_line": "1", "last_line": "1"})


async def _send(client: httpx.AsyncClient, path: str, said: dict[str, str]) -> None:
    """Send a picture, large as telephones take them, with what is said about it."""
    parts = [(name, (None, value)) for name, value in said.items()]
    file = ("file", ("picture.jpg", picture("JPEG", (3_000, 2_000)), "image/jpeg"))
    taken(await client.post(path, files=[*parts, file], headers={"Idempotency-Key": str(new_id())}))


async def _begin(people: People, time: advance.Timeline, told: dict[str, Any]) -> tuple[str, str]:
    """A petition that waits to be checked, with a picture; its reference and its organiser's token."""
    organiser = {**told["organiser"], "email": "third-organiser@example.org"}
    wanted = {**told, "title": "A second bin store in Longford", "organiser": organiser}
    reference: str = taken(await people.anybody.post("/escalation/v1/petitions", json=wanted)).json()["petition"]
    await time.settle()
    link = next(link for link in links(people, 1) if f"/{reference}/" in link.path)
    await press(people, [link])
    token = link.query.removeprefix("token=")
    said = {"token": token, "caption": "Four overflowing bins beside the flats"}
    await _send(people.anybody, f"/escalation/v1/petitions/{reference}/pictures", said)
    return reference, token


async def _miss(people: People, area: str) -> str:
    """Post the figures of a measure that misses its target; the page on which its lead partner is asked why."""
    batch = next(one for one in exports.batches() if one.file == FIGURES)
    await people.give_key(batch.partner, area)
    await people.post(batch.posting(), batch.partner)
    (asked,) = (await people.anybody.get("/indicators/v1/explanations")).json()["explanations"]
    return f"{asked['links']['page']}/explanations/{asked['explanation']}"


async def _employ(admin_url: str | None, story: dict[str, Any], password: str) -> None:
    admin = await asyncpg.connect(admin_url)
    for account in story["account"]:
        grants = [auth.Grant(area=story["petition"]["area"], role=role) for role in account["roles"]]
        name, body, post = account["account"], account["body"], account["post"]
        await auth.create_account(admin, name, password, body=body, grants=grants, full_name=post)
    await admin.execute(FAILED)
    for name, body in BESIDE.items():
        grants = [auth.Grant(area=story["petition"]["area"], role="partner")]
        await auth.create_account(admin, name, password, body=body, grants=grants, full_name=name)
    await admin.close()


if __name__ == "__main__":
    asyncio.run(main())
