"""One contract for both transports: the same bytes reach the same inboxes, with the same promises."""

from collections.abc import AsyncIterator

import aio_pika
import pytest

from shared import dead_letters, ledger, messaging
from shared.database import EVERY_AREA, Database
from shared.messaging import LocalTransport, NotDelivered, RabbitTransport, Transport
from tests.integration import spine
from tests.integration.spine import CONSUMER, NONE, OTHER


@pytest.fixture(params=["local", "rabbit"])
async def transport(request: pytest.FixtureRequest, amqp_url: str) -> AsyncIterator[Transport]:
    if request.param == "local":
        yield LocalTransport()
        return
    await messaging.declare_topology(amqp_url)
    await spine.purge(amqp_url)
    rabbit = RabbitTransport(amqp_url)
    yield rabbit
    await rabbit.close()


@pytest.fixture
async def listeners(indicators: Database, escalation: Database, admin_url: str) -> list[tuple[Database, str]]:
    await spine.make_seen(admin_url)
    return [(indicators, CONSUMER), (escalation, OTHER)]


async def test_every_consumer_of_a_kind_notes_every_event_once_in_order(
    transport: Transport, publication: Database, listeners: list[tuple[Database, str]]
) -> None:
    for version in range(20):
        for measure in ("NI-1", "NI-2"):
            await spine.tell(publication, measure, version)

    async def all_noted() -> bool:
        return all([len(await spine.seen(database)) >= 40 for database, _ in listeners])

    async with spine.running(publication, listeners, transport):
        await spine.until(all_noted)
    for database, _ in listeners:
        assert spine.faults_in(await spine.seen(database), 40) == NONE


async def test_a_message_sent_twice_has_one_effect(
    transport: Transport, publication: Database, listeners: list[tuple[Database, str]]
) -> None:
    indicators, _ = listeners[0]
    await spine.tell(publication, "NI-1", 0)

    async def noted() -> bool:
        async with publication.unit_of_work(EVERY_AREA) as session:
            return bool((await ledger.outbox_health(session))["waiting"] == 0)

    async def second_noted() -> bool:
        return len(await spine.seen(indicators)) >= 2

    async with spine.running(publication, listeners, transport):
        await spine.until(noted)
        async with publication.unit_of_work(EVERY_AREA) as session:
            assert await ledger.resend(session, since=0) == 1
        await spine.tell(publication, "NI-1", 1)
        await spine.until(second_noted)
    assert [version for _, version in await spine.seen(indicators)] == [1, 2]


async def test_a_poison_event_in_a_batch_holds_up_its_own_stream_only(
    transport: Transport, publication: Database, listeners: list[tuple[Database, str]]
) -> None:
    indicators, _ = listeners[0]
    for version, value in enumerate((60, 666, 60)):
        await spine.tell(publication, "POISON", version, value=value)
        await spine.tell(publication, "SOUND", version)

    async def others_noted() -> bool:
        return len(await spine.seen(indicators)) >= 4

    async def is_dead() -> bool:
        async with indicators.unit_of_work(EVERY_AREA) as session:
            return bool(await dead_letters.find(session))

    async with spine.running(publication, listeners, transport):
        await spine.until(others_noted)
        await spine.until(is_dead)
    noted = await spine.seen(indicators)
    assert [version for stream, version in noted if stream.endswith("SOUND")] == [1, 2, 3]
    assert [version for stream, version in noted if stream.endswith("POISON")] == [1]


async def test_an_unroutable_message_is_refused_stays_in_the_outbox_and_pauses_its_kind_alone(
    transport: Transport, publication: Database, listeners: list[tuple[Database, str]], amqp_url: str
) -> None:
    """Local: nobody is wired. RabbitMQ: the queues were deleted by hand."""
    if isinstance(transport, RabbitTransport):
        await delete_queues(amqp_url, CONSUMER, OTHER)
    with pytest.raises(NotDelivered):
        await transport.publish("publication.register", b"[]", "id")
    await spine.tell(publication, "NI-1", 0)

    async def is_paused() -> bool:
        async with publication.unit_of_work(EVERY_AREA) as session:
            return set((await ledger.outbox_health(session))["paused"]) == {"publication.register"}

    async def drained_and_noted() -> bool:
        async with publication.unit_of_work(EVERY_AREA) as session:
            state = await ledger.outbox_health(session)
        return state["waiting"] == 0 and state["paused"] == {} and len(await spine.seen(listeners[0][0])) == 1

    async with spine.running(publication, [], transport):
        await spine.until(is_paused)
        async with spine.consuming(listeners, transport):
            await spine.until(drained_and_noted)


async def delete_queues(url: str, *consumers: str) -> None:
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        for consumer in consumers:
            await channel.queue_delete(consumer)
