"""The database is built and taken down by the migrations, and each service is shut in its own schema."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from migrations import SERVICES, migrate, raise_epochs
from shared.database import EVERY_AREA, Database
from shared.settings import PLACEHOLDER
from tests.integration import spine

SPINE = ("canary", "deadline", "epoch", "errand", "idempotency", "ledger", "outbox", "paused", "progress", "waiting")


async def test_every_migration_goes_down_and_up_again(admin_url: str) -> None:
    await migrate(admin_url, PLACEHOLDER, to="base")
    connection = await asyncpg.connect(admin_url)
    left = await connection.fetch(
        "select table_schema, table_name from information_schema.tables "
        "where table_schema = any($1) and table_name <> 'alembic_version'",
        ["identity", *SERVICES],
    )
    assert left == []
    await migrate(admin_url, PLACEHOLDER)
    assert await connection.fetchval("select number from escalation.epoch") == 1
    await connection.close()


async def test_the_spine_is_the_same_in_every_schema(admin_url: str) -> None:
    connection = await asyncpg.connect(admin_url)
    shapes = []
    for schema in SERVICES:
        rows = await connection.fetch(
            "select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns "
            "where table_schema = $1 and table_name = any($2) order by 1, 2",
            schema,
            SPINE,
        )
        shapes.append([tuple(row) for row in rows])
    await connection.close()
    assert len(shapes[0]) > 60
    assert shapes[0] == shapes[1] == shapes[2]


@pytest.mark.parametrize("other", [s for s in SERVICES if s != "indicators"] + ["identity"])
async def test_a_service_can_read_no_other_schema(indicators: Database, other: str, admin_url: str) -> None:
    connection = await asyncpg.connect(admin_url)
    tables = [
        row["table_name"]
        for row in await connection.fetch(
            "select table_name from information_schema.tables where table_schema = $1", other
        )
    ]
    await connection.close()
    assert tables
    for table in tables:
        with pytest.raises(DBAPIError, match="permission denied"):
            async with indicators.unit_of_work(EVERY_AREA) as session:
                await session.execute(text(f"select * from {other}.{table}"))


@pytest.mark.parametrize("change", ["update ledger set actor = 'x'", "delete from ledger", "truncate ledger"])
async def test_no_service_can_change_its_ledger(indicators: Database, change: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with indicators.unit_of_work(EVERY_AREA) as session:
            await session.execute(text(change))


@pytest.mark.parametrize("change", ["update {}.ledger set actor = 'x'", "delete from {}.ledger", "truncate {}.ledger"])
async def test_even_the_owner_is_refused_a_change_of_the_ledger(admin_url: str, change: str) -> None:
    connection = await asyncpg.connect(admin_url)
    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await connection.execute(change.format("publication"))
    await connection.close()


async def test_after_a_restore_every_service_tells_in_a_new_epoch(admin_url: str, publication: Database) -> None:
    assert await raise_epochs(admin_url) == dict.fromkeys(SERVICES, 2)
    await spine.tell(publication, "NI-1", 0)
    async with publication.unit_of_work(EVERY_AREA) as session:
        assert (await session.execute(text("select epoch from ledger"))).scalar_one() == 2
        with pytest.raises(DBAPIError, match="permission denied"):
            await session.execute(text("update epoch set number = 9"))


async def test_every_table_with_an_area_outside_the_spine_has_its_policy_forced(admin_url: str) -> None:
    connection = await asyncpg.connect(admin_url)
    bare = await connection.fetch(
        """select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
           join pg_attribute a on a.attrelid = c.oid and a.attname = 'area' and not a.attisdropped
           where n.nspname = any($1) and c.relkind in ('r', 'p') and not c.relispartition
             and c.relname <> all($2) and not (c.relrowsecurity and c.relforcerowsecurity)""",
        [*SERVICES, "escalation_private"],
        SPINE,
    )
    await connection.close()
    assert [row["name"] for row in bare] == []
