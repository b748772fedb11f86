"""The negotiation in PostgreSQL: a real one told whole, nothing editable, approval telling its targets."""

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from deploy.sample import exports
from deploy.sample.posting import Posting
from services.publication.handlers.agreement import agreement as handlers
from shared import ledger
from shared.database import EVERY_AREA, Database
from shared.events.publication import TargetSet
from shared.problems import Malformed, NotFound, NotNow, NotYours
from tests.integration.conftest import SetClock
from tests.integration.publication.sending import BATH, DEAL, TRAFFORD, registrar, send


@pytest.fixture
async def bath(publication: Database, clock: SetClock) -> Database:
    """A database that holds the real negotiation."""
    for posting in exports.negotiation():
        await send(publication, posting, clock)
    return publication


def entry(**changed: object) -> dict[str, object]:
    return {
        "round": "refresh-2009",
        "party": "council",
        "party_name": "Bath & North East Somerset Council",
        "kind": "proposal",
        "item_title": "Reward grant",
        "source": "Cabinet",
        "status": "proposed",
        **changed,
    }


def entries(*sent: dict[str, object], key: str = "more") -> Posting:
    return Posting(path=f"/publication/v1/agreements/{DEAL}/entries", key=key, body=list(sent))


async def test_every_entry_of_the_real_negotiation_is_on_the_record(bath: Database) -> None:
    read = [await handlers.read(bath, row.agreement) for row in (await handlers.listed(bath))[0]]
    assert {each.agreement.opened.agreement: len(each.entries) for each in read} == {
        "bathnes-laa-2007-2010": 77,
        "bathnes-laa-2008-2011": 31,
    }
    assert read[1].agreement.approved is not None
    assert read[1].agreement.approved.approved_on == "2008-06"


async def test_sending_the_negotiation_again_changes_nothing(bath: Database, clock: SetClock) -> None:
    before = (await handlers.read(bath, DEAL)).agreement.version
    for posting in exports.negotiation():
        await send(bath, posting, clock)
    assert (await handlers.read(bath, DEAL)).agreement.version == before


@pytest.mark.parametrize(
    "statement", ["update entry set reason = 'x'", "delete from entry", "update round set position = 9"]
)
async def test_the_service_cannot_change_what_was_said(bath: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with bath.unit_of_work(EVERY_AREA) as session:
            await session.execute(text(statement))


async def test_one_wrong_entry_keeps_all_of_them_out(bath: Database, clock: SetClock) -> None:
    with pytest.raises(Malformed) as refused:
        await send(
            bath,
            entries(entry(), entry(round="none"), entry(supersedes=500, note="The cabinet paper was read wrongly.")),
            clock,
        )
    faults = [(fault.pointer, fault.code) for fault in refused.value.errors]
    assert faults == [("/1/round", "unknown-round"), ("/2/supersedes", "unknown-entry")]
    assert len((await handlers.read(bath, DEAL)).entries) == 31


async def test_a_superseded_entry_stays_and_says_by_which(bath: Database, clock: SetClock) -> None:
    await send(bath, entries(entry()), clock)
    withdrawn = entry(status="withdrawn", supersedes=32, note="The cabinet changed its mind.")
    await send(bath, entries(withdrawn, key="withdrawn"), clock)
    held = (await handlers.read(bath, DEAL)).entries
    assert [(each.number, each.superseded_by) for each in held[31:]] == [(32, 33), (33, None)]


async def test_words_entered_by_their_author_are_told_apart(bath: Database, clock: SetClock) -> None:
    office = "Government Office for the South West"
    await send(bath, entries(entry(), entry(party="government_office", party_name=office)), clock)
    held = (await handlers.read(bath, DEAL)).entries
    assert [each.came for each in held[31:]] == ["entered_by_author", "compiled_from_papers"]


async def test_another_area_cannot_speak_here_nor_learn_that_it_exists(bath: Database, clock: SetClock) -> None:
    with pytest.raises(NotFound):
        await send(bath, entries(entry()), clock, registrar(TRAFFORD))


async def test_another_area_cannot_take_the_name(bath: Database, clock: SetClock) -> None:
    await send(bath, exports.register(), clock)
    opened = exports.agreement()[0]
    assert isinstance(opened.body, dict)
    taken = Posting(path=opened.path, key="taken", body={**opened.body, "agreement": DEAL})
    with pytest.raises(NotNow):
        await send(bath, taken, clock, registrar(TRAFFORD))


async def test_an_agreement_opens_only_in_ones_own_area(bath: Database, clock: SetClock) -> None:
    with pytest.raises(NotYours):
        await send(bath, exports.agreement()[0], clock, registrar(BATH))


async def test_an_agreement_needs_a_registered_area(publication: Database, clock: SetClock) -> None:
    with pytest.raises(Malformed) as refused:
        await send(publication, exports.agreement()[0], clock)
    assert [fault.code for fault in refused.value.errors] == ["unknown-area"]


async def test_approval_tells_each_measure_its_targets(publication: Database, clock: SetClock) -> None:
    await send(publication, exports.register(), clock)
    for posting in exports.agreement():
        await send(publication, posting, clock)
    async with publication.unit_of_work(EVERY_AREA) as session:
        streams = await ledger.streams_of(session, "publication.target")
        told = await ledger.read_stream(session, f"target/{TRAFFORD}/household-waste-recycled")
    sent = exports.agreement()[-1].body
    assert isinstance(sent, dict)
    assert streams == sorted({f"target/{TRAFFORD}/{target['measure']}" for target in sent["targets"]})
    assert [each.version for each in told] == list(range(1, len(told) + 1))
    first = told[0].event
    assert isinstance(first, TargetSet)
    assert (first.value, first.illustrative) == (Decimal(60), True)


async def test_entries_are_read_in_pages(bath: Database) -> None:
    first, following = await handlers.page_of_entries(bath, DEAL, limit=20)
    rest, end = await handlers.page_of_entries(bath, DEAL, after=following or 0, limit=20)
    assert ([each.entry.number for each in first + rest], end) == (list(range(1, 32)), None)
