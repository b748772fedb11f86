"""Following the record by mail: asked for, confirmed by a button, at most one letter a day, stopped in one step."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from services.publication import main
from services.publication.handlers.search import follower
from services.publication.storage.search import follower as followers
from shared.database import Database
from shared.errands import Carrier, carry_some
from shared.post.mail import Letter, read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded, told_by
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    OFFICE,
    START,
    Here,
    open_first_round,
    register,
    turn,
)
from tests.integration.publication.told import all_told
from tests.integration.visitor import Visitor
from tests.people import both

FAN = "fan@example.org"
ASK = "/publication/v1/followers"
RECORDED = Path(main.__file__).parent / "api" / "examples.json"
TOPICS = (
    f"agreement={DEAL}",
    f"area={BATH}",
    f"area={BATH}&measure=NI-16",
    "words=acquisitive&status=proposed",
    "words=nothing+like+it",
)


class Place(Here):
    """The record with a folder of mail, and whoever carries its letters."""

    mail: Path
    carriers: dict[str, Carrier]
    admin: asyncpg.Connection

    async def letters(self, to: str = FAN) -> list[Letter]:
        """Carry every letter; those to an address, the oldest first."""
        while await carry_some(self.database, self.carriers):
            pass
        found = read_folder(self.mail) if self.mail.exists() else []
        return [one for one in reversed(found) if one.to == to]

    async def morning(self) -> int:
        """The next morning: each follower is looked at once, and the letters go."""
        self.clock.advance(days=1)
        looked_at = await follower.put_on_the_way(self.database, self.clock.now())
        assert await follower.put_on_the_way(self.database, self.clock.now()) == 0
        return looked_at

    async def count(self, which: str = "true") -> int:
        found: int = await self.admin.fetchval(f"select count(*) from publication_private.follower where {which}")
        return found


@pytest.fixture
async def here(
    publication: Database, settings: Settings, clock: SetClock, admin_url: str, tmp_path: Path
) -> AsyncIterator[Place]:
    """Bath with an agreement and one round, and a folder for mail."""
    settings = settings.model_copy(update={"mail_folder": tmp_path / "mail", "even_answer": 0})
    admin = await asyncpg.connect(admin_url)
    keys = await both(admin, "bath-council", [BATH])
    transport = httpx.ASGITransport(app=main.create(settings, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        found = Place(client, publication, clock, keys)
        found.mail, found.admin = tmp_path / "mail", admin
        carriers = {followers.CONFIRM: follower.carrier(settings), followers.NEWS: follower.carrier_of_news(settings)}
        found.carriers = carriers
        found.on(START)
        await found.post("/publication/v1/register", register())
        opened = {"agreement": DEAL, "area": BATH, "title": "Agreement for Bath", "period": "2026 to 2029"}
        await found.do(AGREEMENTS, opened | {"profile": "laa-2008", "parties": [COUNCIL, OFFICE]})
        await open_first_round(found)
        yield found
    await admin.close()


def links(letter: Letter, what: str) -> list[str]:
    return re.findall(rf"http://127.0.0.1:8000(/record/{what}\?token=[0-9a-f]{{64}})", letter.text)


async def following(here: Place, topic: str) -> None:
    """Ask by the page and press the button of the letter."""
    visitor, before = Visitor(here.client), len(await here.letters())
    form = f"/record/follow?{topic}"
    sent = await visitor.send(form, form, email=FAN)
    assert sent.headers["location"] == "/record/follow/sent", sent.text
    assert "Look into your mail" in await visitor.read("/record/follow/sent")
    (asked,) = links((await here.letters())[before], "follow/confirm")
    assert (await here.client.get(asked)).status_code == 200
    done = await visitor.send(asked, "/record/follow/confirm")
    assert "You follow the record" in await visitor.read(done.headers["location"])


async def test_a_reader_of_a_topic_gets_one_letter_the_morning_after_news_and_none_after_stopping(here: Place) -> None:
    await all_told(here.database)
    for topic in TOPICS:
        await following(here, topic)
    asked = len(await here.letters())
    assert await here.count("confirmed_at is not null") == len(TOPICS) == asked
    kept = await here.admin.fetchval("select string_agg(s::text, ' ') from publication_private.follower s")
    assert "fan" not in kept
    assert "66616e40" not in kept
    await here.tell(turn("proposal", "proposed"), turn("proposal", "proposed", item_code="NI 17", item_title="Cars"))
    await all_told(here.database)
    assert await here.morning() == len(TOPICS)
    assert len(await here.letters()) == asked + len(TOPICS) - 1
    news = (await here.letters())[asked:]
    counted = sorted(letter.text.count("\n  - ") for letter in news)
    assert counted == [1, 1, 3, 3]  # the measure and the search have one entry; agreement and area the agreement too
    assert all(f"http://127.0.0.1:8000/agreements/{DEAL}#item-" in letter.text for letter in news)
    assert all(letter.subject.startswith("New on the record") for letter in news)

    for letter in await here.letters():  # a scanner opens every link of every letter
        for address in re.findall(r"http://127.0.0.1:8000(\S+)", letter.text):
            await here.client.get(address)
    assert await here.count("confirmed_at is not null") == len(TOPICS)
    (stop,) = links(news[0], "unfollow")
    assert (await here.client.post(stop, content=b"", headers={"Content-Type": "text/plain"})).status_code == 422
    one_click = {"List-Unsubscribe": "One-Click"}
    assert [(await here.client.post(stop, data=one_click)).status_code for _ in range(2)] == [200, 200]
    assert await here.count() == len(TOPICS) - 1
    before = len(await here.letters())
    assert await here.morning() == len(TOPICS) - 1
    assert len(await here.letters()) == before  # nothing is told twice


async def test_nobody_learns_who_follows_and_who_never_confirms_is_forgotten(here: Place) -> None:
    """What is told looks as its recorded example: RECORD_EXAMPLES=1 with this test writes it anew."""
    sent = {"email": FAN, "agreement": DEAL}
    answers = [await here.client.post(ASK, json=sent) for _ in range(8)]
    assert {(one.status_code, one.content) for one in answers} == {(202, answers[0].content)}
    assert len(await here.letters()) == 5
    for number in range(8):
        await here.client.post(ASK, json={"email": FAN, "words": f"number {number}"})
    assert len(await here.letters()) == 10
    assert (await here.client.post(ASK, json=sent | {"agreement": "none"})).status_code == 404
    refused = await here.client.post(ASK, json={"email": "no address"})
    assert refused.status_code == 422
    assert (await here.client.post(ASK, json={"email": FAN})).status_code == 422
    assert (await here.client.get("/record/follow")).status_code == 422
    assert_recorded(RECORDED, {f"POST {ASK}": told_by(answers[0])})

    (asked,) = links((await here.letters())[0], "follow/confirm")
    here.clock.advance(days=9)
    headers = {"Origin": "http://127.0.0.1:8000"}
    for token in (asked.partition("=")[2], "0" * 64):
        form = {"token": token}
        assert (await here.client.post("/record/follow/confirm", data=form, headers=headers)).status_code == 404
    assert await here.count() == 9
    await follower.put_on_the_way(here.database, here.clock.now() + timedelta(hours=1))
    assert await here.count() == 0
