"""PostgreSQL ends connections under the relay, the consumer and the sweeper: they come back and do all of it, once."""

import asyncio

import asyncpg

from shared import deadlines, relay
from shared.clock import OffsetClock
from shared.database import Database
from shared.messaging import RabbitTransport
from tests.faults.sweeps import Fired
from tests.faults.trial import CLEAN, Trial
from tests.faults.worker import KIND, deadline_kind
from tests.integration import spine
from tests.integration.spine import CONSUMER, OTHER

ENOUGH = 10

# The relay's own connection holds the leader's lock; the writers of the test are left alone.
RELAY = """
select pg_terminate_backend(pid) from pg_locks join pg_database on oid = database
where locktype = 'advisory' and granted and datname = current_database()
"""
CONSUMERS = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and usename = any ('{folkmoot_indicators, folkmoot_escalation}')
"""


async def cut(admin_url: str, *statements: str, pause: float) -> None:
    """End connections again and again, until some were ended at work often enough."""
    connection = await asyncpg.connect(admin_url)
    ended = 0
    async with asyncio.timeout(60):
        while ended < ENOUGH:
            await asyncio.sleep(pause)
            for statement in statements:
                ended += len(await connection.fetch(statement))
    await connection.close()


async def test_connections_ended_under_relay_and_consumers_lose_and_double_nothing(
    trial: Trial, publication: Database, indicators: Database, escalation: Database
) -> None:
    transport = RabbitTransport(trial.amqp_url)
    async with spine.running(publication, [(indicators, CONSUMER), (escalation, OTHER)], transport):
        async with trial.writing():
            await cut(trial.admin_url, RELAY, CONSUMERS, pause=0.3)

        async def is_over() -> bool:
            return await trial.is_quiet()

        await spine.until(is_over, seconds=60)
    await transport.close()
    assert await trial.verdict() == CLEAN | {"told": trial.told}


async def test_two_leaders_for_a_moment_do_no_harm(
    trial: Trial, publication: Database, indicators: Database, escalation: Database
) -> None:
    """As after a network fault: the old leader still carries while the new one begins."""

    async def lead() -> None:
        connection = await publication.kept_connection()
        try:
            pauses = relay.Pauses()
            while True:
                await relay.drain(connection, transport, pauses)
                await asyncio.sleep(0.003)
        finally:
            await connection.close()

    async def is_over() -> bool:
        return await trial.is_quiet()

    transport = RabbitTransport(trial.amqp_url)
    async with spine.consuming([(indicators, CONSUMER), (escalation, OTHER)], transport):
        leaders = [asyncio.create_task(lead()) for _ in range(2)]
        async with trial.writing():
            await asyncio.sleep(2)
        await spine.until(is_over, seconds=60)
        for leader in leaders:
            leader.cancel()
        await asyncio.gather(*leaders, return_exceptions=True)
    await transport.close()
    assert await trial.verdict() == CLEAN | {"told": trial.told}


async def test_connections_ended_under_a_sweeper_fire_nothing_twice(
    escalation: Database, admin_url: str, fired: Fired
) -> None:
    await fired.arm(2000)
    clock = OffsetClock()
    sweeping = asyncio.create_task(deadlines.run(escalation, {KIND: deadline_kind()}, clock))
    await cut(admin_url, CONSUMERS, pause=0.1)

    async def all_fired() -> bool:
        await fired.age_leases()
        return len(await fired.subjects()) >= 2000

    await spine.until(all_fired, seconds=60)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    assert sorted(await fired.subjects()) == sorted(f"case/{n}" for n in range(1, 2001))
