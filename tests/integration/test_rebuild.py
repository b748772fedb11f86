"""Projections from zero: emptied, and told everything again from the producer's ledger, they hold the same rows."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from services.escalation import worker as of_escalation
from services.indicators import worker as of_indicators
from services.publication import worker as of_publication
from shared import ledger
from shared.database import EVERY_AREA, Database
from shared.events.base import pack
from shared.events.escalation import CommitmentMade, CommitmentOpened
from shared.events.escalation.evidence import (
    EvidenceReceived,
    EvidenceReleased,
    EvidenceRemovalAsked,
    EvidenceRemovalRefused,
    EvidenceWithheld,
)
from shared.events.escalation.obligation import ObligationNotHeld
from shared.events.indicators import ChallengeUnanswered
from shared.events.topology import consumers_of
from shared.inbox import Inbox
from tests.integration.publication.timeline import REFERENCE, TRAFFORD, case, judgement, petition

TABLES = {
    "publication.petition": ("timeline", "step"),
    "publication.case": ("timeline", "step"),
    "publication.obligation": ("timeline", "step"),
    "publication.measure": ("judgement",),
    "publication.commitment": ("commitment", "opened_matter"),
    "publication.evidence": ("evidence",),
    "indicators.case": ("measure_case",),
    "escalation.challenge": ("challenge",),
}
MATTER = "3f0c8a52-7a43-4b1e-9a55-0d5f6f0f7a11"
MADE = CommitmentMade(day=date(2026, 3, 2), leaf="5e" * 32)
SILENT = ChallengeUnanswered(
    area=TRAFFORD, challenge="c-1", measure="waste", challenger="fire", body="council", due_on=date(2026, 3, 2)
)
TOLD_AT = datetime(2026, 3, 3, 3, tzinfo=UTC)
BROUGHT = (
    EvidenceReceived(
        area=TRAFFORD,
        case=REFERENCE,
        evidence=MATTER,
        number=1,
        occasion="matter",
        media_type="image/png",
        size=7,
        commitment="5e" * 32,
        by="waste-services",
        is_scanned=False,
    ),
    EvidenceReleased(case=REFERENCE, evidence=MATTER, number=1, sha256="5f" * 32, by="trafford-council"),
    EvidenceWithheld(case=REFERENCE, evidence=MATTER, number=1, ground="copyright", by="trafford-council"),
    EvidenceRemovalAsked(
        case=REFERENCE,
        evidence=MATTER,
        number=1,
        ground="personal_data",
        by="trafford-council",
        has_outsider=False,
        hides=False,
        until_on=date(2009, 7, 1),
    ),
    EvidenceRemovalRefused(
        case=REFERENCE,
        evidence=MATTER,
        number=1,
        standing="withheld",
        ground="copyright",
        asked_by="trafford-council",
        by="trafford-council",
    ),
)
MISSED = ObligationNotHeld(petition=REFERENCE, name="debate", what="council_debate", missed_on=date(2027, 3, 2))
WORKERS = {"publication": of_publication, "indicators": of_indicators, "escalation": of_escalation}


async def tell(producer: Database) -> None:
    """Write the story of one case, or two judgements, into their producer's ledger."""
    measured = [judgement("57.5", "missed", 1), judgement("61.0", "met", 2)]
    story = measured if producer.schema == "indicators" else [*case()[:2], *petition(), *case()[2:]]
    async with producer.unit_of_work(EVERY_AREA) as session:
        for each in story:
            event, before = ledger.load(each.type, each.content), each.version - 1
            now: datetime = each.occurred_at
            await ledger.append(session, each.stream, before, [event], area=TRAFFORD, actor="test", now=now)
        if producer.schema == "indicators":
            await ledger.append(session, "challenge/c-1", 0, [SILENT], area=TRAFFORD, actor="test", now=TOLD_AT)
        if producer.schema == "escalation":
            opened = CommitmentOpened(matter=MATTER, area=TRAFFORD, case="", entries=())
            for stream, event in ("commitments", MADE), (f"commitment/{MATTER}", opened):
                await ledger.append(session, stream, 0, [event], area="", actor="test", now=TOLD_AT)
            await ledger.append(session, f"evidence/{MATTER}", 0, BROUGHT, area=TRAFFORD, actor="test", now=TOLD_AT)
            owed, late = f"obligation/{REFERENCE}/debate", datetime(2027, 3, 3, 3, tzinfo=UTC)
            await ledger.append(session, owed, 0, [MISSED], area=TRAFFORD, actor="test", now=late)


async def deliver(producer: Database, listener: Database, consumer: str, *, each: int = 1) -> None:
    """Bring the consumer everything of its kind that the producer's ledger holds, so many events in a message."""
    kind = consumers_of(listener.schema)[consumer]
    query = text("select * from ledger where kind = :kind order by position")
    async with producer.unit_of_work(EVERY_AREA) as session:
        told = [ledger.envelope(row) for row in (await session.execute(query, {"kind": kind})).mappings()]
    inbox = Inbox(listener, consumer, WORKERS[listener.schema].CONSUMERS[consumer])
    for start in range(0, len(told), each):
        await inbox.receive(pack(told[start : start + each]))


async def content(database: Database, consumer: str) -> Mapping[str, str | None]:
    """The hash of what each of the consumer's tables holds; None for an empty one."""
    hashed = "select md5(string_agg(row::text, chr(10) order by row::text)) from {} row"
    async with database.unit_of_work(EVERY_AREA) as session:
        return {table: (await session.execute(text(hashed.format(table)))).scalar_one() for table in TABLES[consumer]}


def test_every_projection_is_tried_here() -> None:
    assert {consumer for worker in WORKERS.values() for consumer in worker.PROJECTIONS} == set(TABLES)


@pytest.mark.parametrize("each", [1, 100])
@pytest.mark.parametrize("consumer", TABLES)
async def test_a_projection_told_everything_again_holds_the_same_rows(
    consumer: str, each: int, publication: Database, indicators: Database, escalation: Database
) -> None:
    databases = {"publication": publication, "indicators": indicators, "escalation": escalation}
    listener = databases[consumer.partition(".")[0]]
    producers = {name: databases[kind.partition(".")[0]] for name, kind in consumers_of(listener.schema).items()}
    for producer in (indicators, escalation):
        await tell(producer)
    for other in WORKERS[listener.schema].PROJECTIONS:
        await deliver(producers[other], listener, other)
    before = await content(listener, consumer)
    async with listener.unit_of_work(EVERY_AREA) as session:
        await WORKERS[listener.schema].PROJECTIONS[consumer](session)
        await session.execute(text("delete from progress where consumer = :consumer"), {"consumer": consumer})
    emptied = await content(listener, consumer)
    await deliver(producers[consumer], listener, consumer, each=each)
    assert None not in before.values()
    assert not set(before.items()) & set(emptied.items())
    assert await content(listener, consumer) == before
