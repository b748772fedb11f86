"""What pages tell of a missed target that was asked about, and the form in which the body that was asked answers."""

import re
from datetime import UTC, datetime

import pytest

from services.indicators.worker import DEADLINES
from shared import auth, deadlines
from shared.auth import Grant
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import COLLEGE, COUNCIL, NEET, TRAFFORD, WASTE, World, row, target
from tests.integration.visitor import ADDRESS, Visitor, form_of

PASSWORD = "a long enough sentence"
PAGE = f"/measures/{TRAFFORD}/{WASTE}"
FILLED = {
    "cause": 'Crews were <b>few</b> & "far" between.',
    "confidence": "sure",
    "other_causes": "Wet weather\r\nA strike",
    "measures_affected": NEET,
    "bodies_affected": COUNCIL,
    "actions": "Two more crews",
    "actions_confidence": "not_sure",
    "improved_on": "2026-10-01",
    "owner": "Head of waste",
    "contingency": "A neighbour lends crews.",
}


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(target("60"))
    assert (await here.post(row("57.5"))).status_code == 201
    return here


async def signed_in(here: World, body: str, role: str = "partner", area: str = TRAFFORD) -> Visitor:
    name = f"{body}-{role}"
    grants = [Grant(area, role)]
    await auth.create_account(here.admin, name, PASSWORD, body=body, grants=grants, full_name="A post")
    session = await auth.sign_in(here.database, name, PASSWORD)
    assert session is not None
    return Visitor(here.client, session)


async def form_path(here: World) -> str:
    (asked,) = (await here.client.get("/indicators/v1/explanations")).json()["explanations"]
    return f"{PAGE}/explanations/{asked['explanation']}"


async def shown(here: World, path: str = PAGE) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", (await here.client.get(path)).text))


async def test_the_measure_shows_who_was_asked_and_by_when(here: World) -> None:
    page = await shown(here)
    assert "The illustrative target was 60%." in page.partition("Why the target was missed")[2]
    assert "Trafford Council has been asked why; answer due by 16 March 2026." in page
    assert "Trafford Council is asked to say why the target for 2024/25 was missed." in page
    assert "'no answer' is published here" in page.replace("&#39;", "'")
    assert "10 working days after 2 March 2026" in page
    assert "must" not in page.partition("Why the target was missed")[2].partition("Who answers for it")[0].lower()


async def test_the_partner_answers_in_the_browser_and_its_words_are_shown_and_never_run(here: World) -> None:
    path = await form_path(here)
    partner = await signed_in(here, COUNCIL)
    taken = await partner.send(path, path, **FILLED)
    assert (taken.status_code, taken.headers["location"]) == (303, f"{PAGE}#h-why")
    page = await shown(here)
    assert "Trafford Council answered on 2 March 2026. Its own words:" in page
    assert "Wet weather; A strike" in page
    assert "Fairly sure" not in page
    assert "1 October 2026" in page
    raw = (await here.client.get(PAGE)).text
    assert "Crews were &lt;b&gt;few&lt;/b&gt; &amp;" in raw
    assert f'href="/measures/{TRAFFORD}/{NEET}"' in raw
    again = await partner.read(path)
    assert "<form" not in again.partition("<main")[2]


async def test_an_answer_that_lacks_something_comes_back_with_what_was_typed(here: World) -> None:
    path = await form_path(here)
    partner = await signed_in(here, COUNCIL)
    incomplete = {**FILLED, "other_causes": "", "improved_on": "2026-02-01"}
    del incomplete["confidence"]
    refused = await partner.send(path, path, **incomplete)
    assert refused.status_code == 422
    assert "<title>Error: " in refused.text
    assert all(f'href="#{name}"' in refused.text for name in ("confidence", "other_causes"))
    kept = form_of(refused.text, path)
    assert (kept["owner"], kept["improved_on"]) == ("Head of waste", "2026-02-01")
    early = await partner.send(path, path, **(FILLED | {"improved_on": "2026-03-02"}))
    assert (early.status_code, ": this must be a day to come." in early.text) == (422, True)
    assert "explanation.given" not in await here.told(f"explanation/{path.rpartition('/')[2]}")


async def test_that_there_was_no_other_cause_is_said_by_ticking_it(here: World) -> None:
    path = await form_path(here)
    partner = await signed_in(here, COUNCIL)
    taken = await partner.send(path, path, **(FILLED | {"other_causes": "", "other_causes_none": "yes"}))
    assert taken.status_code == 303
    assert "None, it says" in await shown(here)


async def test_the_form_is_for_the_body_that_was_asked_alone(here: World) -> None:
    path = await form_path(here)
    nobody = await here.client.get(path)
    assert (nobody.status_code, nobody.headers["location"][:21]) == (303, "/account/sign-in?next")
    for visitor in (await signed_in(here, COLLEGE), await signed_in(here, COUNCIL, role="case_worker")):
        await visitor.read(path, status=403)
    elsewhere = await signed_in(here, COUNCIL, area="E08000002")
    await elsewhere.read(path, status=403)


async def test_the_form_stands_under_its_own_measure_only(here: World) -> None:
    path = await form_path(here)
    partner = await signed_in(here, COUNCIL)
    answer = await here.client.get(path.replace(WASTE, NEET), headers={"Cookie": f"folkmoot={partner.session}"})
    assert answer.status_code == 404


async def test_a_forged_form_is_refused_and_an_old_one_says_so(here: World) -> None:
    path = await form_path(here)
    partner = await signed_in(here, COUNCIL)
    form = form_of(await partner.read(path), path) | FILLED
    cookie = {"Cookie": f"folkmoot={partner.session}"}
    foreign = await here.client.post(path, data=form, headers=cookie | {"Origin": "https://elsewhere.example"})
    tokenless = await here.client.post(path, data=form | {"csrf_token": ""}, headers=cookie | {"Origin": ADDRESS})
    assert (foreign.status_code, tokenless.status_code) == (403, 403)
    stale = await here.client.post(path, data=form | {"version": "9"}, headers=partner.headers)
    assert stale.status_code == 412
    assert "has changed since you looked" in stale.text
    assert (await here.client.post(path, data=form, headers=partner.headers)).status_code == 303
    assert (await here.client.post(path, data=form | {"version": "2"}, headers=partner.headers)).status_code == 409


async def test_silence_is_shown_as_what_it_is_and_a_late_answer_as_late(here: World, clock: SetClock) -> None:
    clock.set(datetime(2026, 3, 17, 9, tzinfo=UTC))
    assert "its day, 16 March 2026, is over" in await shown(here)
    await deadlines.sweep(here.database, DEADLINES, clock.now())
    page = await shown(here)
    assert "No answer came by 16 March 2026. Trafford Council had been asked why on 2 March 2026." in page
    path = await form_path(here)
    assert (await (await signed_in(here, COUNCIL)).send(path, path, **FILLED)).status_code == 303
    assert "answered on 17 March 2026, after its day, 16 March 2026." in await shown(here)


async def test_a_request_that_ended_says_why(here: World) -> None:
    await here.post(row("61"))
    assert "That ended on 2 March 2026: the measure no longer misses its target." in await shown(here)
