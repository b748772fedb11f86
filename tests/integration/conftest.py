"""A freshly migrated PostgreSQL database for every test that asks for one, and the three services' ways into it."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import make_url

from migrations import SERVICES, migrate
from shared.database import Database, for_service
from shared.events.base import pack
from shared.ledger import envelope
from shared.settings import PLACEHOLDER, Mode, Settings
from tests import servers
from tests.databases import Databases, at, execute_on, prepare

IDS = "select id::text from identity.account union all select id::text from identity.api_key"
TOLD = """
select position, event_id, kind, stream, version, epoch, type, area, data, actor, correlation_id, causation_id,
       occurred_at
from {service}.ledger
where exists (select from unnest($1::text[]) as id where strpos(actor || ' ' || data::text, id) > 0)
"""


class SetClock:
    """Business time that stands still until a test moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment

    def advance(self, **timedelta_arguments: float) -> None:
        self._now += timedelta(**timedelta_arguments)

    async def moved(self) -> None:
        await asyncio.Event().wait()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def databases(postgres_url: str) -> Iterator[Databases]:
    """Migrated databases for whoever asks. Roles are the whole server's: one process at a time gives them passwords."""
    template = f"folkmoot_template_{uuid.uuid4().hex[:12]}"
    asyncio.run(execute_on(postgres_url, f"create database {template}"))
    with servers.turn("migrations"):
        asyncio.run(migrate(at(postgres_url, template), PLACEHOLDER))
    asyncio.run(prepare(at(postgres_url, template)))
    made = Databases(postgres_url, template)
    yield made
    asyncio.run(made.end())
    asyncio.run(execute_on(postgres_url, f"drop database {template} with (force)"))


@pytest.fixture
async def admin_url(databases: Databases) -> AsyncIterator[str]:
    """The administrator's address of this test's own database."""
    address = await databases.take()
    yield address
    connection = await asyncpg.connect(address)
    try:
        assert await named_in_envelopes(connection) == []
    finally:
        await databases.give_back(address, connection)


async def named_in_envelopes(connection: asyncpg.Connection) -> list[str]:
    """Ids of accounts and keys that stand anywhere in an envelope of what a test has told; there may be none."""
    ids = [row["id"] for row in await connection.fetch(IDS)]
    found: set[str] = set()
    for service in SERVICES if ids else ():
        rows = await connection.fetch(TOLD.format(service=service), ids)
        told = [envelope({**row, "data": json.loads(row["data"])}) for row in rows]
        found |= {one for one in ids if one in pack(told).decode()}
    return sorted(found)


@pytest.fixture
def settings(admin_url: str) -> Settings:
    """Local-mode settings that point at this test's database."""
    without_user = make_url(admin_url).set(username=None, password=None)
    return Settings(mode=Mode.LOCAL, database_url=without_user.render_as_string(), admin_url=admin_url)


@pytest.fixture
async def indicators(settings: Settings) -> AsyncIterator[Database]:
    database = for_service(settings, "indicators")
    yield database
    await database.close()


@pytest.fixture
async def escalation(settings: Settings) -> AsyncIterator[Database]:
    database = for_service(settings, "escalation")
    yield database
    await database.close()


@pytest.fixture
async def publication(settings: Settings) -> AsyncIterator[Database]:
    database = for_service(settings, "publication")
    yield database
    await database.close()
