"""Words leave the record on a closed list of grounds only, by two people of two bodies; all proofs still hold."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from deploy.sample import exports
from services.cli.register import facts_of
from services.publication import main
from services.publication.domain.agreement.memorandum import sha256_of
from services.publication.domain.leaf.compilation import Compilation
from services.publication.domain.record.removal import Ground, Wish, refold
from services.publication.domain.search.download import Form
from services.publication.handlers.agreement import agreement
from services.publication.handlers.leaf import leaf
from services.publication.handlers.record import removal, verification
from services.publication.handlers.register import register
from services.publication.handlers.search import download
from services.publication.handlers.timeline import timeline
from services.publication.schemas.leaf.leaf import strays_document, words_document
from services.publication.schemas.register.link import encode
from services.publication.storage.agreement import memorandum
from services.publication.storage.record import removal as removals
from services.publication.worker import CONSUMERS
from shared import ledger
from shared.auth import Caller, CallerKind, Grant, known
from shared.database import EVERY_AREA, Database, Session
from shared.events.base import pack
from shared.events.publication import MemorandumPublished
from shared.idempotency import Once
from shared.inbox import Inbox
from shared.problems import Malformed, NotFound, NotNow, Unavailable
from shared.settings import Settings
from tests.disks import KEY, names_in
from tests.integration.conftest import SetClock
from tests.integration.publication.record import shortened, written
from tests.integration.publication.sending import BATH, DEAL, TRAFFORD, send
from tests.integration.publication.test_partnership import FILE
from tests.integration.publication.test_tampering import CHANGED, COLUMNS
from tests.integration.publication.timeline import REFERENCE, petition
from tests.verifiers import by_javascript, by_python

OLD = '{"title":"Deal"}'  # a memorandum as they were made once
SAID: dict[str, object] = {
    "party_name": "Smith and Sons",
    "party": "council",
    "kind": "proposal",
    "status": "proposed",
    "source": "Minute 4",
    "came": "compiled_from_papers",
    "item_title": "Talks with Jo Bloggs",
    "terms": {"definition": "What Ann Smith may spend"},
}


def officer(account: str, body: str, area: str = BATH) -> Caller:
    return known(account, CallerKind.OFFICER, body, account, [Grant(area, "monitoring_officer")])


ANN, ANNS_COLLEAGUE = officer("account/ann", "bathnes-council"), officer("account/al", "bathnes-council")
BOB = officer("account/bob", "avon-police")


def once(caller: Caller, key: str) -> Once:
    return Once(caller.id, key, "/removals", hashlib.sha256(key.encode()).digest())


async def files_of(database: Database, folder: Path) -> dict[str, bytes]:
    """A copy of the record as it is served now."""
    size = (await written(database, folder)).size
    path = f"words/000.p/{size}"
    files = {name: (folder / name).read_bytes() for name in names_in(folder) if not name.startswith(".")}
    told = await leaf.words(database, path.removeprefix("words/"))
    return files | {
        path: encode(words_document(told)),
        "strays.json": encode(strays_document(await leaf.strays(database))),
    }


async def test_a_word_is_removed_by_two_people_of_two_bodies_and_both_verifiers_find_the_record_whole(
    publication: Database, clock: SetClock, tmp_path: Path
) -> None:
    for posting in exports.negotiation():
        await send(publication, replace(posting, body=shortened(posting.body, 3)), clock)
    before = await files_of(publication, tmp_path)
    day = clock.now().date()
    _, file = await download.content(publication, "entries", Form.JSON_LINES, day)
    rows: list[dict[str, Any]] = json.loads(next(held for name, held in before.items() if "words" in name))["leaves"]
    entry = next(row for row in rows if row["kind"] == "entry" and "reason" in row["words"])
    number, value = entry["number"], entry["words"]["source"]["value"]
    assert value.encode() in b"".join(before.values())
    held = file.count(value.encode())
    assert held
    clock.advance(days=2)
    by = {"once": once(ANN, "ask"), "now": clock.now()}

    async def ask(leaf_: int, wish: Wish, caller: Caller = ANN) -> UUID:
        answer = await removal.ask(publication, leaf_, wish, caller=caller, **by)  # type: ignore[arg-type]
        return UUID(json.loads(answer.body)["removal"])

    wish = Wish(("source",), Ground.PERSONAL_DATA)
    with pytest.raises(Malformed, match="named"):
        await ask(number, Wish(("source", "entered_by"), Ground.PERSONAL_DATA))
    with pytest.raises(NotNow, match="24 hours"):
        await ask(number, Wish(("source",), Ground.MISTAKE))
    with pytest.raises(NotNow, match="negotiations"):
        await ask(next(row["number"] for row in rows if row["kind"] == "approval"), wish)
    with pytest.raises(NotFound):
        await ask(number, wish, officer("account/cyd", "trafford-council", TRAFFORD))
    asked = await ask(number, wish)
    await assert_no_second_hand_of_hers_and_no_unnamed_key_agrees(publication, asked, clock.now())
    assert await removal.counts(publication) == []
    await removal.agree(
        publication, asked, caller=BOB, same=frozenset({BOB.id}), once=once(BOB, "agree"), now=clock.now()
    )
    with pytest.raises(NotNow, match="answered"):
        await removal.refuse(publication, asked, caller=ANN, once=once(ANN, "back"), now=clock.now())
    after = await files_of(publication, tmp_path)
    assert by_python(after, {}, KEY.verifier()) == ()
    assert by_javascript(after, [{}], KEY.verifier()) == [[]]
    told = json.loads(next(held for name, held in after.items() if "words" in name))["leaves"]
    assert "source" not in told[number]["words"]
    assert "reason" in told[number]["words"]
    (gone,) = [json.loads(row["leaf"]) for row in told if row["kind"] == "removal"]
    assert gone["facts"].items() >= {"leaf": number, "names": "source", "ground": "personal_data"}.items()
    assert (gone["facts"]["asked_by"], gone["facts"]["agreed_by"]) == ("bathnes-council", "avon-police")
    assert [(one.body, one.removals) for one in await removal.counts(publication)] == [("bathnes-council", 1)]
    name = entry["subject"].partition("/")[2]
    read = await agreement.read(publication, name)
    assert {each.number: each.said.source for each in read.entries}[entry["of"]] == "[removed]"
    assert (await download.content(publication, "entries", Form.JSON_LINES, day))[1].count(value.encode()) == held - 1
    async with publication.unit_of_work(EVERY_AREA) as session:
        code = {"code": f"{name}/{entry['of']}"}
        words = await session.scalar(text("select words from findable where kind = 'entry' and code = :code"), code)
        assert value not in words
    await assert_a_title_that_a_memorandum_repeats_stays(publication, name, rows, clock.now())


async def assert_no_second_hand_of_hers_and_no_unnamed_key_agrees(
    publication: Database, asked: UUID, now: datetime
) -> None:
    nobodys, anns = frozenset[str](), frozenset({BOB.id, ANN.id})  # a key without a holder, and one that she holds
    for caller, same, words in (
        (ANN, frozenset({ANN.id}), "another body"),
        (ANNS_COLLEAGUE, frozenset({ANNS_COLLEAGUE.id}), "another body"),
        (BOB, anns, "another body"),
        (BOB, nobodys, "Nobody is named"),
    ):
        again = once(caller, "agree")
        with pytest.raises(NotNow, match=words):
            await removal.agree(publication, asked, caller=caller, same=same, once=again, now=now)


async def assert_a_title_that_a_memorandum_repeats_stays(
    database: Database, name: str, rows: list[dict[str, Any]], now: datetime
) -> None:
    place = ("agreement", f"agreement/{name}")
    number = next(row["number"] for row in rows if (row["kind"], row["subject"]) == place)
    told_in = MemorandumPublished(
        area=BATH, agreement=name, memorandum=9, because="", made_on=now.date(), targets=0, sha256=sha256_of(OLD)
    )
    async with database.unit_of_work(EVERY_AREA) as session:
        await memorandum.add(session, told_in, OLD)
    wish = Wish(("title",), Ground.COURT_ORDER)
    with pytest.raises(NotNow, match="memorandum of this agreement repeats"):
        await removal.ask(database, number, wish, caller=ANN, once=once(ANN, "title"), now=now)


async def test_a_name_a_title_further_words_and_a_petitions_title_go_from_every_place_where_they_stand(
    publication: Database, settings: Settings, clock: SetClock, tmp_path: Path
) -> None:
    for posting in exports.negotiation():
        await send(publication, replace(posting, body=shortened(posting.body, 3)), clock)
    last = next(one for one in exports.negotiation() if isinstance(one.body, list) and DEAL in one.path)
    more = [SAID | {"round": last.body[0]["round"]}] if isinstance(last.body, list) else []
    await send(publication, replace(last, key="more", body=more), clock)
    inbox = Inbox(publication, "publication.petition", CONSUMERS["publication.petition"])
    told_of = pack(petition())
    await inbox.receive(told_of)
    rows = json.loads(
        next(h for name, h in (await files_of(publication, tmp_path)).items() if name.startswith("words/"))
    )["leaves"]
    entry = next(row for row in rows if row["kind"] == "entry" and "Ann Smith" in row["words"]["particulars"]["value"])
    step = next(row for row in rows if row["kind"] == "step" and "content.title" in row["words"])
    agreed = next(row for row in rows if (row["kind"], row["subject"]) == ("agreement", entry["subject"]))
    opened = next(row for row in rows if (row["kind"], row["subject"]) == ("round", entry["subject"]))
    titles = {row["words"]["title"]["value"]: row for row in (agreed, opened)}
    gone = titles | {"Ann Smith": entry, "Talks with Jo Bloggs": entry, "Smith and Sons": entry, "Empty the bins": step}
    for row, names in (
        *((entry, ("particulars", "item_title", "party_name")), (step, ("content.title",))),
        *((row, ("title",)) for row in titles.values()),
    ):
        area = row["area"]
        ann, bob = officer("account/ann", "bathnes-council", area), officer("account/bob", "avon-police", area)
        wish = Wish(names, Ground.COURT_ORDER)
        by = {"once": once(ann, str(row["number"])), "now": clock.now()}
        asked = await removal.ask(publication, row["number"], wish, caller=ann, **by)  # type: ignore[arg-type]
        id_ = UUID(json.loads(asked.body)["removal"])
        again = once(bob, str(row["number"]))
        await removal.agree(publication, id_, caller=bob, same=frozenset({bob.id}), once=again, now=clock.now())
    await timeline_of(publication)
    await inbox.receive(told_of)  # told once more: what was taken out stays out
    after = await files_of(publication, tmp_path)
    assert by_python(after, {}, KEY.verifier()) == ()
    assert by_javascript(after, [{}], KEY.verifier()) == [[]]
    assert [sentence for one in await verification.verify(publication) for sentence in one.differences] == []
    page, path = entry["subject"].partition("/")[2], f"/agreements/{entry['subject'].partition('/')[2]}"
    transport = httpx.ASGITransport(app=main.create(settings, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        for address in (
            *(path, f"{path}/decisions", f"{path}/entries/{entry['of']}", f"/publication/v1{path}/entries"),
            *(f"/publication/v1{path}/entries.csv", f"/record/{REFERENCE}", f"/publication/v1/cases/{REFERENCE}"),
            *("/record/search?q=smith", "/record/search?q=bins", "/record/removals", f"/feeds/agreements/{page}"),
        ):
            told = await client.get(address)
            assert told.status_code == 200, address
            assert not [words for words in gone if words in told.text], address
        page_of_all = (await client.get("/record/removals")).text
        assert page_of_all.count("A court&#39;s order") == 5
        assert "Bath &amp; North East Somerset Council" in page_of_all
        shown = (await client.get(f"/publication/v1{path}/entries/{entry['of']}")).json()
        assert (shown["item_title"], shown["party_name"]) == (f"[removed] (entry {entry['of']})", "[removed]")
        assert shown["removed"][0]["names"] == ["particulars", "item_title", "party_name", "ruled"]
        assert "Taken out on 2 March 2026" in (await client.get(f"{path}/entries/{entry['of']}")).text
    async with publication.unit_of_work(EVERY_AREA) as session:
        query = text("select string_agg(data::text, '') from ledger where stream = :stream")
        held = await session.scalar(query, {"stream": entry["subject"]})
        assert not [words for words in gone if words in held]
        await assert_an_unknown_ground_is_named(session)
        await assert_each_changed_column_is_found(session)
        with pytest.raises(DBAPIError, match="permission denied"):
            await session.execute(text("select retell('agreement/x', 1, 'entry_published', '{}')"))


async def assert_an_unknown_ground_is_named(session: Session) -> None:
    """A row that says no ground of the closed list breaks no page without a word."""
    for read in (removals.taken, removals.counts):
        attempt = await session.begin_nested()
        await session.execute(text("update removal set ground = 'it embarrasses somebody'"))
        with pytest.raises(Unavailable, match="a ground that is not of the closed list"):
            await read(session)
        await attempt.rollback()


async def assert_each_changed_column_is_found(session: Session) -> None:
    """Whatever somebody changes of a removal's row is not what its events tell."""
    columns = (await session.execute(text(COLUMNS), {"tables": ["removal"]})).all()
    (id_, *_) = (await session.execute(text("select removal from removal"))).scalars().all()
    for _, name, kind in columns:
        attempt = await session.begin_nested()
        try:
            async with session.begin_nested():
                change = CHANGED[kind].format(name)
                await session.execute(text(f"update removal set {name} = {change} where removal = '{id_}'"))
            held = await removals.lock(session, id_)
        except (DBAPIError, Unavailable):
            held = None
        told = [(one.event, one.actor, one.occurred_at) for one in await ledger.read_stream(session, f"removal/{id_}")]
        assert held != refold(told), name
        await attempt.rollback()


async def timeline_of(database: Database) -> None:
    """Empty what was told of petitions, as `rebuild` does."""
    async with database.unit_of_work(EVERY_AREA) as session:
        await timeline.forget_petitions(session)
        await session.execute(text("delete from progress where consumer = 'publication.petition'"))


async def test_without_two_people_the_database_itself_deletes_no_word(publication: Database) -> None:
    with pytest.raises(DBAPIError, match="nobody else agreed"):
        async with publication.unit_of_work(EVERY_AREA) as session:
            await session.execute(text("select remove_words(gen_random_uuid())"))
    with pytest.raises(DBAPIError, match="nobody else agreed"):
        async with publication.unit_of_work(EVERY_AREA) as session:
            await session.execute(text("select remove_title(gen_random_uuid())"))
    assert await removal.counts(publication) == []


async def test_who_compiled_a_register_goes_out_of_every_fact_that_says_so_and_the_record_stays_whole(
    publication: Database, settings: Settings, clock: SetClock, tmp_path: Path
) -> None:
    ada = Compilation("Ada Reed", "sandford-council", "Cabinet, 1 June 2026")
    await register.load(publication, facts_of(FILE), now=clock.now(), compiled=ada)
    files = await files_of(publication, tmp_path)
    rows: list[dict[str, Any]] = json.loads(next(held for name, held in files.items() if "words/" in name))["leaves"]
    told = [row["number"] for row in rows if "compiled_by" in row["words"]]
    assert len(told) > 30
    ann, bob = (
        officer("account/ann", "sandford-council", "sandford"),
        officer("account/bob", "sandford-health", "sandford"),
    )
    both = Wish(("compiled_by", "name"), Ground.PERSONAL_DATA)
    with pytest.raises(Malformed):
        await removal.ask(publication, told[0], both, caller=ann, once=once(ann, "both"), now=clock.now())
    wish = Wish(("compiled_by",), Ground.PERSONAL_DATA)
    asked = await removal.ask(publication, told[0], wish, caller=ann, once=once(ann, "ask"), now=clock.now())
    number = UUID(json.loads(asked.body)["removal"])
    same = frozenset({bob.id})
    await removal.agree(publication, number, caller=bob, same=same, once=once(bob, "agree"), now=clock.now())
    after = await files_of(publication, tmp_path)
    assert not [name for name, held in after.items() if ada.by.encode() in held]
    assert b"Cabinet, 1 June 2026" in b"".join(after.values())
    assert by_python(after, {}, KEY.verifier()) == ()
    assert by_javascript(after, [{}], KEY.verifier()) == [[]]
    assert all(one.differences == () for one in await verification.verify(publication))
    transport = httpx.ASGITransport(app=main.create(settings, publication, clock))
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_address) as client:
        page = (await client.get("/record/removals")).text
        assert (page.count(f"{len(told)} facts of the register"), "who put it here" in page) == (1, True)
        assert ada.by not in (await client.get("/who/sandford")).text
