"""Races for one case, a thousand at a time: two officers, two sweepers, a claim of the last second and the timer.

The cases of a race are copies of one that the ladder itself brought there, made in the database in bulk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

import asyncpg

from services.escalation.handlers.case import command as commands
from services.escalation.worker import DEADLINES
from shared import deadlines
from shared.database import Database
from shared.problems import Problem

AT_ONCE = 8
_COPIES = "(select 'RACE-' || lpad(n::text, 6, '0') as copy from generate_series(1, $2::int) n) copies"
_STREAM = f"""
insert into escalation.ledger (event_id, kind, stream, version, epoch, type, area, data, actor, occurred_at)
select gen_random_uuid(), kind, 'case/' || copy, version, epoch, type, area, replace(data::text, $1, copy)::jsonb,
       actor, occurred_at
from escalation.ledger, {_COPIES} where stream = 'case/' || $1::text order by copy, version
"""
_CASE = f"""
insert into escalation.ladder_case (reference, area, state, measure, title, subject, inspectorate, due_on, opened_on,
  closed_on, version, facts)
select copy, area, state, measure, title, subject, inspectorate, due_on, opened_on, closed_on, version,
       replace(facts::text, $1, copy)::jsonb
from escalation.ladder_case, {_COPIES} where reference = $1::text
"""
_DAYS = f"""
insert into escalation.deadline (subject, area, policy_version, round, kind, due_on, due_at, sweep_at, working, name,
  bodies, leads_to)
select 'case/' || copy, area, policy_version, round, kind, due_on, due_at, sweep_at, working, name, bodies, leads_to
from escalation.deadline, {_COPIES}
where subject = 'case/' || $1::text and kind = 'case.silence'
  and met_at is null and cancelled_at is null and fired_at is null
"""
_LEFT = """
select count(*) from escalation.deadline where sweep_at <= $1 and met_at is null and cancelled_at is null
  and fired_at is null and stuck_reason is null and kind = any ($2)
"""
_TOLD = """
select stream, array_agg(split_part(type, '.', 3) order by version) as told
from escalation.ledger where stream like 'case/RACE-%' group by stream
"""

T = TypeVar("T")
R = TypeVar("R")


async def copies(admin: asyncpg.Connection, reference: str, count: int) -> list[str]:
    """So many cases that stand where this one stands, each with its own history and days; their references."""
    async with admin.transaction():
        for statement in (_STREAM, _CASE, _DAYS):
            await admin.execute(statement, reference, count)
    return [f"RACE-{number:06}" for number in range(1, count + 1)]


async def told(admin: asyncpg.Connection, after: int) -> dict[str, list[str]]:
    """What the ledger tells of each copy behind so many events that they all have in common."""
    rows = await admin.fetch(_TOLD)
    return {row["stream"].removeprefix("case/"): row["told"][after:] for row in rows}


async def some_at_once(what: Sequence[T], do: Callable[[T], Awaitable[R]]) -> list[R]:
    """Do it to all of these, some at a time; what came of each, in order."""
    waiting, found = list(enumerate(what)), dict[int, R]()

    async def one_after_the_other() -> None:
        while waiting:
            number, each = waiting.pop(0)
            found[number] = await do(each)

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    return [found[number] for number in range(len(what))]


async def outcome(database: Database, asked: commands.Wish) -> str:
    """What became of a wish: done, or the name of the refusal."""
    try:
        await commands.act(database, asked)
    except Problem as refused:
        return type(refused).__name__
    return "done"


async def sweep(database: Database, now: datetime, admin: asyncpg.Connection | None = None) -> None:
    """One sweeper: until it finds nothing; with an administrator's connection, until nothing is left for anybody."""

    async def is_left() -> bool:
        return admin is not None and bool(await admin.fetchval(_LEFT, now, list(DEADLINES)))

    while await deadlines.sweep(database, DEADLINES, now) or await is_left():
        pass
