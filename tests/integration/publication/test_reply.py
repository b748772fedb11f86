"""Bodies reply beside what is said of them, over HTTP: the other side's words are confirmed, disputed, answered."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.publication.domain.record.removal import Ground, Wish
from services.publication.handlers.leaf import leaf as leaves
from services.publication.handlers.record import removal, verification
from services.publication.storage.record import counterpart
from shared import auth
from shared.database import EVERY_AREA
from tests.disks import KEY
from tests.integration.examples import assert_recorded
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    OFFICE,
    POLICE,
    RECORDED,
    Here,
    here,
    open_first_round,
    turn,
)
from tests.integration.publication.record import written
from tests.integration.publication.test_removal import files_of, officer, once
from tests.people import a_person, second_key
from tests.verifiers import by_javascript, by_python

__all__ = ["here"]

ENTRIES = f"{AGREEMENTS}/{DEAL}/entries"
ALONE = "The board meets in an hour and nobody else is here"
DISPUTED = {"stance": "disputed", "words": "We said that it needs more evidence, and never that it was refused."}


async def keys_of(here: Here, admin_url: str) -> dict[str, str]:
    """The council's registrar's key and a partner's key of the office and of the police."""
    admin = await asyncpg.connect(admin_url)
    try:
        partners = {
            body: await auth.create_key(admin, body, [BATH], ["partner"], held_by=await a_person(admin, body))
            for body in ("gosw", "avon-police")
        }
        here.seconds |= {partners[body]: await second_key(admin, body, [BATH], ["partner"]) for body in partners}
    finally:
        await admin.close()
    return partners | {"bath-council": here.key}


async def refused(here: Here, number: int, body: dict[str, object]) -> list[tuple[str, str]]:
    answer = await here.post(f"{ENTRIES}/{number}/replies", body, 422)
    return [(fault["pointer"], fault["code"]) for fault in answer["errors"]]


async def reply_alone(here: Here) -> None:
    """One person of the police puts their reply beside the council's words, without a second."""
    replied = {"stance": "replied", "words": "We were named as lead and were not asked."}
    held = await here.post(f"{ENTRIES}/3/replies", replied, 202)
    await here.post(held["links"]["publish"]["href"], {"because": ALONE})


async def test_the_other_side_disputes_what_was_typed_for_it_and_both_texts_stand(
    here: Here, admin_url: str, tmp_path: Path
) -> None:
    """What is told looks as its recorded example: RECORD_EXAMPLES=1 with this test writes it anew."""
    await open_first_round(here)
    keys = await keys_of(here, admin_url)
    here.on(date(2026, 6, 15))
    await here.tell(
        turn("proposal", "proposed", said_on="2026-06-15", lead_partner=POLICE),
        turn("response", "deferred", "government_office", OFFICE, said_on="2026-06-02"),
    )
    page = await here.page(f"/agreements/{DEAL}")
    assert f"Written down by {COUNCIL}, not by {OFFICE}. Nobody could be asked" in page
    assert "9 working days after it was said" in page
    assert f"not by {COUNCIL}" not in page

    confirmed: dict[str, object] = {"stance": "confirmed"}
    await here.post(f"{ENTRIES}/4/replies", confirmed, 403)  # the council is not named in what government said
    assert await refused(here, 3, confirmed) == [("/stance", "entered-by-yourself")]
    here.key = keys["avon-police"]
    await assert_a_partner_speaks_for_itself_alone(here)
    assert await refused(here, 3, {"stance": "disputed", "note": "Nothing was superseded here."}) == [
        ("/stance", "not-your-words"),
        ("/words", "missing"),
        ("/note", "nothing-superseded"),
    ]
    assert await refused(here, 3, {"stance": "replied", "words": "The lift stands still again. " * 61}) == [
        ("/words", "too-long")
    ]
    await here.post(f"{ENTRIES}/9/replies", confirmed, 404)
    await reply_alone(here)

    here.key = keys["gosw"]
    here.on(date(2026, 6, 17))
    assert (await here.do(f"{ENTRIES}/4/replies", DISPUTED))["appended"] == 1
    assert await refused(here, 4, confirmed) == [("/supersedes", "replied-already")]
    assert await refused(here, 4, confirmed | {"supersedes": 1}) == [
        ("/supersedes", "not-your-reply"),
        ("/note", "missing"),
    ]

    await assert_the_item_says_who_disputes_it(here)
    await here.do(f"{ENTRIES}/4/replies", confirmed | {"supersedes": 2, "note": "Our minutes bear the council out."})
    page = await here.page(f"/agreements/{DEAL}")
    assert f"Confirmed by {OFFICE} on 17 June 2026" in page
    assert "Our minutes bear the council out." in page
    assert DISPUTED["words"] not in page

    entries = (await here.get(ENTRIES))["entries"]
    assert [one["confirmation"] for one in entries] == [None, "not_answered", None, "confirmed"]
    assert [(one["stance"], one["superseded_by"]) for one in entries[3]["replies"]] == [
        ("disputed", 3),
        ("confirmed", None),
    ]
    assert (entries[2]["replies"][0]["cleared"], entries[2]["replies"][0]["because"]) == ("forced", ALONE)
    assert f"Published without a second person: {ALONE}." in page  # beside the reply
    assert ALONE in await here.page(f"{ENTRIES}.csv")
    await assert_replies_are_found_and_in_the_files(here)
    writers = await here.page(f"/agreements/{DEAL}/writers")
    assert f"Writing here directly:</strong> {COUNCIL}." in writers
    assert f"all their words were typed by others:</strong> {OFFICE}." in writers
    assert DISPUTED["words"] in writers
    here.told = {key.replace("/4/", "/{number}/"): answer for key, answer in here.told.items()}
    route = "POST /publication/v1/agreements/{name}/entries/{number}/replies"
    assert_recorded(RECORDED, {route: here.told[route]})

    assert {one.subject: one.differences for one in await verification.verify(here.database)}["agreements"] == ()
    async with here.database.unit_of_work(EVERY_AREA) as session:
        assert not await counterpart.strays(session, 10)
        numbers = (await session.execute(text("select number from leaf where kind = 'reply' order by 1"))).scalars()
        assert list(numbers) == [1, 2, 3]
    await assert_both_verifiers_tell_a_changed_reply(here, admin_url, tmp_path)


async def test_an_answer_written_down_and_disputed_ends_no_clock_and_is_counted_nowhere_as_agreed(
    here: Here, admin_url: str
) -> None:
    await open_first_round(here)
    keys = await keys_of(here, admin_url)
    here.on(date(2026, 6, 15))
    await here.tell(turn("proposal", "proposed", said_on="2026-06-15"))
    here.on(date(2026, 6, 17))
    await here.tell(turn("response", "agreed", "government_office", OFFICE, said_on="2026-06-16"))
    assert await clock_of(here) == [True]  # who asked typed the answer, and the office has not stood by it
    indicator = "/publication/v1/indicators/NI-16"
    typed = [(one["agreed"], one["put_down"]) for one in (await here.get(indicator))["departments"]]
    assert typed == [(0, 1)]  # the office has not said that it is its word
    here.key = keys["gosw"]
    await here.do(f"{ENTRIES}/4/replies", DISPUTED)
    assert await clock_of(here) == [True]
    told = await here.get(indicator)
    assert (told["departments"], told["asked"][0]["answer"], told["asked"][0]["disputed"]) == ([], None, True)
    (item,) = (await here.get(f"{AGREEMENTS}/{DEAL}"))["items"]
    assert (item["waiting_for"], item["answer_written_down"]) == ("government", 4)
    assert "An answer was written down, not confirmed" in await here.page(f"/agreements/{DEAL}")
    assert "NI 16" in await here.page("/agreements")  # among those that wait for an answer
    await here.do(f"{ENTRIES}/4/replies", {"stance": "confirmed", "supersedes": 1, "note": "It was said after all."})
    assert await clock_of(here) == [False]


async def clock_of(here: Here) -> list[bool]:
    """Whether the day of each proposal's answer is still to come."""
    async with here.database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(text("select met_at is null from deadline where kind = 'negotiation.answer'"))
    return list(rows.scalars())


async def assert_the_item_says_who_disputes_it(here: Here) -> None:
    page = await here.page(f"/agreements/{DEAL}")
    assert f"Disputed by {OFFICE} on 17 June 2026" in page
    assert DISPUTED["words"] in page
    assert "We were named as lead and were not asked." in page
    assert f"Words disputed by {OFFICE}" in page
    (item,) = (await here.get(f"{AGREEMENTS}/{DEAL}"))["items"]
    assert (item["status"], item["disputed_by"]) == ("proposed", [OFFICE])


async def assert_a_partner_speaks_for_itself_alone(here: Here) -> None:
    told = await here.tell(turn("position", "agreed"), turn("proposal", "proposed", "minister", POLICE), status=403)
    assert told["type"] == "/problems/not-your-words"
    assert [(one["pointer"], one["code"]) for one in told["errors"]] == [
        ("/0/party_name", "not-your-words"),
        ("/1/party", "not-your-party"),
    ]


async def assert_replies_are_found_and_in_the_files(here: Here) -> None:
    found = (await here.get("/publication/v1/search?words=minutes+bear+council+out"))["found"]
    assert [(one["kind"], one["party"], one["status"]) for one in found] == [("reply", OFFICE, "confirmed")]
    assert found[0]["links"]["page"]["href"].startswith(f"/agreements/{DEAL}#item-")
    for path in (f"{AGREEMENTS}/{DEAL}/entries.csv", "/publication/v1/downloads/replies.csv"):
        told = await here.page(path)
        assert all(words in told for words in (DISPUTED["words"], ALONE, "forced"))


async def assert_both_verifiers_tell_a_changed_reply(here: Here, admin_url: str, folder: Path) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with here.database.unit_of_work(EVERY_AREA) as session:
            await session.execute(text("update reply set words = 'Nothing.'"))
    files = await files_of(here.database, folder)
    assert by_python(files, {}, KEY.verifier()) == ()
    assert by_javascript(files, [{}], KEY.verifier()) == [[]]
    admin = await asyncpg.connect(admin_url)
    try:
        await admin.execute("update publication.reply set words = 'We said nothing of the kind.' where number = 1")
        await admin.execute("update publication.reply set link_named_by = 'bath-council' where number = 2")
        await admin.execute("delete from publication.reply where number = 3")
        await admin.execute("update publication.entry set kind = 'promise' where number = 2")
    finally:
        await admin.close()
    files = await files_of(here.database, folder)
    assert [one.code for one in by_python(files, {}, KEY.verifier())] == ["shown"] * 4
    (found,) = by_javascript(files, [{}], KEY.verifier())
    assert len(found) == 4
    for page in ("/decisions", "/entries/2"):  # pages that were not asked for before: no answer of them is kept
        answer = await here.client.get(f"/agreements/{DEAL}{page}")
        assert answer.status_code == 503, page
        assert f"Entry 2 of {DEAL} was changed" in answer.text
    admin = await asyncpg.connect(admin_url)
    await admin.execute("update publication.entry set kind = 'constraints' where number = 2")
    await admin.execute("alter table publication.reply drop constraint reply_stance_check")
    await admin.execute("update publication.reply set stance = 'shrugged' where number = 1")
    await admin.close()
    answer = await here.client.get(f"/agreements/{DEAL}/decisions?told=anew")
    assert (answer.status_code, f"Reply 1 of {DEAL} was changed" in answer.text) == (503, True)


async def test_the_words_of_a_reply_leave_the_record_by_two_bodies(here: Here, admin_url: str, tmp_path: Path) -> None:
    await open_first_round(here)
    here.key = (await keys_of(here, admin_url))["gosw"]
    await here.do(f"{ENTRIES}/2/replies", {"stance": "disputed", "words": "Our Ann Example never waived anything."})
    size = (await written(here.database, tmp_path)).size
    rows = await leaves.words(here.database, f"000.p/{size}")
    leaf = next(row.number for row, _ in rows if row.kind == "reply")
    entry = next(row.number for row, _ in rows if (row.kind, row.of) == ("entry", 2))
    now = here.clock.now()
    ann, bob = officer("account/ann", "gosw"), officer("account/bob", "bath-council")
    for number, name in ((leaf, "words"), (entry, "party_name")):
        wish = Wish((name,), Ground.PERSONAL_DATA)
        asked = await removal.ask(here.database, number, wish, caller=ann, once=once(ann, name), now=now)
        known = UUID(json.loads(asked.body)["removal"])
        await removal.agree(here.database, known, caller=bob, same=frozenset({bob.id}), once=once(bob, name), now=now)
    async with here.database.unit_of_work(EVERY_AREA) as session:
        found = await session.scalar(text("select title from findable where kind = 'reply'"))
    assert found.startswith("Reply to [removed] on ")
    files = await files_of(here.database, tmp_path)
    assert by_python(files, {}, KEY.verifier()) == ()
    assert by_javascript(files, [{}], KEY.verifier()) == [[]]
    told = (await here.get(ENTRIES))["entries"][1]["replies"]
    assert [one["words"] for one in told] == ["[removed]"]
    assert "Ann Example" not in await here.page(f"/agreements/{DEAL}/writers")
