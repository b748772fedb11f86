"""P9: overdue deadlines after a long time away, each cleared once."""

import time
from datetime import UTC, datetime

import asyncpg

from shared import deadlines
from shared.database import Session, raw
from shared.deadlines import DeadlineKind, Due, Hold
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.world import world

ROWS = 100_000
KIND = "bench.silence"
MAKE = """
set role folkmoot_owner;
drop table if exists escalation.bench_case;
create table escalation.bench_case (reference text primary key, times int not null default 0, silent_at timestamptz);
truncate escalation.deadline;
insert into escalation.bench_case (reference) select 'case/' || n from generate_series(1, $rows) n;
insert into escalation.deadline (area, subject, kind, round, due_at, sweep_at, working, policy_version)
select 'E08000009', 'case/' || n, $kind, 1, due_at, due_at, '20 working days', 'lof-2026-1'
from generate_series(1, $rows) n, lateral (select clock_timestamp() - n * interval '1 minute') as t(due_at);
analyze escalation.deadline, escalation.bench_case;
"""


async def lock(session: Session, subject: str) -> None:
    """Lock the case's row, as the kinds of a service do."""
    await (await raw(session)).execute("select from bench_case where reference = $1 for update", subject)


async def fire(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of Fire
    """Write the case's row."""
    statement = "update bench_case set times = times + 1, silent_at = $2 where reference = $1"
    await (await raw(session)).execute(statement, due.subject, now)


async def swept(ground: Ground) -> Figures:
    """The product: one sweeper, until nothing is due."""
    here = await world(ground)
    await here.execute(MAKE.replace("$rows", str(ROWS)).replace("$kind", f"'{KIND}'"))
    escalation = here.database("escalation")
    kinds, now = {KIND: DeadlineKind(lock, fire)}, datetime.now(UTC)
    began = time.perf_counter()
    while await deadlines.sweep(escalation, kinds, now):
        pass
    taken = time.perf_counter() - began
    await escalation.close()
    connection: asyncpg.Connection = await asyncpg.connect(here.admin_url)
    once = await connection.fetchval("select count(*) from escalation.bench_case where times = 1")
    await connection.execute("truncate escalation.deadline")
    await connection.close()
    if once != ROWS:
        raise RuntimeError(f"{once} of {ROWS} deadlines fired once")
    return {"product": taken}


GOAL = Goal(
    "P9", "the sweep of overdue deadlines", "seconds", sides=[swept], targets=[Target(at_most=60)], turns=1, rows=ROWS
)
