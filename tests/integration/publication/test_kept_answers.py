"""What everybody is answered is made anew after every change, and sent on while the database is away."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from sqlalchemy import make_url

from deploy.sample import exports
from services.publication import main
from shared.database import Database
from shared.settings import Settings
from shared.web.kept import Kept
from tests.integration.conftest import SetClock
from tests.integration.publication.test_publication_doors import BATH, TRAFFORD
from tests.people import both, put

SPINE = {"epoch", "ledger", "outbox", "paused", "progress", "waiting", "canary", "deadline", "errand", "idempotency"}
NOT_FOR_EVERYBODY = {
    "leaf_waiting",
    "webhook",
    "delivery",
    "contact",
    "submission",
    "withheld",
    "withheld_word",
    "draft",
}
SILENT = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'publication' and c.relkind in ('r', 'p') and not exists
  (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'told')
"""


TAKEN_OUT = """
insert into publication.removal (removal, area, leaf, names, ground, asked_by, asked_for, asked_at, version)
select gen_random_uuid(), area, leaf, '{title}', 'personal_data', 'one', 'one', now(), 1 from publication.leaf limit 1
"""


def kept_of(client: httpx.AsyncClient) -> Kept:
    """What the application behind a client keeps."""
    kept: Kept = client._transport.app.state.kept  # type: ignore[attr-defined]
    return kept


@pytest.fixture
async def serving(publication: Database, settings: Settings, clock: SetClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application while it runs, once it hears of changes."""
    app = main.create(settings, publication, clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=settings.public_address) as client,
    ):
        async with asyncio.timeout(20):
            while not app.state.kept.hears:  # noqa: ASYNC110 nothing else tells
                await asyncio.sleep(0.01)
        yield client


async def changed(client: httpx.AsyncClient, path: str, before: str) -> str:
    """What is answered as soon as it is no longer what it was."""
    async with asyncio.timeout(20):
        while (text := (await client.get(path)).text) == before:  # noqa: ASYNC110 as a reader would
            await asyncio.sleep(0.01)
    return text


async def test_every_table_that_is_shown_tells_of_its_changes(admin_url: str) -> None:
    admin = await asyncpg.connect(admin_url)
    silent = {row["relname"] for row in await admin.fetch(SILENT)}
    await admin.close()
    assert {name for name in silent - SPINE - NOT_FOR_EVERYBODY if not name.startswith("alembic")} == set()


async def test_a_change_is_seen_by_the_next_reader_and_a_lost_database_by_the_line_on_the_kept_copy(
    serving: httpx.AsyncClient, admin_url: str
) -> None:
    admin = await asyncpg.connect(admin_url)
    keys = await both(admin, "trafford-council", [BATH, TRAFFORD])
    empty = (await serving.get("/agreements")).text

    for posting in (exports.register(), *exports.agreement()):
        assert (await put(serving, posting, keys)).status_code == 201
    full = await changed(serving, "/agreements", empty)
    assert "Trafford" in full
    assert (await serving.get("/record")).status_code == 200
    made = kept_of(serving).changes
    await admin.execute(TAKEN_OUT)
    async with asyncio.timeout(20):
        while kept_of(serving).changes == made:  # noqa: ASYNC110 nothing else tells
            await asyncio.sleep(0.01)
    assert (await serving.get("/agreements")).text == full

    name = make_url(admin_url).database
    await admin.execute(f'alter database "{name}" connection limit 0')
    try:
        await admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename like 'folkmoot_%' "
            "and datname = current_database()"
        )
        away = await changed(serving, "/agreements", full)
        aged = (await serving.get("/agreements")).headers["age"]
        unread = [(await serving.get(path)).status_code for path in ("/who", "/record")]
    finally:
        await admin.execute(f'alter database "{name}" connection limit -1')
        await admin.close()
    assert "You are reading a kept copy" in away
    assert aged.isdecimal()
    assert unread == [503, 503]  # what was read before words were asked to be taken out is not kept either
    assert "You are reading a kept copy" not in await changed(serving, "/agreements", away)
