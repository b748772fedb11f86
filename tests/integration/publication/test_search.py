"""Finding what is on the record by words, and who is responsible for what somebody types, typing errors and all."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import asyncpg
import httpx
import pytest

from deploy.sample import exports
from services.cli.register import facts_of
from services.publication import main
from services.publication.handlers.register import register
from shared.database import Database
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.examples import assert_recorded, told_by
from tests.integration.publication.sending import send
from tests.integration.publication.test_partnership import FILE, RECORDED
from tests.integration.publication.timeline import case, hear, petition
from tests.integration.spine import until
from tests.markup import elements

SEARCH, WHO, CHANGES = "/publication/v1/search", "/publication/v1/who", "/publication/v1/changes"

INDICATORS = "/publication/v1/indicators"


@pytest.fixture
async def reader(publication: Database, settings: Settings, clock: SetClock) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a key, where two places, the negotiations of one and a case of another are on the record."""
    await register.load(publication, facts_of(FILE), now=clock.now())
    for posting in (exports.register(), *exports.agreement(), *exports.negotiation()):
        await send(publication, posting, clock)
    await hear(publication, *petition(), *case())
    transport = httpx.ASGITransport(app=main.create(settings, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        yield client


ASKED = [
    ("Who is responsible for bins in Sandford?", "sandford-council", "sandford", "measure"),
    ("household waste recycling Sandford", "sandford-council", "sandford", "measure"),
    ("Trafford", "trafford-council", "E08000009", "place"),
    ("Castle Ward", "sandford-council", "sandford", "ward"),
    ("Sandford Together", "sandford-council", "sandford", "partnership"),
]

# What people of Trafford ask, and the code of the one answer; "?" before the first of what is offered; or nothing.
EVERYDAY = {
    "bins": "household-waste-recycled",
    "my bin was not emptied": "household-waste-recycled",
    "who collects the rubbish": "household-waste-recycled",
    "green bin not collected": "household-waste-recycled",
    "recycle": "household-waste-recycled",
    "jobs": "claimants",
    "air quality": "no2-annual-mean",
    "planning applications": "major-planning-applications-in-time",
    "measles": "mmr-two-doses-at-5",
    "care homes": "care-homes-good-or-outstanding",
    "home care": "social-care-users-satisfied",
    "child poverty": "children-in-relative-low-income",
    "youth crime": "children-cautioned-or-sentenced",
    "police": "gmp",
    "fire": "gmfrs",
    "councillor for Altrincham": "E05015239",
    "who collects the rubish": "?household-waste-recycled",
    "houshold wast recyclled": "?household-waste-recycled",
    "Greater Manchester Polise": "?gmp",
    "unemployed": "?claimants",
    "housing benefit": "?claimants",
    "schools": "?neet-16-17",
    "parks": "?E05015256",
    "household waste": "?household-waste-recycled-tonnes",
    "council tax": "?trafford-council",
    "trains": "?neet-or-not-known-16-17",
    "nursery": "",
    "housing": "?major-planning-applications-in-time",  # where "houses built" leads, offered and not answered
    "potholes": "",
    "street lights": "",
    "dead rats": "",
    "cars": "",
    "wasps": "",
    "libraries": "",
}


async def test_an_everyday_question_gets_the_right_answer_or_a_list_and_never_a_wrong_one(
    reader: httpx.AsyncClient,
) -> None:
    for asked, code in EVERYDAY.items():
        told = (await reader.get(WHO, params={"about": asked, "area": "E08000009", "on": "2026-11-01"})).json()
        offered = f"?{told['others'][0]['code']}" if told["others"] else ""
        assert (told["answer"]["code"] if told["answer"] else offered) == code, asked
    for asked in ("bins", "schools", "nursery"):
        page = unescape((await reader.get("/who", params={"about": asked, "area": "E08000009"})).text)
        offers, says = "Did you mean one of these?", "Trafford Council answers for what no other body leads on."
        assert (offers in page, says in page) == (asked == "schools", asked != "bins"), asked


async def test_what_somebody_types_gets_one_answer_for_any_day_and_nobody_is_an_answer_too(
    reader: httpx.AsyncClient, clock: SetClock
) -> None:
    for typed, body, area, kind in ASKED:
        told = (await reader.get(WHO, params={"about": typed, "on": "2026-11-01"})).json()["answer"]
        assert told is not None, typed
        assert (told["body"], told["area"], told["kind"]) == (body, area, kind), typed
    answer = await reader.get(WHO, params={"about": "bins", "area": "sandford", "on": "2026-11-01"})
    assert_recorded(RECORDED, {f"GET {WHO}": told_by(answer)})
    told = answer.json()["answer"]
    assert (told["since_on"], told["basis"]) == ("2026-04-01", "Partnership board, 1 April 2026")
    assert told["if_it_fails"][0]["when"] == "One thing, once:"
    before = (await reader.get(WHO, params={"about": "bins", "area": "sandford", "on": "2020-01-01"})).json()["answer"]
    assert (before["body"], before["sentence"]) == (
        None,
        "The register of Sandford tells nothing of before 1 April 2026.",
    )
    measure = told["code"].replace("-", " ").upper()  # a code is one, however it is spelt, and answers alone
    coded = (await reader.get(WHO, params={"about": measure, "area": "sandford", "on": "2026-11-01"})).json()
    assert (coded["answer"]["code"], coded["others"]) == (told["code"], [])
    assert (await reader.get(WHO, params={"about": "zzzzqqq"})).json()["answer"] is None
    page, nothing = [(await reader.get("/who", params={"about": about})).text for about in ("bins", "zzzzqqq")]
    assert "Sandford Council was responsible" not in page
    assert "Nobody has agreed" not in nothing
    assert "We know no measure or subject by these words" in nothing
    for words in ("emptied bins", "council sandford bins"):  # in any order, in other forms, by the name of who leads
        assert (
            "Nobody has agreed to answer for this here" not in (await reader.get(f"/who/sandford?about={words}")).text
        )
    assert "Nobody has agreed" in (await reader.get("/who/sandford?about=zzzzqqq")).text
    unknown = (await reader.get("/who", params={"about": "potholes", "area": "sandford"})).text
    assert "In Sandford, Sandford Council answers for what no other body leads on." in unknown
    for words in ("who empties the bins", "my bin was not emptied"):
        meant = (await reader.get(WHO, params={"about": words, "area": "sandford"})).json()
        assert meant["answer"]["code"] == told["code"], words
    clock.set(datetime(2026, 11, 1, 9, tzinfo=UTC))
    ahead, past = [
        (await reader.get(WHO, params={"about": "bins", "area": "sandford", "on": on})).json()["answer"]
        for on in ("3000-01-01", "2026-03-02")
    ]
    assert ahead["sentence"].startswith("As far as is known today: Sandford Council is responsible")
    assert past["if_it_fails"] == told["if_it_fails"]
    assert [one.text for one in elements(page) if one.attributes.get("id") == "h-answer"]


async def test_a_question_that_does_not_fit_comes_back_with_the_fault_at_its_field(reader: httpx.AsyncClient) -> None:
    wrong = {"about": "bins", "on": "2026-02-30"}, {"about": "b" * 201}, {"about": "bins", "area": "nowhere"}
    for asked, field in zip(wrong, ("on", "about", "area"), strict=True):
        answer = await reader.get("/who", params=asked)
        assert answer.status_code == 422
        marked = {one.attributes.get("id") for one in elements(answer.text) if "aria-invalid" in one.attributes}
        assert (marked, asked["about"] in answer.text) == ({field}, True), field
    assert (await reader.get("/who?about=bins&area=&on=")).status_code == 200


async def test_the_whole_record_is_found_by_words_narrowed_and_paged_to_its_end(
    reader: httpx.AsyncClient,
) -> None:
    async def found(**asked: object) -> list[tuple[str, str]]:
        answer = await reader.get(SEARCH, params=asked)  # type: ignore[arg-type] # what httpx takes
        return [(one["kind"], one["code"]) for one in answer.json()["found"]]

    assert ("deliverable", "castle-surgery") in await found(words="surgery rooms")
    assert ("case", "TRAF-2026-0001-4") in await found(words="recycling", area="E08000009", kind="case")
    assert await found(words="TRAF-2026-0001-4", kind="case") == [("case", "TRAF-2026-0001-4")], "as letters follow it"
    assert await found(words="it names a measure") == [("case", "TRAF-2026-0001-4")], "the words of a step"
    assert {kind for kind, _ in await found(kind="entry", party="Bath & North East Somerset Council")} <= {"entry"}
    assert ("measure", "household-waste-recycled") in await found(words="recyling the houshold")
    swapped, short = await found(words="recylcing"), await found(words="young peple")
    assert ("measure", "household-waste-recycled") in swapped, "two letters that changed places"
    assert any(kind == "measure" for kind, _ in short), "a slip in a short word"
    assert await found(words="recyling zzzzqqq") == [], "each word that was mistyped must have its like"
    theirs = await found(party="Sandford Council", limit=100)
    assert set(theirs) <= set(await found(party="sandfrod counsil", limit=100)) != set(), (
        "a body's name is forgiven its typing errors"
    )
    assert await found(party="zzzzqqq") == []
    rejected = await found(status="placeholder", limit=100)
    assert rejected
    assert {kind for kind, _ in rejected} == {"entry"}
    for asked in ({"words": "NI", "limit": 7}, {"area": "E06000022", "limit": 40}):
        first = await reader.get(SEARCH, params=asked)  # type: ignore[arg-type] # as above
        pages = [first.json()]
        while onward := pages[-1]["links"].get("next"):
            pages.append((await reader.get(onward["href"])).json())
        told = [(one["kind"], one["area"], one["code"]) for page in pages for one in page["found"]]
        assert len(pages) > 1, asked
        assert len(told) == len(set(told)), asked
    assert (await reader.get(SEARCH, params={"after": "nonsense"})).status_code == 422
    assert_recorded(RECORDED, {f"GET {SEARCH}": told_by(await reader.get(SEARCH, params={"words": "recycling"}))})
    for path in (SEARCH, "/feeds/search"):
        assert (await reader.get(path, params={"q": "zzzzqqq"})).status_code == 422
    assert "Nothing on the record is like this" in (await reader.get("/record/search?q=zzzzqqq")).text
    page = (await reader.get("/record/search", params={"words": "surgery", "kind": "deliverable"})).text
    elements(page)
    assert "Two more surgery rooms" in page
    chosen = (await reader.get("/record/search?status=under discussion")).text
    assert '<option value="under_discussion" selected>Under discussion</option>' in chosen


async def test_changes_are_told_once_in_order_and_what_is_gone_is_told_as_gone(
    reader: httpx.AsyncClient, publication: Database, clock: SetClock, admin_url: str
) -> None:
    async def following(href: str) -> tuple[list[dict[str, Any]], str]:
        told: list[dict[str, Any]] = []
        while True:
            document = (await reader.get(href)).json()
            told += document["changes"]
            href = document["links"]["next"]["href"]
            if not document["more"]:
                return told, href

    async def all_is_told() -> bool:  # a transaction of a neighbour may still run when we look first
        everything = (await reader.get(f"{SEARCH}?limit=100")).json()["found"]
        told, _ = await following(CHANGES)
        return {(one["kind"], one["code"]) for one in everything} <= {(one["kind"], one["code"]) for one in told}

    await until(all_is_told, seconds=120)
    told, onward = await following(f"{CHANGES}?limit=50")
    named = [(one["kind"], one["area"], one["code"]) for one in told]
    assert len(named) == len(set(named)) > 100
    assert (await following(onward))[0] == []
    facts = facts_of(FILE)
    moved = replace(facts.councillors[0], ward="mill", ward_name="Mill Ward")
    await register.load(publication, replace(facts, councillors=(moved,)), now=clock.now())

    async def both_are_told() -> bool:
        return len((await following(onward))[0]) == 2

    await until(both_are_told, seconds=120)
    changes, last = await following(onward)
    assert {(one["kind"], one["code"], one["gone"]) for one in changes} == {
        ("ward", "castle", True),
        ("ward", "mill", False),
    }
    assert "title" not in next(one for one in changes if one["gone"])
    assert not [
        one for one in (await reader.get(SEARCH, params={"kind": "ward"})).json()["found"] if one["code"] == "castle"
    ]
    assert (await reader.get(f"{CHANGES}?after=nonsense")).status_code == 422
    assert_recorded(RECORDED, {f"GET {CHANGES}": told_by(await reader.get(f"{CHANGES}?limit=1"))})
    assert last != onward
    admin = await asyncpg.connect(admin_url)
    await admin.execute("update publication.epoch set number = number + 1")
    await admin.close()
    before = await reader.get(last)
    assert (before.status_code, before.json()["errors"][0]["code"]) == (422, "mark-of-before")


async def test_areas_measures_cases_and_searches_are_followed_by_feeds(reader: httpx.AsyncClient) -> None:
    for path, said in {
        "/feeds/areas/E06000022": "Bath",
        "/feeds/measures/E08000009/household-waste-recycled": "TRAF-2026-0001-4",
        "/feeds/cases/TRAF-2026-0001-4": "TRAF-2026-0001-4",
        "/feeds/search?words=surgery": "Two more surgery rooms",
    }.items():
        answer = await reader.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
        root = ET.fromstring(answer.content)
        assert root.findall("{http://www.w3.org/2005/Atom}entry"), path
        assert said in answer.text, path
    for path in ("/feeds/areas/nowhere", "/feeds/measures/sandford/nothing", "/feeds/cases/NONE-1"):
        assert (await reader.get(path)).status_code == 404


async def test_an_indicator_is_read_in_every_place_that_negotiated_it(reader: httpx.AsyncClient) -> None:
    listed = await reader.get(INDICATORS)
    codes = [one["code"] for one in listed.json()["indicators"]]
    assert len(codes) == len(set(codes)) > 20
    told = await reader.get(f"{INDICATORS}/ni 16")
    document = told.json()
    assert (document["code"], len(document["asked"])) == ("NI-16", 1)
    assert (document["asked"][0]["asked"], document["asked"][0]["answer"]["party"]) == (None, "government_office")
    assert_recorded(RECORDED, {f"GET {INDICATORS}": told_by(listed), f"GET {INDICATORS}/{{code}}": told_by(told)})
    for path in ("/agreements/indicators", "/agreements/indicators/NI-16"):
        page = await reader.get(path)
        assert page.status_code == 200
        elements(page.text)
        assert "NI-16" in page.text
    assert (await reader.get(f"{INDICATORS}/NI-999")).status_code == 404
