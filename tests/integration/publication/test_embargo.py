"""Entries handed in today and shown from a later day: nowhere before, whole then, and proved to be the same."""

import json
import re
from datetime import date
from pathlib import Path

import asyncpg
from sqlalchemy import text

from services.publication.handlers.record import verification
from shared.database import EVERY_AREA
from tests.disks import KEY
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    DEAL,
    OFFICE,
    Here,
    here,
    open_first_round,
    register,
    turn,
)
from tests.integration.publication.record import written
from tests.integration.publication.test_desk import DESK, person
from tests.integration.publication.test_removal import files_of
from tests.integration.publication.test_withholding import ENTRIES, GROUND, PATHS, SECRETS, checked, leaks, secret
from tests.integration.publication.told import all_told
from tests.verifiers import by_javascript, by_python

__all__ = ["here"]

REFERENCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UNTIL = {"ground": "pre_election_period", "shown_from": "2026-06-10"}


def held_leaves(files: dict[str, bytes]) -> list[dict[str, object]]:
    """What the record tells of what is held, in order."""
    (words,) = [held for name, held in files.items() if name.startswith("words/")]
    leaves = [json.loads(row["leaf"]) for row in json.loads(words)["leaves"]]
    return [leaf for leaf in leaves if leaf["kind"] == "held"]


async def read_by_all(here: Here) -> list[tuple[int, str | None, str]]:
    """What a reader without a key is answered everywhere, with the tag of each answer."""
    await all_told(here.database)
    answers = [await here.client.get(path) for path in (*PATHS, "/publication/v1/unanswered", "/record/conduct")]
    told = [(one.status_code, one.headers.get("etag"), one.text) for one in answers]
    return [(status, tag, REFERENCE.sub("", words)) for status, tag, words in told]


async def test_what_is_shown_later_stands_nowhere_before_its_day_and_is_proved_to_be_the_same(
    here: Here, tmp_path: Path
) -> None:
    await open_first_round(here)
    wrong = await here.hand_in(
        secret(
            later=UNTIL | {"shown_from": "2026-06-01"},
            withheld={"ground": "court_order", "summary": "A figure that a court keeps from the public."},
        ),
        secret(item_code="NI 17", later=UNTIL | {"shown_from": "2027-06-03"}),
        status=422,
    )
    assert {(one["pointer"], one["code"]) for one in wrong["errors"]} >= {
        ("/0/later/shown_from", "not-in-the-future"),
        ("/0/withheld", "shown-later"),
        ("/1/later/shown_from", "too-far"),
        ("/1/later", "not-together"),
    }
    public = await read_by_all(here)
    handed_in = await here.hand_in(secret(later=UNTIL), secret(item_code="NI 17", later=UNTIL))
    publish = handed_in["links"]["publish"]["href"]
    assert (
        "Nobody does that alone"
        in (await here.post(publish, {"because": "The minister speaks of it today."}, 409))["detail"]
    )
    held = await here.post(publish, {}, 202, key=here.second)
    assert (held["standing"], held["shown_from"], "withdraw" in held["links"]) == ("later", "2026-06-10", False)
    withdraw = handed_in["links"]["withdraw"]["href"]
    assert "nobody can take it back" in (await here.post(withdraw, None, 409))["detail"]
    answering = turn("response", "agreed", "government_office", OFFICE)
    assert (await here.hand_in(answering, status=422))["errors"][0]["code"] == "nothing-to-answer"
    assert await read_by_all(here) == public
    before = await checked(here, tmp_path)
    assert not [name for name, told in before.items() if any(one.encode() in told for one in SECRETS)]
    (leaf,) = held_leaves(before)
    assert leaf["facts"].keys() == {"commitment", "shown_from"}  # type: ignore[attr-defined]

    await here.tell(turn("position", "under_discussion", item_code="NI 18"))
    await here.sweep(date(2026, 6, 9))
    assert not [words for _, _, words in await read_by_all(here) if any(one in words for one in SECRETS)]
    await here.sweep(date(2026, 6, 10))
    assert {one for _, one in await leaks(here)} == set(SECRETS)
    first, second = (await here.get(f"{ENTRIES}?after=3"))["entries"]
    assert (first["later"], first["received_at"][:10], first["recorded_at"][:10]) == (
        *("pre_election_period", "2026-06-01", "2026-06-10"),
    )
    said = "Received on 1 June 2026, shown from 10 June 2026, because an election was near."
    assert said in await here.page(f"/agreements/{DEAL}")
    assert "pre_election_period" in await here.page(f"{ENTRIES}.csv")
    items = (await here.get(f"{AGREEMENTS}/{DEAL}"))["items"]
    assert {item["answer_due_on"] for item in items if item["code"] != "NI 18"} == {"2026-07-08"}
    assert second["number"] == 5

    files = await checked(here, tmp_path)
    _, shown = held_leaves(files)
    assert shown["facts"]["entries"] == "4 5"  # type: ignore[index]
    assert all(one.differences == () for one in await verification.verify(here.database))


async def test_what_waits_for_the_end_of_an_elections_weeks_is_shown_as_they_are_told_of_since(
    here: Here, tmp_path: Path, admin_url: str
) -> None:
    await open_first_round(here)
    later = await here.hand_in(secret(item_code="NI 17", later=UNTIL | {"ground": "agreed_by_both_sides"}))
    await here.post(later["links"]["publish"]["href"], {}, 202, key=here.second)
    await here.tell(secret(withheld=GROUND | {"until": "2026-06-11"}))
    election = {"starts_on": "2026-06-05", "ends_on": "2026-06-18", "election": "a by-election", "basis": "notice"}
    await here.post("/publication/v1/register", {"area": register()["area"], "elections": [election]})
    ann = await person(here, admin_url, "bath-council", "partner")
    assert "Shown from 19 June 2026" in await ann.read(DESK)
    for day in (10, 11):
        await here.sweep(date(2026, 6, day))
        assert await leaks(here) == set()
    held = await here.hand_in(secret(item_code="NI 18", later=UNTIL | {"shown_from": "2026-06-19"}))
    await here.post(held["links"]["publish"]["href"], {}, 202, key=here.second)
    for shortened in ({"ends_on": "2026-06-16"}, {"ends_on": "2026-06-14"}, {"ends_on": "2026-06-14", "basis": "anew"}):
        await here.post("/publication/v1/register", {"area": register()["area"], "elections": [election | shortened]})
    told = await ann.read("/record/desk")
    assert "Changed lately in the register" in told
    assert "Election 5 June 2026" in told
    here.on(date(2026, 6, 15))  # before the clock shows it
    approval = {"approved_on": "2026-06-15", "approved_by": OFFICE, "targets": []}
    refused = await here.post(f"{AGREEMENTS}/{DEAL}/approval", approval, 422)
    assert ("/approved_on", "a-word-waits") in [(one["pointer"], one["code"]) for one in refused["errors"]]
    await here.sweep(date(2026, 6, 15))
    before, *shown = [one["item_code"] for one in (await here.get(f"{ENTRIES}?after=2"))["entries"]]
    assert (before, sorted(shown)) == ("NI 16", ["NI 17", "NI 18"])  # of one morning, in the order of no name
    assert {one for _, one in await leaks(here)} == set(SECRETS)
    assert "withheld until" not in await here.page(f"/agreements/{DEAL}")
    await checked(here, tmp_path)
    assert all(one.differences == () for one in await verification.verify(here.database))


async def rewritten(admin_url: str, statement: str) -> None:
    """What somebody does whom no trigger of the database stops."""
    admin = await asyncpg.connect(admin_url, server_settings={"session_replication_role": "replica"})
    try:
        await admin.execute(statement)
    finally:
        await admin.close()


async def test_what_cannot_be_shown_any_more_is_told_and_what_is_not_the_same_is_found(
    here: Here, tmp_path: Path, admin_url: str
) -> None:
    """The clock stands in for the second person here."""
    await open_first_round(here)
    await here.tell(turn("proposal", "proposed"))
    again = turn("position", "proposed", supersedes=3, note="The year was wrong.")
    await here.hand_in(again | {"later": UNTIL})
    await here.sweep(date(2026, 6, 4))
    await here.tell(again)
    await here.sweep(date(2026, 6, 10))
    _, shown = held_leaves(await checked(here, tmp_path))
    assert shown["facts"] == {"is_shown": False, "agreement": None, "entries": "", "salt": None}
    assert len((await here.get(ENTRIES))["entries"]) == 4

    for day in ("2026-06-19", "2026-06-20"):
        held = await here.hand_in(secret(item_code="NI 17", later=UNTIL | {"shown_from": day}))
        await here.post(held["links"]["publish"]["href"], {}, 202, key=here.second)
        async with here.database.unit_of_work(EVERY_AREA) as session:
            swapped = "jsonb_set(entries, '{0,target_value}', '\"1234.5\"')"
            await session.execute(text(f"update submission set entries = {swapped} where standing = 'later'"))
        if day == "2026-06-20":  # somebody who may do anything hides that from the ledger too
            await rewritten(admin_url, "update publication.ledger set data = data - 'digest' - 'author' - 'after'")
        await here.sweep(date.fromisoformat(day))
        assert len((await here.get(ENTRIES))["entries"]) == (5 if day == "2026-06-20" else 4)
    assert (await here.get(f"{ENTRIES}?after=4"))["entries"][0]["target_value"] == "1234.5"
    await written(here.database, tmp_path)
    files = await files_of(here.database, tmp_path)
    assert [one.code for one in by_python(files, {}, KEY.verifier())] == ["held"]
    (found,) = by_javascript(files, [{}], KEY.verifier())
    assert ["not those that were held" in one for one in found] == [True]
