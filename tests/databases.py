"""Databases for tests: each test has one to itself, just as migrations leave it.

Making one takes longer than most tests do. So one that a test has only filled is emptied and used again; one whose
shape it has touched, or that it has filled with much, is dropped. An event trigger notes what touches the shape.
"""

import uuid

import asyncpg
from sqlalchemy import make_url

MUCH = 4 << 20  # bytes of one table

_KEEP = rf"""
create schema kept;
create table kept.touched (command text);
create table kept.seed (name text, rows jsonb);

create function kept.note() returns event_trigger language plpgsql security definer as $$
begin
  insert into kept.touched values (tg_tag);
end $$;

create function kept.tables() returns table (name text, size bigint) language sql as $$
  select c.oid::regclass::text, pg_relation_size(c.oid)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'kept')
$$;

create function kept.empty_again() returns boolean language plpgsql as $$
declare each record;
begin
  perform pg_terminate_backend(pid, 5000) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid();
  if exists (select from kept.touched) or exists (select from kept.tables() where size > {MUCH}) then
    return false;
  end if;
  set local session_replication_role = replica;
  for each in select name from kept.tables() where size > 0 loop
    execute format('delete from %s', each.name);
  end loop;
  for each in select name, rows from kept.seed loop
    execute format(
      'insert into %1$s overriding system value select * from jsonb_populate_recordset(null::%1$s, $1)', each.name
    ) using each.rows;
  end loop;
  perform setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
  from pg_sequences where last_value is not null;
  return true;
end $$;

do $$
declare each record;
begin
  if exists (select from pg_sequences where last_value is not null) then
    raise 'a migration draws from a sequence, which is not put back';
  end if;
  for each in select name from kept.tables() where size > 0 loop
    execute format('insert into kept.seed select %L, jsonb_agg(to_jsonb(one)) from %s one', each.name, each.name);
  end loop;
end $$;

create event trigger touched on ddl_command_end execute function kept.note();
create event trigger gone on sql_drop execute function kept.note();
"""


class Databases:
    """The databases of one test process, each at one test's service at a time."""

    def __init__(self, administrator: str, template: str) -> None:
        """`administrator` is the server's address, `template` a database that `prepare` was called on."""
        self._administrator = administrator
        self._template = template
        self._free: list[str] = []

    async def take(self) -> str:
        """The administrator's address of a database as migrations leave it."""
        if self._free:
            return at(self._administrator, self._free.pop())
        name = f"folkmoot_test_{uuid.uuid4().hex[:12]}"
        await execute_on(self._administrator, f"create database {name} template {self._template} strategy file_copy")
        return at(self._administrator, name)

    async def give_back(self, address: str, connection: asyncpg.Connection) -> None:
        """Whoever is still in it is sent out, this administrator's connection last. It is used again if it can be."""
        name = make_url(address).database or ""
        try:
            is_empty = await connection.fetchval("select kept.empty_again()")
        finally:
            await connection.close()
        if is_empty:
            self._free.append(name)
        else:
            await self._drop(name)

    async def end(self) -> None:
        """Drop what is left."""
        while self._free:
            await self._drop(self._free.pop())

    async def _drop(self, name: str) -> None:
        await execute_on(self._administrator, f"drop database {name} with (force)")


async def prepare(template: str) -> None:
    """Have a migrated database, by its administrator's address, know how it was; its copies know it too."""
    await execute_on(template, _KEEP)


async def execute_on(url: str, *statements: str) -> None:
    """Run these on a connection of their own."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def at(url: str, database: str) -> str:
    """The same server's address of another database."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)
