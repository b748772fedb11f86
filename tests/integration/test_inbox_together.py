"""Messages that arrive while the inbox is at work are taken together: in order, once, harming nobody."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import text

from shared.database import EVERY_AREA, Database, Session
from shared.events.base import pack
from shared.events.publication import PolicyOverridden
from shared.inbox import Inbox, Received
from tests.integration import spine
from tests.integration.spine import CONSUMER
from tests.integration.test_inbox import retry_until_quiet, told, versions_seen


async def test_what_waits_for_its_turn_goes_along_in_one_transaction(indicators: Database, admin_url: str) -> None:
    await spine.make_seen(admin_url)
    runs: list[list[int]] = []

    async def handler(session: Session, received: Sequence[Received]) -> None:
        runs.append([r.envelope.version for r in received])
        await spine.note(session, received)
        await asyncio.sleep(0.05)

    inbox = Inbox(indicators, CONSUMER, {PolicyOverridden: handler})
    await asyncio.gather(*(inbox.receive(pack([told(version)])) for version in range(1, 6)))
    assert await versions_seen(indicators) == [1, 2, 3, 4, 5]
    assert len(runs) < 5


async def test_a_poison_message_that_others_went_along_with_harms_only_its_own_stream(
    indicators: Database, admin_url: str
) -> None:
    await spine.make_seen(admin_url)
    inbox = Inbox(indicators, CONSUMER, {PolicyOverridden: spine.note}, first_pause=0.0)
    bodies = [told(1, measure="NI-2"), told(1, value=666), told(2), told(2, measure="NI-2")]
    await asyncio.gather(*(inbox.receive(pack([e])) for e in bodies))
    await retry_until_quiet(inbox)
    assert [stream.rpartition("/")[2] for stream, _ in await spine.seen(indicators)] == ["NI-2", "NI-2"]


async def test_messages_that_went_along_with_a_poison_one_are_not_parked(indicators: Database, admin_url: str) -> None:
    await spine.make_seen(admin_url)
    inbox = Inbox(indicators, CONSUMER, {PolicyOverridden: spine.note})
    bodies = [told(1, measure=f"NI-{n}", value=666 if n == 3 else 60) for n in range(6)]
    await asyncio.gather(*(inbox.receive(pack([e])) for e in bodies))
    async with indicators.unit_of_work(EVERY_AREA) as session:
        parked = (await session.execute(text("select stream from waiting"))).scalars().all()
    assert [stream.rpartition("/")[2] for stream in parked] == ["NI-3"]
    assert len(await spine.seen(indicators)) == 5
