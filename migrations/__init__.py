"""Building and changing the database: roles, schemas, and the revisions of each schema under one lock.

`folkmoot_owner` owns everything and never logs in; each service logs in as a role that owns nothing and sees its own
schema alone. Only `folkmoot migrate` and the tests call this.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from alembic import command, op
from alembic.config import Config
from sqlalchemy import AdaptedConnection, Connection, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from migrations.holding import hold

HERE = Path(__file__).parent
SERVICES = ("indicators", "escalation", "publication")
SCHEMAS = ("identity", *SERVICES)
OWNER = "folkmoot_owner"
SEALED = "folkmoot_sealed"
LOCK = 4_200_906
REGISTER = {
    1: ("area", "place", "partner", "measure", "lead", "override", "closure"),
    2: ("election",),
    3: ("committee", "seat"),
    4: ("forum", "outcome_agreement"),
    5: ("ending",),
    6: ("councillor",),
    7: ("subject",),
}

_AREA_TEST = (
    "area = any (string_to_array(current_setting('app.areas', true), ',')) or current_setting('app.areas', true) = '*'"
)
_CREATE_ROLE = """
do $$ begin
  create role {role} {options};
exception when duplicate_object or unique_violation then null;
end $$
"""


def run(sql: str) -> None:
    """Execute a script of several statements inside the revision's transaction."""
    bind = op.get_bind()
    bind.exec_driver_sql("select 1")  # opens the transaction: the driver's own connection would not
    driver = cast(AdaptedConnection, bind.connection.dbapi_connection)
    driver.run_async(lambda connection: connection.execute(sql))


def spine(number: int) -> str:
    """The SQL of one part of the spine."""
    return (HERE / "spine" / f"{number:04}.sql").read_text()


def spine_down(number: int) -> str:
    """The SQL that takes that part of the spine down."""
    return (HERE / "spine" / f"{number:04}.down.sql").read_text()


def register(number: int) -> str:
    """The SQL of one part of a service's copy of the public register, its tables shut in the session's areas."""
    sql = (HERE / "register" / f"{number:04}.sql").read_text()
    return sql + "".join(area_policy(table) for table in REGISTER[number])


def register_down(number: int) -> str:
    """The SQL that takes that part of the copy down."""
    return (HERE / "register" / f"{number:04}.down.sql").read_text()


def area_policy(table: str) -> str:
    """SQL that lets a session see and write rows of its own areas only, in a table with an `area` column."""
    return (
        f"alter table {table} enable row level security; alter table {table} force row level security; "
        f"create policy own_areas on {table} using ({_AREA_TEST}) with check ({_AREA_TEST});"
    )


def telling(*tables: str) -> str:
    """SQL that tells whoever listens (NOTIFY <schema>_told) of every statement that changes rows of these tables."""
    return "".join(
        f"create trigger told after insert or update or delete or truncate on {table} "
        "for each statement execute function told();"
        for table in tables
    )


def without(rights: str, *tables: str) -> str:
    """SQL that takes these rights on the tables from the service's own role, the one that its schema is named for."""
    return (
        f"do $$ begin execute format('revoke {rights} on {', '.join(tables)} from %I', "
        "'folkmoot_' || current_schema()); end $$;"
    )


async def migrate(admin_url: str, role_password: str, *, schemas: Sequence[str] = SCHEMAS, to: str = "head") -> None:
    """Bring every schema to `to`, creating roles and schemas that are missing. Safe to run twice and side by side.

    `admin_url` may create roles and owns (or may create in) the database; with `to="base"` everything is taken down.
    """
    engine = create_async_engine(make_url(admin_url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
            await connection.commit()
            await connection.run_sync(_prepare, role_password)
            for schema in schemas:
                await connection.run_sync(_move, schema, to)
    finally:
        await engine.dispose()


async def raise_epochs(admin_url: str) -> dict[str, int]:
    """Begin a new epoch in every service's ledger; service -> its number. For a database restored from backup."""
    engine = create_async_engine(make_url(admin_url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            raised = {}
            for service in SERVICES:
                statement = f"update {service}.epoch set number = number + 1 returning number"  # noqa: S608 fixed names
                raised[service] = int((await connection.execute(text(statement))).scalar_one())
            return raised
    finally:
        await engine.dispose()


def _prepare(connection: Connection, role_password: str) -> None:
    connection.execute(text(_CREATE_ROLE.format(role=OWNER, options="nologin nobypassrls")))
    connection.execute(text(f"grant {OWNER} to current_user"))
    database = connection.execute(text("select quote_ident(current_database())")).scalar_one()
    connection.execute(text(f"grant create on database {database} to {OWNER}"))
    connection.execute(text("revoke create on schema public from public"))
    for service in SERVICES:
        role = f"folkmoot_{service}"
        connection.execute(text(_CREATE_ROLE.format(role=role, options="login nobypassrls")))
        quoted = connection.execute(text("select quote_literal(:password)"), {"password": role_password}).scalar_one()
        connection.exec_driver_sql(f"alter role {role} login nobypassrls password {quoted}")
    _shut_sealed(connection)
    connection.commit()
    connection.execute(text(f"set role {OWNER}"))
    for schema in SCHEMAS:
        connection.execute(text(f"create schema if not exists {schema}"))
    for service in SERVICES:
        _grant(connection, service)
    connection.commit()


def _shut_sealed(connection: Connection) -> None:
    """The role of the sealed store: escalation may take it on, and without doing so has none of its rights."""
    connection.execute(text(_CREATE_ROLE.format(role=SEALED, options="nologin nobypassrls")))
    connection.execute(text("alter role folkmoot_escalation noinherit"))
    connection.execute(text(f"grant {SEALED} to folkmoot_escalation"))


def _grant(connection: Connection, service: str) -> None:
    role = f"folkmoot_{service}"
    rights = f"alter default privileges for role {OWNER} in schema {service} grant"
    connection.execute(text(f"grant usage on schema {service} to {role}"))
    connection.execute(text(f"{rights} select, insert, update, delete on tables to {role}"))
    connection.execute(text(f"{rights} usage on sequences to {role}"))


def _move(connection: Connection, schema: str, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("version_locations", str(HERE / schema / "versions"))
    config.set_main_option("path_separator", "newline")
    config.attributes |= {"connection": connection, "schema": schema}
    if to == "base":
        command.downgrade(config, "base")
    else:
        command.upgrade(config, to)
        hold(connection, schema)
    connection.commit()
