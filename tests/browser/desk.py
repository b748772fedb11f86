"""A small place with a case on its desk and a missed target to explain, as a program: register, one petition.

Its accounts have passwords that it prints, which the demonstration's have not. It ends on SIGTERM.
"""

import asyncio
import json
import secrets
from dataclasses import asdict
from typing import Any

import asyncpg
from rich.console import Console

from deploy.sample import exports
from services.cli.demo.people import REGISTRAR, People
from services.cli.demo.petition import gather
from services.cli.run import until_interrupted
from services.local import advance, place
from shared import auth
from shared.servers.ways import free_port
from tests.browser.places import Desk

FIGURES = "social_care_satisfaction.csv"


async def main() -> None:
    """Serve the place until SIGTERM."""
    async with place.running(over_rabbitmq=False, port=free_port()) as running:
        password = secrets.token_urlsafe(18)
        reference, question = await _prepare(running, password)
        print(json.dumps(asdict(Desk(running.address, reference, question, password))))  # noqa: T201 read by the fixture
        await until_interrupted(running.failed)


async def _prepare(running: place.Place, password: str) -> tuple[str, str]:
    """Load the place, miss a target, have the petition signed and handed in, and employ everybody of the story."""
    story = exports.petition()
    area = story["petition"]["area"]
    quiet = Console(quiet=True)
    async with People(running) as people, advance.timeline(running.settings) as time:
        await people.give_key(REGISTRAR, area, role="registrar")
        for posting in (exports.register(), *exports.agreement()):
            await people.post(posting, REGISTRAR)
        await time.settle()
        await _employ(running.settings.admin_url, story, password)
        question = await _miss(people, area)
        return await gather(people, time, quiet), question


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
    await admin.close()


if __name__ == "__main__":
    asyncio.run(main())
