"""The record's doors over HTTP: who may write, what everybody reads, and that nobody is sent the same twice."""

import csv
import io
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import asyncpg
import httpx
import pytest

from deploy.sample import exports
from deploy.sample.posting import Posting
from services.publication import main
from shared.database import Database
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.publication.timeline import case, hear, judgement, petition
from tests.markup import elements
from tests.people import both, put

BATH, TRAFFORD = "E06000022", "E08000009"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
PAGES = [
    "/",
    "/agreements",
    "/agreements/bathnes-laa-2007-2010",
    "/agreements/bathnes-laa-2008-2011",
    "/agreements/trafford-outcomes-2021-2027",
    "/agreements/trafford-outcomes-2021-2027/statement",
    "/agreements/trafford-outcomes-2021-2027/memorandum",
    "/agreements/bathnes-laa-2008-2011/decisions",
    "/agreements/bathnes-laa-2008-2011/writers",
    "/agreements/bathnes-laa-2007-2010/statement",
    "/agreements/bathnes-laa-2007-2010/memorandum",
    "/record",
    "/record/TRAF-2026-0001-4",
    "/who",
    f"/who/{TRAFFORD}",
    f"/who/{TRAFFORD}?about=zebra",
    f"/who/{TRAFFORD}/household-waste-recycled",
    f"/who/{TRAFFORD}/household-waste-recycled?on=2001-01-01",
    "/record/powers",
    f"/record/powers/{TRAFFORD}",
    f"/record/powers/{BATH}",
    "/record/conduct",
    "/record/timing",
    f"/record/timing?area={TRAFFORD}",
]
DOCUMENTS = [
    f"/publication/v1/register/{TRAFFORD}",
    f"/publication/v1/who/{TRAFFORD}/household-waste-recycled",
    "/publication/v1/register",
    "/publication/v1/agreements",
    "/publication/v1/agreements/bathnes-laa-2008-2011",
    "/publication/v1/agreements/bathnes-laa-2008-2011/entries",
    "/publication/v1/agreements/bathnes-laa-2008-2011/rounds",
    "/publication/v1/agreements/bathnes-laa-2008-2011/memoranda",
    "/publication/v1/unanswered",
    "/publication/v1/cases",
    "/publication/v1/cases/TRAF-2026-0001-4",
    f"/publication/v1/powers/{TRAFFORD}",
    "/publication/v1/timing",
]
FEEDS = ["/feeds/agreements/bathnes-laa-2008-2011", "/feeds/cases"]


@pytest.fixture
async def reader(publication: Database, settings: Settings, clock: SetClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application that holds no key."""
    app = main.create(settings, publication, clock)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        yield client


@pytest.fixture
async def keys(admin_url: str) -> tuple[str, str]:
    """A registrar's key for both places, and that of a second person."""
    admin = await asyncpg.connect(admin_url)
    try:
        return await both(admin, "trafford-council", [BATH, TRAFFORD])
    finally:
        await admin.close()


@pytest.fixture
def key(keys: tuple[str, str]) -> str:
    """The registrar's."""
    return keys[0]


async def post(client: httpx.AsyncClient, posting: Posting, key: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": posting.key}
    return await client.post(posting.path, json=posting.body, headers=headers)


@pytest.fixture
async def told(reader: httpx.AsyncClient, keys: tuple[str, str], publication: Database) -> httpx.AsyncClient:
    """The client, with both sample places and a case on the record."""
    for posting in (exports.register(), *exports.agreement(), *exports.negotiation()):
        answer = await put(reader, posting, keys)
        assert answer.status_code == 201, answer.text
    await hear(publication, *petition(), *case(), judgement("57.5", "missed", 1))
    return reader


async def test_every_page_feed_and_document_is_served_once_and_then_known(told: httpx.AsyncClient) -> None:
    for path in (*PAGES, *DOCUMENTS, *FEEDS):
        first = await told.get(path)
        assert first.status_code == 200, (path, first.text[:500])
        again = await told.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (path, again.status_code, again.content) == (path, 304, b"")


async def test_the_negotiation_page_tells_both_sides_and_the_missing_answer(told: httpx.AsyncClient) -> None:
    page = (await told.get("/agreements/bathnes-laa-2008-2011")).text
    assert "Government Office for the South West" in page
    assert "Counter-proposed: 4.1 percent (measurable increase)" in page
    assert "No answer on this record" in page
    approved = "The papers say that Ministers approved it, June 2008. The day is not on the record. Taken from papers"
    assert f"{approved}: it was not approved" in page


async def test_the_versions_of_the_crime_target_are_shown(told: httpx.AsyncClient) -> None:
    page = (await told.get("/agreements/bathnes-laa-2007-2010")).text
    assert "Targets through their versions" in page
    assert "7,859 recorded offences" in page


async def test_every_entry_is_in_the_csv(told: httpx.AsyncClient) -> None:
    counted = 0
    for name in ("bathnes-laa-2007-2010", "bathnes-laa-2008-2011"):
        answer = await told.get(f"/publication/v1/agreements/{name}/entries.csv")
        counted += len(list(csv.DictReader(io.StringIO(answer.text))))
    assert counted == 108


async def test_pages_of_entries_lead_to_one_another(told: httpx.AsyncClient) -> None:
    href, numbers = "/publication/v1/agreements/bathnes-laa-2007-2010/entries?limit=30", []
    while href:
        page: dict[str, Any] = (await told.get(href)).json()
        numbers += [entry["number"] for entry in page["entries"]]
        href = page["links"].get("next", {}).get("href", "")
    assert numbers == list(range(1, 78))


async def ids_of(client: httpx.AsyncClient, path: str) -> list[str]:
    feed = ET.fromstring((await client.get(path)).content)
    return [entry.findtext("a:id", "", ATOM) for entry in feed.iterfind("a:entry", ATOM)]


async def test_a_feed_has_what_atom_asks_for(told: httpx.AsyncClient) -> None:
    needed = ("a:id", "a:title", "a:updated", "a:author/a:name")
    for path in FEEDS:
        feed = ET.fromstring((await told.get(path)).content)
        ids = await ids_of(told, path)
        assert ids
        assert len(set(ids)) == len(ids)
        parts = [feed, *feed.iterfind("a:entry", ATOM)]
        assert not [name for name in needed for part in parts if not part.findtext(name, "", ATOM)]


async def test_a_feed_keeps_its_ids_when_more_is_said(told: httpx.AsyncClient, key: str) -> None:
    path = "/feeds/agreements/bathnes-laa-2008-2011"
    before = await ids_of(told, path)
    sent = {
        "round": "refresh-2009",
        "party": "council",
        "party_name": "Council",
        "kind": "statement",
        "item_title": "More",
        "source": "Paper",
    }
    posting = Posting(path="/publication/v1/agreements/bathnes-laa-2008-2011/entries", key="more", body=sent)
    assert (await post(told, posting, key)).status_code == 201
    assert (await ids_of(told, path))[1:] == before


async def test_who_is_responsible_is_answered_in_one_sentence(told: httpx.AsyncClient) -> None:
    page = (await told.get(f"/who/{TRAFFORD}/household-waste-recycled")).text
    assert "This was stated on this record later, on" in page
    assert ", stated on " in (await told.get(f"/who/{TRAFFORD}")).text
    assert "Trafford Council is responsible for this in Trafford" in page
    assert re.search("60% for [^<]+</a>, taken from <a [^>]+>the papers of 2021</a>", page)
    targets = (await told.get("/publication/v1/agreements/trafford-outcomes-2021-2027")).json()["targets"]
    assert {target["agreed_on"] for target in targets} == {"2021-03-31"}


async def test_who_is_responsible_tells_that_a_body_has_ended_and_what_came_after(
    told: httpx.AsyncClient, key: str
) -> None:
    posting = exports.register()
    assert isinstance(posting.body, dict)
    ending = {"partner": "trafford-council", "last_on": "2027-03-31", "successors": ["gmca"], "basis": "Order of 2026"}
    answer = await post(told, Posting(path=posting.path, key="ending", body=posting.body | {"endings": [ending]}), key)
    assert answer.status_code == 201, answer.text
    one, after = f"/who/{TRAFFORD}/household-waste-recycled", "Greater Manchester Combined Authority"
    before, then = (await told.get(f"{one}?on=2027-03-31")).text, (await told.get(f"{one}?on=2027-04-01")).text
    assert f"Trafford Council ends on 31 March 2027. Its duties pass to {after} the day after." in before
    assert "Trafford Council is responsible for this" in before
    assert f"Trafford Council ended on 31 March 2027. Its duties passed to {after}. Ground: Order of 2026." in then
    assert f"{after} is responsible for this" in then
    assert "Trafford Council is responsible" not in then
    listed = (await told.get(f"/who/{TRAFFORD}?on=2027-04-01")).text
    (ended,) = [found.text for found in elements(listed) if found.tag == "table" and "have ended" in found.text]
    assert "Trafford Council 31 March 2027" in " ".join(ended.split())
    machine = await told.get(f"/publication/v1/who/{TRAFFORD}/household-waste-recycled", params={"on": "2027-04-01"})
    assert (machine.json()["answering"], machine.json()["lead"]["lead"]) == ("gmca", "trafford-council")


async def test_the_front_page_says_who_must_act_on_what_is_not_met(told: httpx.AsyncClient) -> None:
    page = (await told.get("/")).text
    assert "57.5%" in page
    assert "promised 60% (from the papers of 2021), 2024/25" in page
    assert "Empty the bins" in page


async def test_the_front_page_counts_what_is_nearly_met_by_itself(
    told: httpx.AsyncClient, publication: Database
) -> None:
    other = judgement("59.9", "near", 1)
    stream, content = f"measure/{TRAFFORD}/mmr-one-dose-at-2", {**other.content, "measure": "mmr-one-dose-at-2"}
    await hear(publication, replace(other, stream=stream, content=content))
    page = re.sub(r"<[^>]*>", "", (await told.get("/")).text)
    assert "Trafford: one of two promises is not being met, one nearly" in page
    assert ("1 not met" in page, "1 nearly met" in page, "0 met" in page) == (True, True, True)


async def test_what_people_wrote_is_never_markup(told: httpx.AsyncClient, key: str) -> None:
    sent = {
        "round": "refresh-2009",
        "party": "council",
        "party_name": "<b>Council</b>",
        "kind": "statement",
        "item_title": "<script>alert(1)</script>",
        "source": "=1+1",
    }
    posting = Posting(path="/publication/v1/agreements/bathnes-laa-2008-2011/entries", key="hostile", body=sent)
    assert (await post(told, posting, key)).status_code == 201
    page = (await told.get("/agreements/bathnes-laa-2008-2011")).text
    table = (await told.get("/publication/v1/agreements/bathnes-laa-2008-2011/entries.csv")).text
    assert "<script>alert" not in page
    assert "'=1+1" in table


async def test_nobody_writes_without_a_key(reader: httpx.AsyncClient) -> None:
    writes = [
        "register",
        "agreements",
        *(f"agreements/x/{part}" for part in ("rounds", "entries", "approval", "revisions")),
    ]
    assert {(await reader.post(f"/publication/v1/{path}", json={})).status_code for path in writes} == {401}


async def test_a_write_without_an_idempotency_key_is_refused(reader: httpx.AsyncClient, key: str) -> None:
    posting = exports.register()
    answer = await reader.post(posting.path, json=posting.body, headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/key-missing")


async def test_what_is_not_there_is_said_plainly(told: httpx.AsyncClient) -> None:
    absent = ["/agreements/none", "/record/none", "/who/none", f"/who/{TRAFFORD}/none", "/feeds/agreements/none"]
    assert {(await told.get(path)).status_code for path in absent} == {404}
    for path in ("cases", "agreements", "timing"):
        unknown = await told.get(f"/publication/v1/{path}?area=nowhere")
        assert (unknown.status_code, TRAFFORD in unknown.json()["errors"][0]["message"]) == (422, True), path


async def test_faults_are_named_by_index_and_field(told: httpx.AsyncClient, key: str) -> None:
    body: list[dict[str, object]] = [{"round": "x"}, {"status": "lost", "said_on": "yesterday"}]
    posting = Posting(path="/publication/v1/agreements/bathnes-laa-2008-2011/entries", key="bad", body=body)
    answer = await post(told, posting, key)
    pointers = {fault["pointer"] for fault in answer.json()["errors"]}
    assert answer.status_code == 422
    assert {"/0/party", "/0/kind", "/1/status", "/1/said_on"} <= pointers


async def test_the_committees_of_an_area_are_stated_and_shown_with_the_seats_that_are_held(
    told: httpx.AsyncClient, key: str
) -> None:
    posting = exports.register()
    assert isinstance(posting.body, dict)
    overview = {"committee": "o", "name": "Overview Committee", "regime": "ordinary", "quorum": 2}
    seats: list[dict[str, object]] = [
        {"committee": "o", "seat": "Chair", "since_on": "2026-01-01"},
        {"committee": "o", "seat": "Member for Hale", "boards": ["gmp"], "since_on": "2026-01-01"},
        {"committee": "o", "seat": "Member for Sale", "since_on": "2026-01-01"},
        {"committee": "o", "seat": "Member for Sale", "held": False, "since_on": "2026-01-02"},
    ]
    wrong = Posting(
        path=posting.path,
        key="none-is-ordinary",
        body=posting.body | {"committees": [overview | {"regime": "joint"}], "seats": [{**seats[0], "committee": "z"}]},
    )
    answer = await post(told, wrong, key)
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/committees", "no-ordinary-committee"),
        ("/seats/0/committee", "unknown-committee"),
    ]
    right = Posting(path=posting.path, key="ordinary", body=posting.body | {"committees": [overview], "seats": seats})
    answer = await post(told, right, key)
    assert (answer.status_code, len(answer.json()["appended"])) == (201, 5)
    document = (await told.get(f"/publication/v1/register/{TRAFFORD}")).json()
    assert (document["committees"], len(document["seats"])) == ([overview | {"bodies": []}], 4)
    page = (await told.get(f"/who/{TRAFFORD}")).text
    for words in ("Overview Committee", "Every case that no other committee hears", "2; 2 are needed to decide"):
        assert words in page


async def test_the_page_of_a_measure_shows_its_goals_and_what_is_meant_to_move_it(
    told: httpx.AsyncClient, key: str
) -> None:
    sent: Any = exports.register().body
    area, (one, two, *_) = sent["area"], [measure["measure"] for measure in sent["measures"]]
    goal = {
        "goal": "clean",
        "title": "Clean streets",
        "level": "national",
        "goal_kind": "outcome",
        "source": "invented",
    }
    said = {"note": "Fewer bags lie about.", "basis": "board, 2026"}
    links = [
        {"measure": two, "relation": "contributes_to", "linked_to": one, **said},
        {"measure": one, "relation": "contributes_to", "linked_to": two, **said},
    ]
    headers = {"Authorization": f"Bearer {key}"}

    async def state(**facts: object) -> httpx.Response:
        mark = {"Idempotency-Key": str(new_id())}
        return await told.post("/publication/v1/register", json={"area": area, **facts}, headers=headers | mark)

    circle = await state(goals=[goal], links=links)
    assert [fault["code"] for fault in circle.json()["errors"]] == ["drivers-in-a-circle"]
    assert (await state(goals=[goal], links=links[:1])).status_code == 201
    page = (await told.get(f"/who/{area['area']}/{one}")).text
    assert "What is meant to move it" in page
    assert "Fewer bags lie about." in page
    lineage = (await told.get(f"/publication/v1/who/{area['area']}/{one}")).json()["lineage"]
    assert [(link["measure"], link["linked_to"]) for link in lineage] == [(two, one)]
