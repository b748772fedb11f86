"""`python -m tests.soak.workers [SEED MINUTES]`: five case workers at once on the same twenty cases, by the pages.

They look, check and do, send what is stale, press twice, keep drafts, hand cases over and write notes, over HTTP at
two processes of the service. Afterwards the ledger is held against what each of them was told. A case that has ended
makes room for a new one.
"""

import asyncio
import secrets
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from random import Random
from typing import Any

import asyncpg
import httpx
from rich.console import Console

from deploy.sample import exports
from services.cli.demo.people import REGISTRAR, People
from services.cli.verify import everything
from services.escalation.effects.case import circumstances
from services.escalation.effects.trigger.trigger import new_reference, open_raised
from services.local import advance, place
from shared import auth
from shared.database import EVERY_AREA, Database, for_service
from shared.events.escalation import CaseOpened
from shared.servers.ways import free_port
from tests.signing.place import served
from tests.soak import told
from tests.soak.worker import Worker

WORKERS, CASES = 5, 20
BODY, ROLES = "trafford-council", ("case_worker", "partner", "scrutiny_officer")
ENDED = "select reference from escalation.ladder_case where closed_on is not null and reference = any($1)"
console = Console(highlight=False, soft_wrap=True)


async def main(seed: int, minutes: float) -> int:
    """Act for so long, then look; 1 when anything is not as somebody was told."""
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(place.running(over_rabbitmq=False, port=free_port()))
        assert running.settings.admin_url is not None
        people = await stack.enter_async_context(People(running))
        timeline = await stack.enter_async_context(advance.timeline(running.settings))
        admin = await asyncpg.connect(running.settings.admin_url)
        stack.push_async_callback(admin.close)
        database = for_service(running.settings, "escalation", pool_size=2)
        stack.push_async_callback(database.close)
        about = exports.petition()["petition"]
        await people.give_key(REGISTRAR, about["area"], role="registrar")
        await people.give_second_key(REGISTRAR, about["area"], "registrar")
        for posting in (exports.register(), *exports.agreement()):
            await people.post(posting, REGISTRAR)
        await timeline.settle()
        cases = [await _open(database, about) for _ in range(CASES)]
        second = await stack.enter_async_context(served(running.settings, 1))
        doors = [running.address, *second]
        workers = [
            await _employ(stack, admin, doors, about["area"], random=Random(seed + n), cases=cases)
            for n in range(WORKERS)
        ]
        await timeline.settle()
        until = time.monotonic() + 60 * minutes
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_replace(admin, database, about, cases, until))
            for one in workers:
                tasks.create_task(_work(one, until))
        await timeline.settle()
        found = await told.faults(admin, workers)
        for service, subjects in (await everything(running.settings)).items():
            found += [f"verify {service}: {one}" for subject in subjects for one in subject.differences]
        answered = sum((one.answered for one in workers), Counter[str]())
        events = await admin.fetchval("select count(*) from escalation.ledger where kind = 'escalation.case'")
        console.print(f"seed {seed}, {minutes:g} minutes: {dict(sorted(answered.items()))}; {events} events of cases")
        for fault in found:
            console.print(fault, markup=False)
        console.print(f"{len(found)} faults")
        return 1 if found or not answered["done"] or not answered["stale"] else 0


async def _work(worker: Worker, until: float) -> None:
    while time.monotonic() < until:
        await worker.act()


async def _open(database: Database, about: dict[str, Any]) -> str:
    """A case as a petition opens one."""
    async with database.unit_of_work(EVERY_AREA) as session:
        at = await circumstances.of_measure(session, about["area"], measure=about["measure"], now=datetime.now(UTC))
        reference = await new_reference(session, about["area"], at)
        opened = CaseOpened(
            case=reference,
            state="screening",
            area=about["area"],
            trigger="petition",
            title="Bins that nobody empties",
            measure=about["measure"],
            signatures=60,
            policy_version=at.policy.version,
        )
        await open_raised(session, opened, at)
    return reference


async def _replace(
    admin: asyncpg.Connection, database: Database, about: dict[str, Any], cases: list[str], until: float
) -> None:
    """Every case that has ended makes room for a new one."""
    while time.monotonic() < until:
        await asyncio.sleep(1)
        for row in await admin.fetch(ENDED, list(cases)):
            cases[cases.index(row["reference"])] = await _open(database, about)


async def _employ(
    stack: AsyncExitStack, admin: asyncpg.Connection, doors: list[str], area: str, *, random: Random, cases: list[str]
) -> Worker:
    """An account, signed in by the page for it."""
    name, password = f"worker-{secrets.token_hex(4)}", secrets.token_urlsafe(24)
    grants = [auth.Grant(area=area, role=role) for role in ROLES]
    account = await auth.create_account(admin, name, password, body=BODY, grants=grants, full_name=f"Worker {name}")
    host = doors[0].removeprefix("http://")
    anew = httpx.Limits(max_keepalive_connections=0)  # a line that the server ends as it is used again tells of nothing
    client = httpx.AsyncClient(headers={"Host": host, "Origin": doors[0]}, timeout=60, limits=anew)
    await stack.enter_async_context(client)
    answer = await client.post(f"{doors[0]}/account/sign-in", data={"name": name, "password": password})
    assert answer.status_code == 303, answer.text
    return Worker(f"account/{account}", client, doors, random, cases)


if __name__ == "__main__":
    given = sys.argv[1:] or ["1", "10"]
    sys.exit(asyncio.run(main(int(given[0]), float(given[1]))))
