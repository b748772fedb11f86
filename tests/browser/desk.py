"""A small place with a case waiting on its desk, as a program of its own: register, agreement, one petition handed in.

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


async def main() -> None:
    """Serve the place until SIGTERM."""
    async with place.running(over_rabbitmq=False, port=free_port()) as running:
        password = secrets.token_urlsafe(18)
        reference = await _prepare(running, password)
        print(json.dumps(asdict(Desk(running.address, reference, password))))  # noqa: T201 read by the fixture
        await until_interrupted(running.failed)


async def _prepare(running: place.Place, password: str) -> str:
    """Load the place, have the petition signed and handed in, and employ everybody of the story."""
    story = exports.petition()
    area = story["petition"]["area"]
    quiet = Console(quiet=True)
    async with People(running) as people, advance.timeline(running.settings) as time:
        await people.give_key(REGISTRAR, area, role="registrar")
        for posting in (exports.register(), *exports.agreement()):
            await people.post(posting, REGISTRAR)
        await time.settle()
        await _employ(running.settings.admin_url, story, password)
        return await gather(people, time, quiet)


async def _employ(admin_url: str | None, story: dict[str, Any], password: str) -> None:
    admin = await asyncpg.connect(admin_url)
    for account in story["account"]:
        grants = [auth.Grant(area=story["petition"]["area"], role=role) for role in account["roles"]]
        name, body, post = account["account"], account["body"], account["post"]
        await auth.create_account(admin, name, password, body=body, grants=grants, full_name=post)
    await admin.close()


if __name__ == "__main__":
    asyncio.run(main())
