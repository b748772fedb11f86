"""Starting and supporting petitions without e-mail, by telephone or at a desk: each person once, each draft once."""

import asyncio
import re
from typing import Any

from httpx import Response

from services.escalation.main import EXAMPLES
from shared import auth
from shared.events import new_id
from shared.settings import Settings
from tests.integration.escalation.cases import AREA, MEASURE, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import check, confirmed, override
from tests.integration.escalation.telephone import (
    NUMBER,
    caller,
    codes,
    here,
    messages,
    page_is_rows,
    prove,
    settings,
)
from tests.integration.escalation.test_obligation import SMALL, decided
from tests.integration.escalation.test_organiser import claimed
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor, form_of

__all__ = ["here", "settings"]


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
