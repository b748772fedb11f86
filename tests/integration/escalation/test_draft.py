"""Petitions that nobody has confirmed: unseen by everybody but their organiser, gone after their days, few letters."""

import asyncio
from pathlib import Path

import pytest
from httpx import Response

from services.escalation.worker import DEADLINES
from shared import deadlines
from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, MEASURE, OTHER_AREA, World
from tests.integration.escalation.petitions import (
    asked_for,
    check,
    letters,
    lower_threshold,
    opened,
    person,
    press,
    rows,
    shown,
    sign,
    told,
    wish,
)
from tests.integration.visitor import Visitor

ORGANISER = "resident-0@example.org"
UNKNOWN = "TRAF-2026-0099-9"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


async def sent(settings: Settings, to: str) -> int:
    """How many letters an address got."""
    assert settings.mail_folder is not None
    return [letter.to for letter in read_folder(settings.mail_folder)].count(to)


async def kept(here: World) -> int:
    """How many rows anywhere tell of a draft or of who wrote it."""
    found: int = await here.value(
        "select (select count(*) from escalation.petition_draft) + "
        "(select count(*) from escalation_private.signature) + (select count(*) from escalation.petition)"
    )
    return found


def bare(answer: Response, reference: str) -> str:
    """An answer's body without what names this request and the reference that was asked for."""
    return answer.text.replace(answer.headers["x-request-id"], "").replace(reference, "")


async def test_until_its_organiser_confirms_a_petition_is_answered_like_one_that_there_is_not(here: World) -> None:
    reference = await asked_for(here)
    key = await here.key("case_worker")
    for path in ("/petitions/{}", "/petitions/{}/sent", "/petitions/{}/signed", "/escalation/v1/petitions/{}",
                 "/escalation/v1/cases/{}", "/petitions/{}/confirm?token=" + "0" * 64):  # fmt: skip
        for headers in ({}, {"Authorization": f"Bearer {key}"}):
            met = [await here.client.get(path.format(one), headers=headers) for one in (reference, UNKNOWN)]
            assert {answer.status_code for answer in met} == {404}, path
            assert bare(met[0], reference) == bare(met[1], UNKNOWN), path
    signed = [await sign(here, one, person(1)) for one in (reference, UNKNOWN)]
    assert {answer.status_code for answer in signed} == {404}
    assert bare(signed[0], reference) == bare(signed[1], UNKNOWN)


async def test_a_draft_is_in_no_list_and_in_no_ledger(here: World) -> None:
    reference = await asked_for(here)
    for path in ("/petitions", "/escalation/v1/petitions"):
        answer = (await here.client.get(path)).text
        assert reference not in answer
        assert "Bins for every block" not in answer
    assert await told(here, reference) == []
    assert await here.value("select count(*) from escalation.outbox") == 0


async def test_the_organisers_button_has_it_checked_and_only_then_is_it_public(here: World, settings: Settings) -> None:
    reference = await asked_for(here)
    token = (await letters(here, settings))[ORGANISER]
    own = f"/petitions/{reference}/organiser?token={token}"
    assert (await press(here, reference, token)).headers["location"] == own
    assert (await here.client.get(f"/escalation/v1/petitions/{reference}")).status_code == 404
    assert await told(here, reference) == []
    assert (await check(here, reference, "publish")).status_code == 200
    assert (await shown(here, reference))["signatures"] == await rows(here, reference) == 1
    assert await told(here, reference) == ["created"]
    assert reference in (await here.client.get("/petitions")).text
    assert await here.value("select count(*) from escalation.petition_draft") == 0


async def test_signing_days_are_reckoned_from_the_day_on_which_it_is_published(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await asked_for(here)
    token = (await letters(here, settings))[ORGANISER]
    clock.advance(days=2)
    await press(here, reference, token)
    clock.advance(days=3)
    await check(here, reference, "publish")
    found = await shown(here, reference)
    assert (found["opened_on"], found["closes_on"]) == ("2026-03-07", "2026-09-03")


async def test_only_the_link_shows_a_draft_and_opening_it_changes_nothing(here: World, settings: Settings) -> None:
    reference = await asked_for(here)
    token = (await letters(here, settings))[ORGANISER]
    link = f"/petitions/{reference}/confirm?token={token}"
    assert (await here.client.head(link)).status_code == 200
    page = await here.client.get(link)
    assert "We ask the council to give every block of flats a full set of bins." in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "Resident 0" in page.text  # the name that the button puts to it
    assert ORGANISER not in page.text
    assert await told(here, reference) == []


async def test_many_presses_at_once_make_one_petition(here: World, settings: Settings) -> None:
    reference = await asked_for(here)
    token = (await letters(here, settings))[ORGANISER]
    answers = await asyncio.gather(*(press(here, reference, token) for _ in range(20)))
    assert {answer.status_code for answer in answers} <= {303, 503}
    assert await here.value("select version from escalation.moderation") == 1
    assert (await check(here, reference, "publish")).status_code == 200
    assert (await shown(here, reference))["signatures"] == await rows(here, reference) == 1
    assert await told(here, reference) == ["created"]


async def test_where_one_signature_is_enough_the_organisers_own_hands_it_in(here: World, settings: Settings) -> None:
    await lower_threshold(here, 1)
    reference = await asked_for(here)
    await press(here, reference, (await letters(here, settings))[ORGANISER])
    await check(here, reference, "publish")
    assert (await told(here, reference))[-1] == "submitted"
    assert (await here.show(reference)).json()["state"] == "screening"


async def test_a_draft_that_nobody_confirms_lapses_and_nothing_of_it_is_kept(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await asked_for(here)
    token = (await letters(here, settings))[ORGANISER]
    clock.advance(days=7)
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    assert await kept(here) == 2
    clock.advance(days=1)
    late = await press(here, reference, token)
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    assert await kept(here) == 0
    after = await press(here, reference, token)
    assert (late.status_code, after.status_code) == (404, 404)
    assert await here.value("select count(*) from escalation.deadline where fired_at is not null") == 1
    assert await here.value("select count(*) from escalation.ledger where stream like 'petition/%'") == 0


async def test_a_draft_that_was_confirmed_does_not_lapse(here: World, settings: Settings, clock: SetClock) -> None:
    reference = await asked_for(here)
    await press(here, reference, (await letters(here, settings))[ORGANISER])
    await check(here, reference, "publish")
    clock.advance(days=9)
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    assert (await shown(here, reference))["standing"] == "draft"
    assert await rows(here, reference) == 1


async def test_one_address_gets_ten_letters_a_day_about_all_petitions_and_the_answer_stays_the_same(
    here: World, settings: Settings
) -> None:
    answers = set()
    for number in range(14):
        area = (AREA, OTHER_AREA)[number % 2]
        organiser = person(0, email=f"Resident-0+{number}@EXAMPLE.org")
        answer = await here.client.post("/escalation/v1/petitions", json=wish(area=area, organiser=organiser))
        answers.add((answer.status_code, answer.text.replace(answer.json()["petition"], "")))
    assert len(answers) == 1
    await letters(here, settings)
    assert settings.mail_folder is not None
    assert len(read_folder(settings.mail_folder)) == 10
    await asked_for(here, organiser=person(1))
    await letters(here, settings)
    assert await sent(settings, "resident-1@example.org") == 1


async def test_a_mailbox_gets_five_letters_about_one_petition_whatever_stands_behind_a_plus_sign(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    for number in range(7):
        assert (await sign(here, reference, person(7, email=f"lee+{number}@example.org"))).status_code == 202
    assert (await sign(here, reference, person(7, email="lee@example.org"))).status_code == 202
    await letters(here, settings)
    assert settings.mail_folder is not None
    to = [letter.to for letter in read_folder(settings.mail_folder)]
    assert sum(one.startswith("lee") for one in to) == 5


async def test_the_next_day_letters_go_again_and_the_count_of_the_day_before_is_forgotten(
    here: World, settings: Settings
) -> None:
    for _ in range(12):
        await asked_for(here)
    await here.admin.execute("update escalation_private.letter set on_day = on_day - 1")
    await asked_for(here)
    await letters(here, settings)
    assert await sent(settings, ORGANISER) == 11
    assert await here.value("select array_agg(letters) from escalation_private.letter") == [1]


async def test_letters_at_once_are_counted_one_by_one(here: World, settings: Settings) -> None:
    await asyncio.gather(*(here.client.post("/escalation/v1/petitions", json=wish()) for _ in range(16)))
    await letters(here, settings)
    assert await sent(settings, ORGANISER) <= 10
    assert await here.value("select sum(letters) from escalation_private.letter") == await sent(settings, ORGANISER)


async def test_the_page_after_the_form_is_the_same_for_everybody(here: World) -> None:
    visitor = Visitor(here.client)
    filled = {"title": "Bins for every block", "text": "We ask for a full set of bins.", "measure": MEASURE}
    pages = []
    for number in (0, 0, 1):
        sent = await visitor.send(f"/petitions/new?area={AREA}", "/petitions/new", **filled, **person(number))
        assert (sent.status_code, sent.headers["location"]) == (303, "/petitions/sent")
        pages.append(await visitor.read("/petitions/sent"))
    assert len(set(pages)) == 1
