"""The organiser of a petition speaks in the case that came of it, behind the link of their letters."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from shared.post.mail import Letter, read_folder
from shared.settings import Settings
from tests.integration.escalation.case_steps import plan
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import FORM, asked_for, check, letters, lower_threshold, press
from tests.integration.escalation.verified import verify

ORGANISER = "resident-0@example.org"
MOVED = "Your case has moved on: "
SAID = "The bins of our block overflow still; look behind the shed of Mr Onions."


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


async def handed_in(here: World, settings: Settings) -> tuple[str, str]:
    """A petition that became a case, and the token of its organiser's link."""
    await lower_threshold(here, 1)
    reference = await asked_for(here)
    await press(here, reference, (await letters(here, settings))[ORGANISER])
    await check(here, reference, "publish")
    return reference, (await letters(here, settings))[ORGANISER]


async def claimed(here: World, reference: str) -> None:
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
    await here.do("case_worker", reference, "serve_duty")
    await here.do("waste", reference, "file_plan", **plan(here.clock.now().date() + timedelta(days=40)))
    await here.do("waste", reference, "claim_remedy", evidence="Two more rounds run", together="The council helped")


async def test_the_organiser_says_by_their_link_that_it_is_not_mended_and_the_case_goes_on(
    here: World, settings: Settings
) -> None:
    reference, token = await handed_in(here, settings)
    own, link = f"/petitions/{reference}/organiser", f"/petitions/{reference}/organiser/case"
    assert link in (await here.client.get(own, params={"token": token})).text
    await claimed(here, reference)
    before = await here.told(reference)
    page = await here.client.get(link, params={"token": token})
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    form = form_of(page.text, f"{link}/contest_remedy")
    assert form["token"] == token
    assert f"{link}/refuse_remedy" not in page.text
    assert f"{link}/correct" not in page.text
    assert await here.told(reference) == before  # nothing by opening it

    empty = await here.client.post(f"{link}/contest_remedy", data=form, headers=FORM)
    assert empty.status_code == 422
    assert "Error:" in empty.text
    foreign = await here.client.post(f"{link}/contest_remedy", data=form | {"reasons": SAID})
    assert foreign.status_code == 403
    done = await here.client.post(f"{link}/contest_remedy", data=form | {"reasons": SAID}, headers=FORM)
    assert (done.status_code, done.headers["location"]) == (303, f"{link}?token={token}")

    assert (await here.told(reference))[-1] == "case.remedy_contested"
    twice = await here.client.post(f"{link}/contest_remedy", data=form | {"reasons": SAID}, headers=FORM)
    assert twice.status_code == 412
    after = await here.client.get(link, params={"token": token})
    where = f"In their own words: file 1 of {reference}"
    assert f"The organiser, who raised it, does not find it put right: {where}" in after.text
    while (state := (await here.show(reference)).json()["state"]) == "verifying":
        await here.sweep()
    assert state == "referred"
    assert all(not compared.differences for compared in await verify(here.database))


async def test_whoever_started_a_petition_hears_each_time_that_its_case_stands_elsewhere(
    here: World, settings: Settings
) -> None:
    reference, token = await handed_in(here, settings)
    assert settings.mail_folder is not None
    said = {"reason_code": "vexatious", "reasons": "It says nothing of a service"}
    await here.do("case_worker", reference, "reject", **said)
    await here.do("monitoring_officer", reference, "agree_as_second", reasons="The rule says so")
    await letters(here, settings)
    told = [one for one in read_folder(settings.mail_folder) if MOVED in one.subject]
    assert [one.to for one in told] == [ORGANISER] * 2
    assert f"/petitions/{reference}/organiser/case?token={token}" in told[0].text
    assert "Refused" in told[0].text
    assert "may ask for a review" in told[0].text
    own = await here.client.get(f"/petitions/{reference}/organiser", params={"token": token})
    assert "A case has come of it." in own.text


async def test_what_the_organiser_writes_is_looked_at_before_anybody_else_reads_it(
    here: World, settings: Settings
) -> None:
    reference, token = await handed_in(here, settings)
    await claimed(here, reference)
    link = f"/petitions/{reference}/organiser/case"
    form = form_of((await here.client.get(link, params={"token": token})).text, f"{link}/contest_remedy")
    await here.client.post(f"{link}/contest_remedy", data=form | {"reasons": SAID}, headers=FORM)
    ledger = await here.value("select string_agg(data::text, ' ') from escalation.ledger")
    record = (await here.show(reference)).text
    for public in (ledger, record, (await here.client.get(f"/petitions/{reference}")).text):
        assert "Onions" not in public
    assert f"file 1 of {reference}" in record
    path = f"/escalation/v1/cases/{reference}/evidence/1"
    assert "Onions" not in (await here.client.get(path)).text
    assert "Onions" in (await here.client.get(path, headers=await bearer(here, "case_worker"))).text
    pictures = await here.client.get(f"/petitions/{reference}/organiser/pictures", params={"token": token})
    assert "In their own words" not in pictures.text


async def test_the_link_is_good_for_its_own_case_and_for_what_the_table_gives_an_organiser(
    here: World, settings: Settings
) -> None:
    reference, token = await handed_in(here, settings)
    link = f"/petitions/{reference}/organiser/case"
    other = await here.open_case()
    strangers = [(reference, "0" * 64), (other, token)]
    for petition, tried in strangers:
        path = f"/petitions/{petition}/organiser/case"
        sent = {"token": tried, "version": "1", "reasons": SAID}
        assert (await here.client.get(path, params={"token": tried})).status_code == 404
        assert (await here.client.post(f"{path}/withdraw", data=sent, headers=FORM)).status_code == 404
    seen = (await here.show(reference)).json()["version"]
    sent = {"token": token, "version": str(seen), "level": "local", "reasons": SAID}
    assert (await here.client.post(f"{link}/admit", data=sent, headers=FORM)).status_code == 403
    slip = {"token": token, "version": str(seen), "step": "1", "field": "reasons", "correction": SAID, "reasons": SAID}
    assert (await here.client.post(f"{link}/correct", data=slip, headers=FORM)).status_code == 404
    assert (await here.show(reference)).json()["version"] == seen
    assert await here.value("select count(*) from escalation.evidence") == 0
    taken = {"token": token, "version": str(seen), "reasons": SAID}
    assert (await here.client.post(f"{link}/withdraw", data=taken, headers=FORM)).status_code == 303
    assert (await here.show(reference)).json()["state"] == "withdrawn"
    await letters(here, settings)
    assert settings.mail_folder is not None
    assert not [one for one in read_folder(settings.mail_folder) if "was taken back" in one.subject]


async def test_an_organiser_is_told_by_letter_what_was_written_down_for_them_and_says_otherwise_by_the_link(
    here: World, settings: Settings
) -> None:
    reference, token = await handed_in(here, settings)
    await claimed(here, reference)
    await here.do("police", reference, "agree_remedy", reasons="They told us so at the counter")
    told = await last_letter(here, settings)
    link = f"/petitions/{reference}/organiser/case"
    assert told.subject.startswith("Words written down as yours: ")
    assert "Written down by Police: They told us so at the counter" in told.text
    assert f"{link}?token={token}" in told.text
    form = form_of((await here.client.get(link, params={"token": token})).text, f"{link}/contest_remedy")
    done = await here.client.post(f"{link}/contest_remedy", data=form | {"reasons": SAID}, headers=FORM)
    assert done.status_code == 303
    assert await last_letter(here, settings) == told  # nobody is written to about their own words
    denied = await here.ask("police", reference, "agree_remedy", reasons="They told us again")
    assert (denied.status_code, denied.json()["rule"]) == (409, "not_denied_before")


async def test_an_organiser_is_told_by_letter_that_it_was_written_down_that_they_leave(
    here: World, settings: Settings
) -> None:
    reference, _ = await handed_in(here, settings)
    asked = await here.do("case_worker", reference, "withdraw", reasons="They rang the council")
    assert (asked["state"], asked["waiting"]["of"]) == ("screening", "outsider")
    before = await last_letter(here, settings)
    await here.do("police", reference, "agree_as_second", reasons="They told us the same")
    told = await last_letter(here, settings)
    assert told != before
    assert told.subject.startswith("Your petition was taken back: ")
    assert "They rang the council" in told.text
    assert "If you did not say so, write to the council at once." in told.text


async def test_an_organiser_is_asked_before_their_case_goes_on_in_one_that_is_with_the_committee(
    here: World, settings: Settings
) -> None:
    host = await here.open_case()
    await here.do("case_worker", host, "admit", level="local", reasons="It cites an agreed measure")
    await here.do("case_worker", host, "serve_duty")
    while (await here.show(host)).json()["state"] != "referred":
        await here.sweep()
    reference, token = await handed_in(here, settings)
    merge = {"into": host, "reasons": "The same bins, as its papers show"}
    asked = await here.do("case_worker", reference, "merge", **merge)
    assert (asked["state"], asked["waiting"]["of"]) == ("screening", "raiser")
    refused = await here.ask("police", reference, "agree_as_second", reasons="They are the same")
    assert refused.status_code == 403
    await letters(here, settings)
    assert settings.mail_folder is not None
    told = next(one for one in read_folder(settings.mail_folder) if one.to == ORGANISER)
    assert f"The other case is {host}." in told.text
    assert "nobody is asked again to put it right" in told.text
    link = f"/petitions/{reference}/organiser/case"
    form = form_of((await here.client.get(link, params={"token": token})).text, f"{link}/agree_as_second")
    done = await here.client.post(f"{link}/agree_as_second", data=form | {"reasons": SAID}, headers=FORM)
    assert done.status_code == 303, done.text
    assert (await here.show(reference)).json()["state"] == "merged"


async def last_letter(here: World, settings: Settings) -> Letter:
    """The last letter to the organiser, but for those that tell where the case stands."""
    await letters(here, settings)
    assert settings.mail_folder is not None
    return next(one for one in read_folder(settings.mail_folder) if one.to == ORGANISER and MOVED not in one.subject)


def form_of(page: str, action: str) -> dict[str, str]:
    """What the form with that address sends along unseen."""
    form = page.partition(f'<form action="{action}"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


async def bearer(here: World, who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {await here.key(who)}"}
