"""A broker that is away, or that lost a queue: what people do goes on, and arrives afterwards, in order."""

import asyncio
import time
from pathlib import Path

import pytest

from shared import ledger, messaging
from shared.database import EVERY_AREA, Database
from shared.messaging import RabbitTransport
from shared.servers.rabbitmq import Broker
from shared.settings import Settings
from tests.faults.trial import CLEAN, Trial
from tests.integration import spine
from tests.integration.spine import CONSUMER, OTHER
from tests.integration.test_transports import delete_queues

KIND = "publication.register"
AWAY = 30.0


@pytest.fixture
async def away(settings: Settings, publication: Database, admin_url: str, own_broker: Broker, tmp_path: Path) -> Trial:
    """A trial over a broker that the test may stop."""
    await spine.make_seen(admin_url)
    await messaging.declare_topology(own_broker.url)
    return Trial(settings.database_url, admin_url, own_broker.url, publication, tmp_path)


async def paused_kinds(publication: Database) -> dict[str, str]:
    async with publication.unit_of_work(EVERY_AREA) as session:
        paused: dict[str, str] = (await ledger.outbox_health(session))["paused"]
    return paused


async def test_a_broker_away_for_thirty_seconds_refuses_nobody_and_its_backlog_drains_in_order(
    away: Trial, own_broker: Broker, publication: Database, indicators: Database, escalation: Database
) -> None:
    async def is_shown() -> bool:
        return KIND in await paused_kinds(publication)

    async def is_over() -> bool:
        return await away.is_quiet() and await paused_kinds(publication) == {}

    transport = RabbitTransport(own_broker.url)
    async with spine.running(publication, [(indicators, CONSUMER), (escalation, OTHER)], transport):
        async with away.writing(pause=0.05):
            await asyncio.sleep(1)
            gone = time.monotonic()
            await asyncio.to_thread(own_broker.stop_node)
            told_before = away.told
            await spine.until(is_shown, seconds=AWAY)
            await asyncio.sleep(AWAY - (time.monotonic() - gone))
            told_meanwhile = away.told - told_before
            await asyncio.to_thread(own_broker.start_node)
        await spine.until(is_over, seconds=90)
    await transport.close()
    assert told_meanwhile > 100  # and none was refused: a writer that is refused fails this test
    assert await away.verdict() == CLEAN | {"told": away.told}


async def test_a_queue_deleted_by_hand_is_declared_again_and_what_it_held_is_sent_again(
    away: Trial, publication: Database, indicators: Database, escalation: Database
) -> None:
    """What leaves while no queue is there is returned to the outbox; what was in the queue comes with `resend`."""

    async def all_noted() -> bool:
        return await away.is_quiet()

    transport = RabbitTransport(away.amqp_url)
    async with spine.running(publication, [(indicators, CONSUMER), (escalation, OTHER)], transport):
        async with away.writing(pause=0.02):
            await asyncio.sleep(1)
            await delete_queues(away.amqp_url, CONSUMER)
            await asyncio.sleep(messaging.WATCH_EVERY + 2)
        async with publication.unit_of_work(EVERY_AREA) as session:
            await ledger.resend(session, since=0)
        await spine.until(all_noted, seconds=60)
    await transport.close()
    assert await away.verdict() == CLEAN | {"told": away.told}
