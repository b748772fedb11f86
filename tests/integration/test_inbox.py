"""The inbox: order within a stream, one effect per event, retry, dead letters, canaries, restored history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from shared import dead_letters, inbox, ledger
from shared.database import EVERY_AREA, Database, Session, raw
from shared.events.base import CANARY, Envelope, Unreadable, declared, new_id, pack
from shared.events.operations import LetterDiscarded
from shared.events.publication import AreaRegistered, PolicyOverridden
from shared.inbox import Inbox, Received
from shared.problems import NotFound
from tests.integration import spine
from tests.integration.spine import AREA, CONSUMER, NOW


def told(version: int, *, measure: str = "NI-1", value: int = 60, epoch: int = 1) -> Envelope:
    happened = spine.decided(measure, value)
    entry = declared(happened)
    stream = f"register/{AREA}/{measure}"
    return Envelope(
        str(new_id()),
        entry.type,
        entry.kind,
        stream,
        version,
        AREA,
        NOW,
        ledger.dump(happened),
        epoch=epoch,
        actor="test",
    )


@pytest.fixture
async def letters(indicators: Database, admin_url: str) -> Inbox:
    await spine.make_seen(admin_url)
    return Inbox(indicators, CONSUMER, {PolicyOverridden: spine.note}, first_pause=0.0)


async def versions_seen(database: Database) -> list[int]:
    return [version for _, version in await spine.seen(database)]


async def retry_until_quiet(letters: Inbox) -> None:
    for _ in range(20):
        await letters.retry_once()


async def test_events_that_come_early_wait_for_their_turn(letters: Inbox, indicators: Database) -> None:
    await letters.receive(pack([told(3)]))
    await letters.receive(pack([told(2)]))
    assert await versions_seen(indicators) == []
    await letters.receive(pack([told(1)]))
    await retry_until_quiet(letters)
    assert await versions_seen(indicators) == [1, 2, 3]


async def test_a_version_is_applied_once_however_often_it_comes(letters: Inbox, indicators: Database) -> None:
    for _ in range(10):
        await letters.receive(pack([told(1), told(1)]))
    assert await versions_seen(indicators) == [1]


async def test_a_type_without_a_handler_still_moves_its_stream_on(letters: Inbox, indicators: Database) -> None:
    other = replace(told(1), type="folkmoot.target.unheard_of.v9", content={"new": True})
    await letters.receive(pack([other, told(2)]))
    assert await versions_seen(indicators) == [2]


async def test_bytes_that_are_no_batch_are_unreadable(letters: Inbox, indicators: Database) -> None:
    for body in (b"", b"{}", b"[1]", b"\xff", b'[{"id":"x"}]', b"null"):
        with pytest.raises(Unreadable):
            await letters.receive(body)
    assert await versions_seen(indicators) == []


async def test_an_event_of_the_wrong_shape_becomes_a_dead_letter_after_five_attempts(
    letters: Inbox, indicators: Database
) -> None:
    await letters.receive(pack([replace(told(1), content={"area": AREA}), told(1, measure="NI-2")]))
    await retry_until_quiet(letters)
    async with indicators.unit_of_work(EVERY_AREA) as session:
        (dead,) = await dead_letters.find(session)
    assert (dead.attempts, dead.stream) == (5, f"register/{AREA}/NI-1")
    assert "ValidationError" in dead.reason
    assert [stream for stream, _ in await spine.seen(indicators)] == [f"register/{AREA}/NI-2"]


async def poisoned(letters: Inbox) -> None:
    await letters.receive(pack([told(1, value=666), told(2), told(3)]))
    await retry_until_quiet(letters)


async def test_a_discarded_dead_letter_lets_its_stream_go_on_and_is_told_in_the_ledger(
    letters: Inbox, indicators: Database
) -> None:
    await poisoned(letters)
    async with indicators.unit_of_work(EVERY_AREA) as session:
        (dead,) = await dead_letters.find(session)
        assert dead.held_up == 2
        await dead_letters.discard(session, CONSUMER, dead.stream, 1, reason="not ours", actor="clerk", now=NOW)
    await retry_until_quiet(letters)
    assert await versions_seen(indicators) == [2, 3]
    async with indicators.unit_of_work(EVERY_AREA) as session:
        (recorded,) = await ledger.read_stream(session, f"inbox/{CONSUMER}")
        assert await dead_letters.find(session) == []
    assert isinstance(recorded.event, LetterDiscarded)
    assert recorded.event.reason == "not ours"


async def test_a_discarded_event_that_is_sent_again_is_ignored_and_not_called_forked(
    letters: Inbox, indicators: Database
) -> None:
    poison = told(1, value=666)
    await letters.receive(pack([poison]))
    await retry_until_quiet(letters)
    async with indicators.unit_of_work(EVERY_AREA) as session:
        stream = f"register/{AREA}/NI-1"
        await dead_letters.discard(session, CONSUMER, stream, 1, reason="not ours", actor="clerk", now=NOW)
    await letters.receive(pack([poison]))
    async with indicators.unit_of_work(EVERY_AREA) as session:
        assert await dead_letters.find(session) == []


async def test_a_dead_letter_that_is_retried_after_the_mend_is_applied(letters: Inbox, indicators: Database) -> None:
    await poisoned(letters)

    async def mended(session: Session, received: Sequence[Received]) -> None:
        connection = await raw(session)
        for r in received:
            insert = "insert into seen (stream, version, event_id) values ($1, $2, $3)"
            await connection.execute(insert, r.envelope.stream, r.envelope.version, r.envelope.id)

    after = Inbox(indicators, CONSUMER, {PolicyOverridden: mended}, first_pause=0.0)
    async with indicators.unit_of_work(EVERY_AREA) as session:
        await dead_letters.retry(session, CONSUMER, f"register/{AREA}/NI-1", 1, actor="clerk", now=NOW)
    await retry_until_quiet(after)
    assert await versions_seen(indicators) == [1, 2, 3]


async def test_only_what_is_dead_can_be_retried_or_discarded(letters: Inbox, indicators: Database) -> None:
    await letters.receive(pack([told(2)]))
    async with indicators.unit_of_work(EVERY_AREA) as session:
        with pytest.raises(NotFound):
            await dead_letters.retry(session, CONSUMER, f"register/{AREA}/NI-1", 2, actor="clerk", now=NOW)
        with pytest.raises(NotFound):
            await dead_letters.discard(
                session, CONSUMER, f"register/{AREA}/NI-1", 2, reason="x", actor="clerk", now=NOW
            )


async def test_history_told_again_after_a_restore_is_filed_as_forked(letters: Inbox, indicators: Database) -> None:
    await letters.receive(pack([told(1), told(2), told(3)]))
    await letters.receive(pack([told(2, value=70, epoch=2)]))
    async with indicators.unit_of_work(EVERY_AREA) as session:
        (dead,) = await dead_letters.find(session)
    assert dead.reason.startswith("history-forked")
    assert await versions_seen(indicators) == [1, 2, 3]


async def test_handlers_get_runs_of_events_in_the_order_they_were_told(indicators: Database, admin_url: str) -> None:
    await spine.make_seen(admin_url)
    runs: list[list[int]] = []

    async def handler(_: Session, received: Sequence[Received]) -> None:
        runs.append([r.envelope.version for r in received])

    async def other(_: Session, received: Sequence[Received]) -> None:
        runs.append([-r.envelope.version for r in received])

    area = AreaRegistered(
        area=AREA,
        name="Trafford",
        letters="TRAF",
        profile="lof-2026",
        population=1,
        responsible_authority="council",
        committee="Scrutiny",
    )
    entry = declared(area)
    between = replace(told(3), type=entry.type, content=ledger.dump(area))
    consumer = Inbox(indicators, CONSUMER, {PolicyOverridden: handler, AreaRegistered: other})
    await consumer.receive(pack([told(1), told(2), between, told(4)]))
    assert runs == [[1, 2], [-3], [4]]


async def test_a_canary_tells_how_far_the_producer_has_been_heard(letters: Inbox, indicators: Database) -> None:
    stream = f"register/{AREA}/NI-1"

    async def is_caught_up() -> bool:
        async with indicators.unit_of_work(EVERY_AREA) as session:
            return await inbox.is_caught_up(session, CONSUMER, [stream], NOW)

    assert not await is_caught_up()
    early = Envelope(str(new_id()), CANARY, "publication.register", "canary", 1, "", NOW - timedelta(seconds=1), {})
    await letters.receive(pack([early]))
    assert not await is_caught_up()
    await letters.receive(pack([replace(early, occurred_at=NOW)]))
    assert await is_caught_up()
    await letters.receive(pack([told(2)]))
    assert not await is_caught_up()
    await letters.receive(pack([told(1)]))
    await retry_until_quiet(letters)
    assert await is_caught_up()
