"""People without e-mail see what is held of them and have it erased: by a code to their telephone, by the number and
PIN of a letter from a desk, or by letter.
"""

import re
from pathlib import Path

import pytest
from httpx import Response

from shared.settings import Settings
from tests.integration.escalation.cases import AREA, World, lead
from tests.integration.escalation.data_requests import by
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import FORM, lower_threshold, opened, override
from tests.integration.escalation.telephone import NUMBER, caller, codes, messages, page_is_rows, prove, sign
from tests.integration.escalation.test_assistance import take
from tests.integration.escalation.test_paper import compare, enter, line
from tests.integration.escalation.verified import verify
from tests.integration.visitor import Visitor, form_of

STARTED = "organiser-1@example.org"  # the address of whoever started the first petition


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail", "even_answer": 0})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, 4)
    return here


async def ask(here: World, wants: str, number: str) -> Response:
    page = "/privacy/request/telephone"
    return await Visitor(here.client).send(page, page, area=AREA, wants=wants, telephone=number)


async def codes_alone(here: World, settings: Settings) -> dict[str, str]:
    """The last code to each number, whatever it is for."""
    return {number: re.findall(r" is (\d{6})\.", text)[0] for number, text in (await messages(here, settings)).items()}


async def typed(here: World, asked: Response, code: str) -> Response:
    page = "/privacy/request/code"
    return await here.client.post(page, data=form_of(asked.text, page) | {"code": code}, headers=FORM)


async def pressed(here: World, came: Response) -> str:
    """The page that a link leads to, when its button was pressed."""
    assert came.status_code == 303, came.text
    at = came.headers["location"]
    await Visitor(here.client).send(at, at.partition("?")[0])
    return (await here.client.get(at)).text


async def test_a_code_to_the_telephone_leads_to_what_is_held_and_erases_it(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    await sign(here, reference, caller(1))
    assert (await prove(here, reference, *(await codes(here, settings))[NUMBER])).is_success
    assert await page_is_rows(here, reference) == 2
    assert "/privacy/request/telephone" in (await here.client.get("/privacy/request")).text
    known, unknown = await ask(here, "access", NUMBER), await ask(here, "access", "07700 900009")
    told = [re.sub(r"[0-9a-f-]{36}", "", one.text) for one in (known, unknown)]
    assert (known.status_code, told[0]) == (200, told[1])
    code = (await codes_alone(here, settings))[NUMBER]
    wrong = await typed(here, known, f"{(int(code) + 1) % 10**6:06}")
    assert (wrong.status_code, "copied it rightly" in wrong.text) == (404, True)
    shown = await pressed(here, await typed(here, known, code))
    assert (f"Telephone: {NUMBER}" in shown, "Name: Resident 1" in shown, "E-mail" in shown) == (True, True, False)
    nothing = await typed(here, unknown, (await codes_alone(here, settings))["+447700900009"])
    assert "hold nothing" in await pressed(here, nothing)
    again = await ask(here, "erasure", NUMBER)
    assert "It is erased" in await pressed(here, await typed(here, again, (await codes_alone(here, settings))[NUMBER]))
    assert await page_is_rows(here, reference) == 1
    late = await ask(here, "access", NUMBER)
    code = (await codes_alone(here, settings))[NUMBER]
    here.clock.advance(minutes=61)
    assert (await typed(here, late, code)).status_code == 404
    refused = await ask(here, "access", "+33612345678")
    assert (refused.status_code, "numbers that begin so" in refused.text) == (422, True)
    assert [one for found in await verify(here.database) for one in found.differences] == []


async def test_a_number_and_pin_lead_to_what_is_held_and_erase_it(here: World, settings: Settings) -> None:
    reference = await opened(here, settings)
    stub = (await take(here, reference, 1)).json()
    page, visitor = "/privacy/request/number", Visitor(here.client)
    said = {"petition": reference.lower(), "number": stub["number"], "pin": stub["pin"]}
    wrong = await visitor.send(page, page, wants="access", **(said | {"pin": "000000"}))
    assert (wrong.status_code, "No signature stands" in wrong.text) == (404, True)
    shown = await pressed(here, await visitor.send(page, page, wants="access", **said))
    assert ("Name: Resident 1" in shown, "E-mail" in shown) == (True, False)
    assert "It is erased" in await pressed(here, await visitor.send(page, page, wants="erasure", **said))
    assert await page_is_rows(here, reference) == 1
    assert (await visitor.send(page, page, wants="access", **said)).status_code == 404
    assert [one for found in await verify(here.database) for one in found.differences] == []


async def test_a_letter_finds_what_was_signed_without_e_mail_by_name_and_postcode_and_shows_it_to_a_second_person(
    here: World, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    reference = await opened(here, settings)
    await take(here, reference, 1)
    batch = (await enter(here, reference, lines=[line(2)])).json()
    assert (await compare(here, batch)).is_success
    assert await page_is_rows(here, reference) == 3
    letter = {"area": AREA, "wants": "access", "received_on": "2026-03-02", "postcode": "m320th"}
    await override(here, "retention.views_an_hour", "1")
    for number, way in ((1, "desk"), (2, "paper")):
        named = letter | {"petition": reference, "name": f"RESIDENT {number}"}
        one = (await by(here, "case_worker", "/letters", **named)).json()
        purpose = {"purpose": "answer_access_request"}
        alone = await by(here, "case_worker", f"/{one['request']}/answer", **purpose)
        assert (alone.status_code, alone.json()["rule"]) == (403, "same_person")
        told = await by(here, "monitoring_officer", f"/{one['request']}/answer", **purpose)
        assert [(each["name"], each["came_by"]) for each in told.json()["held"]] == [(f"Resident {number}", way)]
    assert await here.value("select count(*) from identity.access_log where action = 'read'") == 2
    assert await here.value("select count(distinct purpose) from escalation_private.reading") == 1
    assert '"event": "personal.read_often"' in capfd.readouterr().err
    neither = await by(here, "case_worker", "/letters", **letter)
    assert (neither.status_code, neither.json()["errors"][0]["code"]) == (422, "one-way-only")
    desk, page = await signed_in(here, "case_worker"), "/desk/data-requests"
    shown = await desk.send(page, f"{page}/letters", area=AREA, wants="access", received_on="2026-03-02")
    assert (shown.status_code, "Give the e-mail address; or" in shown.text) == (422, True)
    erase = {"wants": "erasure", "petition": reference, "name": "Resident 2", "postcode": "M32 0TH"}
    sent = await desk.send(page, f"{page}/letters", area=AREA, received_on="2026-03-02", **erase)
    assert sent.status_code == 303, sent.text
    one = await here.value("select request from escalation.data_request where is_open")
    assert (await by(here, "monitoring_officer", f"/{one}/answer")).json()["outcome"] == "erased"
    assert await page_is_rows(here, reference) == 2


async def test_nobody_erases_or_is_shown_alone_by_a_letter_and_nobody_in_the_cause_of_their_own_body(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings)
    await take(here, reference, 1)
    letter = {"area": AREA, "wants": "erasure", "received_on": "2026-03-02"}
    paper = {"petition": reference, "name": "Resident 1", "postcode": "M32 0TH"}
    letters = (
        letter | paper,
        letter | {"email": STARTED},  # who started it
        letter | paper | {"wants": "access"},
    )
    ids = [(await by(here, "case_worker", "/letters", **one)).json()["request"] for one in letters]
    await here.tell(lead("E08000009", "council", here.clock.now().date()))
    for who, rule in (("case_worker", "same_person"), ("monitoring_officer", "own_cause")):
        for one in ids:
            alone = await by(here, who, f"/{one}/answer", purpose="answer_access_request")
            assert (alone.status_code, alone.json()["rule"]) == (403, rule), alone.text
    assert await page_is_rows(here, reference) == 2
    fire, page = await signed_in(here, "fire"), "/desk/data-requests"
    assert "Whoever wrote it down here cannot erase it" in await fire.read(page)
    shown = await fire.send(page, f"{page}/{ids[2]}/answer")
    assert (shown.status_code, "Name: Resident 1" in shown.text) == (200, True)
    assert (await fire.send(page, f"{page}/{ids[0]}/answer")).status_code == 303
    assert await page_is_rows(here, reference) == 1
    access = {"area": AREA, "wants": "access", "email": STARTED, "received_on": "2026-03-02"}
    seen = (await by(here, "case_worker", "/letters", **access)).json()["request"]
    refused = await by(here, "fire", f"/{seen}/answer", purpose="answer_access_request")
    assert (refused.status_code, "held" in refused.json()) == (403, False)
