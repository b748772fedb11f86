"""Messages that a service could not take in, on the pages of administration: seen, tried again, discarded."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest

from services.indicators.main import create
from shared import auth, dead_letters, ledger
from shared.auth import Grant
from shared.database import EVERY_AREA, Database, administrator_at
from shared.events.base import pack
from shared.events.operations import LetterDiscarded, LetterRetried
from shared.events.publication import PolicyOverridden
from shared.inbox import Inbox
from shared.problems import NotFound
from shared.settings import Settings
from tests.integration import spine
from tests.integration.conftest import SetClock
from tests.integration.spine import AREA, CONSUMER
from tests.integration.test_inbox import told
from tests.integration.visitor import Visitor, form_of

AT = "/indicators/administration/letters"
ELSEWHERE = "E08000002"
PASSWORD = "correct horse battery"


@dataclass
class Office:
    """The figures' application, whoever owns its database, and a client."""

    client: httpx.AsyncClient
    database: Database
    admin_url: str

    async def employ(self, name: str, role: str, area: str = AREA) -> Visitor:
        async with administrator_at(self.admin_url) as admin:
            await auth.create_account(admin, name, PASSWORD, body="council", grants=[Grant(area, role)])
        session = await auth.sign_in(self.database, name, PASSWORD)
        assert session is not None
        return Visitor(self.client, session)

    async def wait_long(self) -> None:
        """So long that nobody's proof counts any more."""
        async with administrator_at(self.admin_url) as admin:
            await admin.execute("update identity.session set proven_at = clock_timestamp() - interval '1 hour'")


@pytest.fixture
async def office(
    settings: Settings, indicators: Database, clock: SetClock, admin_url: str
) -> AsyncIterator[tuple[Office, Inbox]]:
    await spine.make_seen(admin_url)
    inbox = Inbox(indicators, CONSUMER, {PolicyOverridden: spine.note}, first_pause=0.0)
    far = replace(told(1, measure="NI-7", value=666), area=ELSEWHERE)
    await inbox.receive(pack([told(1, value=666), told(2), far]))
    for _ in range(12):
        await inbox.retry_once()
    transport = httpx.ASGITransport(app=create(settings, indicators, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        yield Office(client, indicators, admin_url), inbox


async def waiting(database: Database) -> list[str]:
    async with database.unit_of_work(EVERY_AREA) as session:
        return [one.envelope["id"] for one in await dead_letters.find(session)]


async def test_a_message_that_failed_is_tried_again_or_discarded_by_an_administrator_of_its_area(
    office: tuple[Office, Inbox],
) -> None:
    here, inbox = office
    own, other = await waiting(here.database)
    ada, bob = await here.employ("ada", "administrator"), await here.employ("bob", "administrator", ELSEWHERE)
    clerk = await here.employ("clerk", "case_worker")
    at = f"{AT}/{own}"

    page = await ada.read(AT)
    assert f'"{at}"' in page
    assert other not in page
    assert "1 later message" in page
    letter = await ada.read(at)
    assert "local agreement" in letter  # what it says, and not the words of the fault
    assert "Poison" not in letter
    for visitor, status in ((bob, 404), (clerk, 403)):
        await visitor.read(at, status=status)
    forged = {"csrf_token": "0"}
    assert (await ada.client.post(f"{at}/retry", data=forged, headers=ada.headers)).status_code == 403

    again = await ada.send(at, f"{at}/retry")
    assert (again.status_code, again.headers["location"]) == (303, f"{AT}?told=again")
    assert own not in await ada.read(AT)
    for _ in range(12):
        await inbox.retry_once()
    assert own in await ada.read(AT)  # nothing was mended

    silent = await ada.send(at, f"{at}/discard", reason="")
    assert silent.status_code == 422
    assert "Enter why this message may be left out" in silent.text
    await here.wait_long()
    unproven = await ada.send(at, f"{at}/discard", reason="Sent twice by mistake.")
    assert unproven.status_code == 403
    assert own in await waiting(here.database)
    ada.session = await auth.sign_in(here.database, "ada", PASSWORD) or ""
    assert (await ada.send(at, f"{at}/discard", reason="Sent twice by mistake.")).status_code == 303
    await inbox.retry_once()
    assert [version for _, version in await spine.seen(here.database)] == [2]  # what waited behind it went on
    spent = form_of(await bob.read(f"{AT}/{other}"), f"{AT}/{other}/retry")  # a form whose message is not theirs
    gone = await bob.client.post(f"{at}/retry", data=spent, headers=bob.headers)
    assert gone.headers["location"] == f"{AT}?told=gone"

    async with here.database.unit_of_work(EVERY_AREA) as session:
        happened = await ledger.read_stream(session, f"inbox/{CONSUMER}")
    assert [type(one.event) for one in happened] == [LetterRetried, LetterDiscarded]
    assert {one.actor.partition("/")[0] for one in happened} == {"account"}

    bound = here.database.on_behalf_of(frozenset({AREA}), "council")  # and without any check of the application
    async with bound.unit_of_work(EVERY_AREA) as session:
        assert await dead_letters.find(session) == []
        with pytest.raises(NotFound):
            await dead_letters.retry(session, CONSUMER, f"register/{AREA}/NI-7", 1, actor="ada", now=spine.NOW)
    assert await waiting(here.database) == [other]
