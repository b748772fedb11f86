"""The pages of keys and of who did what: for administrators of the area; the database itself looks at the session."""

import re

import pytest

from shared import auth
from shared.auth import Grant
from shared.database import administrator_at
from shared.problems import NotYours
from tests.integration.publication.negotiation import BATH
from tests.integration.publication.test_policy import AT, ELSEWHERE, PASSWORD, Office, office
from tests.integration.visitor import form_of

__all__ = ["office"]
KEYS, LOOK = f"{AT}/keys/{BATH}", f"{AT}/accesses/{BATH}"
WANTED = {"body": "avon-police", "name": "waste", "is_trial": "no"}


async def test_a_key_is_issued_shown_once_changed_for_a_new_one_and_ended(office: Office) -> None:
    ada, far = await office.employ("ada", "administrator"), await office.employ("far", "administrator", ELSEWHERE)
    clerk = await office.employ("clerk", "registrar")
    for visitor, status in ((far, 404), (clerk, 403)):
        await visitor.read(KEYS, status=status)
    wrong = await ada.send(KEYS, f"{KEYS}/issue-it", body="", name="", is_trial="no")
    assert (wrong.status_code, "Enter for which of its systems" in wrong.text) == (422, True)

    form = form_of(await ada.read(KEYS), f"{KEYS}/issue-it") | WANTED
    made = await office.client.post(f"{KEYS}/issue-it", data=form, headers=ada.headers)
    (issued,) = re.findall(r"fm_[a-z0-9]{12}_[A-Za-z0-9_-]{43}", made.text)
    caller = await auth.check_key(office.database, issued)
    assert caller is not None
    assert (caller.body, caller.grants) == ("avon-police", frozenset({Grant(BATH, "partner")}))
    twice = await office.client.post(f"{KEYS}/issue-it", data=form, headers=ada.headers)
    assert (twice.status_code, issued in twice.text) == (409, False)
    page = await ada.read(KEYS)
    assert issued.split("_", 2)[2] not in page
    assert "system waste" in page
    await ada.send(KEYS, f"{KEYS}/issue-it", **WANTED)  # the second, beside the first
    third = await ada.send(KEYS, f"{KEYS}/issue-it", **WANTED)
    assert (third.status_code, "Two keys of this name are in use" in third.text) == (422, True)

    end = f"{KEYS}/{auth.key_id(issued)}/end-it"
    async with administrator_at(office.admin_url) as admin:
        await admin.execute("update identity.session set proven_at = clock_timestamp() - interval '1 hour'")
    assert (await ada.send(KEYS, end)).status_code == 403
    assert await auth.check_key(office.database, issued) is not None
    ada = await office.signed_in("ada")
    assert (await ada.send(KEYS, end)).status_code == 303
    assert await auth.check_key(office.database, issued) is None
    async with administrator_at(office.admin_url) as admin:
        who = await admin.fetchrow(
            "select issued_by, ended_by from identity.api_key where id = $1", auth.key_id(issued)
        )
    assert who is not None
    assert who["issued_by"] == who["ended_by"] != ""

    for session in (far.session, clerk.session, "invented"):  # whatever the application believes
        assert await auth.keys_in(office.database, session, [BATH]) == []
        assert await auth.end_key(office.database, session, "nothing") is False
        with pytest.raises(NotYours):
            await auth.issue_key(
                office.database, session, id=auth.new_key_id(), body="x", name="x", area=BATH, is_trial=False
            )


async def test_who_did_what_is_looked_up_for_a_purpose_that_is_kept_too(office: Office) -> None:
    ada, far = await office.employ("ada", "administrator"), await office.employ("far", "administrator", ELSEWHERE)
    await office.employ("clerk", "case_worker")
    here = {"Origin": ada.headers["Origin"]}
    signed = {"name": "clerk", "password": PASSWORD}
    assert (await office.client.post("/account/sign-in", data=signed, headers=here)).status_code == 303
    office.client.cookies.clear()
    await far.read(LOOK, status=404)
    days = {"since_on": "2000-01-01", "until_on": "2199-01-01"}
    page = days | {"button": "page"}
    silent = await ada.send(LOOK, LOOK, named="", purpose="", **page)
    assert (silent.status_code, "Enter what you look for" in silent.text) == (422, True)
    found = await ada.send(LOOK, LOOK, named="clerk", purpose="A complaint about who read a petition", **page)
    assert "signed in" in found.text
    again = await ada.send(LOOK, LOOK, named="ada", purpose="What I have looked up myself", **page)
    assert "A complaint about who read a petition" in again.text
    left = await ada.send(LOOK, LOOK, deed="left", purpose="Who signed out in these years", **page)
    assert "Nothing is kept of what you asked for" in left.text
    sheet = await ada.send(
        LOOK, LOOK, deed="read", words="a complaint", button="csv", purpose="For the auditors of the council", **days
    )
    lines = sheet.text.splitlines()
    assert lines[0] == "who,when,what,times,purpose or why,service,where"
    assert len(lines) == 2
    assert "A complaint about who read a petition" in lines[1]
    assert "far" not in re.findall(r'<th scope="row"[^>]*>([^<]*)<', again.text)
    form = form_of(await ada.read(LOOK), LOOK) | days | {"purpose": "Looking into another place's people"}
    answer = await office.client.post(LOOK, data=form | {"csrf_token": "0"}, headers=far.headers)
    assert answer.status_code == 403
