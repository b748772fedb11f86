"""Signing by telephone, for people without e-mail: a code goes to the number, and only who types it counts, once; the
answers are the same whether or not a number has signed; guesses and messages have an end.
"""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx import ASGITransport, Response

from services.escalation.domain.signature.telephone import NotANumber, as_digits, canonical_number, is_reached
from services.escalation.handlers.person.mail import carrier_of_codes
from services.escalation.main import EXAMPLES, create
from services.escalation.storage.signature.signature import CODE
from services.escalation.worker import errands
from shared import auth
from shared.errands import carry_some
from shared.events import new_id
from shared.policy import resolve
from shared.post.mail import read_folder
from shared.post.text_messages import HttpGateway, gateway_from
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, MEASURE, SIGNED, World
from tests.integration.escalation.petitions import check, confirmed, lower_threshold, opened, override, shown
from tests.integration.escalation.test_case_pages import signed_in
from tests.integration.escalation.test_obligation import SMALL, decided
from tests.integration.escalation.test_organiser import claimed
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor, form_of

NUMBER = "+447700900001"
MOVED = "your case has moved on"  # which comes with each step of a case


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail", "even_answer": 0})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, 4)
    return here


def caller(number: int, **said: str) -> dict[str, str]:
    return {
        "name": f"Resident {number}",
        "telephone": f"07700 9{number:05}",
        "postcode": "M32 0TH",
        "relation": "live",
    } | said


async def sign(here: World, reference: str, who: dict[str, str]) -> Response:
    return await here.client.post(f"/escalation/v1/petitions/{reference}/signatures/telephone", json=who)


async def prove(here: World, reference: str, request: str, code: str) -> Response:
    said = {"request": request, "code": code}
    return await here.client.post(f"/escalation/v1/petitions/{reference}/signatures/telephone/code", json=said)


async def codes(here: World, settings: Settings) -> dict[str, tuple[str, str]]:
    """Carry every message; the request and the code of the last one to each number."""
    said = await messages(here, settings)
    found = {number: re.search(r" is (\d{6})\..* at \S+request=(\w{8})\.", text) for number, text in said.items()}
    return {number: (one[2], one[1]) for number, one in found.items() if one}


async def messages(here: World, settings: Settings) -> dict[str, str]:
    """Carry every message; the last one to each number."""
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.mail_folder is not None
    letters = reversed(read_folder(settings.mail_folder))
    return {one.to: one.text for one in letters if one.subject == "Text message" and MOVED not in one.text}


def same(answers: list[Response]) -> bool:
    """Whether answers look the same but for the name of each request."""
    told = {(one.status_code, one.content.replace(one.json()["request"].encode(), b"")) for one in answers}
    return len(told) == 1 and len({len(one.content) for one in answers}) == 1


async def page_is_rows(here: World, reference: str) -> int:
    number = (await shown(here, reference))["signatures"]
    assert number == await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and counts", reference
    )
    return int(number)


async def test_who_types_the_code_counts_once_however_the_number_is_written(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    route = "POST /escalation/v1/petitions/{reference}/signatures/telephone"
    first = await sign(here, reference, caller(1))
    assert (first.status_code, await page_is_rows(here, reference)) == (202, 1), first.text
    request, code = (await codes(here, settings))[NUMBER]
    assert first.json()["request"] == request
    wrong = await prove(here, reference, request, f"{(int(code) + 1) % 10**6:06}")
    unknown = await prove(here, reference, "2" * 8, code)
    assert (wrong.status_code, wrong.json() | {"instance": ""}) == (404, unknown.json() | {"instance": ""})
    done = [await prove(here, reference, request.upper(), f"{code[:3]} {code[3:]}") for _ in range(2)]
    assert [one.status_code for one in done] == [200, 200], done[0].text
    assert_recorded(EXAMPLES, {route: told_by(first), f"{route}/code": told_by(done[0])})
    assert await page_is_rows(here, reference) == 2
    # Once more with the same number: the same answer, no message, no row.
    again = await sign(here, reference, caller(1, name="Somebody Else", telephone="+44 7700 900001"))
    assert same([first, again])
    assert await here.value(f"select count(*) from escalation.errand where kind = '{CODE}'") == 1
    (row,) = await here.admin.fetch("select * from escalation_private.signature where came_by = 'telephone'")
    assert b"7700900001" not in b"".join(one for one in row.values() if isinstance(one, bytes))
    said = await here.admin.fetch("select * from escalation.errand") + await here.admin.fetch(
        "select * from escalation.ledger"
    )
    assert not re.search(rf"7700900001|{code}|Resident 1", str(said))
    assert "1 by e-mail, 1 by telephone." in (await here.client.get(f"/petitions/{reference}")).text

    # Who counts by e-mail already counts by that, before and after; two numbers are two people.
    await confirmed(here, settings, reference, range(1, 3))
    assert await page_is_rows(here, reference) == 3
    await sign(here, reference, caller(2))
    assert (await prove(here, reference, *(await codes(here, settings))["+447700900002"])).is_success
    assert await page_is_rows(here, reference) == 3
    for number in (3, 4):
        await sign(here, reference, caller(number, name="Ann Old"))
    sent = await codes(here, settings)
    for number in (3, 4):
        await prove(here, reference, *sent[f"+44770090000{number}"])
    assert await page_is_rows(here, reference) == 5


async def test_guesses_messages_and_the_life_of_a_code_have_an_end(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    await override(here, "telephone.area_a_day", "4")
    await sign(here, reference, caller(1))
    request, code = (await codes(here, settings))[NUMBER]
    for guess in range(5):
        assert (await prove(here, reference, request, f"{(int(code) + 1 + guess) % 10**6:06}")).status_code == 404
    assert (await prove(here, reference, request, code)).status_code == 404  # the sixth try, and the right one
    await sign(here, reference, caller(1))
    later, other = (await codes(here, settings))[NUMBER]
    assert (await prove(here, reference, later, code)).status_code == 404  # the code of another message
    clock.advance(minutes=61)
    assert (await prove(here, reference, later, other)).status_code == 404
    await sign(here, reference, caller(1))
    clock.advance(minutes=61)
    assert (await codes(here, settings))[NUMBER] == (later, other)  # a code whose time is over does not go
    assert same([await sign(here, reference, caller(number)) for number in (2, 3)])  # the fifth of the day does not go
    assert (await codes(here, settings)).keys() == {NUMBER, "+447700900002"}
    assert await page_is_rows(here, reference) == 1
    for number in ("+447012345678", "+33612345678", "0909 8790000", "no number"):
        refused = await sign(here, reference, caller(1, telephone=number))
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/telephone")
        assert number not in refused.text


async def test_what_others_ask_for_in_somebodys_name_keeps_nobody_from_signing(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, caller(1))
    own = (await codes(here, settings))[NUMBER]
    for one in range(6):  # a stranger asks with the same number, another name, and types what comes to mind
        asked = await sign(here, reference, caller(1, name=f"Somebody {one}"))
        for guess in range(5):
            await prove(here, reference, asked.json()["request"], f"{guess:06}")
    assert (await prove(here, reference, *own)).is_success
    assert await page_is_rows(here, reference) == 2
    theirs = (await codes(here, settings))[NUMBER]
    assert theirs[0] != own[0]
    late = [await prove(here, reference, *own), await prove(here, reference, *theirs)]
    assert late[0].is_success  # typed twice: counted once
    assert await page_is_rows(here, reference) == 2
    assert await here.value("select count(*) from escalation_private.signature where confirmed_at is not null") == 2
    await override(here, "telephone.number_a_day", "8")
    assert same([await sign(here, reference, caller(4)) for _ in range(9)])
    assert await here.value("select count(*) from escalation_private.signature where confirmed_at is null") == 6 + 8


async def test_the_pages_ask_send_take_the_code_and_name_what_is_wrong(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    visitor, page = Visitor(here.client), f"/petitions/{reference}/telephone"
    assert page in await visitor.read(f"/petitions/{reference}")
    refused = await visitor.send(page, page, **caller(1, telephone="12"))
    assert (refused.status_code, "Write a telephone number" in refused.text) == (422, True)
    asked = await visitor.send(page, page, **caller(1))
    request, code = (await codes(here, settings))[NUMBER]
    assert (asked.status_code, asked.headers["cache-control"], request in asked.text) == (200, "no-store", True)
    typing = f"/petitions/{reference}/code"
    assert "The end of the address in the message" in await visitor.read(typing)
    wrong = await visitor.send(typing, typing, request=request, code="000000" if code != "000000" else "1" * 6)
    assert (wrong.status_code, "copied it rightly" in wrong.text) == (404, True)
    done = await visitor.send(f"{typing}?request={request}", typing, code=code)
    assert (done.status_code, done.headers["location"]) == (303, f"/petitions/{reference}/signed")
    assert await page_is_rows(here, reference) == 2
    desk = await signed_in(here, "case_worker")
    assert page in await desk.read(f"/petitions/{reference}/desk")
    silent = ASGITransport(create(settings.model_copy(update={"mail_folder": None}), here.database, here.clock))
    async with httpx.AsyncClient(transport=silent, base_url="http://127.0.0.1:8000") as client:
        assert page not in (await client.get(f"/petitions/{reference}")).text
        for path in (page, typing):
            assert (await client.get(path)).status_code == 404
        nowhere = await client.post(f"/escalation/v1{page.replace('telephone', 'signatures/telephone')}", json={})
        assert nowhere.json()["type"] == "/problems/no-text-messages"


async def test_a_gateway_is_posted_the_code_once_and_asked_again_only_where_that_may_help(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await codes(here, settings)
    await sign(here, reference, caller(1))
    await sign(here, reference, caller(2))
    heard: list[httpx.Request] = []
    statuses = iter((503, 422, 202))

    def answer(request: httpx.Request) -> Response:
        heard.append(request)
        return Response(next(statuses))

    way = settings.model_copy(update={"text_url": "https://texts.example.org/send"})
    gateway = HttpGateway("https://texts.example.org/send", "s3cret", httpx.MockTransport(answer))
    assert isinstance(gateway_from(way), HttpGateway)
    carriers = {CODE: carrier_of_codes(way, here.clock, gateway)}
    await carry_some(here.database, carriers)
    await here.admin.execute("update escalation.errand set next_attempt_at = clock_timestamp()")
    await carry_some(here.database, carriers)
    sent: list[dict[str, Any]] = [json.loads(one.content) for one in heard]
    assert len(sent) == 3
    assert {one["to"] for one in sent} == {NUMBER, "+447700900002"}
    assert {one.headers["authorization"] for one in heard} == {"Bearer s3cret"}
    assert len({one.headers["idempotency-key"] for one in heard}) == 2
    assert await here.value(f"select count(*) from escalation.errand where kind = '{CODE}' and done_at is null") == 0
    last = next(one for one in sent if one["to"] == NUMBER)
    code, request = re.findall(r"is (\d{6})\..*request=(\w{8})", last["text"])[0]
    assert (await prove(here, reference, request, code)).is_success


def test_a_number_has_one_form_and_only_some_are_reached() -> None:
    forms = ("07700 900001", "+44 7700 900 001", "0044 (0) 7700-900001", "(07700) 900.001", "+44 (0)7700/900001")
    assert {canonical_number(one) for one in forms} == {NUMBER}
    for text in (
        "+447700900111333",
        "+4477009001112",
        "0770090011",
        "",
        "7700900001",
        "+0770090000",
        "call me",
        "07700 900001 ext 2",
        "0" * 40,
        "++447700900001",
    ):
        with pytest.raises(NotANumber):
            canonical_number(text)
    begins = resolve("lof-2026-1", (), SIGNED).telephone.begins
    reached = {one: is_reached(one, begins) for one in (NUMBER, "+441612345678", "+447012345678", "+449098790000")}
    assert list(reached.values()) == [True, True, False, False]
    assert as_digits(" 12-34 56") == "123456"


async def written(visitor: Visitor) -> str:
    """Answer every question of a petition but who starts it; the page that asks for that."""
    place = f"/petitions/start?area={AREA}"
    for said in (
        {"what": "In our block the bins are full for weeks."},
        {"whom": "others"},
        {"measure": MEASURE},
        {"title": "Bins for every block of flats here", "text": "We ask the council for a full set of bins here."},
    ):
        sent = await visitor.send(place, place.partition("?")[0], **said)
        assert sent.status_code == 303, sent.text
        place = sent.headers["location"]
    return place


async def mistyped(visitor: Visitor, page: str, typing: str, again: str) -> None:
    """A code that does not fit leads as well to where another is asked for."""
    wrong = await visitor.client.post(typing, data=form_of(page, typing) | {"code": "12"}, headers=visitor.headers)
    assert (wrong.status_code, f'href="{again}"' in wrong.text) == (422, True), wrong.text


async def asked_again(here: World, settings: Settings, visitor: Visitor, page: str) -> tuple[tuple[str, str], Response]:
    """Whoever mistyped the number, or waited for the message, gets another code of the same petition: the request and
    the code before, and the page of the last.
    """
    answers = [await visitor.send(page, page.partition("?")[0], **caller(number)) for number in (1, 9, 1)]
    assert [one.status_code for one in answers] == [200, 200, 200], answers[-1].text
    assert await here.value("select count(*) from escalation.petition_draft") == 1
    assert await here.value("select count(*) from escalation_private.signature") == 1
    older = (await codes(here, settings))[NUMBER]
    return older, await visitor.send(page, page.partition("?")[0], **caller(1))


async def too_late(visitor: Visitor, typing: str, older: tuple[str, str]) -> None:
    """Whoever types the older of two codes hears that the other has started it, and not that they support it."""
    late = await visitor.send(typing, typing, **dict(zip(("request", "code"), older, strict=True)))
    assert (late.status_code, "You started it already" in late.text) == (200, True)


async def mended_in_two_tabs(visitor: Visitor, own: str, action: str, words: dict[str, str]) -> None:
    """What was typed in the second of two tabs is shown back, though it is not taken any more."""
    second = form_of(await visitor.read(own), action) | words | {"text": "We ask for two full sets of bins here."}
    assert (await visitor.send(own, action, **words)).status_code == 303
    late = await visitor.client.post(action, data=second, headers=visitor.headers)
    assert (late.status_code, "two full sets of bins" in late.text) == (409, True)


async def test_a_draft_that_is_asked_for_by_telephone_and_then_sent_by_e_mail_is_one_petition(
    here: World, settings: Settings
) -> None:
    visitor = Visitor(here.client)
    you = await written(visitor)
    page = you.replace("/you", "/telephone")
    asked = await visitor.send(page, page.partition("?")[0], **caller(1))
    first = await here.value("select reference from escalation.petition_draft")
    _, code = (await codes(here, settings))[NUMBER]
    said = {"name": "Ann Old", "email": "ann@example.org", "postcode": "M32 0TH", "relation": "live"}
    check = (await visitor.send(you, you.partition("?")[0], **said)).headers["location"]
    assert "Does the whole system fail?" in await visitor.read(check)  # all that is sent is shown before
    done = await visitor.send(check, check.partition("?")[0])
    assert done.headers["location"] == "/petitions/sent"
    assert await here.value("select string_agg(reference, ' ') from escalation.petition_draft") != first
    assert await here.value("select count(*) from escalation.petition_draft") == 1
    typing = f"/petitions/{first}/code"
    typed = form_of(asked.text, typing) | {"code": code}
    assert (await here.client.post(typing, data=typed, headers=visitor.headers)).status_code != 200
    assert await here.value("select count(*) from escalation.moderation") == 0


async def test_a_draft_that_is_sent_at_a_desk_in_two_tabs_and_by_its_link_at_once_is_one_petition(here: World) -> None:
    visitor, desk = Visitor(here.client), await signed_in(here, "case_worker")
    you = await written(visitor)
    said = {"name": "Ann Old", "email": "ann@example.org", "postcode": "M32 0TH", "relation": "live"}
    check = (await visitor.send(you, you.partition("?")[0], **said)).headers["location"]
    counter, sending = "/petitions/start/desk", check.partition("?")[0]
    page = you.replace("/you", "/desk")
    tabs = [form_of(await desk.read(page), counter) | said for _ in range(2)]
    del tabs[0]["email"], tabs[1]["email"]
    own = form_of(await visitor.read(check), sending)
    answers = await asyncio.gather(
        *(here.client.post(counter, data=one, headers=desk.headers) for one in tabs),
        *(here.client.post(sending, data=own, headers=visitor.headers) for _ in range(2)),
    )
    assert {one.status_code for one in answers} <= {200, 303, 404}, [one.status_code for one in answers]
    assert await here.value("select count(*) from escalation.petition_draft") == 1


async def test_a_petition_is_started_and_supported_without_e_mail_each_person_once(
    here: World, settings: Settings
) -> None:
    await override(here, "petition.sponsors", "2")
    visitor = Visitor(here.client)
    you = await written(visitor)
    page = you.replace("/you", "/telephone")
    assert page in await visitor.read(you)
    wrong = await visitor.send(page, page.partition("?")[0], **caller(1, telephone="12"))
    assert (wrong.status_code, "Write a telephone number" in wrong.text) == (422, True)
    older, asked = await asked_again(here, settings, visitor, page)
    reference = await here.value("select reference from escalation.petition_draft")
    request, code = (await codes(here, settings))[NUMBER]
    assert (request in asked.text, page in asked.text) == (True, True)
    typing, look = f"/petitions/{reference}/code", f"/petitions/{reference}/number"
    nowhere = (await here.client.get("/petitions/TRA-2026-9999/code")).text.replace("TRA-2026-9999", reference)
    assert re.sub(r'value="[^"]*"', "", (await here.client.get(typing)).text) == re.sub(r'value="[^"]*"', "", nowhere)
    assert await here.value("select count(*) from escalation.moderation") == 0
    await mistyped(visitor, asked.text, typing, page)
    started = await here.client.post(typing, data=form_of(asked.text, typing) | {"code": code}, headers=visitor.headers)
    assert (started.status_code, "Write these down" in started.text) == (200, True), started.text
    assert await here.value("select count(*) from escalation_private.start") == 0
    found = re.findall(r'__value">([0-9A-Z]{4} [0-9A-Z]{4}|\d{6})</dd>', started.text)
    stub = dict(zip(("number", "pin"), found, strict=True))
    await too_late(visitor, typing, older)
    news = (await messages(here, settings))[NUMBER]  # a text message, with the way back
    assert all(one in news for one in (reference, "others must support it", *found))
    own = (await visitor.send(look, look, **stub)).headers["location"]
    link = re.findall(rf"/petitions/{reference}/sponsor\?token=[0-9a-f]+", await visitor.read(own))

    # Others support it by telephone and at a desk; whoever does both is one person.
    ring = link[0].replace("/sponsor?", "/sponsor/telephone?")
    assert ring in await visitor.read(link[0])
    desk, counter = await signed_in(here, "case_worker"), f"/petitions/{reference}/desk"
    assert "We ask the council for a full set of bins here." in await desk.read(counter)
    letter = await desk.send(counter, counter, name="Resident 2", postcode="M32 0TH", relation="live")
    assert (letter.status_code, "others must support it as well" in letter.text) == (200, True), letter.text
    for number in (2, 3):
        assert (await shown_standing(here, reference)) == "sponsoring"
        rung = await visitor.send(ring, ring.partition("?")[0], **caller(number))
        await mistyped(visitor, rung.text, typing, ring)
        said = dict(zip(("request", "code"), (await codes(here, settings))[f"+44770090000{number}"], strict=True))
        done = await visitor.send(typing, typing, **said)
        assert (done.status_code, done.headers["location"]) == (303, "/petitions/counted")
    assert (await shown_standing(here, reference)) == "waiting"
    own_deeds = (await desk.client.get(f"/escalation/v1/petitions/{reference}/moderation", headers=desk.headers)).json()
    assert own_deeds["deeds"] == []  # whoever took a signature does not decide about it
    assert (await check(here, reference, "return", faults=["names_individuals"])).status_code == 200
    assert "came back to be mended" in (await messages(here, settings))[NUMBER]
    words = {"title": "Bins for every block of flats", "text": "We ask the council for a full set of bins here."}
    await mended_in_two_tabs(visitor, own, f"/petitions/{reference}/organiser/mend", words)
    assert (await check(here, reference, "publish")).status_code == 200
    assert await page_is_rows(here, reference) == 3
    # A stranger who signs by e-mail in the organiser's name takes nothing of theirs.
    await confirmed(here, settings, reference, range(1, 2))
    assert (await visitor.send(look, look, **stub)).headers["location"] == own
    assert await page_is_rows(here, reference) == 3


async def shown_standing(here: World, reference: str) -> str:
    answer = await here.client.get(f"/escalation/v1/petitions/{reference}/moderation")
    standing: str = answer.json()["standing"]
    return standing


async def test_nobody_starts_a_petition_by_guesses_or_above_the_messages_of_a_day(
    here: World, settings: Settings
) -> None:
    await override(here, "telephone.area_a_day", "1")
    visitor = Visitor(here.client)
    answers = []
    for number in (1, 2):
        page = (await written(visitor)).replace("/you", "/telephone")
        answers.append(await visitor.send(page, page.partition("?")[0], **caller(number)))
    assert [one.status_code for one in answers] == [200, 200]
    assert len({len(one.text) for one in answers}) == 1
    sent = await codes(here, settings)
    assert sent.keys() == {NUMBER}
    request, code = sent[NUMBER]
    reference = await here.value("select petition from escalation_private.signature")
    for guess in range(5):
        assert (await prove(here, reference, request, f"{(int(code) + 1 + guess) % 10**6:06}")).status_code == 404
    assert (await prove(here, reference, request, code)).status_code == 404
    assert await here.value("select count(*) from escalation.moderation") == 0


async def started(here: World, settings: Settings) -> tuple[str, str]:
    """A petition that somebody started by telephone, public and handed in; and its organiser's own page."""
    visitor = Visitor(here.client)
    page = (await written(visitor)).replace("/you", "/telephone")
    asked = await visitor.send(page, page.partition("?")[0], **caller(1))
    reference = await here.value("select reference from escalation.petition_draft")
    _, code = (await codes(here, settings))[NUMBER]
    typing, look = f"/petitions/{reference}/code", f"/petitions/{reference}/number"
    done = await here.client.post(typing, data=form_of(asked.text, typing) | {"code": code}, headers=visitor.headers)
    found = re.findall(r'__value">([0-9A-Z]{4} [0-9A-Z]{4}|\d{6})</dd>', done.text)
    assert (await check(here, reference, "publish")).status_code == 200
    own = await visitor.send(look, look, **dict(zip(("number", "pin"), found, strict=True)))
    return reference, own.headers["location"]


async def test_whoever_started_by_telephone_hears_there_what_it_is_owed_and_what_was_written_down_as_theirs(
    here: World, settings: Settings
) -> None:
    await decided(here, SMALL | {"petition.debate_only_on_request": "true"})
    reference, own = await started(here, settings)
    visitor = Visitor(here.client)
    await confirmed(here, settings, reference, range(2, 5))
    offered = (await messages(here, settings))[NUMBER]
    asking = re.search(r"ask until (.+) for what it is owed\. See (\S+) with number (.{9}) and PIN (\d{6})", offered)
    assert asking is not None, offered
    look = asking[2].removeprefix(settings.public_address)
    back = await visitor.send(look, look, number=asking[3], pin=asking[4])
    assert back.headers["location"] == own
    ask = re.search(r'href="(/petitions/\S+/owed/debate/ask)\?token=([0-9a-f]+)"', await visitor.read(own))
    assert ask is not None
    assert asking[1] in await visitor.read(f"{ask[1]}?token={ask[2]}")
    assert (await visitor.send(f"{ask[1]}?token={ask[2]}", ask[1], token=ask[2])).status_code == 303

    await claimed(here, reference)
    await here.do("police", reference, "agree_remedy", reasons="They told us so at the counter")
    heard = (await messages(here, settings))[NUMBER]
    assert "somebody wrote down what you are said to want" in heard
    assert asking[3] in heard
    assert "at the counter" not in heard  # what was said is read on the page, not out loud
    assert "They told us so at the counter" in await visitor.read(own.replace("/organiser", "/organiser/case"))


async def test_a_desks_system_starts_supports_and_signs_for_people_without_e_mail_and_is_counted_as_one_desk(
    here: World, settings: Settings
) -> None:
    await override(here, "petition.sponsors", "2")
    await override(here, "telephone.desk_a_day", "3")
    key = await auth.create_key(here.admin, "council", [AREA], ["case_worker"], name="library-desk-3")
    door, told = "/escalation/v1/petitions", {}

    async def post(path: str, said: dict[str, Any], name: str = "", by: str = key) -> Response:
        headers = {"Idempotency-Key": name or str(new_id())} | ({"Authorization": f"Bearer {by}"} if by else {})
        return await here.client.post(f"{door}{path}", json=said, headers=headers)

    wish = {
        "area": AREA,
        "measure": MEASURE,
        "title": "Bins for every block of flats here",
        "text": "We ask the council to give every block a set of bins.",
    }
    ann = {name: words for name, words in caller(1).items() if name != "telephone"}
    begun = await post("/desk", wish | {"organiser": ann}, "one")
    assert (begun.status_code, "Your PIN" in begun.json()["letter"]["text"]) == (201, True), begun.text
    assert (await post("/desk", wish | {"organiser": ann}, "one")).json() == begun.json()
    told["POST /escalation/v1/petitions/desk"] = told_by(begun)
    assert (await post("/desk", wish | {"organiser": ann}, by="")).status_code == 401

    other = wish | {"title": "Mend the lamps beside the old canal", "text": "The lamps beside the canal are all out."}
    dialled = await post("/telephone", other | {"organiser": caller(2)}, "two")
    assert dialled.status_code == 202, dialled.text
    assert (await post("/telephone", other | {"organiser": caller(2)}, "two")).json() == dialled.json()
    told["POST /escalation/v1/petitions/telephone"] = told_by(dialled)
    reference = dialled.json()["petition"]
    request, code = (await codes(here, settings))["+447700900002"]
    assert request == dialled.json()["request"]
    proven = (await prove(here, reference, request, code)).json()
    slip = {"number": proven["number"], "pin": proven["pin"]}
    look = f"/petitions/{reference}/number"
    assert (await Visitor(here.client).send(look, look, **slip)).status_code == 303

    # Others support it: a desk of the area needs no link, anybody else does.
    path = f"/{reference}/sponsors/telephone"
    told[f"POST {door}{path}".replace(reference, "{reference}")] = told_by(helped := await post(path, caller(3)))
    assert (helped.status_code, (await post(path, caller(4), by="")).status_code) == (202, 404)
    said = dict(zip(("request", "code"), (await codes(here, settings))["+447700900003"], strict=True))
    assert not (await prove(here, reference, said["request"], said["code"])).json()["is_public"]
    at_desk = await post(f"/{reference}/signatures/desk", ann)
    assert (at_desk.status_code, await shown_standing(here, reference)) == (201, "waiting")
    assert (await post(path, caller(4))).json()["rule"] == "needs_no_supporters"
    # Whoever keyed any of them decides nothing about it, and one desk's messages of a day have an end.
    mine = (await here.client.get(f"{door}/{reference}/moderation", headers={"Authorization": f"Bearer {key}"})).json()
    assert (mine["deeds"], mine["started_at_desk_of"]) == ([], "council")
    assert (await check(here, reference, "publish")).status_code == 200
    signed = f"/{reference}/signatures/telephone"
    assert [(await post(signed, caller(number))).status_code for number in (5, 6)] == [202, 409]
    assert (await post(signed, caller(6), by="")).status_code == 202
    kept = "select distinct taken_by, body, role from escalation_private.assistance where petition = $1"
    (keyed,) = [tuple(one) for one in await here.admin.fetch(kept, reference)]
    assert keyed == (f"key/{auth.key_id(key)}", "council", "case_worker")
    assert_recorded(EXAMPLES, told)
