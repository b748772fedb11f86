"""Four eyes on what is done to an agreement: its opening, a round, its approval; by key, by force, by the clock."""

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from uuid import UUID

import asyncpg
from sqlalchemy import text

from services.publication.domain.record.removal import Ground, Wish
from services.publication.handlers.leaf import leaf as leaves
from services.publication.handlers.record import removal, verification
from services.publication.storage.record import counterpart
from services.publication.worker import CONSUMERS
from shared import auth
from shared.database import EVERY_AREA
from shared.events.base import pack
from shared.inbox import Inbox
from tests.disks import KEY
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    OFFICE,
    POLICE,
    Here,
    entry,
    here,
    open_first_round,
    papers_say,
    register,
    signed,
    waiver,
)
from tests.integration.publication.record import written
from tests.integration.publication.test_desk import PASSWORD, Person, person
from tests.integration.publication.test_removal import files_of, officer, once
from tests.integration.publication.test_tampering import judgement
from tests.integration.publication.timeline import envelope
from tests.people import both
from tests.verifiers import by_javascript, by_python

__all__ = ["here"]

ROUNDS, APPROVAL = f"{AGREEMENTS}/{DEAL}/rounds", f"{AGREEMENTS}/{DEAL}/approval"
FIRST = {"round": "first", "title": "First", "opened_on": "2026-06-01"}
RIVERS = {"agreement": "bath-rivers", "area": BATH, "title": "Rivers", "period": "2026 to 2029"}
WHY = "The minister opens it with Ann Example this morning"


async def test_who_hands_a_deed_in_does_not_publish_it_and_nobody_reads_of_it_before(
    here: Here, admin_url: str
) -> None:
    opening = RIVERS | {"profile": "laa-2008", "parties": [COUNCIL, OFFICE]}
    before = [await here.page(path) for path in (AGREEMENTS, "/agreements")]
    held = await here.post(AGREEMENTS, opening, 202)
    assert (held["what"], held["published_by_itself_after"]) == ("opening", "2026-06-03")
    publish, one = held["links"]["publish"]["href"], held["links"]["self"]["href"]
    assert [await here.page(path) for path in (AGREEMENTS, "/agreements")] == before
    assert RIVERS["agreement"] not in await here.page("/publication/v1/changes")
    for path in (f"{AGREEMENTS}/bath-rivers", one):
        assert (await here.client.get(path)).status_code in (401, 404)
    told = (await here.client.get(one, headers={"Authorization": f"Bearer {here.second}"})).json()["deed"]
    assert (told["title"], told["profile"]) == ("Rivers", "laa-2008-1")  # the release that is published
    assert "A second person of your body publishes it" in (await here.post(publish, {}, 409))["detail"]

    admin = await asyncpg.connect(admin_url)
    try:
        police, _ = await both(admin, "avon-police", [BATH])
        assert (
            "no party" in (await here.post(AGREEMENTS, opening | {"agreement": "another"}, 403, key=police))["detail"]
        )
        nobodys = await auth.create_key(admin, "bath-council", [BATH], ["registrar"], name="nobody's")
        partners = await auth.create_key(admin, "bath-council", [BATH], ["partner"], name="partner")
        await admin.execute(
            "update identity.api_key set held_by = (select held_by from identity.api_key where "
            "name like 'second-of-%' limit 1) where name = 'partner'"
        )
    finally:
        await admin.close()
    refused = await here.post(publish, {}, 409, key=nobodys)
    assert refused["type"] == "/problems/key-without-holder"
    assert "Publish with an account" in refused["detail"]
    unnamed = await here.post("/publication/v1/register", register(), 409, key=nobodys)
    assert unnamed["type"] == "/problems/key-without-holder"
    assert "Only a registrar" in (await here.post(publish, {}, 403, key=partners))["detail"]
    own = await here.post(AGREEMENTS, opening | {"agreement": "bath-roads"}, 202, key=here.second)
    alone = await here.post(own["links"]["publish"]["href"], {}, 409, key=partners)  # another key of the same person
    assert "You handed this in" in alone["detail"]
    assert (await here.post(publish, {}, key=here.second))["appended"] == 1
    assert (await here.post(AGREEMENTS, opening, 200))["appended"] == 0
    (done,) = (await here.get(f"{AGREEMENTS}/bath-rivers"))["deeds"]
    assert (done["what"], done["body"], done["cleared"], done["because"]) == (
        *("opening", "bath-council", "two_persons", None),
    )


async def test_what_waits_in_another_area_under_a_name_is_not_to_be_found_out_by_asking_for_the_name(
    here: Here, admin_url: str
) -> None:
    elsewhere = "E08000009"
    admin = await asyncpg.connect(admin_url)
    try:
        keys = await both(admin, "bath-council", [elsewhere])
    finally:
        await admin.close()
    told = register()
    area = {**told["area"], "area": elsewhere, "letters": "TRAF"}  # type: ignore[dict-item] # the area is a mapping
    await here.post("/publication/v1/register", told | {"area": area}, key=keys[0])
    opening = RIVERS | {"profile": "laa-2008", "parties": [COUNCIL, OFFICE]}
    ours = await here.post(AGREEMENTS, opening, 202)
    theirs = await here.post(AGREEMENTS, opening | {"area": elsewhere}, 202, key=keys[0])
    free = await here.post(AGREEMENTS, opening | {"area": elsewhere, "agreement": "nobodys"}, 202, key=keys[0])
    numbers = [one["submission"] for one in (ours, theirs, free)]
    assert all(number >= 1_000_000 for number in numbers)  # by lot: neither is the first nor the next
    await here.post(ours["links"]["publish"]["href"], {}, key=here.second)
    late = await here.post(theirs["links"]["publish"]["href"], {}, 409, key=keys[1])
    assert "open already, in another area" in late["detail"]  # which everybody can read by now
    never = await here.post(AGREEMENTS, opening | {"area": elsewhere, "title": "Streams"}, 409, key=keys[0])
    assert never["detail"] == late["detail"]
    admin = await asyncpg.connect(admin_url)
    try:
        where = [auth.Grant(elsewhere, "registrar")]
        await auth.create_account(admin, "cora", PASSWORD, body="bath-council", grants=where)
    finally:
        await admin.close()
    cora = Person(here.client, await auth.sign_in(here.database, "cora", PASSWORD) or "")
    path = f"/record/desk/bath-rivers/submissions/{theirs['submission']}"
    page = plain(await cora.read(path))
    assert "As things stand it cannot be published: An agreement of this name is open already" in page
    assert "is published by itself" not in page
    await cora.press(await cora.read(path), path, 303, step="return", because="Another area has the name.")


async def test_a_round_is_forced_or_left_to_the_clock_and_says_so_and_its_reason_can_be_removed(
    here: Here, tmp_path: Path
) -> None:
    await here.tell(waiver("council", COUNCIL), waiver("government_office", OFFICE))
    forced, again = await here.post(ROUNDS, FIRST, 202), await here.post(ROUNDS, FIRST | {"title": "1st"}, 202)
    await here.post(ROUNDS, FIRST | {"round": "second", "title": "Second"}, 202)
    await here.post(forced["links"]["publish"]["href"], {"because": WHY})
    stale = await here.post(again["links"]["publish"]["href"], {}, 409, key=here.second)
    assert "with other particulars" in stale["detail"]
    await here.sweep(date(2026, 6, 4))
    page = await here.page(f"/agreements/{DEAL}")
    assert f"Round 1: published without a second person: {WHY}." in page
    assert "Round 2: published by the clock" in page
    assert [
        (one["what"], one["number"], one["cleared"]) for one in (await here.get(f"{AGREEMENTS}/{DEAL}"))["deeds"]
    ] == [
        ("opening", 1, "two_persons"),
        ("round", 1, "forced"),
        ("round", 2, "by_clock"),
    ]
    listed = f"{AGREEMENTS}/{DEAL}/submissions"
    answer = await here.client.get(listed, headers={"Authorization": f"Bearer {here.key}"})
    (back,) = [one for one in answer.json()["submissions"] if one["standing"] == "returned"]
    assert (back["what"], "with other particulars" in back["because"]) == ("round", True)

    rows = await leaves.words(here.database, f"000.p/{(await written(here.database, tmp_path)).size}")
    number = next(row.number for row, words in rows if row.kind == "deed" and "because" in row.words)
    ann, bob, now = officer("account/ann", "gosw"), officer("account/bob", "bath-council"), here.clock.now()
    wish = Wish(("because",), Ground.PERSONAL_DATA)
    asked = await removal.ask(here.database, number, wish, caller=ann, once=once(ann, "a"), now=now)
    known = UUID(json.loads(asked.body)["removal"])
    await removal.agree(here.database, known, caller=bob, same=frozenset({bob.id}), once=once(bob, "b"), now=now)
    assert "Ann Example" not in await here.page(f"/agreements/{DEAL}")
    assert all(one.differences == () for one in await verification.verify(here.database))
    files = await files_of(here.database, tmp_path)
    assert by_python(files, {}, KEY.verifier()) == ()
    assert by_javascript(files, [{}], KEY.verifier()) == [[]]
    async with here.database.unit_of_work(EVERY_AREA) as session:
        assert not await counterpart.strays(session, 10)
        told = (
            await session.execute(text("select data::text from ledger where data::text like '%Ann Example%'"))
        ).all()
    assert told == []


async def test_silence_sets_no_targets_and_what_papers_tell_nobody_publishes_alone(here: Here) -> None:
    await open_first_round(here)
    papers = {"approved_on": "2026-05", "approved_by": "Ministers", "came": "compiled_from_papers"}
    unnamed = await here.post(APPROVAL, papers, 422)
    assert [(fault["pointer"], fault["code"]) for fault in unnamed["errors"]] == [("/approved_by", "no-paper")]
    await here.tell(signed())
    target: dict[str, object] = {"measure": "NI-16", "period": "2026/27", "value": "17.50"}
    invented = await here.post(APPROVAL, papers | {"targets": [target]}, 422)
    assert [fault["code"] for fault in invented["errors"]] == [
        *("later-than-the-papers", "no-protocol", "figure-never-stated"),
    ]
    target["illustrative"] = True
    await here.tell(papers_say("17.50", "NI 16"))
    far = await here.post(APPROVAL, papers | {"targets": [target | {"period": "2031/32"}]}, 422)
    assert [fault["code"] for fault in far["errors"]] == ["later-than-the-papers"]
    held = await here.post(APPROVAL, papers | {"targets": [target]}, 202)
    assert (held["what"], held["published_by_itself_after"], held["returned_by_itself_after"]) == (
        *("approval", None, "2026-06-03"),
    )
    alone = await here.post(
        held["links"]["publish"]["href"], {"because": "It was agreed long ago, so nobody need look."}, 409
    )
    assert "a second person compares them" in alone["detail"]
    await here.sweep(date(2026, 6, 4))
    assert (await here.get(f"{AGREEMENTS}/{DEAL}"))["approved"] is None
    answer = await here.client.get(held["links"]["self"]["href"], headers={"Authorization": f"Bearer {here.key}"})
    assert (answer.json()["standing"], answer.json()["deed"]) == ("returned", None)
    assert "silence sets no targets" in answer.json()["because"]
    await here.do(APPROVAL, papers | {"targets": [target]})
    told = await here.get(f"{AGREEMENTS}/{DEAL}")
    assert [one["value"] for one in told["targets"]] == ["17.50"]
    assert told["deeds"][-1]["cleared"] == "two_persons"


async def test_the_second_person_sees_the_old_beside_the_new_what_it_rests_on_and_that_it_cannot_be_published_any_more(
    here: Here, admin_url: str
) -> None:
    await open_first_round(here)
    target = {"measure": "local-1", "period": "2026/27", "value": "17.50", "illustrative": True}
    papers = {"approved_on": "2026-05", "approved_by": "Ministers", "came": "compiled_from_papers"}
    await here.tell(signed(), papers_say("17.50", "local-1"))
    impossible = await here.post(APPROVAL, papers | {"targets": [target | {"value": "-5000", "stretch": "101"}]}, 422)
    assert [(one["pointer"], one["code"]) for one in impossible["errors"]] == [
        ("/targets/0/value", "out-of-range"),
        ("/targets/0/stretch", "out-of-range"),
    ]
    await here.do(APPROVAL, papers | {"targets": [target]})
    here.on(date(2026, 8, 3))
    consent = entry("consent", "partner", POLICE, item_code="local-1", consent={"given": True})
    lower = {"target_value": "1.6", "target_period": "2026/27", "unit": "percent"}
    await here.write_to_everybody()
    await here.tell(entry("revision", item_code="local-1", revision={"change": "change"}, **lower), consent)
    here.on(date(2026, 9, 2))
    revised = {"revised_on": "2026-09-02", "targets": [target | {"value": "1.6"}]}
    held = await here.post(f"{AGREEMENTS}/{DEAL}/revisions", revised, 202)
    second = await person(here, admin_url, "bath-council", "registrar")
    path = f"/record/desk/{DEAL}/submissions/{held['submission']}"
    page = plain(await second.read(path))
    assert "17.50 percent in force, local" in page
    assert "1.6 percent. Look again: it is ten times the figure before, or a tenth of it" in page
    assert all(
        words in page for words in ("5 per cent short of it counts as near", "A lead partner", "in the register")
    )
    assert "A proposal to revise it Bath Council entry 5" in page
    assert "Its consent Avon Police entry 6" in page
    assert "Put it on the record" in page
    planned = await here.post(ROUNDS, {"round": "first-draft", "style": "2006"}, 202)
    number = planned["submission"]
    assert "Round First draft Opened" in plain(await second.read(f"/record/desk/{DEAL}/submissions/{number}"))
    async with here.database.unit_of_work(EVERY_AREA) as session:
        query = "update submission set deed = jsonb_set(deed, '{round}', '\"second\"') where submission = :number"
        await session.execute(text(query), {"number": number})
    changed = plain(await second.read(f"/record/desk/{DEAL}/submissions/{number}"))
    assert "What waits is not what was handed in: words. Somebody changed it. Send it back." in changed
    assert "Put it on the record" not in changed

    await here.tell(consent | {"consent": {"given": False}})
    page = plain(await second.read(path))
    assert "As things stand it cannot be published: It needs the consent of each body that it relates to" in page
    assert "17.50 percent in force, local" in page
    assert "Its consent Avon Police entry 7 : against it" in page
    assert "Put it on the record" not in page
    assert "Send it back" in page
    desk = plain(await second.read(f"/record/desk/{DEAL}"))
    assert "Cannot be published as things stand. It needs the consent of each body" in desk
    assert f"Send number {held['submission']} back, or take it back" in desk


async def test_the_second_person_sees_what_another_agreement_holds_and_a_judged_period_is_promised_no_more(
    here: Here, admin_url: str
) -> None:
    await open_first_round(here)
    await here.do(AGREEMENTS, RIVERS | {"profile": "laa-2008", "parties": [COUNCIL, OFFICE]})
    rivers = f"{AGREEMENTS}/bath-rivers"
    papers = {"approved_on": "2026-05", "approved_by": "Ministers", "came": "compiled_from_papers"}
    target: dict[str, object] = {"measure": "local-1", "period": "2026/27", "illustrative": True}
    old = {"round": "first", "title": "First", "opened_on": "2026-05-01", "came": "compiled_from_papers"}
    await here.do(f"{rivers}/rounds", old)
    for path, value in ((f"{AGREEMENTS}/{DEAL}", "16"), (rivers, "17.5")):
        told = await here.post(f"{path}/entries", [signed(), papers_say(value, "local-1")], 202)
        await here.post(told["links"]["publish"]["href"], {}, key=here.second)
    waits = await here.post(f"{rivers}/approval", papers | {"targets": [target | {"value": "17.5"}]}, 202)
    await here.do(APPROVAL, papers | {"targets": [target | {"value": "16"}]})
    second = await person(here, admin_url, "bath-council", "registrar")
    page = plain(await second.read(f"/record/desk/bath-rivers/submissions/{waits['submission']}"))
    assert f"16 percent in force in {DEAL}" in page
    assert "Approved by, as the papers say Ministers" in page

    missed = replace(judgement("missed", "met"), area=BATH, measure="local-1", period="2026/27")
    heard = replace(envelope(missed, f"measure/{BATH}/local-1", 1), area=BATH)
    await Inbox(here.database, "publication.measure", CONSUMERS["publication.measure"]).receive(pack([heard]))
    here.on(date(2026, 8, 3))
    await here.tell(entry("revision", item_code="local-1", revision={"change": "change"}))
    lower = {"revised_on": "2026-08-03", "targets": [target | {"value": "9"}]}
    refused = await here.post(f"{AGREEMENTS}/{DEAL}/revisions", lower, 422)
    assert ("/targets/0/period", "period-judged") in {(one["pointer"], one["code"]) for one in refused["errors"]}


def plain(page: str) -> str:
    """The words of a page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())
