"""Councillors and their wards: letters about what happens there, everything of the ward in one list, and standing."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from services.escalation.handlers.person import retention
from services.escalation.main import EXAMPLES
from services.escalation.worker import errands
from shared import auth
from shared.errands import carry_some
from shared.events.indicators import MeasureFellBelowTarget, MeasureRecovered
from shared.events.publication import CouncillorRegistered
from shared.post.mail import Letter, read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.case_steps import judged, plan, row_equals_stream
from tests.integration.escalation.cases import AREA, MEASURE, SIGNED, World
from tests.integration.escalation.petitions import FORM, confirmed, lower_threshold, opened, person, wish
from tests.integration.escalation.test_trigger import bring
from tests.integration.escalation.test_writing import WHAT, WORDS, Writer
from tests.integration.examples import assert_recorded, trimmed
from tests.integration.visitor import Visitor
from tests.markup import elements

NEEDED = 3
V1 = "/escalation/v1/councillors"
CALL = "/desk/raise/councillor_call"
CASTLE, OTHER = "castle-1@example.org", "castle-2@example.org"
WHY = "The list that democratic services keep."


def post(code: str, ward: str = "castle", *, until_on: date | None = None, council: str = "council") -> Any:
    return CouncillorRegistered(
        area=AREA,
        councillor=code,
        name=f"Councillor for {ward.title()} Ward, {code}",
        council=council,
        ward=ward,
        ward_name=f"{ward.title()} Ward",
        since_on=SIGNED,
        until_on=until_on,
    )


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    await here.tell(post("castle-1"), post("castle-2"), post("mill-1", "mill"), post("past-1", until_on=SIGNED))
    return here


async def member(here: World, name: str, body: str = "council") -> dict[str, str]:
    if name not in here.keys:
        here.keys[name] = await auth.create_key(here.admin, body, [AREA], ["councillor"], name=name)
    return {"Authorization": f"Bearer {here.keys[name]}"}


async def address(here: World, code: str, email: str | None, who: str = "case_worker", **said: str) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(who)}"}
    sent = {"email": email, "reasons": WHY} | said
    return await here.client.put(f"{V1}/{AREA}/{code}/address", json=sent, headers=headers)


async def mail(here: World, settings: Settings, to: str) -> list[Letter]:
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert settings.mail_folder is not None
    return [letter for letter in reversed(read_folder(settings.mail_folder)) if letter.to == to]


async def come_in(here: World, settings: Settings, code: str, email: str, name: str) -> dict[str, str]:
    """Whoever holds the post uses the link of its first letter."""
    assert (await address(here, code, email)).status_code == 200
    link = re.search(r"/desk/ward/join\?token=([0-9a-f]{64})", (await mail(here, settings, email))[-1].text)
    assert link
    headers = await member(here, name)
    assert "Is this your post?" in (await here.client.get(link[0], headers=headers)).text
    joined = await here.client.post("/desk/ward/join", data={"token": link[1]}, headers={**headers, **FORM})
    assert joined.headers["location"] == "/desk/ward"
    again = await here.client.post("/desk/ward/join", data={"token": link[1]}, headers={**headers, **FORM})
    assert again.status_code == 404
    return headers


async def test_the_councillors_of_a_ward_hear_of_it_by_letter_and_see_all_of_it(
    here: World, settings: Settings, clock: SetClock
) -> None:
    castle = await come_in(here, settings, "castle-1", CASTLE, "castle member")
    mill = await come_in(here, settings, "mill-1", "mill@example.org", "mill member")
    refused = await here.client.post("/escalation/v1/petitions", json=wish(ward="nowhere"))
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "ward-not-known")
    reference = await opened(here, settings, ward="castle")
    await opened(here, settings, title="About no ward at all, this one")
    before = len(await mail(here, settings, CASTLE))

    await here.sweep_at(clock.now() + timedelta(days=1))
    letters = await mail(here, settings, CASTLE)
    assert len(letters) == before + 1
    assert "Bins for every block of flats" in letters[-1].subject
    await confirmed(here, settings, reference, range(1, NEEDED))  # the mark is reached, and it goes to the council
    await here.sweep_at(clock.now() + timedelta(days=1))
    letters = await mail(here, settings, CASTLE)
    assert len(letters) == before + 2
    assert letters[-1].text.count("\n  - ") >= 3
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
    await here.sweep_at(clock.now() + timedelta(days=1))
    assert len(letters := await mail(here, settings, CASTLE)) == before + 3
    assert "let the case in" in letters[-1].text
    assert len(await mail(here, settings, "mill@example.org")) == 1  # of another ward: the first letter alone

    own = (await here.client.get(f"{V1}/mine", headers=castle)).json()
    assert [(one["petition"], one["ward"]) for one in own["petitions"]] == [(reference, "castle")]
    assert [one["case"] for one in own["cases"]] == [reference]
    page = (await here.client.get("/desk/ward", headers=castle)).text
    assert "Castle Ward" in page
    assert "Bins for every block of flats" in page
    assert (await here.client.get(f"{V1}/mine", headers=mill)).json()["petitions"] == []
    assert (await here.client.get("/desk", headers=castle)).headers["location"] == "/desk/ward"
    nobody = (await here.client.get(f"{V1}/mine", headers=await member(here, "without a post"))).json()
    assert (nobody["posts"], nobody["petitions"]) == ([], [])
    assert "It is about Castle Ward" in (await here.client.get(f"/petitions/{reference}")).text

    assert (await address(here, "castle-1", None)).json()["gets_letters"] is False
    await here.do("case_worker", reference, "serve_duty")
    await here.sweep_at(clock.now() + timedelta(days=1))
    assert len(await mail(here, settings, CASTLE)) == before + 3
    assert (await here.client.get(f"{V1}/mine", headers=castle)).json()["posts"] == []
    told = await here.admin.fetch(
        "select data::text from escalation.ledger union all select key from escalation.errand"
    )
    assert not [row[0] for row in told if CASTLE in row[0]]


async def test_only_the_posts_council_says_where_letters_go_and_each_telling_is_on_the_record(
    here: World, settings: Settings
) -> None:
    told = await address(here, "castle-1", CASTLE)
    assert (told.status_code, told.json()["version"]) == (200, 1)
    assert (await address(here, "castle-1", CASTLE)).json()["version"] == 1  # the same again changes nothing
    first = (await mail(here, settings, CASTLE))[0]
    assert (await address(here, "castle-1", OTHER)).json()["version"] == 2
    stale = re.search(r"/desk/ward/join\?token=[0-9a-f]{64}", first.text)
    assert stale
    assert (await here.client.get(stale[0], headers=await member(here, "m"))).status_code == 404
    live = re.search(r"token=([0-9a-f]{64})", (await mail(here, settings, OTHER))[0].text)
    assert live
    stranger = {**await member(here, "of the fire service", "fire"), **FORM}
    assert (await here.client.post("/desk/ward/join", data={"token": live[1]}, headers=stranger)).status_code == 403

    here.keys["elsewhere"] = await auth.create_key(here.admin, "fire", [AREA], ["case_worker"], name="elsewhere")
    cases = (
        ("castle-1", CASTLE, "elsewhere", WHY, 403),
        ("nobody", CASTLE, "case_worker", WHY, 404),
        ("past-1", CASTLE, "case_worker", WHY, 409),
        ("castle-1", "not an address", "case_worker", WHY, 422),
        ("castle-1", CASTLE, "case_worker", "...", 422),
        ("castle-1", CASTLE, "waste", WHY, 403),
    )
    for code, email, who, why, status in cases:
        answer = await address(here, code, email, who, reasons=why)
        assert (answer.status_code, CASTLE in answer.text) == (status, False), answer.text
    rows = await here.admin.fetch(
        "select type, data from escalation.ledger where stream = $1 order by version", f"councillor/{AREA}/castle-1"
    )
    assert [row["type"].split(".")[2] for row in rows] == ["address_kept", "address_kept"]
    assert {"body": "council", "role": "case_worker", "reasons": WHY}.items() <= json.loads(rows[0]["data"]).items()
    # When the post ends, nothing is kept of whoever held it.
    await here.tell(post("castle-1", until_on=here.clock.now().date()))
    here.go_to(here.clock.now().date() + timedelta(days=1))
    await retention.forget(here.database, here.clock.now())
    assert await here.value("select count(*) from escalation_private.councillor where email is not null") == 0


async def test_a_case_taken_up_again_without_its_organiser_is_spoken_for_by_the_wards_councillors(
    here: World, settings: Settings
) -> None:
    await come_in(here, settings, "castle-1", CASTLE, "castle member")
    await come_in(here, settings, "mill-1", "mill@example.org", "mill member")
    kept, forgotten = [await opened(here, settings, ward="castle") for _ in range(2)]
    for reference in (kept, forgotten):
        await confirmed(here, settings, reference, range(1, NEEDED))
        await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
        await here.do("case_worker", reference, "serve_duty")
        await here.do("waste", reference, "file_plan", **plan(here.clock.now().date() + timedelta(days=40)))
        claim = {"evidence": "The rounds run again", "together": "The council drove with us"}
        await here.do("waste", reference, "claim_remedy", **claim)
    await here.tell(judged(here, MeasureRecovered, "61", period="2025/26", verdict="met", before="missed"))
    await here.admin.execute(
        "update escalation_private.signature set person_key = null where petition = $1 and is_organiser", forgotten
    )
    closed_on = here.clock.now().date()
    here.go_to(closed_on + timedelta(days=300))
    after = f"{closed_on.year + 1}"
    await here.tell(judged(here, MeasureFellBelowTarget, "50", period=after, verdict="missed", before="met"))
    assert "case.standing_passed" not in await here.told(kept)
    assert (await here.told(forgotten))[-1] == "case.standing_passed"
    await row_equals_stream(here, forgotten)
    page = (await here.client.get(f"/petitions/{forgotten}")).text
    assert "From now on the councillors for Castle Ward speak for those who did." in page

    for reference in (kept, forgotten):  # both go on: the committee did nothing
        while (await here.show(reference)).json()["state"] == "referred":
            await here.sweep()
    asking = ((kept, "castle member", 403), (forgotten, "mill member", 403), (forgotten, "castle member", 200))
    for reference, who, status in asking:
        answer = await here.ask(who, reference, "request_call_in")
        assert answer.status_code == status, (who, answer.text)


async def test_whoever_starts_a_petition_on_the_pages_is_asked_for_its_ward(here: World) -> None:
    writer = Writer(here)
    await writer.says(what=WHAT, ward="castle")
    for said in ({"whom": "others"}, {"measure": MEASURE}, WORDS, person(7), {}):
        await writer.says(**said)
    visitor, page = Visitor(here.client), f"/petitions/new?area={AREA}"
    typed = {"title": "A crossing for Mill Road", "text": WORDS["text"], "measure": MEASURE, "ward": "mill"}
    assert (await visitor.send(page, "/petitions/new", **typed, **person(8))).status_code == 303
    kept = await here.admin.fetch("select ward from escalation.petition_draft order by ward")
    assert [row["ward"] for row in kept] == ["castle", "mill"]


async def test_a_call_for_action_is_about_a_ward_of_whoever_calls(here: World, settings: Settings) -> None:
    checklist = {"ward": "Castle Ward", "told_on": "2026-01-12", "is_complaint": False, "is_scrutinised": False}
    before = await bring(here, "councillor_call", checklist=checklist)
    assert [fault["code"] for fault in before.json()["errors"]] == ["not-your-ward"]
    await come_in(here, settings, "castle-1", CASTLE, "council councillor " + AREA)
    await come_in(here, settings, "castle-2", OTHER, "colleague")
    elsewhere = await bring(here, "councillor_call", checklist=checklist | {"ward": "mill"})
    assert "Castle Ward" in elsewhere.json()["errors"][0]["message"]
    offered = (await here.client.get(CALL, headers=await member(here, "council councillor " + AREA))).text
    wards = [one for one in elements(offered) if one.attributes.get("value") in {"castle", "mill"}]
    assert [(one.attributes["value"], one.text.strip(), "selected" in one.attributes) for one in wards] == [
        ("castle", "Castle Ward", True)
    ]
    called = await bring(here, "councillor_call", checklist=checklist)
    assert called.status_code == 201, called.text
    await here.sweep_at(here.clock.now() + timedelta(days=1))
    assert "Bins that nobody empties" in (await mail(here, settings, OTHER))[-1].subject


async def test_every_example_has_the_shape_of_what_is_answered(here: World, settings: Settings) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    castle = await come_in(here, settings, "castle-1", CASTLE, "castle member")
    await opened(here, settings, ward="castle")
    worker = {"Authorization": f"Bearer {await here.key('case_worker')}"}
    put = await address(here, "castle-2", OTHER)
    answers = {
        f"GET {V1}": await here.client.get(V1, headers=worker),
        f"GET {V1}/mine": await here.client.get(f"{V1}/mine", headers=castle),
        f"PUT {V1}/{{area}}/{{councillor_code}}/address": put,
    }
    told = {route: {"status": one.status_code, "answer": trimmed(one.json())} for route, one in answers.items()}
    told[f"PUT {V1}/{{area}}/{{councillor_code}}/address"]["request"] = {"email": OTHER, "reasons": WHY}
    assert_recorded(EXAMPLES, told)
