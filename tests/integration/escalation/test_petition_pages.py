"""Petition pages as people meet them: forms that come back filled, hostile words shown as words, ladders and dates."""

from pathlib import Path

import pytest

from services.escalation.worker import DEADLINES
from shared import deadlines
from shared.database import Database
from shared.settings import Mode, Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, MEASURE, World, world
from tests.integration.escalation.petitions import (
    asked_for,
    check,
    confirmed,
    letters,
    lower_threshold,
    opened,
    person,
    rows,
    sign,
)
from tests.integration.visitor import Visitor
from tests.markup import elements

NEEDED = 3


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    return here


@pytest.fixture
def visitor(here: World) -> Visitor:
    return Visitor(here.client)


FILLED = {
    "title": "Bins for every block of flats",
    "text": "We ask the council to give every block a full set of bins.\n\nAnd to say when.",
    "measure": MEASURE,
    **person(0),
}


async def test_a_petition_is_started_signed_and_confirmed_on_pages_alone(
    here: World, visitor: Visitor, settings: Settings
) -> None:
    places = await visitor.read("/petitions/new")
    assert f'href="/petitions/new?area={AREA}"' in places
    about = await visitor.read(f"/petitions/new?area={AREA}&measure={MEASURE}")
    assert [one.attributes["value"] for one in elements(about) if "selected" in one.attributes] == [MEASURE]
    sent = await visitor.send(f"/petitions/new?area={AREA}", "/petitions/new", **FILLED)
    assert sent.status_code == 303
    assert "Look into your mail" in await visitor.read(sent.headers["location"])
    assert "No petition is open" in await visitor.read("/petitions")

    token = (await letters(here, settings))["resident-0@example.org"]
    reference = str(await here.value("select reference from escalation.petition_draft"))
    link = f"/petitions/{reference}/confirm"
    asked = await visitor.read(f"{link}?token={token}")
    assert "Confirm your petition" in asked
    assert "And to say when." in asked
    own = await visitor.send(f"{link}?token={token}", link)
    assert "It is being checked." in await visitor.read(own.headers["location"])
    assert (await check(here, reference, "publish")).status_code == 200
    assert "1 person has signed" in await visitor.read(f"/petitions/{reference}/signed")

    signed = await visitor.send(f"/petitions/{reference}", f"/petitions/{reference}/sign", **person(1))
    assert signed.headers["location"] == f"/petitions/{reference}/sent"

    token = (await letters(here, settings))["resident-1@example.org"]
    counted = await visitor.send(f"{link}?token={token}", link)
    assert "Your signature is confirmed" in await visitor.read(counted.headers["location"])
    assert await rows(here, reference) == 2
    assert "2 people</strong> have signed" in await visitor.read(f"/petitions/{reference}")


async def test_what_is_wrong_comes_back_beside_its_field_with_what_was_typed(here: World, visitor: Visitor) -> None:
    answer = await visitor.send(
        f"/petitions/new?area={AREA}", "/petitions/new", **(FILLED | {"title": "Short", "email": "nobody"})
    )
    assert answer.status_code == 422
    found = {one.attributes.get("id"): one for one in elements(answer.text)}
    assert "at least 8 characters" in found["title-error"].text
    assert "e-mail address" in found["email-error"].text
    assert found["email"].attributes["value"] == "nobody"
    assert found["title"].attributes["aria-describedby"].endswith("title-error")
    assert 'href="#email"' in answer.text
    assert await here.value("select count(*) from escalation.petition_draft") == 0


async def test_signing_without_an_answer_shows_the_petition_again_with_the_fault(
    here: World, visitor: Visitor, settings: Settings
) -> None:
    reference = await opened(here, settings)
    answer = await visitor.send(f"/petitions/{reference}", f"/petitions/{reference}/sign", name="Ann", email="ann@")
    assert answer.status_code == 422
    found = {one.attributes.get("id") for one in elements(answer.text)}
    assert {"email-error", "postcode-error", "relation-error"} <= found


async def test_a_form_from_another_site_is_refused(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    answer = await here.client.post(
        f"/petitions/{reference}/sign", data=person(1), headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert await rows(here, reference, are_confirmed=False) == 0


HOSTILE = "<script>alert(1)</script> & {{ 7 * 7 }} \"quoted\" 'single' </title><img src=x onerror=alert(1)>"


async def test_hostile_words_are_shown_as_words(here: World, visitor: Visitor, settings: Settings) -> None:
    said = {"title": HOSTILE, "text": f"{HOSTILE}\n\n{HOSTILE}\nanother line"}
    draft = await asked_for(here, organiser=person(7), **said)
    token = (await letters(here, settings))["resident-7@example.org"]
    reference = await opened(here, settings, **said)
    for path in (
        f"/petitions/{draft}/confirm?token={token}",
        "/petitions",
        f"/petitions/{reference}",
        f"/petitions/{reference}/sent",
    ):
        page = await visitor.read(path)
        met = elements(page)
        assert not [one for one in met if one.tag == "script" or "onerror" in one.attributes]
        assert any(HOSTILE in one.text for one in met), path


async def test_while_it_is_signed_the_page_says_until_when_and_what_follows(
    here: World, visitor: Visitor, settings: Settings
) -> None:
    reference = await opened(here, settings)
    page = await visitor.read(f"/petitions/{reference}")
    (line,) = [one for one in elements(page) if "fm-must" in one.classes]
    assert "29 August 2026" in line.text
    assert "3 signatures send it to the council" in line.text
    assert "below the number, it closes on this day" in line.text
    assert [one.text for one in elements(page) if one.attributes.get("aria-current") == "step"] != []


async def test_a_petition_that_was_handed_in_shows_its_case_on_the_same_page(
    here: World, visitor: Visitor, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, NEEDED))
    page = await visitor.read(f"/petitions/{reference}")
    met = elements(page)
    (line,) = [one for one in met if "fm-must" in one.classes]
    case = (await here.show(reference)).json()
    assert f'datetime="{case["due_on"]}"' in page
    assert "let in because nobody decided" in line.text
    (count,) = [one for one in met if "fm-count" in one.classes]
    assert count.text == f"{await rows(here, reference)}signatures"
    story = [one.text for one in met if one.tag == "li" and one.inside("fm-time")]
    assert any("went to the council by itself, with 3 signatures" in one for one in story)
    assert any("have brought the petition to the number that sends it to the council" in one for one in story)
    assert not any("confirmed by the end of" in one for one in story)


async def test_after_its_closing_day_a_dated_line_stands_in_place_of_the_form(
    here: World, visitor: Visitor, clock: SetClock, settings: Settings
) -> None:
    reference = await opened(here, settings)
    clock.advance(days=185)
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    page = await visitor.read(f"/petitions/{reference}")
    assert f'action="/petitions/{reference}/sign"' not in page
    assert "Signing is over" in page
    assert "29 August 2026" in page
    assert "Signing closed by itself with 1 signature; 3 were needed." in page


async def test_the_list_leads_to_every_petition_and_an_empty_one_says_what_to_do(
    here: World, visitor: Visitor, settings: Settings
) -> None:
    assert "Start one" in await visitor.read("/petitions")
    references = [await opened(here, settings) for _ in range(3)]
    page = await visitor.read("/petitions")
    assert ("Look for petitions" in page, 'class="fm-list' in page) == (True, True)
    assert 'class="fm-list' in await visitor.read("/petitions?q=bins&state=open")
    for other in ("q=lamps", "state=rejected", "page=9"):
        assert "No petition is like that" in await visitor.read(f"/petitions?{other}")
    for reference in references:
        assert f'href="/petitions/{reference}"' in page


@pytest.mark.parametrize("reference", ["TRAF-2026-0001-0", "nothing", "TRAF-2026-9999-9", "%3Cscript%3E"])
async def test_a_petition_that_there_is_not_is_a_page_that_says_so(visitor: Visitor, reference: str) -> None:
    page = await visitor.read(f"/petitions/{reference}", status=404)
    assert "<script>" not in page


async def test_a_dead_link_says_so_and_where_to_go(here: World, visitor: Visitor, settings: Settings) -> None:
    reference = await opened(here, settings)
    page = await visitor.read(f"/petitions/{reference}/confirm?token={'0' * 64}", status=404)
    assert "This link does not work any more" in page
    # A mail program that cuts a link cuts its end off: what happened is said, and how one gets the whole of it.
    for cut, status in ((f"?token={'0' * 20}", 404), ("?token=", 422), ("?tok", 422), ("", 422)):
        page = await visitor.read(f"/petitions/{reference}/confirm{cut}", status=status)
        assert ("cut a long link in two" in page, "parameter" in page) == (True, False)


async def test_the_page_behind_a_link_is_kept_by_no_cache_and_shows_no_address(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, person(1))
    token = (await letters(here, settings))["resident-1@example.org"]
    answer = await here.client.get(f"/petitions/{reference}/confirm", params={"token": token})
    assert answer.headers["cache-control"] == "no-store"
    assert "Resident 1" in answer.text  # what the button confirms, for whoever has the mailbox, until it is pressed
    assert "example.org" not in answer.text


async def test_the_mail_of_a_trial_is_a_page_with_links_to_follow(
    here: World, visitor: Visitor, settings: Settings
) -> None:
    assert "No letter yet" in await visitor.read("/mail")
    reference = await opened(here, settings)
    await letters(here, settings)
    page = await visitor.read("/mail")
    assert f'href="/petitions/{reference}/confirm?token=' in page
    assert "Confirm your petition" in page


async def test_outside_local_mode_there_is_no_page_of_mail(
    settings: Settings, escalation: Database, clock: SetClock, admin_url: str
) -> None:
    strict = settings.model_copy(update={"mode": Mode.PRODUCTION})
    async with world(strict, escalation, clock, admin_url) as elsewhere:
        assert (await elsewhere.client.get("/mail")).status_code == 404


async def test_a_petition_whose_case_was_taken_back_says_what_signing_still_does(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await confirmed(here, settings, reference, range(1, NEEDED))
    says = {"reasons": "Whoever started it wrote to us and took it back."}
    await here.do("case_worker", reference, "admit", level="local", **says)
    for who in ("case_worker", "police"):
        assert "You can still sign" not in (await here.client.get(f"/petitions/{reference}")).text
        await here.do(who, reference, "withdraw" if who == "case_worker" else "agree_as_second", **says)
    page = (await here.client.get(f"/petitions/{reference}")).text
    assert "Whoever started this petition took it back on" in page
    assert "If no partner and not the council takes up the case by " in page
    while (await here.show(reference)).json()["state"] != "withdrawn":
        await here.sweep()
    page = (await here.client.get(f"/petitions/{reference}")).text
    assert "The case is over: withdrawn. You can still sign until " in page
    assert "Signing does not take up the case again." in page
    assert (await sign(here, reference, person(9))).status_code == 202
