"""A partner posts a batch of figures: all rows or none, each fault named, every changed judgement told."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.indicators.domain.batch import Checked, Receipt, RowFault, Sent, Severity, check
from services.indicators.domain.judgement import judge_all
from services.indicators.domain.register import Poster
from services.indicators.handlers import tell, tell_outcomes
from services.indicators.schemas.batch import document, documents, encode, malformed, told
from services.indicators.storage import batch, judgement, observation, register
from shared import idempotency, ledger
from shared.database import EVERY_AREA, Database, Session
from shared.events import new_id
from shared.events.indicators import BatchAccepted
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotKnownHereYet, NotYours
from shared.working_days import london_day

RETRY_AFTER = 5


async def post(database: Database, sent: Sent, *, poster: Poster, once: Once, received_at: datetime) -> Answer:
    """Store the batch and answer its receipt (201), or refuse the whole with every fault of every row.

    Raises Malformed (422), NotKnownHereYet (409: the register's copy lacks an area or measure) or NotYours (403).
    The same request again gets the same answer and changes nothing.
    """
    today = london_day(received_at)
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await register.for_posting(session, poster.areas, today)
    async with database.unit_of_work(poster.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        checked = await asyncio.to_thread(check, sent, known, poster, today)
        _refuse(checked.faults)
        receipt = await _accept(session, checked, poster.body, once, received_at)
        return await idempotency.keep(session, once, _answer(receipt))


async def show(database: Database, id: UUID, partner: str) -> Receipt:
    """The receipt of a batch, for the body that sent it; NotFound for everybody else."""
    async with database.unit_of_work(EVERY_AREA) as session:
        receipt = await batch.find(session, id, partner)
    if receipt is None:
        raise NotFound("Your body has sent no batch of this number.")
    return receipt


async def _accept(session: Session, checked: Checked, body: str, once: Once, received_at: datetime) -> Receipt:
    number = new_id()
    standing = await judgement.lock(session, {(f.area, f.measure) for f in checked.figures})
    stored = await observation.store(session, number, checked.figures, received_at)
    facts = await judgement.facts(session, stored.changed)
    changes = judge_all(standing, facts, received_at)
    await tell(session, changes, actor=body, now=received_at)
    await tell_outcomes(session, stored.changed, actor=body, now=received_at)
    receipt = Receipt(
        id=number,
        partner=body,
        areas=tuple(sorted({f.area for f in checked.figures})),
        rows=checked.rows,
        new=stored.new,
        same=stored.same,
        revised=stored.revised,
        reference=stored.reference,
        sha256=once.body_sha256.hex(),
        figures_sha256=stored.sha256,
        judgements=tuple(told(change) for change in changes),
        received_at=received_at,
    )
    await batch.save(session, receipt)
    stream, area = f"batch/{number}", receipt.areas[0]
    await ledger.append(session, stream, 0, [_accepted(receipt)], area=area, actor=body, now=received_at)
    return receipt


def _refuse(faults: Sequence[RowFault]) -> None:
    """What breaks a rule comes first; what the register may still tell comes before what it has told."""
    severities = {fault.severity for fault in faults}
    if Severity.MALFORMED in severities:
        raise malformed(faults)
    if Severity.UNKNOWN in severities:
        raise NotKnownHereYet(
            "The register here has not heard of every area and measure of this batch. Nothing was stored.",
            errors=documents(faults),
            total_errors=len(faults),
            retry_after=RETRY_AFTER,
        )
    if faults:
        raise NotYours(
            "Some rows are not this key's to post. Nothing was stored.",
            errors=documents(faults),
            total_errors=len(faults),
        )


def _accepted(receipt: Receipt) -> BatchAccepted:
    return BatchAccepted(
        area=receipt.areas[0],
        areas=receipt.areas,
        batch=str(receipt.id),
        partner=receipt.partner,
        rows=receipt.rows,
        new=receipt.new,
        same=receipt.same,
        revised=receipt.revised,
        reference=receipt.reference,
        sha256=receipt.sha256,
        figures_sha256=receipt.figures_sha256,
    )


def _answer(receipt: Receipt) -> Answer:
    headers = {"Content-Type": "application/json", "Location": f"/indicators/v1/batches/{receipt.id}"}
    return Answer(201, encode(document(receipt)), headers)
