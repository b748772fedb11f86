"""What is not public is read nowhere: made-up words in each state an entry can be in, and every address that answers.

Each word is made of its state and its field, so that what is found tells at once what leaked, and from where.
"""

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.record.removal import REMOVABLE, Ground, Wish
from services.publication.handlers.record import removal, verification
from services.publication.handlers.search import webhook
from services.publication.schemas.entry import entry as entry_schema
from shared import auth
from shared.auth import Grant
from shared.proof.tiles import words_path
from shared.settings import Settings
from tests.disks import KEY, whole
from tests.integration.publication.negotiation import AGREEMENTS, BATH, DEAL, OFFICE, turn
from tests.integration.publication.reader import (
    CLOSED,
    MEANS,
    PUBLIC,
    STATES,
    Reader,
    found_in,
    leaks_of,
    made,
    secrets,
)
from tests.integration.publication.record import written
from tests.integration.publication.test_follower import Place, following, here
from tests.integration.publication.test_removal import files_of, officer, once
from tests.integration.publication.timeline import hear, petition
from tests.integration.publication.told import all_told
from tests.integration.spine import until
from tests.verifiers import by_javascript, by_python

__all__ = ["here"]

ENTRIES, SUBMISSIONS = f"{AGREEMENTS}/{DEAL}/entries", f"{AGREEMENTS}/{DEAL}/submissions"


HELD = {"ground": "market_sensitive", "shown_from": "2026-12-01"}


def said(state: str, number: int, *, is_named: bool = True) -> list[dict[str, object]]:
    """A proposal and a rejection with a made-up word in every field that takes words."""

    def word(field: str) -> str:
        return f"{made(state, field)} was said of it"

    def words(at: str, *names: str) -> dict[str, object]:
        return {name: word(f"{at}.{name}") for name in names}

    relative = {"relation": "below", "by": "10"} | words("relative", "of", "unit")
    terms = {"targets": [{"period": word("period"), "relative": relative}], "measure": "NI-16"}
    plain = ("reason", "source", "unit", "lead_partner", "baseline_period", "target_period")
    rejection = words("rejection", "department", "evidence", "interest") | {"code": "affordability"}
    titles = {"item_code": f"NI {number}"} | ({"item_title": made(state, "item_title")} if is_named else {})
    proposal = turn("proposal", "proposed", **titles)
    answer = turn("response", "rejected", "government_office", OFFICE, **titles)
    return [
        proposal
        | words("proposal", *plain)
        | {"terms": terms | words("terms", "definition", "scope", "department"), "target_value": "4321.5"},
        answer | words("answer", *plain) | {"rejection": rejection},
    ]


def numbers(state: str) -> tuple[int, int]:
    """The numbers of the proposal and of the rejection in that state."""
    first = 3 + STATES.index(state)
    return first, first + len(STATES)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A place that keeps its record in files."""
    (tmp_path / "record").mkdir()
    record = {"record_folder": tmp_path / "record", "record_key": SecretStr(KEY.written())}
    return settings.model_copy(update=record)


async def of_every_table(here: Place) -> dict[str, set[str]]:
    """Which secrets stand in which tables of the service."""
    tables = await here.admin.fetch(
        "select relname from pg_class where relnamespace = 'publication'::regnamespace and relkind in ('r', 'p')"
    )
    told = {
        name: await here.admin.fetchval(f"select string_agg(t::text, ' ') from publication.{name} t") or ""
        for (name,) in tables
    }
    raw = {name: re.sub(r"\\\\x(?:[0-9a-f]{2})+", _of_bytes, text) for name, text in told.items()}
    return {name: found for name, text in raw.items() if (found := secrets(found_in(text.encode())))}


def _of_bytes(found: re.Match[str]) -> str:
    """What a column of bytes says where it says words."""
    return bytes.fromhex(found[0][3:]).decode(errors="replace")


async def removed(here: Place, leaf: dict[str, Any]) -> None:
    """Two people of two bodies take every word out of a leaf that may be taken out."""
    names = tuple(REMOVABLE[Kind(leaf["kind"])] & json.loads(leaf["leaf"])["words"].keys())
    ann, bob = officer("account/ann", "bath-council", BATH), officer("account/bob", "avon-police", BATH)
    number, now = leaf["number"], here.clock.now()
    wish = Wish(names, Ground.PERSONAL_DATA)
    asked = await removal.ask(here.database, number, wish, caller=ann, once=once(ann, f"{number}"), now=now)
    known = UUID(json.loads(asked.body)["removal"])
    await removal.agree(
        here.database, known, caller=bob, same=frozenset({bob.id}), once=once(bob, f"{number}"), now=now
    )


async def leaves(here: Place, folder: Path) -> list[dict[str, Any]]:
    """Every leaf of the record as its words are served."""
    size = (await written(here.database, folder)).size
    told = await here.get(f"/record/words/{words_path(0, size).removeprefix('words/')}")
    return list(told["leaves"])


async def put_on_record(here: Place, folder: Path) -> None:
    """An entry in each state, a reply and a petition's title that are removed, and what left by post meanwhile."""
    ground = {"ground": "given_in_confidence", "summary": "It was given in confidence."}
    pairs = [said(state, 30 + n, is_named=state in {"shown", "removed", "gone"}) for n, state in enumerate(STATES)]
    for n in map(STATES.index, ("atonce", "released", "gone")):
        pairs[n] = [one | {"withheld": ground} for one in pairs[n]]
    for both in zip(*pairs, strict=True):
        await here.tell(*both)
    named = ground | {"summary": f"{made('removed', 'summary')} gave it in confidence."}
    for at in numbers("later"):
        held = await here.post(f"{ENTRIES}/{at}/withhold", named, 202)
        await here.post(held["links"]["publish"]["href"], {}, key=here.second)
    await hear(here.database, *petition())
    for leaf in await leaves(here, folder):
        is_gone = leaf["kind"] == "entry" and leaf["of"] in {*numbers("removed"), *numbers("gone")}
        if is_gone or leaf["subject"] in {f"withholding/{DEAL}/{at}" for at in numbers("later")}:
            await removed(here, leaf)
    assert by_python(await files_of(here.database, folder), {}, KEY.verifier()) == ()
    for at in (*numbers("released"), *numbers("gone")):
        held = await here.post(f"{ENTRIES}/{at}/release", None, 202)
        await here.post(held["links"]["publish"]["href"], {}, key=here.second)


async def hand_in_what_waits(here: Place) -> None:
    """What waits, for a person or its day, what was returned or withdrawn, and that somebody wishes to withhold."""
    waits = [
        one | {"withheld": {"ground": "given_in_confidence", "summary": f"{made('waiting', 'summary')} is all"}}
        for one in said("waiting", 90)[:1]
    ]
    await here.hand_in(*waits)
    held = await here.hand_in(said("returned", 91)[0])
    because = {"because": f"{made('returned', 'because')} cannot be said so."}
    await here.post(held["links"]["return"]["href"], because, 200, key=here.second)
    held = await here.hand_in(said("withdrawn", 92)[0])
    await here.post(held["links"]["withdraw"]["href"], None, 200)
    held = await here.hand_in(said("held", 93)[0] | {"later": HELD})
    await here.post(held["links"]["publish"]["href"], {}, 202, key=here.second)
    at, _ = numbers("wished")
    wish = {"ground": "given_in_confidence", "summary": f"{made('waiting', 'wish')} is all that may be said"}
    await here.post(f"{ENTRIES}/{at}/withhold", wish, 202)


async def test_what_is_not_public_is_read_at_no_address_and_what_waits_changes_no_byte(
    here: Place, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await auth.create_key(here.admin, "avon-police", [BATH], ["partner"])
    grants = [Grant(BATH, "partner")]
    await auth.create_account(here.admin, "police", "correct horse battery", body="avon-police", grants=grants)
    session = await auth.sign_in(here.database, "police", "correct horse battery")
    bearer = {"Authorization": f"Bearer {key}"}
    await following(here, f"agreement={DEAL}")
    wanted = {"address": "https://example.org/told", "area": BATH, "kinds": []}
    assert (await here.client.put("/publication/v1/webhooks/ours", json=wanted, headers=bearer)).status_code == 200
    folder = settings.record_folder
    assert folder is not None
    await put_on_record(here, folder)
    files = await files_of(here.database, folder)
    assert (by_python(files, {}, KEY.verifier()), by_javascript(files, [{}], KEY.verifier())) == ((), [[]])
    assert all(one.differences == () for one in await verification.verify(here.database))
    size = whole(folder).size
    everybody = Reader(here, size, {})
    await all_told(here.database)
    before = await everybody.read()
    assert leaks_of(before) == set()
    shown = {one for _, headers, body in before.values() for one in found_in(body)}
    assert shown == {one for one in MEANS.values() if one.partition("/")[0] in PUBLIC}

    await hand_in_what_waits(here)
    await all_told(here.database)
    after = await everybody.read()
    changed = {route for (route, at), told in after.items() if told != before[route, at]}
    assert changed == {"/record/proof"}, "it counts the leaf that commits to what waits for its day"
    assert leaks_of(after) == set()
    other = await Reader(here, size, bearer | {"Cookie": f"folkmoot={session}"}, step=6).read()
    assert leaks_of(other) == set()
    read = {route for told in (before, other) for (route, _), (status, *_) in told.items() if status == 200}
    assert {route for route, _ in before} - read == CLOSED

    await assert_nothing_left_by_post(here)
    where = await of_every_table(here)
    assert where.keys() == {"submission", "idempotency", "withheld", "withheld_word"}
    assert {one.partition("/")[0] for one in where["submission"] | where["idempotency"]} == {
        "waiting",
        "returned",
        "held",
    }
    assert {one.partition("/")[0] for one in where["withheld"] | where["withheld_word"]} == {"atonce", "later"}

    kept = await here.admin.fetchval("select kept ->> 'reason' from publication.withheld limit 1")
    monkeypatch.setattr(entry_schema, "withheld_document", lambda _: {"summary": kept})
    assert leaks_of(await everybody.read(only=ENTRIES)), "a reader that tells too much is found"


async def assert_nothing_left_by_post(here: Place) -> None:
    """A letter to who follows the agreement and a delivery to a webhook tell what is shown, and nothing else."""
    letters = len(await here.letters())

    async def has_left() -> bool:  # a neighbour's transaction may still run: then it is told later
        await here.morning()
        await webhook.put_on_the_way(here.database)
        return len(await here.letters()) > letters and await here.admin.fetchval("select count(*) from delivery") > 0

    await here.admin.execute("set search_path to publication")
    await until(has_left)
    posted = "".join(letter.text for letter in await here.letters())
    posted += await here.admin.fetchval("select string_agg(d::text, '') from delivery d")
    assert secrets(found_in(posted.encode())) == set()
    assert made("shown", "item_title") in posted
