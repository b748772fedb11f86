"""The record as projections of what the other services tell: in any order, and twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from deploy.sample import exports
from services.publication import main
from services.publication.domain.timeline.wording import must, sentence
from services.publication.handlers.leaf import verification as leaves
from services.publication.handlers.record import front_page, verification
from services.publication.handlers.register import measure
from services.publication.handlers.timeline import timeline
from shared import ledger
from shared.database import EVERY_AREA, Database
from shared.events import escalation
from shared.events.base import Envelope
from shared.inbox import Received
from shared.settings import Settings
from tests.databases import execute_on
from tests.integration.conftest import SetClock
from tests.integration.publication.sending import send
from tests.integration.publication.timeline import (
    MEASURE,
    REFERENCE,
    TRAFFORD,
    case,
    envelope,
    hear,
    judgement,
    petition,
)

FORGED = (
    "(kind, area, code, title, words, party, status, href, moved_at) "
    "values ('{}', 'E08000009', '{}', 'Forged', '', '', '', '/x', now())"
)


async def rows(database: Database) -> list[tuple[object, ...]]:
    async with database.unit_of_work(EVERY_AREA) as session:
        records = await session.execute(text("select * from timeline order by reference"))
        steps = await session.execute(text("select * from step order by stream, version"))
        return [tuple(row) for row in (*records, *steps)]


async def test_a_case_heard_before_its_petition_stands_the_same(publication: Database) -> None:
    await hear(publication, *case(), *petition())
    read = await timeline.read(publication, REFERENCE)
    told = [type(each.event).__name__ for each in read.history]
    assert (read.standing.state, read.standing.closes_on) == ("referred", date(2026, 8, 1))
    assert told[:3] == ["PetitionCreated", "SignaturesCounted", "PetitionSubmitted"]


async def test_what_is_told_twice_changes_nothing(publication: Database) -> None:
    told = [*petition(), *case()]
    await hear(publication, *told)
    once = await rows(publication)
    await hear(publication, *told)
    assert await rows(publication) == once


async def test_a_run_of_events_is_one_fold(publication: Database) -> None:
    received = [Received(ledger.load(e.type, e.content), e) for e in (*petition(), *case())]
    async with publication.unit_of_work(EVERY_AREA) as session:
        await timeline.follow(session, received)
    await hear(publication, *petition())
    assert (await timeline.read(publication, REFERENCE)).standing.case_version == 4


async def test_the_must_line_names_who_and_what_follows(publication: Database, clock: SetClock) -> None:
    await send(publication, exports.register(), clock)
    await hear(publication, *petition(), *case()[:3])
    read = await timeline.read(publication, REFERENCE)
    acting = must(read.standing, read.register, date(2026, 3, 12))
    assert acting is not None
    assert (acting.who, acting.due_on) == ("Trafford Council", date(2026, 4, 10))
    assert "signed on 22 March 2021" in acting.does


async def test_every_step_has_its_sentence(publication: Database, clock: SetClock) -> None:
    await send(publication, exports.register(), clock)
    await hear(publication, *petition(), *case())
    read = await timeline.read(publication, REFERENCE)
    told = [sentence(each, read.standing, read.register, date(2026, 3, 12)) for each in read.history]
    assert len(set(told)) == len(read.history)
    assert "Trafford Council, which answers for this measure" in told[-2]
    assert not [words for words in told if "{" in words or "not recorded" in words]


async def promised(database: Database) -> Sequence[tuple[str, Decimal | None]]:
    (area,) = await front_page.read(database)
    return [(promise.verdict, promise.value) for promise in area.promises if promise.value is not None]


async def test_the_front_page_knows_what_is_not_met(publication: Database, clock: SetClock) -> None:
    await send(publication, exports.register(), clock)
    await hear(publication, judgement("57.5", "missed", 1))
    assert await promised(publication) == [("missed", Decimal("57.5"))]


async def test_each_area_has_its_own_part_of_the_front_page(publication: Database, clock: SetClock) -> None:
    for posting in (exports.register(), *exports.agreement(), *exports.negotiation()):
        await send(publication, posting, clock)
    await hear(publication, judgement("57.5", "missed", 1), *case())
    read = {part.register.area: part for part in await front_page.read(publication)}
    bath, trafford = read["E06000022"], read[TRAFFORD]
    assert (trafford.promises[0].measure, len(trafford.standings)) == (MEASURE, 1)
    assert not [promise for promise in bath.promises if promise.value is not None]
    assert not bath.standings
    assert {listed.area for listed in (*bath.agreements, *trafford.agreements)} == set(read)
    assert {listed.area for listed in bath.agreements} == {"E06000022"}


async def test_an_older_judgement_never_replaces_a_newer_one(publication: Database, clock: SetClock) -> None:
    await send(publication, exports.register(), clock)
    newer, older = judgement("61.0", "met", 2), judgement("57.5", "missed", 1)
    for each in (newer, older):
        async with publication.unit_of_work(EVERY_AREA) as session:
            await measure.keep_judgements(session, [Received(ledger.load(each.type, each.content), each)])
    assert await promised(publication) == [("met", Decimal("61.0"))]
    changes = "set period = period", "set verdict = 'missed'", "set verdict = 'met', period = '2031/32'"
    for number, change in enumerate((*(f"update judgement {one}" for one in changes), "delete from judgement")):
        async with publication.unit_of_work(EVERY_AREA) as session:
            await session.execute(text(change))
        (registers,) = [one for one in await verification.verify(publication) if one.subject == "registers"]
        told = (f"{TRAFFORD}/{MEASURE}: its judgement is not as the record told it",)
        assert registers.differences == (told if number else ())


async def test_references_are_listed_in_pages_the_last_moved_first(publication: Database) -> None:
    for number in range(5):
        reference = f"TRAF-2026-000{number}-1"
        created = escalation.PetitionCreated(
            area=TRAFFORD,
            petition=reference,
            title=reference,
            measure=MEASURE,
            threshold=50,
            closes_on=date(2026, 8, 1),
            policy_version="lof-2026-1",
        )
        await hear(publication, envelope(created, f"petition/{reference}", 1, number // 2))
    first, following = await timeline.listed(publication, limit=3)
    rest, end = await timeline.listed(publication, after=following, limit=3)
    assert [each.reference[10:14] for each in (*first, *rest)] == ["0004", "0003", "0002", "0001", "0000"]
    assert end is None


async def test_everything_stored_is_what_the_events_tell(publication: Database, clock: SetClock) -> None:
    for posting in (exports.register(), *exports.agreement(), *exports.negotiation()):
        await send(publication, posting, clock)
    await hear(publication, *case(), *petition())
    found = {each.subject: (each.checked, each.differences) for each in await verification.verify(publication)}
    assert found["registers"] == (2, ())
    assert found["agreements"] == (3, ())
    assert found["timelines"] == (1, ())
    assert found["targets"][0] > 5
    assert not found["targets"][1]


async def test_a_row_changed_by_hand_is_found_where_it_stands(
    publication: Database, admin_url: str, clock: SetClock
) -> None:
    for posting in (exports.register(), *exports.agreement()):
        await send(publication, posting, clock)
    await hear(publication, *petition(), *case())
    before = await differing(publication)
    assert not any(before.values())
    for subject, statement in (
        ("registers", "update partner set partner_kind = 'X' where partner = 'gmp'"),
        ("registers", "update findable set words = 'Forged' where kind = 'body' and code = 'gmp'"),
        ("registers", f"update findable set gone_at = now() where kind = 'measure' and code = '{MEASURE}'"),
        ("agreements", "update findable set status = 'X' where kind = 'agreement' and status = 'approved'"),
        ("timelines", "update findable set title = 'Forged' where kind = 'case'"),
        ("what can be found", f"insert into findable {FORGED.format('case', 'TRAF-2026-9999-9')}"),
        ("what can be found", f"insert into findable {FORGED.format('entry', 'nobody/1')}"),
        ("leaves", "update memorandum set content = content || '{\"x\": 1}'"),
        ("leaves", "update entry set particulars = coalesce(particulars, '{}') || '{\"x\": 1}' where number = 1"),
        ("leaves", "update leaf_words set value = 'Forged' where leaf = (select min(leaf) from leaf_words)"),
        ("leaves", "delete from leaf_waiting where leaf = 1"),
        ("agreements", "update agreement set approved_by = 'X' where approved_by is not null"),
        ("targets", "update target_series set version = 99 where measure = 'household-waste-recycled'"),
        ("timelines", "update timeline set due_on = due_on + 1"),
    ):
        await execute_on(
            admin_url, "set search_path = publication", "set session_replication_role = replica", statement
        )
        found = await differing(publication)
        assert set(found[subject]) > set(before[subject]), statement
        before = found


async def differing(publication: Database) -> dict[str, tuple[str, ...]]:
    """What is found not to be as it was told, by subject."""
    found = [*await verification.verify(publication), *await leaves.verify(publication)]
    return {each.subject: each.differences for each in found}


async def test_files_put_to_a_case_are_listed_with_who_brought_them_and_their_hash(
    publication: Database, settings: Settings, clock: SetClock
) -> None:
    def told(file: int, *events: object) -> list[Envelope]:
        stream = f"evidence/3f0c8a52-7a43-4b1e-9a55-0d5f6f0f7a1{file}"
        return [envelope(event, stream, n, n) for n, event in enumerate(events, start=1)]

    def brought(file: int) -> escalation.evidence.EvidenceReceived:
        return escalation.evidence.EvidenceReceived(
            area=TRAFFORD,
            case=REFERENCE,
            evidence=f"3f0c8a52-7a43-4b1e-9a55-0d5f6f0f7a1{file}",
            number=file,
            occasion="claim",
            media_type="image/png",
            size=7,
            commitment="5e" * 32,
            by="fire-service",
            is_scanned=False,
        )

    at: dict[str, Any] = {"case": REFERENCE, "evidence": "", "by": "trafford-council"}
    released = escalation.evidence.EvidenceReleased(**at, number=1, sha256="5f" * 32)
    until = date(2009, 7, 1)
    asked = escalation.evidence.EvidenceRemovalAsked(
        **at, number=3, ground="personal_data", has_outsider=False, hides=True, until_on=until
    )
    lapsed = escalation.evidence.EvidenceRemovalLapsed(
        case=REFERENCE,
        evidence="",
        number=3,
        standing="public",
        ground="",
        asked_ground="personal_data",
        asked_by="trafford-council",
        hides=True,
    )
    removed = escalation.evidence.EvidenceRemoved(**at, number=3, ground="personal_data", asked_by="fire-service")
    files = (
        *told(1, brought(1), released),
        *told(2, brought(2)),
        *told(3, brought(3), asked, removed),
        *told(4, brought(4), replace(released, number=4), replace(asked, number=4)),
        *told(5, brought(5), replace(released, number=5), replace(asked, number=5), replace(lapsed, number=5)),
    )
    await hear(publication, *files, *case())
    transport = ASGITransport(app=main.create(settings, publication, clock))
    async with AsyncClient(transport=transport, base_url=settings.public_address) as client:
        page = (await client.get(f"/record/{REFERENCE}")).text
        document = (await client.get(f"/publication/v1/cases/{REFERENCE}")).json()
    for words in (
        *("5f" * 32, "Everybody may see it", "has not looked at it yet", "Gone for good: it shows"),
        "Hidden while its removal is asked for",
        "1 July 2009",
        "It was hidden once before, and shown again because nobody agreed",
        "Nobody agreed in time to take out file 5",
    ):
        assert words in page
    assert [(one["standing"], one["sha256"]) for one in document["evidence"]] == [
        ("public", "5f" * 32),
        ("waiting", None),
        ("gone", None),
        ("hidden_while_removal_is_asked", "5f" * 32),
        ("public", "5f" * 32),
    ]
    hidden, again = document["evidence"][3:]
    by = {"ground": "personal_data", "asked_by": "trafford-council", "until": "2009-07-01"}
    assert (hidden["removal"], hidden["times_hidden"], hidden["times_shown_again"]) == (by, 1, 0)
    assert (again["removal"], again["times_hidden"], again["times_shown_again"]) == (None, 1, 1)
    assert any("Nobody agreed in time to take out file 5" in one["sentence"] for one in document["history"])
    address = f"/escalation/v1/cases/{REFERENCE}/evidence/1"
    assert [one["links"].get("file") for one in document["evidence"]] == [
        *({"href": f"{address}/file"}, None, None, None),
        {"href": f"{address[:-1]}5/file"},
    ]


async def test_each_body_that_raised_a_case_or_joined_it_is_shown_with_its_own_words_and_its_day(
    publication: Database, settings: Settings, clock: SetClock
) -> None:
    def said(body: str, words: str) -> escalation.TriggerRecord:
        name, day = f"{body} Forum", date(2026, 3, 2)
        return escalation.TriggerRecord(
            body=body, name=name, party=body, decided_on=day, reference="4/26", title="Lanes", failure=words
        )

    first, second, third = said("Sale", "Nobody cleans."), said("Hale", "No bin is left."), said("Timperley", "Rats.")
    opened = escalation.CaseOpened(
        case=REFERENCE,
        state="screening",
        area=TRAFFORD,
        trigger="neighbourhood_decision",
        title="Lanes",
        measure=MEASURE,
        signatures=0,
        policy_version="lof-2026-1",
        failure="Nobody cleans.",
        records=(first, second),
    )
    at: dict[str, Any] = {"case": REFERENCE, "state": "screening"}
    joined = escalation.CaseJoined(**at, trigger="neighbourhood_decision", failure="Rats.", record=third)
    left = escalation.CaseWithdrawn(**at, reasons="Clean", is_left=False, body="Sale")
    stream = f"case/{REFERENCE}"
    await send(publication, exports.register(), clock)
    await hear(publication, *(envelope(one, stream, n, n) for n, one in enumerate((opened, joined, left), start=1)))
    transport = ASGITransport(app=main.create(settings, publication, clock))
    async with AsyncClient(transport=transport, base_url=settings.public_address) as client:
        page = (await client.get(f"/record/{REFERENCE}")).text
        document = (await client.get(f"/publication/v1/cases/{REFERENCE}")).json()
    for words in (
        "Hale Forum on 2 March 2026, 4/26",
        "What fails, as Hale Forum says",
        "Lanes. No bin is left.",
        "Rats.",
    ):
        assert words in page, words
    assert "Behind it no more" in page
    assert [(one["body"], one["failure"], one["stands"]) for one in document["behind"]] == [
        ("Sale", "Nobody cleans.", False),
        ("Hale", "No bin is left.", True),
        ("Timperley", "Rats.", True),
    ]
