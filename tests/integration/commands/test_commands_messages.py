"""`folkmoot dead`, `resend` and `rebuild` against a real database, with dead letters of a consumer that refuses."""

import json

import pytest
from sqlalchemy import text

from shared import dead_letters, ledger
from shared.database import EVERY_AREA, Database
from shared.events.base import pack
from shared.events.publication import PolicyOverridden
from shared.inbox import Inbox
from shared.settings import Settings
from tests.integration import spine
from tests.integration.commands.commands import folkmoot, point_at
from tests.integration.publication.timeline import case
from tests.integration.spine import AREA, CONSUMER

POISONED = f"register/{AREA}/NI-1"
SOUND = f"register/{AREA}/NI-2"
LETTER = (CONSUMER, POISONED, "1")
pytestmark = pytest.mark.usefixtures("letters")
WHY = ("--reason", "not a figure", "--by", "data officer")


@pytest.fixture
async def letters(
    publication: Database, indicators: Database, settings: Settings, admin_url: str, monkeypatch: pytest.MonkeyPatch
) -> Inbox:
    """Two events of a stream that begins with poison, and one of another; the first is a dead letter by now."""
    point_at(settings, monkeypatch)
    await spine.make_seen(admin_url)
    await spine.tell(publication, "NI-1", 0, value=666)
    await spine.tell(publication, "NI-1", 1)
    await spine.tell(publication, "NI-2", 0)
    inbox = Inbox(indicators, CONSUMER, {PolicyOverridden: spine.note}, first_pause=0.0)
    await deliver(publication, inbox)
    return inbox


async def deliver(publication: Database, inbox: Inbox) -> None:
    """Bring what lies in the outbox, and let the inbox try as often as it will."""
    async with publication.unit_of_work(EVERY_AREA) as session:
        query = "select l.* from ledger l join outbox using (position) order by position"
        told = [ledger.envelope(row) for row in (await session.execute(text(query))).mappings()]
        await session.execute(text("delete from outbox"))
    for each in told:
        await inbox.receive(pack([each]))
    for _ in range(20):
        await inbox.retry_once()


async def dead(indicators: Database) -> list[tuple[str, int]]:
    async with indicators.unit_of_work(EVERY_AREA) as session:
        return [(letter.stream, letter.version) for letter in await dead_letters.find(session)]


async def test_dead_letters_are_listed_with_what_waits_behind_them() -> None:
    said = await folkmoot("dead", "list", "indicators")
    assert (said.status, said.err) == (0, "")
    assert said.out == f"{CONSUMER} {POISONED} 1: Poison:  (5 attempts, 1 waits behind it)\n"


async def test_a_service_without_dead_letters_says_so() -> None:
    assert (await folkmoot("dead", "list", "escalation")).out == "escalation has no dead letters.\n"


async def test_a_dead_letter_is_shown_with_its_content() -> None:
    said = await folkmoot("dead", "show", *LETTER)
    assert said.status == 0
    assert json.loads(said.out)["content"]["value"] == "666"


async def test_a_retried_dead_letter_that_is_refused_again_is_dead_again(letters: Inbox, indicators: Database) -> None:
    said = await folkmoot("dead", "retry", *LETTER)
    assert (said.status, said.out) == (0, f"{CONSUMER} tries event 1 of {POISONED} again.\n")
    assert await dead(indicators) == []
    for _ in range(20):
        await letters.retry_once()
    assert await dead(indicators) == [(POISONED, 1)]


async def test_a_discarded_dead_letter_lets_the_stream_go_on_and_is_told(letters: Inbox, indicators: Database) -> None:
    said = await folkmoot("dead", "discard", *LETTER, *WHY)
    assert (said.status, said.out) == (0, f"{CONSUMER} goes on without event 1 of {POISONED}.\n")
    for _ in range(20):
        await letters.retry_once()
    assert (POISONED, 2) in await spine.seen(indicators)
    async with indicators.unit_of_work(EVERY_AREA) as session:
        told = (await session.execute(text("select actor, data->>'reason' as reason from ledger"))).one()
    assert tuple(told) == ("data officer", "not a figure")


@pytest.mark.parametrize("command", [("show",), ("retry",), ("discard", *WHY)])
async def test_a_dead_letter_that_is_none_is_refused(command: tuple[str, ...]) -> None:
    name, *options = command
    said = await folkmoot("dead", name, CONSUMER, SOUND, "1", *options)
    assert said.refused == "There is no such dead letter."


@pytest.mark.parametrize("wrong", [("--reason", " ", "--by", "officer"), ("--reason", "why", "--by", "")])
async def test_nothing_is_discarded_without_a_reason_and_a_name(wrong: tuple[str, ...]) -> None:
    assert "Say why and who decides" in (await folkmoot("dead", "discard", *LETTER, *wrong)).refused


@pytest.mark.parametrize(
    "asked",
    [
        ("dead", "list", "nowhere"),
        ("dead", "list"),
        ("dead", "show", CONSUMER, POISONED, "first"),
        ("dead", "show", CONSUMER, POISONED, "0"),
        ("dead", "show", CONSUMER, POISONED, "99999999999999999999"),
        ("dead", "retry", "nowhere.register", POISONED, "1"),
        ("resend", "nowhere", "--since", "0"),
        ("resend", "publication"),
        ("resend", "publication", "--since", "-1"),
        ("resend", "publication", "--since", "99999999999999999999"),
        ("resend", "publication", "--since", "0", "--stream", POISONED),
        ("resend", "publication", "--stream", "no/such"),
        ("rebuild", "escalation.register"),
        ("rebuild", "nowhere"),
    ],
)
async def test_what_cannot_be_done_is_refused_in_one_line(asked: tuple[str, ...]) -> None:
    assert (await folkmoot(*asked)).refused


async def test_a_stream_is_sent_again(letters: Inbox, publication: Database, indicators: Database) -> None:
    said = await folkmoot("resend", "publication", "--stream", SOUND)
    assert (said.status, said.out) == (0, "1 event on their way again.\n")
    await deliver(publication, letters)
    assert await spine.seen(indicators) == [(SOUND, 1)]


async def test_everything_after_a_position_is_sent_again(publication: Database) -> None:
    assert (await folkmoot("resend", "publication", "--since", "0")).out == "3 events on their way again.\n"
    async with publication.unit_of_work(EVERY_AREA) as session:
        assert (await session.execute(text("select count(*) from outbox"))).scalar_one() == 3


async def test_a_projection_is_emptied_and_told_again(escalation: Database, publication: Database) -> None:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        for each in case()[:2]:
            event = ledger.load(each.type, each.content)
            await ledger.append(
                session, each.stream, each.version - 1, [event], area=AREA, actor="test", now=each.occurred_at
            )
        await session.execute(text("delete from outbox"))
    async with publication.unit_of_work(EVERY_AREA) as session:
        await session.execute(
            text("insert into progress (consumer, stream, version) values ('publication.case', 's', 7)")
        )
    said = await folkmoot("rebuild", "publication.case")
    assert (said.status, said.out) == (0, "2 events of escalation.case on their way to publication.case again.\n")
    async with publication.unit_of_work(EVERY_AREA) as session:
        assert (await session.execute(text("select count(*) from progress"))).scalar_one() == 0
