"""Words that are not shown: withheld from the first day or later, on no page and in no file; and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import asyncpg

from services.publication.handlers.record import verification
from tests.disks import KEY
from tests.integration.examples import assert_recorded
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    DEAL,
    RECORDED,
    Here,
    here,
    open_first_round,
    turn,
)
from tests.integration.publication.record import written
from tests.integration.publication.test_removal import files_of
from tests.verifiers import by_javascript, by_python

__all__ = ["here"]

ENTRIES = f"{AGREEMENTS}/{DEAL}/entries"
SECRETS = ("Zebra crossings cost us dear.", "Quagga paper", "4321.5", "Okapi Limited", "parish of Gnu")
SUMMARY = "A figure and its reason, given in confidence by a company."
GROUND = {"ground": "given_in_confidence", "summary": SUMMARY}
PATHS = (
    *(f"/agreements/{DEAL}", f"/agreements/{DEAL}/writers", f"/agreements/{DEAL}/decisions", ENTRIES, f"{ENTRIES}.csv"),
    *(f"/feeds/agreements/{DEAL}", "/publication/v1/search?words=Zebra", "/publication/v1/changes"),
    *(f"/publication/v1/downloads/entries.{form}" for form in ("csv", "jsonl")),
    *(
        f"/agreements/{DEAL}/entries/3",
        f"{AGREEMENTS}/{DEAL}",
        "/agreements/indicators/NI-16",
        "/publication/v1/indicators/NI-16",
    ),
)


def secret(**more: object) -> dict[str, object]:
    words = {"reason": SECRETS[0], "source": SECRETS[1], "target_value": SECRETS[2], "lead_partner": SECRETS[3]}
    terms = {"scope": SECRETS[4]}
    return turn("proposal", "proposed", unit="offences", target_period="2027", terms=terms) | words | more


async def leaks(here: Here) -> set[tuple[str, str]]:
    """Where a reader without a key finds which of the secrets."""
    texts = {path: await here.page(path) for path in PATHS}
    return {(path, one) for path, text in texts.items() for one in SECRETS if one in text}


async def checked(here: Here, folder: Path) -> dict[str, bytes]:
    """The files of the record as anybody may read them; both verifiers are content."""
    await written(here.database, folder)
    files = await files_of(here.database, folder)
    assert by_python(files, {}, KEY.verifier()) == ()
    assert by_javascript(files, [{}], KEY.verifier()) == [[]]
    return files


async def test_what_is_withheld_is_listed_shown_nowhere_and_comes_back_on_its_day(here: Here, tmp_path: Path) -> None:
    await open_first_round(here)
    wrong = await here.hand_in(
        secret(withheld={"ground": "given_in_confidence", "until": "2026-06-01"}),
        turn("constraints", "proposed", withheld=GROUND) | {"constraints": {"waived": True}},
        status=422,
    )
    faults = {(one["pointer"], one["code"]) for one in wrong["errors"]}
    assert {("/0/withheld/summary", "missing"), ("/0/withheld/until", "not-in-the-future")} <= faults
    assert ("/1/withheld", "must-be-public") in faults
    await here.tell(secret(withheld=GROUND | {"until": "2026-06-10"}))
    assert await leaks(here) == set()
    (entry,) = (await here.get(f"{ENTRIES}?after=2"))["entries"]
    assert entry["withheld"] == GROUND | {"until": "2026-06-10"}
    assert (entry["number"], entry["party"], entry["status"]) == (3, "council", "proposed")
    page = await here.page(f"/agreements/{DEAL}")
    assert f"because somebody gave it in confidence. Summary: {SUMMARY}" in page
    for path in (f"{ENTRIES}.csv", f"/feeds/agreements/{DEAL}", "/publication/v1/downloads/entries.csv"):
        assert SUMMARY in await here.page(path)

    files = await checked(here, tmp_path)
    assert not [name for name, held in files.items() if any(one.encode() in held for one in SECRETS)]

    await here.sweep(date(2026, 6, 9))
    assert await leaks(here) == set()
    await here.sweep(date(2026, 6, 10))
    assert {one for _, one in await leaks(here)} == set(SECRETS)
    await checked(here, tmp_path)
    assert all(one.differences == () for one in await verification.verify(here.database))


async def found(here: Here) -> list[str]:
    """What verifying finds."""
    return [sentence for one in await verification.verify(here.database) for sentence in one.differences]


@asynccontextmanager
async def changed(admin: asyncpg.Connection, table: str, change: str) -> AsyncIterator[None]:
    """Somebody who owns the tables changes one behind the service's back; all of it is as before afterwards."""
    await admin.execute(f"create temp table as_before as select * from {table}")
    await admin.execute(change)
    yield
    await admin.execute(f"delete from {table}; insert into {table} overriding system value select * from as_before")
    await admin.execute("drop table as_before")


async def test_words_that_wait_and_moments_that_gates_read_are_held_against_their_leaves(
    here: Here, admin_url: str
) -> None:
    await open_first_round(here)
    await here.tell(secret())
    held = await here.post(f"{ENTRIES}/3/withhold", GROUND, 202)
    await here.post(held["links"]["publish"]["href"], {}, key=here.second)
    assert await found(here) == []
    waiting = [f"agreement/{DEAL} 3: its withheld words are not those to which its leaf commits"]
    guards = {"session_replication_role": "replica", "search_path": "publication"}
    admin = await asyncpg.connect(admin_url, server_settings=guards)
    try:
        for table, change in (
            ("withheld_word", "update withheld_word set value = value || 'x' where name = 'reason'"),
            ("withheld_word", "update withheld_word set salt = sha256(salt) where name = 'source'"),
            ("withheld_word", "delete from withheld_word"),
            ("withheld", """update withheld set kept = kept || '{"reason": "Said otherwise."}'"""),
        ):
            async with changed(admin, table, change):
                assert await found(here) == waiting, change
        earlier = "update ledger set occurred_at = occurred_at - interval '9 days' where kind = 'publication.register'"
        async with changed(admin, "ledger", earlier):
            assert any(one.endswith("the ledger tells another moment than its leaf") for one in await found(here))
        async with changed(admin, "ledger", "delete from ledger where kind = 'publication.submission'"):
            assert [one for one in await found(here) if one.startswith(f"submission/{DEAL}/")]
    finally:
        await admin.close()
    assert await found(here) == []


async def test_two_persons_withhold_what_is_public_and_silence_does_not(here: Here, tmp_path: Path) -> None:
    """What is told looks as its recorded examples: RECORD_EXAMPLES=1 with this test writes them anew."""
    await open_first_round(here)
    await here.tell(secret())
    before = await leaks(here)
    held = await here.post(f"{ENTRIES}/3/withhold", GROUND, 202)
    await here.post(held["links"]["publish"]["href"], {"because": "It cannot wait a day."}, 409)
    await here.sweep(date(2026, 6, 5))
    assert await leaks(here) == before
    held = await here.post(f"{ENTRIES}/3/withhold", GROUND, 202)
    await here.post(held["links"]["publish"]["href"], {}, key=here.second)
    assert {one for _, one in await leaks(here)} == {SECRETS[2]}  # its figure stands in its leaf for good
    await here.post(f"{ENTRIES}/3/withhold", GROUND, 409)
    await checked(here, tmp_path)
    held = await here.post(f"{ENTRIES}/3/release", None, 202)
    await here.sweep(date(2026, 6, 12))
    assert await leaks(here) == before
    await checked(here, tmp_path)
    told = {key.replace("/3/", "/{number}/"): one for key, one in here.told.items()}
    route = "POST /publication/v1/agreements/{name}/entries/{number}"
    assert_recorded(RECORDED, {f"{route}/{deed}": told[f"{route}/{deed}"] for deed in ("withhold", "release")})
