"""Signing at a desk, for people without e-mail: it counts at once, each person once, a letter with a number and a PIN
leads to it, and what one person of the staff takes beyond the policy's number is held for somebody else.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from httpx import Response

from services.escalation.domain.signature.assistance import as_typed, stub_of
from services.escalation.main import EXAMPLES
from services.escalation.worker import DEADLINES, errands
from shared import auth, deadlines
from shared.errands import carry_some
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, MEASURE, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import (
    FORM,
    check,
    confirmed,
    lower_threshold,
    opened,
    override,
    person,
    shown,
    told,
)
from tests.integration.examples import assert_recorded, told_by
from tests.integration.visitor import Visitor


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail", "trusted_proxies": 1})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, 4)
    return here


async def take(here: World, reference: str, number: int, *, key: str = "", **said: str) -> Response:
    who = {name: words for name, words in (person(number) | said).items() if name != "email"}
    headers = {"Authorization": f"Bearer {await here.key('case_worker')}", "Idempotency-Key": key or str(new_id())}
    return await here.client.post(f"/escalation/v1/petitions/{reference}/signatures/desk", json=who, headers=headers)


async def looked(here: World, reference: str, stub: dict[str, Any]) -> str:
    sent = {"number": stub["number"].lower(), "pin": stub["pin"]}
    answer = await here.client.post(f"/petitions/{reference}/number", data=sent, headers=FORM)
    assert answer.status_code == 200
    return answer.text


async def page_is_rows(here: World, reference: str) -> int:
    number = (await shown(here, reference))["signatures"]
    assert number == await here.value(
        "select count(*) from escalation_private.signature where petition = $1 and counts", reference
    )
    return int(number)


async def test_who_signs_at_a_desk_counts_at_once_and_once_and_finds_it_by_number_and_pin(
    here: World, settings: Settings, clock: SetClock
) -> None:
    reference = await opened(here, settings)
    key = str(new_id())
    first = await take(here, reference, 1, key=key)
    assert (first.status_code, await page_is_rows(here, reference)) == (201, 2), first.text
    assert (await take(here, reference, 1, key=key)).json() == first.json()
    assert_recorded(EXAMPLES, {"POST /escalation/v1/petitions/{reference}/signatures/desk": told_by(first)})
    assert (await take(here, reference, 2, key=key)).status_code == 422
    # The same person, spelled in another way, gets another letter and nobody is told of the first.
    again = await take(here, reference, 1, name="RESIDENT  1", postcode="m320th")
    assert (again.status_code, again.json().keys()) == (201, first.json().keys())
    assert await page_is_rows(here, reference) == 2
    for stub in (first.json(), again.json()):  # neither letter tells who had signed before
        assert "Your signature counts." in await looked(here, reference, stub)
    for stub in (first.json() | {"pin": "000000"}, {"number": "0" * 8, "pin": "0"}):
        assert "No signature of its own" in await looked(here, reference, stub)
    assert first.json()["pin"] not in str(await here.admin.fetch("select body from escalation.idempotency"))

    # By e-mail one is better proved: then that counts, and the number on the page does not move.
    await confirmed(here, settings, reference, range(1, 2))
    assert await page_is_rows(here, reference) == 2
    assert "Your signature counts." in await looked(here, reference, first.json())
    after = (await take(here, reference, 1)).json()
    assert "Your signature counts." in await looked(here, reference, after)
    assert await page_is_rows(here, reference) == 2

    for number in (3, 4):
        await take(here, reference, number)
    assert [name for name in await told(here, reference) if name in {"threshold_reached", "submitted"}] == [
        "threshold_reached",
        "submitted",
    ]
    assert "2 by e-mail, 2 at a desk." in (await here.client.get(f"/petitions/{reference}")).text
    clock.advance(days=1)
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    assert "signatures_assisted" in await told(here, reference)
    assert "the signatures of 2 people without e-mail" in (await here.client.get(f"/petitions/{reference}")).text
    clock.advance(days=400)
    assert (await take(here, reference, 9)).status_code == 409


async def test_a_network_that_tries_one_number_too_often_is_told_so_and_its_owner_goes_on_elsewhere(
    here: World, settings: Settings
) -> None:
    await override(here, "petition.number_tries_a_day", "3")
    reference = await opened(here, settings)
    stub = (await take(here, reference, 1)).json()

    async def tried(network: str, pin: str) -> tuple[int, bool]:
        sent = {"number": stub["number"], "pin": pin}
        headers = FORM | {"X-Forwarded-For": network}
        answer = await here.client.post(f"/petitions/{reference}/number", data=sent, headers=headers)
        return answer.status_code, "Your signature counts." in answer.text

    assert [await tried("8.8.4.4", "000000") for _ in range(4)] == [(200, False)] * 3 + [(429, False)]
    assert await tried("8.8.4.4", stub["pin"]) == (429, False)
    asked = {"petition": reference, "number": stub["number"], "pin": stub["pin"], "wants": "access"}
    data = await here.client.post("/privacy/request/number", data=asked, headers=FORM | {"X-Forwarded-For": "8.8.4.4"})
    assert data.status_code == 429
    # Where a network tells nothing of who asks there, such as in a library, it is not tried without end either.
    assert [(await tried("10.0.0.7", "000000"))[0] for _ in range(16)] == [200] * 15 + [429]
    assert await tried("9.9.9.9", stub["pin"]) == (200, True)


async def test_what_one_person_takes_beyond_the_number_is_held_and_somebody_else_decides(
    here: World, settings: Settings
) -> None:
    await override(here, "assistance.each_day", "1")
    reference = await opened(here, settings)
    stubs = [(await take(here, reference, number)).json() for number in (1, 2, 3)]
    assert await page_is_rows(here, reference) == 2
    assert "does not count yet" in await looked(here, reference, stubs[1])
    deed = {
        "deed": "release",
        "conditions": {"held_for": "one_desk"},
        "expected": 2,
        "code": "people_after_all",
        "reasons": "They were all seen at the desk of the library.",
    }
    other = await auth.create_key(here.admin, "council", [AREA], ["case_worker"], name="another-worker")
    path, answers = f"/escalation/v1/petitions/{reference}/signatures/invalidations", []
    for key in (await here.key("case_worker"), other):
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": str(new_id())}
        answers.append(await here.client.post(path, json=deed, headers=headers))
    assert [one.status_code for one in answers] == [403, 200], [one.text for one in answers]
    assert await page_is_rows(here, reference) == 4
    assert "Your signature counts." in await looked(here, reference, stubs[2])


async def test_the_desk_page_asks_and_prints_the_letter_and_names_what_is_wrong(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    desk = await signed_in(here, "case_worker")
    path = f"/petitions/{reference}/desk"
    assert path in await desk.read(f"/petitions/{reference}/paper/batches")
    page = await desk.read(path)
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once is not None
    refused = await desk.send(path, path, name="=1+1", postcode="M32 0TH", relation="live", once=once[1])
    assert refused.status_code == 422
    said = {"name": "Ann Old", "postcode": "M32 0TH", "relation": "live", "once": once[1]}
    letter, again = [await desk.send(path, path, **said) for _ in range(2)]
    assert (letter.status_code, "no-store" in letter.headers["cache-control"]) == (200, True)
    assert await page_is_rows(here, reference) == 2
    number = re.search(r"Your number: (\w{4} \w{4})", letter.text)
    pin = re.search(r"Your PIN: (\d{6})", letter.text)
    assert number is not None
    assert pin is not None
    assert pin[0] in again.text
    assert "Ann Old" not in letter.text
    assert "Your signature counts." in await looked(here, reference, {"number": number[1], "pin": pin[1]})
    assert (await here.client.get(path)).status_code in {303, 401}


async def test_a_petition_is_started_at_a_desk_and_its_organiser_comes_back_by_number_and_pin(
    here: World, settings: Settings
) -> None:
    desk, place = await signed_in(here, "case_worker"), f"/petitions/start?area={AREA}"
    title = "Bins for every block of flats here"
    asked = {"title": title, "text": "We ask the council to give every block a set of bins."}
    for said in (
        {"what": "In our block the bins are full for weeks."},
        {"whom": "others"},
        {"measure": MEASURE},
        asked,
    ):
        sent = await desk.send(place, place.partition("?")[0], **said)
        assert sent.status_code == 303, sent.text
        place = sent.headers["location"]
    page = "/petitions/start/desk"
    assert f"{page}?draft=" in await desk.read(place)
    assert f"{page}?draft=" not in (await here.client.get(place)).text
    path = place.replace("/you", "/desk")
    assert title in await desk.read(path)
    once = re.search(r'name="once" value="([^"]+)"', await desk.read(path))
    assert once is not None
    said = {"name": "Resident 1", "postcode": "M32 0TH", "relation": "live", "once": once[1]}
    refused = await desk.send(path, page, **(said | {"name": "=1+1"}))
    assert refused.status_code == 422
    letter = await desk.send(path, page, **said)
    again = await here.client.post(page, data=form_sent(letter), headers=desk.headers)
    assert (letter.status_code, again.status_code, again.text) == (200, 200, letter.text), again.text
    assert (await desk.client.get(path, headers=desk.headers)).status_code == 404
    assert await here.value("select count(*) from escalation.moderation") == 1
    reference = await here.value("select reference from escalation.petition_draft")
    found = {name: re.search(rf"Your {name}: ([\w ]+)<", letter.text) for name in ("number", "PIN")}
    stub = {name.lower(): match[1] for name, match in found.items() if match}
    assert stub["pin"] not in str(await here.admin.fetch("select body from escalation.idempotency"))

    look = f"/petitions/{reference}/number"
    for wrong in (stub | {"pin": "000000"}, stub | {"number": "0" * 8}):
        assert "No signature of its own" in (await here.client.post(look, data=wrong, headers=FORM)).text
    nowhere = await here.client.get("/petitions/TRA-2026-9999/number")
    assert (await here.client.get(look)).text.replace(reference, "") == nowhere.text.replace("TRA-2026-9999", "")
    come = await here.client.post(look, data=stub, headers=FORM)
    assert come.status_code == 303
    own, back = Visitor(here.client), come.headers["location"]
    assert "It is being checked" in await own.read(back)
    assert (await check(here, reference, "return", faults=["names_individuals"])).status_code == 200
    mended = await own.send(back, f"/petitions/{reference}/organiser/mend", **asked)
    assert mended.status_code == 303, mended.text
    assert (await check(here, reference, "publish")).status_code == 200
    assert await page_is_rows(here, reference) == 1
    assert "everybody can read and sign it" in await own.read(back)
    # A stranger who signs in the organiser's name takes nothing of theirs: they come back as before.
    await confirmed(here, settings, reference, range(1, 2))
    back_again = await here.client.post(look, data=stub, headers=FORM)
    assert (back_again.status_code, back_again.headers["location"]) == (303, back)
    assert await page_is_rows(here, reference) == 1
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert await here.value("select count(*) from escalation.errand where dead_reason is not null or attempts > 0") == 0
    here.clock.advance(days=400)
    late = await own.read(back)
    assert (title in late, "everybody can read it. Signing has closed." in late) == (True, True)


async def test_who_starts_at_a_desk_does_not_decide_nor_goes_on_all_day_and_without_its_organiser_it_ends(
    here: World,
) -> None:
    await override(here, "assistance.starts_each_day", "1")
    desk, sent = await signed_in(here, "case_worker"), []
    for title in ("Bins for every block of flats here", "Mend the lamps beside the old canal"):
        place = f"/petitions/start?area={AREA}"
        for said in (
            {"what": "In our block this has been so for weeks."},
            {"whom": "others"},
            {"measure": MEASURE},
            {"title": title, "text": f"We ask the council for this: {title}."},
        ):
            place = (await desk.send(place, place.partition("?")[0], **said)).headers["location"]
        path = place.replace("/you", "/desk")
        who = {"name": "Ann Old", "postcode": "M32 0TH", "relation": "live"}
        sent.append(await desk.send(path, "/petitions/start/desk", **who))
    assert [one.status_code for one in sent] == [200, 409]
    assert "You took 1 petitions here today" in sent[1].text
    reference = await here.value("select reference from escalation.petition_draft")
    door = f"/escalation/v1/petitions/{reference}/moderation"
    own = (await desk.client.get(door, headers=desk.headers)).json()
    assert (own["deeds"], own["started_at_desk_of"]) == ([], "council")
    assert "Started at the desk of <strong>Council</strong>" in await desk.read(f"/desk/petitions/{reference}")

    found = {name: re.search(rf"Your {name}: ([\w ]+)<", sent[0].text) for name in ("number", "PIN")}
    slip = {name.lower(): match[1] for name, match in found.items() if match}
    page = "/privacy/request/number"
    asked = await Visitor(here.client).send(page, page, wants="erasure", petition=reference, **slip)
    at = asked.headers["location"]
    await Visitor(here.client).send(at, at.partition("?")[0])
    assert (await here.client.get(door)).json()["standing"] == "closed"
    assert await here.value("select count(*) from escalation.petition_draft") == 0


def form_sent(answer: Response) -> dict[str, str]:
    """What was sent with the form of an answer."""
    return dict(parse_qsl(answer.request.content.decode(), keep_blank_values=True))


def test_a_number_is_read_as_people_write_it_down() -> None:
    stub = stub_of(bytes(range(32)))
    assert as_typed(stub.number.lower().replace(" ", "-").replace("0", "o").replace("1", "l"), f" {stub.pin} ") == stub
