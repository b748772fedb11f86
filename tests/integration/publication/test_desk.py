"""The desk of negotiations in a person's hands: what waits, one thing said by a form, many by a table."""

import json
import re
from datetime import date
from html import unescape

import asyncpg
import httpx
from sqlalchemy import text

from shared import auth
from shared.auth import Grant
from shared.database import EVERY_AREA
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    OFFICE,
    Here,
    here,
    open_first_round,
    turn,
)
from tests.integration.publication.test_reply import keys_of
from tests.integration.visitor import Visitor, form_of
from tests.markup import elements

__all__ = ["here"]

DESK = f"/record/desk/{DEAL}"
ANSWER = "We agree if the baseline is that of 2007."
PASSWORD = "correct horse battery"
COLUMNS = (
    "agreement, area, body, entries, after, account, system, received_at, due_on, standing, answered_at, numbers, what"
)
MANY_MORE = (
    f"insert into submission (submission, {COLUMNS}) select submission + n * 1000, {COLUMNS} "
    "from submission, generate_series(1, 100) n where standing = 'withdrawn'"
)
ROWS = """round,party,party_name,kind,item_code,item_title,status,reason,source
first,council,Bath Council,proposal,NI 17,Antisocial behaviour,proposed,Fewer complaints,Letter
first,council,Bath Council,proposal,NI 20,Assaults,counter_proposed,Fewer assaults,Letter
first,government_office,Government Office,position,NI 21,Concerns,agreed,As they say,Letter
"""


def wrongs(page: str) -> list[str]:
    """What a page says is wrong."""
    return re.findall(r'<li><a href="#[^"]*">([^<]*)', page)


def counted(desk: str) -> list[str]:
    """What the desk counts of its one agreement, and its next day."""
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", desk, re.DOTALL)]


def handed_in(desk: str) -> str:
    """Where the desk leads to what waits for a second person."""
    found = re.search(rf"{DESK}/submissions/[0-9]+", desk)
    assert found is not None
    return found[0]


def written(page: str) -> dict[str, str]:
    """What a page hands back to be sent again."""
    return {name: unescape(value) for name, value in re.findall(r'<textarea name="(\w+)" hidden>([^<]*)<', page)}


def chosen(page: str) -> dict[str, str]:
    """What the page's lists to choose from are set to, by name."""
    options = [one for one in elements(page) if one.tag == "option" and "selected" in one.attributes]
    lists = [next(parent for parent in one.parents if parent.tag == "select") for one in options]
    return {of.attributes["name"]: one.attributes["value"] for of, one in zip(lists, options, strict=True)}


class Person(Visitor):
    """Somebody signed in for a body, who presses the buttons of pages."""

    async def press(self, page: str, action: str, answered: int, **filled: str) -> httpx.Response:
        """Send the form of that action with what is in it and what is filled in."""
        sent = form_of(page, action) | chosen(page) | filled
        answer = await self.client.post(action, data=sent, headers=self.headers)
        assert answer.status_code == answered, wrongs(answer.text)
        if answer.text:
            elements(answer.text)
        return answer

    async def upload(self, page: str, action: str, rows: str, status: int) -> httpx.Response:
        """Send the form of that action with the rows as a file."""
        sent = {name: value for name, value in form_of(page, action).items() if name not in {"file", "rows"}}
        file = {"file": ("rows.csv", rows.encode(), "text/csv")}
        answer = await self.client.post(action, data=sent, files=file, headers=self.headers)
        assert answer.status_code == status, wrongs(answer.text)
        elements(answer.text)
        return answer


async def person(here: Here, admin_url: str, body: str, role: str, name: str = "ann") -> Person:
    admin = await asyncpg.connect(admin_url)
    try:
        name = f"{body}-{name}"
        await auth.create_account(admin, name, PASSWORD, body=body, grants=[Grant(BATH, role)])
    finally:
        await admin.close()
    return Person(here.client, await auth.sign_in(here.database, name, PASSWORD) or "")


async def entries(here: Here) -> list[dict[str, object]]:
    told: list[dict[str, object]] = (await here.get(f"{AGREEMENTS}/{DEAL}/entries?limit=200"))["entries"]
    return told


async def test_a_government_office_answers_and_confirms_at_its_desk(here: Here, admin_url: str) -> None:
    await open_first_round(here)
    await keys_of(here, admin_url)
    await here.tell(
        turn("proposal", "proposed", said_on="2026-06-01", unit="percent", target_value="17.5", target_period="2026/27")
    )
    office = await person(here, admin_url, "gosw", "partner")
    assert counted(await office.read("/record/desk")) == ["1", "0", "1", "29 June 2026"]  # as its own page tells
    page = await office.read(DESK)
    assert all(words in page for words in ("29 June 2026", "Yours to do by"))
    assert "Confirm or dispute entry 2" in page  # the waiver that the council wrote down for it
    assert "<b>Advise</b> That is for a body of another kind: adviser." in page

    path = f"{DESK}/say/response"
    form = await office.read(f"{path}?item=3")
    assert all(f'value="{one}"' in form for one in ("Acquisitive crime", "2026-06-01"))
    refused = await office.press(form, path, 422, step="check", status="rejected", reason=ANSWER)
    assert all(words in refused.text for words in ("Say which department rejects it.", ANSWER))
    await assert_a_slip_of_the_point_is_told(office, refused.text, path)
    looked = await office.press(refused.text, path, 200, step="check", status="agreed", reason=ANSWER)
    assert "Nothing is stored yet" in looked.text
    assert len(await entries(here)) == 3
    changed = await office.press(looked.text, path, 200, step="change")
    assert ANSWER in changed.text

    await here.tell(turn("proposal", "proposed", item_code="NI 17", item_title="Another"))
    stale = await office.press(looked.text, path, 412, step="send")
    assert "What the record says on this now" in stale.text
    assert ANSWER in stale.text
    await auth.sign_out(here.database, office.session)
    lost = await office.press(stale.text, path, 401, step="check", reason=ANSWER)
    assert ANSWER in lost.text
    office.session = await auth.sign_in(here.database, "gosw-ann", PASSWORD) or ""
    anew = await office.press(lost.text, path, 403, **written(lost.text))
    assert "You have signed in anew." in anew.text
    again = await office.press(anew.text, path, 200, **written(anew.text))
    other = {"Origin": "https://elsewhere.example.org"}
    forged = await here.client.post(path, data={"reason": ANSWER}, headers=office.headers | other)
    assert (forged.status_code, ANSWER in forged.text) == (403, False)
    for _ in range(2):  # a button pressed twice
        done = await office.press(again.text, path, 303, step="send")
        assert done.headers["location"] == f"{DESK}?told=waits"
    assert len(await entries(here)) == 4
    await assert_a_second_person_publishes(here, office, bob := await person(here, admin_url, "gosw", "partner", "bob"))
    last = (await entries(here))[-1]
    assert (last["number"], last["came"], last["entered_by"], last["reason"]) == (
        5,
        "entered_by_author",
        "gosw",
        ANSWER,
    )
    assert "Everybody can read it now" in await office.read(f"{DESK}?told=public")

    words = f"{DESK}/words/2"
    form = await office.read(words)
    refused = await office.press(form, words, 422, stance="disputed", words="No.")
    assert "Write it out" in refused.text
    await office.press(refused.text, words, 303, stance="confirmed", words="")
    assert counted(await bob.read("/record/desk"))[1:3] == ["1", "0"]
    await assert_a_reply_waits_too(here, bob)
    await office.read(words, 404)
    await Visitor(here.client).read(DESK, 303)


async def assert_a_slip_of_the_point_is_told(office: Person, form: str, path: str) -> None:
    slip = {"target_period": "2026/27", "target_value": "1.7", "unit": "percent", "baseline_value": "17"}
    looked = await office.press(form, path, 200, step="check", status="counter_proposed", reason=ANSWER, **slip)
    assert "1.7 percent is ten times the figure before, or a tenth of it." in looked.text


async def assert_a_reply_waits_too(here: Here, bob: Person) -> None:
    assert (await entries(here))[1]["confirmation"] == "not_answered"
    page = await bob.read(path := handed_in(desk := await bob.read(DESK)))
    assert "Confirm or dispute entry 2" not in desk  # their answer waits for a second person
    assert counted(await bob.read("/record/desk"))[1:3] == ["1", "0"]
    assert "2: The agreement, Government Office" in page
    await bob.press(page, path, 303, step="publish")
    assert (await entries(here))[1]["confirmation"] == "confirmed"


async def assert_a_second_person_publishes(here: Here, ann: Person, bob: Person) -> None:
    path = handed_in(await ann.read(DESK))
    own = await ann.read(path)
    assert "Publish it without a second person" in own
    refused = await ann.press(own, path, 422, step="force")
    assert "Say why. It is kept." in refused.text
    await ann.press(own, path, 409, step="publish")
    page = await bob.read(path)
    assert ANSWER in page
    assert "Take it back" not in page
    for _ in range(2):
        done = await bob.press(page, path, 303, step="publish")
        assert done.headers["location"] == f"{DESK}?told=public"
    await bob.read(path, 404)
    assert len(await entries(here)) == 5


async def test_what_waits_for_a_second_person_is_counted_found_and_not_handed_in_twice_unseen(
    here: Here, admin_url: str
) -> None:
    await open_first_round(here)
    await keys_of(here, admin_url)
    await here.tell(turn("proposal", "proposed", said_on="2026-06-01"))
    ann, path = await person(here, admin_url, "gosw", "partner"), f"{DESK}/say/response"
    form = await ann.read(f"{path}?item=3")
    assert ('value="agreed"' in form, ">Counter-proposed</option>" in form) == (True, True)
    assert 'value="agreed"' not in await ann.read(f"{DESK}/say/proposal?item=3")  # who proposes does not agree
    one, other = [
        await ann.press(form, path, 200, step="check", status="agreed", reason=reason) for reason in ("We do.", ANSWER)
    ]
    assert "Hand in for a second person to publish</button>" in one.text
    assert "Put it on the record" not in one.text
    assert "if nobody looks, it is published by itself after 2 working days." in one.text
    await ann.press(one.text, path, 303, step="send")
    asked = await ann.press(other.text, path, 409, step="send")
    assert "Your organisation has handed in something on this already." in asked.text
    first = handed_in(asked.text)
    assert "We do." in await ann.read(first)
    await ann.press(asked.text, path, 303, step="send")
    assert counted(await ann.read("/record/desk")) == ["1", "2", "1", "3 June 2026"]

    (second,) = set(re.findall(rf"{DESK}/submissions/[0-9]+", await ann.read(DESK))) - {first}
    await ann.press(await ann.read(second), second, 303, step="withdraw")
    async with here.database.unit_of_work(EVERY_AREA) as session:
        await session.execute(text(MANY_MORE))
    assert handed_in(await ann.read(DESK)) == first
    assert "We do." in await ann.read(first)


def assert_what_is_closed_says_why(desk: str) -> None:
    assert "<b>Decide</b> That is for a body of another kind: council, combined authority, department" in desk
    assert "<b>Propose a revision</b> Nothing is approved yet that could be revised." in desk
    assert "say/decision" not in desk


def with_column(rows: str, column: str, cell: str) -> str:
    """The table with one more column, which says the same in every row."""
    head, *lines = rows.splitlines()
    return "\n".join([f"{head},{column}", *(f'{row},"{cell}"' for row in lines)])


async def assert_a_table_hides_what_it_asks_to_hide(council: Person, form: str, rows: str) -> None:
    hiding = json.dumps({"ground": "given_in_confidence", "summary": "Told in confidence."}).replace('"', '""')
    from_then = json.dumps({"ground": "market_sensitive", "shown_from": "2026-06-20"}).replace('"', '""')
    for column, cell, told in (
        ("withheld", hiding, "Summary: Told in confidence."),
        ("later", from_then, "Nobody reads of it before 20 June 2026"),
    ):
        hidden = await council.press(form, f"{DESK}/rows/send", 200, step="check", rows=with_column(rows, column, cell))
        assert told in hidden.text
    broken = with_column(rows, "later", from_then.replace("{", "x{"))
    refused = await council.press(form, f"{DESK}/rows/send", 422, step="check", rows=broken)
    assert "Later: Write this as JSON" in refused.text


async def test_each_body_says_at_the_desk_what_is_its_to_say_and_a_table_is_mended_in_its_rows(
    here: Here, admin_url: str
) -> None:
    await open_first_round(here)
    await keys_of(here, admin_url)
    police = await person(here, admin_url, "avon-police", "partner")
    assert_what_is_closed_says_why(await police.read(DESK))
    path = f"{DESK}/say/decision"
    form = await police.read(path)
    decided = {"decision__outcome": "approve", "decision__reasons": ANSWER, "decision__relied_on": ANSWER}
    refused = await police.press(form, path, 403, step="check", **decided)
    assert "A body of your kind does not enter this." in refused.text

    council = await person(here, admin_url, "bath-council", "registrar")
    start = f"{DESK}/rows"
    form = await council.read(start)
    for rows in ("party,words\ncouncil,no\n", 'kind\n"proposal', ""):
        await council.upload(form, start, rows, 422)
    checked = await council.upload(form, start, ROWS, 422)
    assert "Status: A counter-proposal answers the other side: say kind response." in checked.text
    assert "Kind: The other side has nothing on this item" in checked.text
    mended = ROWS.replace("counter_proposed", "proposed").replace("position", "note").replace(",agreed,", ",,")
    mended = mended.replace("first,minister", "first,adviser")  # the police are no ministers, whoever types
    looked = await council.press(checked.text, f"{start}/send", 200, step="check", rows=mended)
    assert "What everybody will read" in looked.text
    assert "words of Government Office" in looked.text
    await assert_a_table_hides_what_it_asks_to_hide(council, checked.text, mended)
    assert len(await entries(here)) == 2
    for _ in range(2):
        await council.press(looked.text, f"{start}/send", 303, step="send", rows=mended)
    asked = await council.press(looked.text, f"{start}/send", 409, step="send", rows=mended, once="other")
    assert "Your organisation has handed in something on this already." in asked.text
    assert "Hand all of it in for a second person to publish" in asked.text
    path = handed_in(await council.read(DESK))
    sent_back = {"step": "return", "because": "The third row is not what they said."}
    second = await person(here, admin_url, "bath-council", "registrar", "bob")
    await second.press(await second.read(path), path, 303, **sent_back)
    page = await council.read(DESK)
    assert "Sent back: The third row is not what they said." in page
    await council.press(looked.text, f"{start}/send", 303, step="send", rows=mended, once="anew")
    path = handed_in(await council.read(DESK))
    forced = {"step": "force", "because": "The other registrar is ill until the round is over."}
    await council.press(await council.read(path), path, 303, **forced)
    told = [(one["item_code"], one["party_name"], one["came"]) for one in (await entries(here))[2:]]
    assert told == [
        ("NI 17", COUNCIL, "entered_by_author"),
        ("NI 20", COUNCIL, "entered_by_author"),
        ("NI 21", "Government Office", "transcribed_by_other_side"),
    ]
    await here.hand_in(
        turn("position", "under_discussion") | {"later": {"ground": "market_sensitive", "shown_from": "2026-06-20"}}
    )
    page = await second.read(path := handed_in(await second.read(DESK)))
    assert "Everybody reads it from 20 June 2026 on, because it could have moved a market." in page
    done = await second.press(page, path, 303, step="publish")
    assert "nobody reads of it before" in await second.read(done.headers["location"])
    assert "Shown from 20 June 2026" in await council.read(DESK)
    csv = (await here.client.get(f"{AGREEMENTS}/{DEAL}/entries.csv")).text
    assert "There is a problem" not in (await council.upload(form, start, csv, 200)).text  # the record's own columns
    here.on(date(2026, 6, 30))
    assert OFFICE not in await council.read(DESK)  # what government owes is not the council's to do
