"""Writing a petition, one question on a page: kept sealed under a link, told plainly what is none, sent once."""

import asyncio
import re
from pathlib import Path

import pytest
from httpx import Response

from services.escalation.handlers.signature import watch
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, MEASURE, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import opened, override, person, wish
from tests.integration.visitor import Visitor, form_of

WHAT = "In our block the recycling bins are full for weeks, in Hartford Road."
WORDS = {"title": "Bins for every block of flats here", "text": "We ask the council to give every block a set of bins."}


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail", "trusted_proxies": 1})


class Writer:
    """Somebody who answers one page after another."""

    def __init__(self, here: World) -> None:
        self.visitor = Visitor(here.client)
        self.place = ""

    async def says(self, **said: str) -> str:
        """Answer the page where one is; the page that follows."""
        at = self.place or f"/petitions/start?area={AREA}"
        sent = await self.visitor.send(at, at.partition("?")[0], **said)
        assert sent.status_code == 303, sent.text
        self.place = sent.headers["location"]
        return await self.visitor.read(self.place)


async def test_one_question_on_a_page_leads_to_the_letter_by_way_of_those_who_ask_for_the_same(
    here: World, settings: Settings
) -> None:
    public = await opened(here, settings)
    writer = Writer(here)
    await writer.says(what=WHAT)
    assert "a complaint, not a petition" in await writer.says(whom="me")
    writer.place = writer.place.replace("complaint", "whom")
    promises = await writer.says(whom="others")
    assert f'value="{MEASURE}"' in promises
    assert "answers for this" in promises
    assert "handled outside these steps" in await writer.says(measure="none")
    writer.place = writer.place.replace("outside", "measure")
    await writer.says(measure=MEASURE)
    assert f'href="/petitions/{public}"' in await writer.says(**WORDS)
    await writer.says()
    checked = await writer.says(**person(7))
    assert WORDS["title"] in checked
    assert await here.value("select count(*) from escalation_private.start where sealed::text like '%Hartford%'") == 0
    last = writer.place
    pressed = form_of(await writer.visitor.read(last), last.partition("?")[0])
    assert "Look into your mail" in await writer.says()
    assert await here.value("select count(*) from escalation.petition_draft") == 1
    assert (await here.client.get(last)).status_code == 404
    # Whoever pressed twice hears that it was sent once.
    twice = await here.client.post(last.partition("?")[0], data=pressed, headers=writer.visitor.headers)
    assert (twice.status_code, "it was sent once, however often" in twice.text) == (404, True)


async def test_what_was_answered_in_another_window_is_shown_beside_what_was_typed_and_not_lost(here: World) -> None:
    writer = Writer(here)
    for said in ({"what": WHAT}, {"whom": "others"}, {"measure": MEASURE}):
        await writer.says(**said)
    ask, action = writer.place, writer.place.partition("?")[0]
    first, second = [form_of(await writer.visitor.read(ask), action) for _ in range(2)]
    theirs, ours = (
        {"title": f"Bins for every {where}", "text": "They overflow each week."} for where in ("flat", "road")
    )

    async def send(form: dict[str, str]) -> Response:
        return await here.client.post(action, data=form, headers=writer.visitor.headers)

    assert (await send(first | theirs)).status_code == 303
    assert (await send(first | theirs)).status_code == 303  # the same once more is no other
    caught = await send(second | ours)
    assert (caught.status_code, "in another window" in caught.text) == (409, True)
    assert all(each["title"] in caught.text for each in (theirs, ours))
    assert theirs["title"] in await writer.visitor.read(ask)  # nothing was overwritten
    assert (await send(form_of(caught.text, action) | ours)).status_code == 303
    assert ours["title"] in await writer.visitor.read(ask)

    writer.place = writer.place.replace("/ask?", "/you?")
    await writer.says(**person(7))
    check = writer.place.partition("?")[0]
    stale = form_of(await writer.visitor.read(writer.place), check)
    assert (await send(form_of(await writer.visitor.read(ask), action) | theirs)).status_code == 303
    sent = await here.client.post(check, data=stale, headers=writer.visitor.headers)
    assert (sent.status_code, theirs["title"] in sent.text) == (409, True)
    assert await here.value("select count(*) from escalation.petition_draft") == 0


async def test_one_draft_sent_many_times_at_once_is_one_petition_and_so_is_one_form(here: World) -> None:
    writer = Writer(here)
    for said in ({"what": WHAT}, {"whom": "others"}, {"measure": MEASURE}, WORDS, person(7)):
        await writer.says(**said)
    action = writer.place.partition("?")[0]
    form = form_of(await writer.visitor.read(writer.place), action)
    page, count = f"/petitions/new?area={AREA}", "select count(*) from escalation.petition_draft"
    await asyncio.gather(*(here.client.post(action, data=form, headers=writer.visitor.headers) for _ in range(4)))
    assert await here.value(count) == 1

    whole = form_of(await writer.visitor.read(page), "/petitions/new") | {"measure": MEASURE} | person(8)
    whole |= {"title": "Lamps along the whole canal path", "text": "The path is dark and people fall."}
    both = [here.client.post("/petitions/new", data=whole, headers=writer.visitor.headers) for _ in range(2)]
    assert {sent.status_code for sent in await asyncio.gather(*both)} == {303}
    assert await here.value(count) == 2


async def test_whoever_has_not_seen_a_petition_that_is_public_by_now_sees_it_before_theirs_is_sent(
    here: World, settings: Settings
) -> None:
    writer = Writer(here)
    for said in ({"what": WHAT}, {"whom": "others"}, {"measure": MEASURE}, WORDS, person(7)):
        await writer.says(**said)
    public = await opened(here, settings)
    assert f'href="/petitions/{public}"' in await writer.says()
    assert await here.value("select count(*) from escalation.petition_draft") == 0
    for said in ({}, person(7)):
        await writer.says(**said)
    assert "Look into your mail" in await writer.says()


async def test_what_was_written_waits_fourteen_days_and_a_page_keeps_what_was_wrong(
    here: World, clock: SetClock
) -> None:
    writer = Writer(here)
    await writer.says(what=WHAT)
    refused = await writer.visitor.send(writer.place, writer.place.partition("?")[0])
    assert refused.status_code == 422
    token = re.findall(r"draft=(\S+)", writer.place)[0]
    assert f'value="{token}"' in refused.text
    clock.advance(days=13)
    assert (await here.client.get(writer.place)).status_code == 200
    clock.advance(days=2)
    assert (await here.client.get(writer.place)).status_code == 404
    await watch.forget(here.database, clock.now())
    assert await here.value("select count(*) from escalation_private.start") == 0


async def test_one_network_begins_so_many_petitions_in_a_day_and_is_told_so(here: World) -> None:
    await override(here, "petition.starts_network_a_day", "1")
    asked, start = "/escalation/v1/petitions", f"/petitions/start?area={AREA}"

    async def ask(network: str) -> int:
        here.client.headers["X-Forwarded-For"] = network
        return (await here.client.post(asked, json=wish())).status_code

    assert [await ask(one) for one in ("8.8.4.4", "8.8.4.4", "2001:4860::1", "2001:4860::9")] == [202, 429, 202, 429]
    assert await here.value("select count(*) from escalation.petition_draft") == 2
    visitor = Visitor(here.client)
    answers = [await visitor.send(start, "/petitions/start", what=WHAT) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 429]
    assert "come back tomorrow, or ask at a library" in answers[1].text
    desk = await signed_in(here, "case_worker")  # whoever works at a desk is counted by its own rule
    assert (await desk.send(start, "/petitions/start", what=WHAT)).status_code == 303
