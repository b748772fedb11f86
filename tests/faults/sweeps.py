"""Deadlines to sweep in tests of faults: armed in bulk, and what fired read back with SQL of its own."""

from dataclasses import dataclass

import asyncpg

from tests.faults.worker import KIND

MAKE = """
set role folkmoot_owner;
create table escalation.fired (n bigint generated always as identity, subject text not null, at timestamptz not null);
"""
ARM = """
insert into escalation.deadline (area, subject, kind, round, due_at, sweep_at, working, policy_version)
select 'E08000009', 'case/' || n, $1, 1, due_at, due_at, '', ''
from generate_series(1, $2) n, lateral (select clock_timestamp() - n * interval '1 minute') as t(due_at)
"""
# Rows that somebody is at work on are left alone, as the sweep itself does.
AGE_LEASES = """
update escalation.deadline set claimed_until = clock_timestamp() - interval '1 s' where id in (
  select id from escalation.deadline where claimed_until is not null and fired_at is null for update skip locked)
"""


@dataclass(frozen=True, slots=True)
class Fired:
    """The administrator's eyes and hands on escalation's deadlines."""

    connection: asyncpg.Connection

    async def arm(self, count: int) -> None:
        """Arm deadlines of as many subjects, all overdue."""
        await self.connection.execute(ARM, KIND, count)

    async def age_leases(self) -> None:
        """Let every lease run out, as if its 60 seconds had passed."""
        await self.connection.execute(AGE_LEASES)

    async def subjects(self) -> list[str]:
        """The subject of every firing that was committed."""
        return [row["subject"] for row in await self.connection.fetch("select subject from escalation.fired")]
