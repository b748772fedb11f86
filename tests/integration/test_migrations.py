"""The database is built and taken down by the migrations, and each service is shut in its own schema."""

from collections.abc import Sequence

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from migrations import REGISTER, SERVICES, migrate, raise_epochs
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


# What is in a schema -> a query of the catalogue for the tables in $2. The schema's own name, and its role's, are
# taken out of what is compared.
CATALOGUE = {
    "columns": """
        select table_name, column_name, ordinal_position, data_type, udt_name, is_nullable, column_default,
               identity_generation, is_generated, generation_expression
        from information_schema.columns where table_schema = $1 and table_name = any ($2)""",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = $1 and tablename = any ($2)",
    "constraints": """
        select c.relname, k.conname, pg_get_constraintdef(k.oid)
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relname = any ($2)""",
    "triggers": """
        select c.relname, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid), pg_get_functiondef(t.tgfoid)
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relname = any ($2) and not t.tgisinternal""",
    "grants": """
        select table_name, grantor, grantee, privilege_type, is_grantable
        from information_schema.role_table_grants where table_schema = $1 and table_name = any ($2)""",
    "tables": """
        select c.relname, pg_get_userbyid(c.relowner), c.reloptions, c.relrowsecurity, c.relforcerowsecurity
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relname = any ($2)""",
    "policies": """
        select tablename, policyname, permissive, roles, cmd, qual, with_check
        from pg_policies where schemaname = $1 and tablename = any ($2)""",
}


async def shape(admin_url: str, schema: str, what: str, tables: Sequence[str]) -> list[str]:
    """The rows of the catalogue in words, in which the schema and its role have no name of their own."""
    connection = await asyncpg.connect(admin_url)
    rows = await connection.fetch(CATALOGUE[what], schema, list(tables))
    await connection.close()
    return sorted(" ".join(str(value) for value in row).replace(schema, "service") for row in rows)


@pytest.mark.parametrize("what", ["columns", "indexes", "constraints", "triggers", "grants", "tables"])
async def test_the_spine_is_the_same_in_every_schema(admin_url: str, what: str) -> None:
    first, *others = [await shape(admin_url, schema, what, SPINE) for schema in SERVICES]
    assert first
    assert others == [first, first]


@pytest.mark.parametrize("what", ["columns", "indexes", "constraints", "grants", "tables", "policies"])
async def test_the_copy_of_the_register_is_the_same_in_every_schema_that_has_one(admin_url: str, what: str) -> None:
    indicators, escalation = [
        await shape(admin_url, schema, what, [table for part in REGISTER.values() for table in part])
        for schema in ("indicators", "escalation")
    ]
    assert indicators
    assert indicators == escalation


async def test_what_differs_between_two_schemas_is_seen(admin_url: str) -> None:
    before = {what: await shape(admin_url, "escalation", what, SPINE) for what in CATALOGUE}
    connection = await asyncpg.connect(admin_url)
    await connection.execute("""
        set search_path to escalation;
        alter table errand add column spare text;
        create index spare on errand (spare);
        alter table errand add constraint spare_words check (spare <> '');
        create trigger spare before truncate on errand execute function refuse_change();
        grant update on ledger to folkmoot_escalation;
        alter table errand enable row level security;
        create policy spare on errand using (true);
    """)
    await connection.close()
    after = {what: await shape(admin_url, "escalation", what, SPINE) for what in CATALOGUE}
    assert [what for what in CATALOGUE if before[what] == after[what]] == []


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


@pytest.mark.parametrize(
    "change",
    [
        *("update ledger set actor = 'x'", "delete from ledger", "truncate ledger"),
        *("update late_figure set due_on = due_on - 1", "delete from late_figure", "truncate late_figure"),
    ],
)
async def test_no_service_can_change_its_ledger_or_what_it_told_late(indicators: Database, change: str) -> None:
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
        [*SERVICES, "escalation_private", "publication_private"],
        SPINE,
    )
    await connection.close()
    assert [row["name"] for row in bare] == []
