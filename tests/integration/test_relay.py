"""The relay on its own: what it hands to a transport, how much at once, in which order."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import asyncpg
import pytest

from shared import ledger, relay
from shared.database import EVERY_AREA, Database
from shared.events.base import CANARY, unpack
from shared.messaging import NotDelivered
from tests.integration import spine
from tests.integration.conftest import SetClock
from tests.integration.spine import AREA, NOW


class Recorder:
    """A transport that keeps what it is given; as many as `refused` says it refuses."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.refused = 0

    async def publish(self, kind: str, body: bytes, message_id: str) -> None:
        """Keep or refuse the message once the loop has gone round."""
        await asyncio.sleep(0)
        assert unpack(body)[0].id == message_id
        if self.refused:
            self.refused -= 1
            raise NotDelivered(kind)
        self.bodies.append(body)

    async def consume(self, consumer: str, receive: object) -> None:
        """Nobody listens."""

    async def close(self) -> None:
        """Nothing is held."""

    @property
    def versions(self) -> list[int]:
        """The versions as they were sent."""
        return [e.version for body in self.bodies for e in unpack(body)]


@pytest.fixture
async def connection(publication: Database) -> AsyncIterator[asyncpg.Connection]:
    kept = await publication.kept_connection()
    yield kept
    await kept.close()


async def tell(publication: Database, count: int, letters: int = 0) -> None:
    events = [spine.decided("NI-1", n) for n in range(count)]
    if letters:
        events = [replace(each, basis="x" * letters) for each in events]
    async with publication.unit_of_work(EVERY_AREA) as session:
        await ledger.append(session, f"register/{AREA}/NI-1", 0, events, area=AREA, actor="test", now=NOW)


async def test_a_backlog_of_several_loads_goes_out_once_and_in_order(
    publication: Database, connection: asyncpg.Connection
) -> None:
    count = 2 * relay.BATCH + 1
    await tell(publication, count)
    transport = Recorder()
    assert await relay.drain(connection, transport, relay.Pauses())
    assert transport.versions == list(range(1, count + 1))
    assert max(len(unpack(body)) for body in transport.bodies) == relay.PIECE
    assert not await relay.drain(connection, transport, relay.Pauses())


async def test_no_message_of_several_events_is_larger_than_agreed(
    publication: Database, connection: asyncpg.Connection
) -> None:
    await tell(publication, 10, letters=relay.PIECE_BYTES // 3)
    await relay.drain(connection, transport := Recorder(), relay.Pauses())
    assert [len(unpack(body)) for body in transport.bodies] == [2, 2, 2, 2, 2]
    assert max(len(body) for body in transport.bodies) <= relay.PIECE_BYTES


async def test_what_follows_a_refused_message_of_its_kind_waits_for_it(
    publication: Database, connection: asyncpg.Connection
) -> None:
    await tell(publication, relay.BATCH + 1)
    transport, pauses = Recorder(), relay.Pauses()
    transport.refused = relay.BATCH // relay.PIECE
    await relay.drain(connection, transport, pauses)
    assert transport.bodies == []
    pauses.until.clear()
    await relay.drain(connection, transport, pauses)
    assert transport.versions == list(range(1, relay.BATCH + 2))


async def test_a_canary_never_speaks_for_what_still_lies_in_the_outbox(
    connection: asyncpg.Connection, publication: Database, clock: SetClock
) -> None:
    recorder = Recorder()
    clock.set(NOW + timedelta(days=1))
    await tell(publication, 2)

    await relay.sing(publication, recorder, clock)
    assert said_by_canaries(recorder)["publication.register"] == NOW
    assert set(said_by_canaries(recorder).values()) == {NOW, clock.now()}

    await relay.drain(connection, recorder, relay.Pauses())
    await relay.sing(publication, recorder, clock)
    assert set(said_by_canaries(recorder).values()) == {clock.now()}


def said_by_canaries(recorder: Recorder) -> dict[str, datetime]:
    """The moment that the newest canary of each kind speaks for."""
    envelopes = [e for body in recorder.bodies for e in unpack(body)]
    return {e.kind: e.occurred_at for e in envelopes if e.type == CANARY}
