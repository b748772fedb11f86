"""The ledger and the relay: versions guard streams, only kinds with listeners leave, and nothing is skipped."""

import asyncio

import pytest
from sqlalchemy import text

from shared import ledger
from shared.database import EVERY_AREA, Database, raw
from shared.events.publication import AgreementOpened
from shared.messaging import LocalTransport
from tests.integration import spine
from tests.integration.spine import AREA, CONSUMER, NONE, NOW, OTHER

WRITERS = 16
COMMITS = 250


async def test_an_event_comes_back_from_the_ledger_as_it_was_told(publication: Database) -> None:
    await spine.tell(publication, "NI-191", 0, value=59)
    async with publication.unit_of_work(EVERY_AREA) as session:
        (recorded,) = await ledger.read_stream(session, f"register/{AREA}/NI-191")
    assert recorded.event == spine.decided("NI-191", 59)
    assert (recorded.version, recorded.actor, recorded.occurred_at) == (1, "test", NOW)


@pytest.mark.parametrize(
    ("actor", "travels_as"), [("account/8f1c", "account"), ("key/4711", "key"), ("council", "council"), ("public",) * 2]
)
async def test_whose_account_or_key_it_was_stays_in_the_ledger_of_the_service(
    publication: Database, actor: str, travels_as: str
) -> None:
    async with publication.unit_of_work(EVERY_AREA) as session:
        await ledger.append(session, "register/x", 0, [spine.decided("NI-1")], area=AREA, actor=actor, now=NOW)
        (recorded,) = await ledger.read_stream(session, "register/x")
        row = (await session.execute(text("select * from ledger"))).mappings().one()
    assert (recorded.actor, ledger.envelope(row).actor) == (actor, travels_as)


async def test_a_stream_that_moved_meanwhile_refuses_the_late_writer(publication: Database) -> None:
    await spine.tell(publication, "NI-191", 0)
    with pytest.raises(ledger.Conflict):
        await spine.tell(publication, "NI-191", 0)
    async with publication.unit_of_work(EVERY_AREA) as session:
        assert len(await ledger.read_stream(session, f"register/{AREA}/NI-191")) == 1


async def test_a_stream_carries_one_kind(publication: Database) -> None:
    opened = AgreementOpened(area=AREA, agreement="a", title="A", period="2026", profile="lof-2026", parties=())
    async with publication.unit_of_work(EVERY_AREA) as session:
        with pytest.raises(ValueError, match="one kind"):
            await ledger.append(session, "x", 0, [opened, spine.decided("NI-1")], area=AREA, actor="test", now=NOW)


async def test_a_kind_without_a_listener_never_enters_the_outbox(publication: Database) -> None:
    opened = AgreementOpened(area=AREA, agreement="a", title="A", period="2026", profile="lof-2026", parties=())
    async with publication.unit_of_work(EVERY_AREA) as session:
        await ledger.append(session, "agreement/a", 0, [opened], area=AREA, actor="test", now=NOW)
        await ledger.append(session, "register/x", 0, [spine.decided("NI-1")], area=AREA, actor="test", now=NOW)
        kinds = (await session.execute(text("select kind from outbox join ledger using (position)"))).scalars().all()
    assert kinds == ["publication.register"]


async def test_what_is_rolled_back_is_told_to_nobody(publication: Database) -> None:
    async def tell_and_fail() -> None:
        async with publication.unit_of_work(EVERY_AREA) as session:
            await ledger.append(session, "register/x", 0, [spine.decided("NI-1")], area=AREA, actor="test", now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await tell_and_fail()
    async with publication.unit_of_work(EVERY_AREA) as session:
        assert (await session.execute(text("select count(*) from ledger"))).scalar_one() == 0
        assert (await session.execute(text("select count(*) from outbox"))).scalar_one() == 0


async def write_much(publication: Database, writer: int) -> None:
    """Commit one stream's events with pauses inside the transaction, so that positions commit out of order."""
    for version in range(COMMITS):
        async with publication.unit_of_work(EVERY_AREA) as session:
            events = [spine.decided(f"M-{writer}")]
            stream = f"register/{AREA}/M-{writer}"
            await ledger.append(session, stream, version, events, area=AREA, actor="test", now=NOW)
            await asyncio.sleep(0.0005 * (writer % 4))


async def test_sixteen_writers_and_a_relay_lose_nothing_double_nothing_and_keep_order(
    publication: Database, indicators: Database, escalation: Database, admin_url: str
) -> None:
    await spine.make_seen(admin_url)
    told = WRITERS * COMMITS
    listeners = [(indicators, CONSUMER), (escalation, OTHER)]

    async def all_noted() -> bool:
        return len(await spine.seen(indicators)) >= told and len(await spine.seen(escalation)) >= told

    writing = Database(
        publication.engine.url.set(username=None, password=None).render_as_string(),
        "publication",
        role="folkmoot_publication",
        password=publication.engine.url.password or "",
        pool_size=WRITERS,
    )
    async with spine.running(publication, listeners, LocalTransport()):
        await asyncio.gather(*(write_much(writing, writer) for writer in range(WRITERS)))
        await spine.until(all_noted, seconds=60)
        await asyncio.sleep(0.2)
    await writing.close()
    assert spine.faults_in(await spine.seen(indicators), told) == NONE
    assert spine.faults_in(await spine.seen(escalation), told) == NONE
    async with publication.unit_of_work(EVERY_AREA) as session:
        assert (await session.execute(text("select count(*) from outbox"))).scalar_one() == 0


async def test_the_same_load_behind_a_last_id_cursor_loses_events(publication: Database) -> None:
    """The mutant: a relay that remembers the last position it saw skips what commits late; the check must see it."""
    carried: list[tuple[str, int]] = []
    done = asyncio.Event()

    async def cursor_relay() -> None:
        last = 0
        while True:
            async with publication.unit_of_work(EVERY_AREA) as session:
                rows = await (await raw(session)).fetch(
                    "select position, stream, version from ledger where position > $1 order by position", last
                )
            carried.extend((row["stream"], row["version"]) for row in rows)
            last = max([last, *(row["position"] for row in rows)])
            if done.is_set() and not rows:
                return
            await asyncio.sleep(0.001)

    writing = Database(
        publication.engine.url.set(username=None, password=None).render_as_string(),
        "publication",
        role="folkmoot_publication",
        password=publication.engine.url.password or "",
        pool_size=WRITERS,
    )
    relay_task = asyncio.create_task(cursor_relay())
    await asyncio.gather(*(write_much(writing, writer) for writer in range(WRITERS)))
    done.set()
    await relay_task
    await writing.close()
    assert spine.faults_in(carried, WRITERS * COMMITS)["lost"] > 0


def test_every_event_of_the_catalogue_survives_the_way_there_and_back() -> None:
    happened = spine.decided("NI-191")
    assert ledger.load("folkmoot.policy.overridden.v1", ledger.dump(happened)) == happened
    assert ledger.load("folkmoot.target.unheard_of.v1", {}) is None


def test_an_event_with_fields_of_a_later_version_is_still_read() -> None:
    content = ledger.dump(spine.decided("NI-191")) | {"added_later": 1}
    assert ledger.load("folkmoot.policy.overridden.v1", content) == spine.decided("NI-191")
