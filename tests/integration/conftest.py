"""A freshly migrated PostgreSQL database for every test that asks for one, and the three services' ways into it."""

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import make_url

from migrations import migrate
from shared.database import Database, for_service
from shared.settings import PLACEHOLDER, Mode, Settings


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


async def execute_on(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def template_database(postgres_url: str) -> Iterator[str]:
    """A migrated database that every test's own is copied from."""
    name = f"folkmoot_template_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    asyncio.run(execute_on(postgres_url, f"create database {name}"))
    asyncio.run(migrate(_at(postgres_url, name), PLACEHOLDER))
    yield name
    asyncio.run(execute_on(postgres_url, f"drop database {name} with (force)"))


@pytest.fixture
async def admin_url(postgres_url: str, template_database: str) -> AsyncIterator[str]:
    """The administrator's address of this test's own database."""
    name = f"folkmoot_test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    await execute_on(postgres_url, f"create database {name} template {template_database}")
    yield _at(postgres_url, name)
    await execute_on(postgres_url, f"drop database {name} with (force)")


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


def _at(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
