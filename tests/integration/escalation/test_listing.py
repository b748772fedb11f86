"""Petitions for other machines: lists that are paged and filtered, one with its dates, rows, feeds, counts by kind."""

import csv
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from services.escalation.api.petition import listing as door
from services.escalation.handlers.signature import ward
from services.escalation.main import EXAMPLES
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import AREA, OTHER_AREA, World
from tests.integration.escalation.people import signed_in
from tests.integration.escalation.petitions import (
    check,
    confirmed,
    letters,
    lower_threshold,
    opened,
    override,
    person,
    press,
    sign,
    wish,
)
from tests.integration.escalation.petitions import told as events_of
from tests.integration.examples import assert_recorded, told_by, trimmed
from tests.integration.visitor import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
NEEDED = 3


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"mail_folder": tmp_path / "mail"})


@pytest.fixture
async def here(here: World) -> World:
    await lower_threshold(here, NEEDED)
    return here


async def listed(here: World, query: str = "") -> dict[str, Any]:
    answer = await here.client.get(f"/petitions.json{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [one["id"] for one in found["data"]]


async def refused(here: World, settings: Settings, **said: Any) -> str:
    """A petition that was refused before anybody could sign it."""
    here.opened += 1
    organiser = person(0, email=f"organiser-{here.opened}@example.org")
    answer = await here.client.post("/escalation/v1/petitions", json=wish(organiser=organiser, **said))
    reference: str = answer.json()["petition"]
    await press(here, reference, (await letters(here, settings))[organiser["email"]])
    await check(here, reference, "refuse", codes=["no_measure_fits"], answered_by="The library, at its counter")
    return reference


async def test_whoever_follows_the_links_meets_every_petition_once_whatever_happens_meanwhile(
    here: World, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "SIZE", 2)
    there = [await opened(here, settings, title=f"Bins for street number {n}") for n in range(5)]
    clock.advance(days=1)
    page, met = await listed(here), []
    assert page["links"]["prev"] is None
    assert page["links"]["last"].endswith("page=3")
    new = await opened(here, settings, title="A petition that came meanwhile")
    while True:
        met += ids(page)
        if page["links"]["next"] is None:
            break
        step = urlsplit(page["links"]["next"])
        page = await listed(here, f"?{step.query}")
    assert met == sorted(there, reverse=True)
    back = urlsplit(page["links"]["prev"])
    assert ids(await listed(here, f"?{back.query}")) == met[2:4]
    assert ids(await listed(here)) == [new, met[0]]
    assert ids(await listed(here, "?page=2")) == met[1:3]
    assert (await listed(here, "?page=9"))["data"] == []


async def test_petitions_are_found_by_where_they_stand_by_words_and_by_area(
    here: World, settings: Settings, clock: SetClock
) -> None:
    late = await opened(here, settings, title="Lights for the crossing")
    no = await refused(here, settings, title="A petition that fits no measure")
    clock.advance(days=200)
    await here.sweep_at(clock.now())
    now_open = await opened(here, settings, area=OTHER_AREA)
    for query, wanted in (
        ("", [now_open, late, no]),
        ("?state=all", [now_open, late, no]),
        ("?state=open", [now_open]),
        ("?state=closed", [late]),
        ("?state=rejected", [no]),
        ("?state=with_response", []),
        ("?state=debated", []),
        ("?q=crossing+light", [late]),
        ("?q=%22%29%3B--+%26", []),
        (f"?area={OTHER_AREA}", [now_open]),
        (f"?state=open&area={AREA}", []),
    ):
        assert sorted(ids(await listed(here, query))) == sorted(wanted), query
    for query in ("?state=lost", "?page=0", "?page=x", "?after=nowhere", "?stat=open"):
        answer = await here.client.get(f"/petitions.json{query}")
        assert answer.status_code == 422, query
        assert answer.headers["access-control-allow-origin"] == "*"
    (one,) = (await listed(here, "?state=rejected"))["data"]
    told = one["attributes"]["rejection"]
    assert (told["code"], told["details"]) == (
        "no_measure_fits",
        "It was read, and this follows from the published rules.",
    )
    assert one["attributes"]["rejected_at"] is not None
    assert one["attributes"]["opened_at"] is None


async def test_of_a_refused_petition_that_is_hidden_no_machine_reads_a_word(here: World, settings: Settings) -> None:
    secret = "Zwinglebert"
    reference = await refused(here, settings, title=f"{secret} stole the bins", text=f"It was {secret} of 4 Elm Road.")
    await here.admin.execute("update escalation.moderation set facts = jsonb_set(facts, '{is_hidden}', 'true')")
    for path in ("/petitions.json?state=rejected", "/petitions.csv", "/petitions.atom", f"/petitions/{reference}.json"):
        assert secret not in (await here.client.get(path)).text
    assert (await here.client.get(f"/petitions/{reference}.json")).status_code == 404


async def test_one_petition_tells_its_dates_and_is_not_sent_again_to_whoever_holds_it(
    here: World, settings: Settings
) -> None:
    reference = await opened(here, settings, text="Why it matters to us.\n\nAll that we found out about it.")
    await confirmed(here, settings, reference, range(1, NEEDED))
    answer = await here.client.get(f"/petitions/{reference}.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    one = answer.json()["data"]
    assert (one["type"], one["id"]) == ("petition", reference)
    assert (
        one["links"]["self"]
        == answer.json()["links"]["self"]
        == f"{settings.public_address}/petitions/{reference}.json"
    )
    told = one["attributes"]
    assert (told["action"], told["background"], told["additional_details"]) == (
        "Bins for every block of flats",
        "Why it matters to us.",
        "All that we found out about it.",
    )
    assert (told["state"], told["signature_count"], told["closed_at"]) == ("open", NEEDED, None)
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
    for name in ("created_at", "opened_at", "updated_at", "response_threshold_reached_at"):
        assert moment.fullmatch(told[name]), name
    assert told["debate_threshold_reached_at"] is told["debate"] is told["response"] is told["rejection"] is None
    etag = {"If-None-Match": answer.headers["etag"]}
    assert (await here.client.get(f"/petitions/{reference}.json", headers=etag)).status_code == 304
    assert (await here.client.get("/petitions/TRAF-2026-9999-0.json")).status_code == 404


async def test_rows_are_safe_for_spreadsheets_and_feeds_for_readers(here: World, settings: Settings) -> None:
    hostile = '=HYPERLINK(1) <b>&]]> "every" block'
    reference = await opened(here, settings, title=hostile)
    answer = await here.client.get("/petitions.csv")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["reference"], row["title"], row["state"], row["signatures"]) == (reference, f"'{hostile}", "open", "1")

    def entries(text: str) -> list[tuple[str, str, str]]:
        return [
            tuple(one.findtext(f"{ATOM}{name}") or "" for name in ("id", "title", "updated"))  # type: ignore[misc]
            for one in ET.fromstring(text).iter(f"{ATOM}entry")
        ]

    newest = (await here.client.get("/petitions.atom")).text
    assert [title for _, title, _ in entries(newest)] == [hostile]
    first = entries((await here.client.get(f"/petitions/{reference}.atom")).text)
    await confirmed(here, settings, reference, range(1, NEEDED))
    after = entries((await here.client.get(f"/petitions/{reference}.atom")).text)
    assert len(after) > len(first) > 0
    assert after[-len(first) :] == first
    assert len({entry[0] for entry in after}) == len(after)
    visitor = Visitor(here.client)
    assert f'href="/petitions/{reference}.atom"' in await visitor.read(f"/petitions/{reference}")
    assert 'href="/petitions.atom"' in await visitor.read("/petitions")


async def test_every_example_has_the_shape_of_what_is_answered(here: World, settings: Settings) -> None:
    """When a shape changes on purpose, RECORD_EXAMPLES=1 with this test writes the examples anew."""
    reference = await opened(here, settings)
    answers = {
        "GET /petitions.json": await here.client.get("/petitions.json"),
        "GET /petitions/{reference}.json": await here.client.get(f"/petitions/{reference}.json"),
        "POST /escalation/v1/petitions/{reference}/followers": await here.client.post(
            f"/escalation/v1/petitions/{reference}/followers", json={"email": "resident@example.org"}
        ),
    }
    told = {name: {"status": one.status_code, "answer": trimmed(one.json())} for name, one in answers.items()}
    told["POST /escalation/v1/petitions/{reference}/followers"]["request"] = {"email": "resident@example.org"}
    assert_recorded(EXAMPLES, told)


async def test_signatures_are_counted_by_ward_and_relation_when_their_day_is_over(
    here: World, settings: Settings, clock: SetClock
) -> None:
    names = {"E05000001": "Stretford", "E05000002": "Urmston"}
    postcodes = [("M320TH", "E05000001"), ("M411", "E05000002")]
    for key in ("address_own", "network_own", "postcode_own", "crowded", "agent_address", "agent_network"):
        await override(here, f"watch.{key}", "1000000")
    reference = await opened(here, settings)
    assert (await attributes(here, reference))["signatures_by_ward"] is None
    await ward.load(here.database, AREA, names, postcodes)
    people = [(n, {"postcode": "m32 0th"}) for n in range(1, 7)]
    people += [(n, {"postcode": "M41 1AA", "relation": "work"}) for n in range(7, 19)]
    people += [(19, {"postcode": "SK9 9ZZ", "relation": "study"})]
    for number, said in people:
        await sign(here, reference, person(number, **said))
    for token in (await letters(here, settings)).values():
        assert (await press(here, reference, token)).status_code == 303
    told = await attributes(here, reference)
    assert (told["signature_count"], told["signatures_counted"]) == (20, 0)

    clock.advance(days=1)
    told = await attributes(here, reference)
    cells = {one["name"]: one["signature_count"] for one in told["signatures_by_ward"]}
    assert cells == {"Urmston": 12}  # Stretford's six stay away, or two of no known ward would be found
    assert told["signatures_by_ward_not_told"] == 8
    assert {one["code"]: one["signature_count"] for one in told["signatures_by_relation"]} == {"work": 12}
    assert told["signatures_counted"] == 20
    page = await Visitor(here.client).read(f"/petitions/{reference}")
    assert "Urmston" in page
    assert "Stretford" not in page

    # Where a signature shows what somebody believes, no ward is told; any case worker hides, one post shows again.
    answers = []
    reasons = "A signature under this shows which faith somebody has."
    for who, wards in (("case_worker", "hidden"), ("case_worker", "shown"), ("monitoring_officer", "shown")):
        headers = {"Authorization": f"Bearer {await here.key(who)}"}
        sent = {"wards": wards, "reasons": reasons}
        path = f"/escalation/v1/petitions/{reference}/wards"
        answers += [await here.client.put(path, json=sent, headers=headers) for _ in range(2)]
        told = await attributes(here, reference)
        page = await Visitor(here.client).read(f"/petitions/{reference}")
        is_told = len(answers) == 6
        assert ("Urmston" in page, told["signatures_by_ward"] is not None) == (is_told, is_told)
        assert told["signatures_counted"] == 20
    assert [one.status_code for one in answers] == [200, 200, 403, 403, 200, 200]
    assert_recorded(EXAMPLES, {"PUT /escalation/v1/petitions/{reference}/wards": told_by(answers[0])})
    happened = [one for one in await events_of(here, reference) if one.startswith("wards")]
    assert happened == ["wards_hidden", "wards_shown"]
    desk = await signed_in(here, "case_worker")
    path = f"/petitions/{reference}/wards"
    assert (await desk.send(path, path, wards="hidden", reasons="no")).status_code == 422
    assert (await desk.send(path, path, wards="hidden", reasons=reasons)).status_code == 303
    assert "not shown" in await desk.read(path)


async def attributes(here: World, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = (await here.client.get(f"/petitions/{reference}.json")).json()["data"]["attributes"]
    return found
