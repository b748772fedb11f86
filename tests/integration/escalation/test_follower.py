"""Following a petition by mail: letters asked for, confirmed, sent at most once a day, and stopped in one step."""

import re
from datetime import timedelta
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest

from services.escalation.storage.person import follower as followers
from services.escalation.worker import errands
from shared.database import EVERY_AREA
from shared.errands import carry_some
from shared.post.mail import Letter, read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import confirmed, lower_threshold, opened
from tests.integration.visitor import Visitor

NEEDED = 3
FAN = "fan@example.org"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    return here


async def mail(here: World, settings: Settings, to: str = FAN) -> list[Letter]:
    """Carry every letter; those to an address, the oldest first."""
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.mail_folder is not None
    return [letter for letter in reversed(read_folder(settings.mail_folder)) if letter.to == to]


def link(letter: Letter, what: str) -> str:
    found = re.search(rf"http://127.0.0.1:8000(/petitions/\S+/{what}\?token=[0-9a-f]{{64}})", letter.text)
    assert found, letter.text
    return found[1]


async def ask(here: World, reference: str, email: str = FAN) -> tuple[int, bytes]:
    answer = await here.client.post(f"/escalation/v1/petitions/{reference}/followers", json={"email": email})
    return answer.status_code, answer.content


async def following(here: World, settings: Settings, reference: str) -> None:
    visitor = Visitor(here.client)
    sent = await visitor.send(f"/petitions/{reference}/follow", f"/petitions/{reference}/follow", email=FAN)
    assert sent.headers["location"] == f"/petitions/{reference}/follow/sent"
    assert "Look into your mail" in await visitor.read(sent.headers["location"])
    asked = link((await mail(here, settings))[-1], "follow/confirm")
    done = await visitor.send(asked, f"/petitions/{reference}/follow/confirm")
    assert "You follow this petition" in await visitor.read(done.headers["location"])


async def count(here: World, which: str = "true") -> int:
    found: int = await here.value(f"select count(*) from escalation_private.follower where {which}")
    return found


async def test_a_follower_gets_one_letter_about_a_day_and_none_after_stopping_in_one_step(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    await following(here, settings, reference)
    before = len(await mail(here, settings))
    await confirmed(here, settings, reference, range(1, NEEDED))  # the mark is reached and it is handed in
    assert len(await mail(here, settings)) == before
    await here.sweep_at(clock.now() + timedelta(days=1))
    letters = await mail(here, settings)
    assert len(letters) == before + 1
    news = letters[-1]
    assert "Bins for every block of flats" in news.subject
    assert news.text.count("\n  - ") >= 2
    stop = link(news, "unfollow")
    assert settings.mail_folder is not None
    (raw,) = [path for path in settings.mail_folder.glob("*.eml") if path.stem == news.key]
    head = BytesParser(policy=SMTP).parsebytes(raw.read_bytes())
    assert head["List-Unsubscribe"] == f"<http://127.0.0.1:8000{stop}>"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    for _ in range(2):  # a scanner opens every link of every letter twice
        for letter in letters:
            for address in re.findall(r"http://127.0.0.1:8000(\S+)", letter.text):
                for method in ("GET", "HEAD"):
                    await here.client.request(method, address)
    assert await count(here, "confirmed_at is not null") == 1
    assert (await here.client.post(stop, content=b"", headers={"Content-Type": "text/plain"})).status_code == 422
    assert await count(here) == 1

    form = {"List-Unsubscribe": "One-Click"}
    answers = [await here.client.post(stop, data=form) for _ in range(2)]  # no cookie, no origin, as mail programs do
    unknown = await here.client.post(
        f"/petitions/{reference}/unfollow?token={'0' * 64}", files={"List-Unsubscribe": (None, "One-Click")}
    )
    assert [one.status_code for one in (*answers, unknown)] == [200, 200, 200]
    assert await count(here) == 0
    await here.ask("case_worker", reference, "acknowledge")
    await here.sweep_at(clock.now() + timedelta(days=1))
    assert len(await mail(here, settings)) == len(letters)


async def test_the_steps_of_the_case_are_news_too(here: World, settings: Settings, clock: SetClock) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, NEEDED))
    clock.advance(days=1)
    await following(here, settings, reference)
    before = len(await mail(here, settings))
    await here.do("case_worker", reference, "admit", level="local", reasons="It is about a measure of ours.")
    await here.sweep_at(clock.now() + timedelta(days=1))
    letters = await mail(here, settings)
    assert len(letters) == before + 1
    assert "handed in" not in letters[-1].text.partition("Where it stands")[0]


async def test_nobody_learns_who_follows_and_nobody_is_flooded(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    first = await ask(here, reference)
    await following(here, settings, reference)
    assert {await ask(here, reference), await ask(here, reference, "Fan+x@EXAMPLE.org")} == {first}
    for _ in range(9):
        assert await ask(here, reference, "other@example.org") == first
    assert len(await mail(here, settings, "other@example.org")) == 5
    for place in ("escalation_private.follower", "escalation.errand", "escalation.ledger"):
        kept = await here.value(f"select string_agg(s::text, ' ') from {place} s")
        assert "fan" not in kept.lower().replace("fanout", "")
        assert "example.org" not in kept
        assert "66616e40" not in kept
    assert (await ask(here, "TRAF-2026-9999-0"))[0] == 404
    assert (await ask(here, reference, "no address"))[0] == 422


async def test_links_whose_days_are_over_and_unknown_ones_are_alike_and_are_forgotten(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    await ask(here, reference)
    asked = link((await mail(here, settings))[-1], "follow/confirm")
    clock.advance(days=9)
    token = asked.partition("=")[2]
    for known in (token, "0" * 64):
        path, form = f"/petitions/{reference}/follow/confirm", {"token": known}
        headers = {"Origin": "http://127.0.0.1:8000"}
        assert (await here.client.post(path, data=form, headers=headers)).status_code == 404
    async with here.database.unit_of_work(EVERY_AREA) as session:
        assert await followers.forget_due(session, clock.now().date(), clock.now()) == 1
    assert await count(here) == 0
