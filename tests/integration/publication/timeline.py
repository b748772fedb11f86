"""A petition, its case and a judgement as other services tell them, and publication hearing them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import text

from services.publication.worker import CONSUMERS
from shared import ledger
from shared.database import EVERY_AREA, Database
from shared.events import escalation, indicators
from shared.events.base import Envelope, declared, new_id, pack
from shared.inbox import Inbox

TRAFFORD, REFERENCE = "E08000009", "TRAF-2026-0001-4"
STARTED = datetime(2026, 3, 2, 9, tzinfo=UTC)
MEASURE = "household-waste-recycled"


def envelope(event: object, stream: str, version: int, days: int = 0) -> Envelope:
    entry = declared(event)
    return Envelope(
        id=str(new_id()),
        type=entry.type,
        kind=entry.kind,
        stream=stream,
        version=version,
        area=TRAFFORD,
        occurred_at=STARTED + timedelta(days=days),
        content=ledger.dump(event),
    )


def petition() -> list[Envelope]:
    stream = f"petition/{REFERENCE}"
    created = escalation.PetitionCreated(
        area=TRAFFORD,
        petition=REFERENCE,
        title="Empty the bins",
        measure=MEASURE,
        threshold=50,
        closes_on=date(2026, 8, 1),
        policy_version="lof-2026-1",
    )
    counted = escalation.SignaturesCounted(petition=REFERENCE, counted_on=date(2026, 3, 3), count=61)
    submitted = escalation.PetitionSubmitted(petition=REFERENCE, count=61)
    return [envelope(event, stream, n, n) for n, event in enumerate((created, counted, submitted), start=1)]


def case() -> list[Envelope]:
    stream = f"case/{REFERENCE}"
    opened = escalation.CaseOpened(
        case=REFERENCE,
        state="screening",
        due_on=date(2026, 3, 20),
        silence="screening",
        area=TRAFFORD,
        trigger="petition",
        title="Empty the bins",
        measure=MEASURE,
        signatures=61,
        policy_version="lof-2026-1",
    )
    admitted = escalation.CaseAdmitted(case=REFERENCE, state="admitted", level="local", reasons="It names a measure.")
    served = escalation.DutyServed(
        case=REFERENCE,
        state="duty_served",
        due_on=date(2026, 4, 10),
        silence="duty_served",
        reckoning="20 working days from 9 March 2026",
        lead="trafford-council",
        lead_name="Trafford Council",
        lead_kind="council",
        regime="executive",
        inspectorate="Ministry",
        contributors=("gmca",),
        basis="Agreement",
        register_version=1,
        lead_missing=False,
        acknowledge_by=date(2026, 3, 16),
    )
    referred = escalation.CaseReferred(
        regime="ordinary",
        why="only_committee",
        case=REFERENCE,
        state="referred",
        due_on=date(2026, 7, 10),
        silence="referred",
        committee="Scrutiny",
        cause="no_plan",
    )
    return [envelope(e, stream, n, 3 + n) for n, e in enumerate((opened, admitted, served, referred), start=1)]


async def hear(database: Database, *envelopes: Envelope) -> None:
    """What the inboxes of petitions and cases do with messages."""
    for each in envelopes:
        consumer = each.kind.replace("escalation", "publication").replace("indicators", "publication")
        await Inbox(database, consumer, CONSUMERS[consumer]).receive(pack([each]))
    async with database.unit_of_work(EVERY_AREA) as session:
        parked = (await session.execute(text("select stream, version from waiting"))).all()
    assert not parked


def judgement(value: str, verdict: str, version: int) -> Envelope:
    told = indicators.MeasureFellBelowTarget if verdict == "missed" else indicators.MeasureRecovered
    event = told(
        area=TRAFFORD,
        measure=MEASURE,
        period="2024/25",
        value=Decimal(value),
        target=Decimal(60),
        verdict=verdict,
        before="met",
        rule="higher-1",
        received_at=STARTED,
        batch="b",
    )
    return envelope(event, f"measure/{TRAFFORD}/{MEASURE}", version)
