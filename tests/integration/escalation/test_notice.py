"""Anybody reports what a petition says; somebody decides, and only who is not its subject hides the text."""

import asyncio
import html
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from services.escalation import main
from services.escalation.effects.petition.notice import TO_REPORTER
from services.escalation.handlers.person import erasure
from services.escalation.handlers.person.notice import carrier_to_reporters
from services.escalation.worker import errands
from shared.errands import Errand, carry_some
from shared.post.mail import Letter
from shared.settings import Settings
from shared.web.reporting import FORM, mark_of, report_address
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, World
from tests.integration.escalation.data_requests import pressed
from tests.integration.escalation.noticed import posted, sweep, told_what_became_of_it
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import letters, opened, override
from tests.integration.escalation.test_clock import closed, count_again
from tests.integration.escalation.verified import verify
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor, form_of

EXAMPLES = Path(main.__file__).parent / "api" / "examples.json"
SAID = "The second line names my neighbour and says that she is ill."
LATER = "It is my house that the second line describes, with its number."
REPORTER = "ann@example.org"
APPEAL = "No name stands there, look at it again."
AGAIN = "The line names a street and no person."
SEALED = (
    "select (select count(sealed) from escalation_private.notice) + "
    "(select count(*) from escalation_private.notice_word)"
)
WHY = "It names a person who is no public figure."


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(
        update={"mail_folder": tmp_path / "mail", "erasure_ledger": tmp_path / "erased", "trusted_proxies": 1}
    )


async def test_a_reported_text_stays_until_somebody_of_another_body_than_its_subject_hides_it(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    page, form, text = f"/petitions/{reference}", f"/petitions/{reference}/report", "full set of bins"
    visitor = Visitor(here.client)
    assert f'href="{form}"' in await visitor.read(page)
    empty = await visitor.send(form, form)
    assert (empty.status_code, "Error:" in empty.text) == (422, True)
    await visitor.send(form, form, ground="personal_data", words=SAID, email=REPORTER)
    await letters(here, settings)  # the first goes before there is a second: with that the address is forgotten
    again = [await visitor.send(form, form, ground="personal_data", words=words) for words in (SAID, LATER, LATER)]
    # One waits on one ground, so that nobody fills the record with them.
    await told_what_became_of_it(visitor, form, again)
    other = await visitor.send(form, form, ground="crime", words=SAID)
    assert other.headers["location"] == f"{form}/2"
    public = await visitor.read(f"{form}/1") + await visitor.read(page)
    ledger = await here.value("select string_agg(data::text, ' ') from escalation.ledger")
    assert (text in public, "Decide about it" in public) == (True, False)
    assert "neighbour" not in public + ledger

    clock.advance(days=7)
    await sweep(here, settings, clock)
    # The story tells all notices in one line; what became of each stands on a page of their own.
    story, listed = await visitor.read(page), await visitor.read(f"{page}/reported")
    assert ("Its text was reported 2 times" in story, "(notice 1)" in story) == (True, False)
    assert re.findall(r"Notice \d", listed) == ["Notice 2", "Notice 1"]
    assert "Was due by" in await visitor.read(f"{form}/1")
    council, waste = await signed_in(here, "case_worker"), await signed_in(here, "waste")
    desk = f"/desk/notices/{reference}/1"
    assert all([f'href="{desk}"' in await council.read(one) for one in ("/desk/notices", f"{form}/1")])
    # Whoever reported it after that is read too, each once, and starts no further letters.
    assert [(await council.read(desk)).count(words) for words in (SAID, LATER)] == [1, 1]
    own = await waste.send(desk, desk, outcome="hidden", reasons=WHY)
    assert (own.status_code, "It is about your own body" in own.text) == (403, True)
    assert text in await visitor.read(page)
    stays = await waste.send(
        f"/desk/notices/{reference}/2", f"/desk/notices/{reference}/2", outcome="kept", reasons=WHY
    )
    hides = await council.send(desk, desk, outcome="hidden", reasons=WHY)
    assert (stays.status_code, hides.status_code) == (303, 303)

    assert await here.value(SEALED) == 0
    shown = await visitor.read(page)
    assert text not in shown
    assert "not shown any more" in shown
    assert text not in (await here.client.get(f"/escalation/v1/petitions/{reference}")).text
    assert text not in (await here.client.get(f"/petitions/{reference}.json")).text
    await visitor.read(form, 404)
    (title,) = re.findall(r'href="(/petitions/reported/page\?[^"]+)"', shown)  # it is still there, and may be reported
    assert page in await visitor.read(html.unescape(title))
    assert (await here.client.get(f"{form}/99999999999999")).status_code in (404, 422)
    assert WHY in await visitor.read(f"{form}/1")
    assert "late" in await visitor.read(f"{form}/1")
    assert "It tells something private of a person" in await visitor.read("/petitions/reported")
    told = await here.value(
        f"select string_agg(type, ' ' order by version) from escalation.ledger where stream = 'petition/{reference}'"
    )
    assert [one for one in ("reported", "notice_overdue", "text_hidden", "notice_dismissed") if one not in told] == []

    assert sorted(subject for to, subject, _ in await posted(here, settings) if to == REPORTER) == [
        f"Your notice about petition {reference} came in",
        f"Your notice about petition {reference} was decided",
    ]
    assert await here.value("select count(*) from escalation_private.notice where email is not null") == 0
    assert all(not compared.differences for compared in await verify(here.database))


async def test_a_hidden_text_is_shown_again_by_somebody_of_another_body_than_the_one_that_hid_it(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    page, form, text = f"/petitions/{reference}", f"/petitions/{reference}/report", "full set of bins"
    desk, visitor = f"/desk/notices/{reference}/1", Visitor(here.client)
    await visitor.send(form, form, ground="personal_data", words=SAID)
    council, waste = await signed_in(here, "case_worker"), await signed_in(here, "waste")
    # The desk offers nobody what they may not decide.
    assert re.findall('value="(hidden|kept)"', await waste.read(desk)) == ["kept"]
    left_open = form_of(await council.read(desk), desk) | {"reasons": WHY}
    assert (await council.send(desk, desk, outcome="hidden", reasons=WHY)).status_code == 303
    # Whoever had it open and decides otherwise hears that it was not taken.
    lost = await here.client.post(desk, data=left_open | {"outcome": "kept"}, headers=council.headers)
    assert (lost.status_code, "What you chose was not taken" in lost.text) == (409, True)
    assert text not in await visitor.read(page)
    (link,) = (
        found[1]
        for _, _, words in await posted(here, settings)
        if (found := re.search(r"(/petitions/\S+/review\?token=\S+)", words))
    )
    own_page, _, token = link.partition("?token=")
    organiser = f"/petitions/{reference}/organiser?token={token}"  # where the number and PIN of a message lead, too
    assert f'href="{own_page}?token={token}">Ask for a review' in await visitor.read(organiser)
    assert WHY in await visitor.read(link)
    assert (await visitor.send(link, own_page, token="0" * 64, reasons=APPEAL)).status_code == 404
    assert (await visitor.send(link, own_page, token=token, reasons=APPEAL)).status_code == 303
    assert APPEAL not in await visitor.read(f"{form}/1")
    assert "What became of the review" in await visitor.read(organiser)
    assert APPEAL in await waste.read(desk)
    assert text in await waste.read(desk)
    # Whose body hid it is shown no form, and told why; and who it is about only what they may find.
    own_desk = await council.read(desk)
    assert ("Your body hid the text" in own_desk, "Yours to do" in own_desk, "<form" in own_desk) == (
        True,
        False,
        False,
    )
    assert 'value="upheld"' not in await waste.read(desk)
    del left_open["outcome"]
    sent = left_open | {"finding": "shown"}
    itself = await here.client.post(f"{desk}/review", data=sent, headers=council.headers)
    upheld = await waste.send(desk, f"{desk}/review", finding="upheld", reasons=WHY)
    assert (itself.status_code, "Your body hid the text" in itself.text) == (403, True)
    assert (upheld.status_code, "It is about your own body" in upheld.text) == (403, True)
    fire = {"Authorization": f"Bearer {await here.key('fire')}"}
    wish = {"finding": "shown", "reasons": AGAIN}
    answer = await here.client.put(f"/escalation/v1/notices/{reference}/1/review", json=wish, headers=fire)
    assert_recorded(EXAMPLES, {"PUT /escalation/v1/notices/{reference}/{number}/review": told_by(answer)})
    again = await visitor.read(page)
    assert text in again
    assert AGAIN in again
    assert "The text is shown again" in await visitor.read(f"{form}/1")
    assert "its text is hidden" not in await visitor.read(organiser)
    assert any("had not to be hidden" in words for _, _, words in await posted(here, settings))
    assert all(not compared.differences for compared in await verify(here.database))


async def test_what_one_network_sends_beyond_its_number_is_held_and_looks_the_same(
    here: World, settings: Settings, clock: SetClock
) -> None:
    await override(here, "notice.network_a_day", "1")
    reference, visitor = await opened(here, settings), Visitor(here.client)
    form = f"/petitions/{reference}/report"
    here.client.headers["X-Forwarded-For"] = "8.8.4.4"
    for ground, number in (("crime", "1"), ("copyright", "2"), ("copyright", "2?reported=before")):
        sent = await visitor.send(form, form, ground=ground, words=SAID)
        assert sent.headers["location"] == f"{form}/{number}"
    assert "must" in await visitor.read(f"{form}/2")
    told = f"select count(*) from escalation.ledger where stream = 'petition/{reference}' and type like '%reported%'"
    assert await here.value(told) == 1
    council = await signed_in(here, "case_worker")
    assert "Held: many came from one network" in await council.read("/desk/notices")
    clock.advance(days=7)
    await sweep(here, settings, clock)
    assert "Nobody looked at it" in await visitor.read(f"{form}/2")
    assert await here.value("select count(*) from escalation_private.notice where sealed is not null") == 1


async def test_other_pages_are_reported_by_the_link_that_they_carry_and_two_bodies_are_asked(
    here: World, settings: Settings, clock: SetClock
) -> None:
    page, visitor = "/record/TRAF-2026-0042-7/steps/3", Visitor(here.client)
    link = report_address(settings.secret.get_secret_value(), area=AREA, page=page)
    await visitor.read(link.replace("steps%2F3", "steps%2F4"), 404)
    sent = await visitor.send(link, FORM, ground="defamation", words=SAID)
    own = f"/petitions/reported/{AREA}/1"
    assert sent.headers["location"] == own
    assert page in await visitor.read(own)

    clock.advance(days=7)
    await sweep(here, settings, clock)
    one = f"/escalation/v1/notices/{AREA}/1"
    fire = {"Authorization": f"Bearer {await here.key('fire')}"}
    hidden = await here.client.put(f"{one}/decision", json={"outcome": "hidden", "reasons": WHY}, headers=fire)
    assert (hidden.status_code, hidden.json()["rule"]) == (409, "not_of_this_page")
    waiting = await here.client.get("/escalation/v1/notices/waiting", headers=fire)
    words = await here.client.get(f"{one}/words", headers=fire)
    taken = await here.client.put(f"{one}/decision", json={"outcome": "taken_up", "reasons": WHY}, headers=fire)
    assert (words.json()["words"], taken.json()["decided_by"]) == (SAID, "fire")
    other = await here.client.put(f"{one}/decision", json={"outcome": "kept", "reasons": WHY}, headers=fire)
    again = await here.client.put(f"{one}/decision", json={"outcome": "taken_up", "reasons": WHY}, headers=fire)
    assert (other.status_code, other.json()["rule"], again.json()) == (409, "decided", taken.json())
    assert (await here.client.get(f"{one}/words")).status_code == 401
    listed = await here.client.get("/escalation/v1/notices")
    counts = await here.client.get("/escalation/v1/notices/counts")
    (shown,) = listed.json()["notices"]
    assert (shown["page"], shown["outcome"], "words" in shown) == (page, "taken_up", False)
    assert [(one["taken_up"], one["late"]) for one in counts.json()["counts"]] == [(1, 1)]
    assert "Trafford,E08000009,defamation,0,0,0,1,0,1,0" in (await here.client.get("/petitions/reported.csv")).text
    path = "/escalation/v1/notices"
    recorded = {
        f"GET {path}": listed,
        f"GET {path}/counts": counts,
        f"GET {path}/waiting": waiting,
        f"GET {path}/{{reference}}/{{number}}": await here.client.get(one),
        f"GET {path}/{{reference}}/{{number}}/words": words,
        f"PUT {path}/{{reference}}/{{number}}/decision": taken,
    }
    assert_recorded(EXAMPLES, {name: told_by(answer) for name, answer in recorded.items()})
    told = await here.value(
        f"select string_agg(type, ' ' order by version) from escalation.ledger where stream = 'notice/{AREA}/1'"
    )
    assert told.split() == [f"folkmoot.notice.{name}.v1" for name in ("given", "overdue", "decided")]
    assert "those who can take them out were told" in await visitor.read(own)
    # So they were: every registrar and monitoring officer, and each body that the page is about.
    asked = await here.value(
        "select string_agg(body || ' ' || array_to_string(roles, ','), '; ' order by body, roles) "
        "from escalation_private.notification where about = 'taken_up'"
    )
    assert asked.startswith(" monitoring_officer,registrar")
    assert "by the number that the page tells as its place in the signed list" in await visitor.read(own)
    assert all(not compared.differences for compared in await verify(here.database))
    await here.value("update escalation_private.notice set reasons = 'other' returning 1")
    differing = [one for compared in await verify(here.database) for one in compared.differences]
    assert differing == [f"notice/{AREA}/1: the row is not what the events tell"]


async def test_machines_report_pages_as_people_do_and_no_body_finds_that_a_page_about_itself_stays(
    here: World, settings: Settings
) -> None:
    await override(here, "notice.network_a_day", "2")
    reference, here.client.headers["X-Forwarded-For"] = await opened(here, settings), "8.8.4.4"
    base, mail = "/escalation/v1/notices", {"ground": "crime", "words": SAID, "email": REPORTER}
    secret, page = settings.secret.get_secret_value(), f"/record/{reference}/steps/1"
    marked = {"page": page, "area": AREA, "mark": mark_of(secret, area=AREA, page=page)}
    named = {"page": "/agreements/one", "area": AREA, "about": "fire,waste"}
    named["mark"] = mark_of(secret, area=AREA, page=named["page"], about=named["about"])
    cut = await here.client.post(base, json=mail | named | {"about": "waste"})
    assert cut.status_code == 404  # nobody leaves a body out of those that the page itself named
    forged = await here.client.post(base, json=mail | marked | {"area": "E08000003"})
    empty = await here.client.post(f"/escalation/v1/petitions/{reference}/notices", json={"ground": "dislike"})
    assert (forged.status_code, empty.status_code) == (404, 422)
    petition = await here.client.post(f"/escalation/v1/petitions/{reference}/notices", json=mail)
    record = await here.client.post(base, json=mail | marked)
    again = await here.client.post(base, json=mail | marked)
    held = await here.client.post(base, json=marked | {"ground": "copyright", "words": SAID})
    assert (petition.status_code, again.json(), held.status_code) == (202, record.json(), 202)
    assert await here.value("select string_agg(number::text, ' ') from escalation_private.notice where is_held") == "2"
    path = "/escalation/v1/petitions/{reference}/notices"
    assert_recorded(EXAMPLES, {f"POST {path}": told_by(petition), f"POST {base}": told_by(record)})

    own, token = await pressed(here, settings, REPORTER, "access")
    shown = (await here.client.get(f"{own}/held.json", params={"token": token})).json()
    assert [(one["page"], one["email"], one["words"]) for one in shown["notices"]] == [
        (page, REPORTER, SAID),
        (f"/petitions/{reference}", REPORTER, SAID),
    ]
    own, token = await pressed(here, settings, REPORTER, "erasure")
    assert "It is erased" in (await here.client.get(own, params={"token": token})).text
    left = (
        "select count(*) from escalation_private.notice where email is not null or (sealed is not null and number = 1)"
    )
    assert await here.value(left) == 0
    # What was erased stays erased: a backup that is put back brings it to nobody.
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    await here.admin.execute("update escalation_private.notice set sealed = 'back' where number = 1 and page <> ''")
    assert "1 erased signatures or notices are back" in (await here.client.get("/readyz")).text
    assert await erasure.erase_again(here.database, settings, here.clock.now()) == 1
    assert (await here.value(left), (await here.client.get("/readyz")).status_code) == (0, 200)

    wish, decision = {"outcome": "kept", "reasons": WHY}, f"{base}/{AREA}/1/decision"
    waste = {"Authorization": f"Bearer {await here.key('waste')}"}
    fire = {"Authorization": f"Bearer {await here.key('fire')}"}
    answer = await here.client.put(decision, json=wish, headers=waste)
    assert (answer.status_code, answer.json()["rule"]) == (403, "own_cause")
    assert (await here.client.put(decision, json=wish, headers=fire)).json()["decided_by"] == "fire"
    here.client.headers["X-Forwarded-For"] = "8.8.4.5"
    agreement = (await here.client.post(base, json=mail | named)).json()
    decision = f"{base}/{AREA}/{agreement['number']}/decision"
    council = {"Authorization": f"Bearer {await here.key('case_worker')}"}
    answers = [await here.client.put(decision, json=wish, headers=who) for who in (fire, council)]
    assert [one.status_code for one in answers] == [403, 200]
    assert all(not compared.differences for compared in await verify(here.database))


class Bag:
    """A post that takes a moment for each letter."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, letter: Letter) -> None:
        await asyncio.sleep(0)
        self.sent.append(letter.subject)


async def test_each_letter_about_a_notice_goes_once_and_in_order_however_many_carry_it_at_once(
    here: World, settings: Settings
) -> None:
    reference, visitor = await opened(here, settings), Visitor(here.client)
    form, desk = f"/petitions/{reference}/report", f"/desk/notices/{reference}/1"
    await visitor.send(form, form, ground="personal_data", words=SAID, email=REPORTER)
    bag = Bag()
    carry = carrier_to_reporters(settings, bag)

    async def carried(what: str) -> list[str]:
        one = Errand(1, AREA, TO_REPORTER, f"{reference}/1/{what}", f"{TO_REPORTER}/{what}", 0)
        await asyncio.gather(*(carry(here.database, one) for _ in range(3)))
        return bag.sent

    assert len(await carried("received")) == 1
    council = await signed_in(here, "case_worker")
    assert (await council.send(desk, desk, outcome="hidden", reasons=WHY)).status_code == 303
    assert len(await carried("decided")) == 2
    assert len(await carried("received")) == 2  # nothing says that it came in once it was decided


async def test_the_day_of_a_notice_moves_with_the_calendar_and_its_story_says_why(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference, visitor = await opened(here, settings), Visitor(here.client)
    form, page = f"/petitions/{reference}/report", "/record/TRAF-2026-0042-7/steps/3"
    await visitor.send(form, form, ground="crime", words=SAID)
    link = report_address(settings.secret.get_secret_value(), area=AREA, page=page)
    await visitor.send(link, FORM, ground="crime", words=SAID)
    due = "select string_agg(distinct due_on::text, ' ') from escalation_private.notice"
    was = date.fromisoformat(await here.value(due))
    await here.tell(closed(was))
    await count_again(here, settings)
    now = date.fromisoformat(await here.value(due))
    assert now > was
    days = (
        "select count(*) from escalation.deadline where kind = 'petition.notice' and due_on = $1 and fired_at is null"
    )
    assert await here.value(days, now) == 2
    moved = "select count(*) from escalation.ledger where data ->> 'because' like '%is no working day%'"
    assert await here.value(moved) == 2
    # A closure of the last day counts also where the sweep comes before the errand.
    await here.tell(closed(now, "Snow"))
    clock.set(datetime.combine(now + timedelta(days=1), time(9), UTC))
    await sweep(here, settings, clock)
    assert date.fromisoformat(await here.value(due)) > now
    assert await here.value("select count(*) from escalation.ledger where type like '%overdue%'") == 0
    assert all(not compared.differences for compared in await verify(here.database))
