"""Leaves of the public record: one for whatever is shown to everybody, in the transaction that keeps it."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from deploy.sample import exports
from services.cli.register import facts_of
from services.publication.domain.leaf.compilation import Compilation
from services.publication.domain.leaf.leaf import Kind, leaf_of
from services.publication.domain.register.register import KINDS
from services.publication.handlers.leaf import leaf as leaves
from services.publication.handlers.register import register
from services.publication.storage.leaf import leaf
from services.publication.worker import CONSUMERS
from shared.database import EVERY_AREA, Database
from shared.events.base import pack
from shared.events.escalation import CommitmentMade
from shared.inbox import Inbox
from shared.proof.merkle import commitment
from tests.disks import KEY
from tests.integration.conftest import SetClock
from tests.integration.publication.sending import BATH, DEAL, send
from tests.integration.publication.test_publication_agreement import bath
from tests.integration.publication.test_removal import files_of
from tests.integration.publication.timeline import REFERENCE, envelope, petition
from tests.verifiers import by_javascript, by_python

__all__ = ["bath"]
FILE = Path(__file__).parents[3] / "docs" / "register.example.toml"

HELD = """
select kind, subject, number, content,
       (select jsonb_object_agg(name, jsonb_build_array(encode(salt, 'hex'), value)) from leaf_words w
        where w.leaf = leaf.leaf) as words
from leaf order by leaf
"""


async def held(database: Database) -> list[dict[str, Any]]:
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = (await session.execute(text(HELD))).mappings()
        return [{**row, "content": json.loads(row["content"]), "words": row["words"] or {}} for row in rows]


async def test_all_that_happens_to_an_agreement_becomes_a_leaf_that_commits_to_every_word(
    bath: Database, clock: SetClock
) -> None:
    for posting in exports.negotiation():
        await send(bath, posting, clock)  # once more: nothing is told twice
    leaves = await held(bath)
    assert Counter(each["kind"] for each in leaves if each["subject"] == f"agreement/{DEAL}") == {
        "agreement": 1,
        "round": 2,
        "entry": 31,
        "approval": 1,
        "memorandum": 1,
        "deed": 4,
    }
    for each in leaves:
        opened = {name: commitment(bytes.fromhex(s), v.encode()).hex() for name, (s, v) in each["words"].items()}
        assert each["content"]["words"] == opened
    entry = next(each for each in leaves if each["kind"] == "entry")
    assert entry["content"]["facts"]["party"] == "council"
    assert entry["words"]["party_name"][1].startswith("Bath")
    assert not [word for word, (_, value) in entry["words"].items() if value in json.dumps(entry["content"]["facts"])]


async def test_each_fact_of_a_register_is_a_leaf_and_what_is_older_than_the_record_is_entered_once(
    bath: Database, clock: SetClock, admin_url: str, tmp_path: Path
) -> None:
    begun, begun_anew = tmp_path / "begun", tmp_path / "begun-anew"
    begun.mkdir()
    begun_anew.mkdir()
    sandford = facts_of(FILE)
    ada = Compilation("Ada Reed", "sandford-council", "Cabinet, 1 June 2026")
    await register.load(bath, sandford, now=clock.now(), compiled=ada)
    await register.load(bath, replace(sandford, area=replace(sandford.area, population=9)), now=clock.now())
    told = {each["subject"].split("/")[2]: each for each in await held(bath) if each["kind"] == "register"}
    assert told.keys() == {"area", *(kind.one for kind in KINDS.values())}
    lead = told["lead"]["content"]
    assert (lead["facts"]["lead"], told["lead"]["number"], told["area"]["number"]) == ("sandford-council", 1, 2)
    assert lead["subject"] == f"register/sandford/lead/{lead['facts']['measure']}/{lead['facts']['since_on']}"
    for kind, word in (("subject", "subject"), ("seat", "seat"), ("policy_override", "value")):
        assert told[kind]["words"][word][1] not in json.dumps(told[kind]["content"]["facts"])
    marks = {name: word for name, (_, word) in told["lead"]["words"].items() if name.startswith("compiled")}
    assert (marks, lead["facts"]["compiled_for"]) == ({"compiled_by": ada.by, "compiled_from": ada.paper}, ada.body)
    assert "compiled_for" not in told["area"]["content"]["facts"]  # stated anew by somebody who is not named
    assert "Ada" not in json.dumps(lead["facts"])
    assert by_python(await files_of(bath, begun), {}, KEY.verifier()) == ()

    admin = await asyncpg.connect(make_url(admin_url).render_as_string(hide_password=False))
    await admin.execute("set search_path = publication; truncate leaf cascade; truncate checkpoint cascade")
    assert len(await leaves.strays(bath)) == 100
    await admin.execute("set session_replication_role = replica; update memorandum set sha256 = 'none'")
    most, unreadable = await leaves.enter_older(bath, clock.now(), at_once=1)  # what comes after it is entered
    assert unreadable == [("memorandum", "agreement/bathnes-laa-2008-2011", 1)]
    await admin.execute("update memorandum set sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')")
    bo = Compilation("Bo Hill", "sandford-council")
    older = most + (await leaves.enter_older(bath, clock.now(), compiled=bo))[0]
    again = await leaves.enter_older(bath, clock.now())
    after = await files_of(bath, begun_anew)
    await admin.execute("update leaf_words set value = 'Nobody' where name = 'compiled_by'")
    (tmp_path / "forged").mkdir()
    forged = await files_of(bath, tmp_path / "forged")
    await admin.close()
    assert (older > 150, again) == (True, (0, []))
    assert by_python(after, {}, KEY.verifier()) == ()
    assert by_javascript(after, [{}], KEY.verifier()) == [[]]
    assert by_python(forged, {}, KEY.verifier())
    assert [found for found in by_javascript(forged, [{}], KEY.verifier()) if found]
    assert "sandford-council" in {each["content"]["facts"].get("compiled_for") for each in await held(bath)}
    assert {each["content"]["facts"]["entered_late_on"] for each in await held(bath)} == {"2026-03-02"}


async def test_what_another_service_tells_twice_is_one_leaf_each(publication: Database) -> None:
    inbox = Inbox(publication, "publication.petition", CONSUMERS["publication.petition"])
    for _ in range(2):
        await inbox.receive(pack(petition()))
    leaves = await held(publication)
    assert [(each["kind"], each["number"]) for each in leaves] == [("step", 1), ("step", 2), ("step", 3)]
    assert leaves[0]["words"]["content.title"][1] == "Empty the bins"
    assert leaves[0]["content"]["facts"]["reference"] == REFERENCE


async def test_every_day_leaves_the_hash_that_escalation_told_of_its_sealed_store(publication: Database) -> None:
    day = CommitmentMade(day=date(2026, 3, 2), leaf="ab" * 32)
    inbox = Inbox(publication, "publication.commitment", CONSUMERS["publication.commitment"])
    await inbox.receive(pack([replace(envelope(day, "commitment/2026", 1), area="")]))
    (kept,) = await held(publication)
    assert (kept["content"]["area"], kept["content"]["subject"]) == ("", "sealed/2026-03-02")
    assert kept["content"]["facts"] == {"day": "2026-03-02", "hash": "ab" * 32}


async def test_the_service_can_add_leaves_and_neither_change_nor_take_away_any(bath: Database) -> None:
    for statement in (
        "update leaf set content = 'x'",
        "delete from leaf",
        "truncate leaf cascade",
        "update leaf_words set value = 'x'",
        "delete from leaf_words",
    ):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with bath.unit_of_work(EVERY_AREA) as session:
                await session.execute(text(statement))


async def test_a_leaf_is_kept_with_its_fact_or_not_at_all(publication: Database) -> None:
    told = {"said": "x" * 70_000, "others": ["Ann", "Bob"], "known": None, "count": 2}
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    new = leaf_of(Kind.STEP, told, subject="case/1", number=1, at=at, area=BATH)

    async def fail() -> None:
        async with publication.unit_of_work(frozenset({BATH})) as session:
            await leaf.add(session, [new])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await held(publication) == []
    async with publication.unit_of_work(frozenset({BATH})) as session:
        await leaf.add(session, [new])
    (kept,) = await held(publication)
    assert kept["content"]["facts"] == {"known": None, "count": 2}
    assert kept["words"]["others"][1] == '["Ann","Bob"]'
