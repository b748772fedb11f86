"""A body confirms figures that were fetched in its place: it is asked to confirm, not to send, and no clock runs."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.indicators.domain.figure.receipt import Receipt
from services.indicators.domain.figure.source import confirmed
from services.indicators.schemas.figure.batch import document
from services.indicators.storage.figure import batch, source
from shared import idempotency, ledger
from shared.database import EVERY_AREA, Database, Session
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotNow


class NothingToConfirm(NotNow):
    """The body sent these figures itself."""

    slug, title = "nothing-to-confirm", "There is nothing to confirm"


async def confirm(database: Database, id: UUID, *, body: str, actor: str, once: Once, now: datetime) -> Answer:
    """Keep and tell that the body confirms a fetched batch, and answer its receipt; what was confirmed before stays so.

    Raises NotFound for a batch that is not the body's, NothingToConfirm for one that it sent itself.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        found = await batch.find(session, id, body)
        if found is None:
            raise NotFound("Your body has no batch of this number.")
        if found.fetched_from is None:
            raise NothingToConfirm("Your body sent these figures itself.")
        receipt = await _confirm(session, found, actor, now)
        return await idempotency.keep(session, once, Answer.of(200, document(receipt)))


async def _confirm(session: Session, receipt: Receipt, actor: str, now: datetime) -> Receipt:
    if not await source.confirm(session, receipt.number, now):
        return replace(receipt, confirmed_at=await source.confirmed_at(session, receipt.number))
    area = receipt.areas[0]
    event = confirmed(receipt.id, area, receipt.areas, receipt.partner)
    await ledger.append(session, f"batch/{receipt.id}", 1, [event], area=area, actor=actor, now=now)
    return replace(receipt, confirmed_at=now)
