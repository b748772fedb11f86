"""What can happen to photographs and scans of sheets of signatures: one is kept with its batch, and whoever compares
sees it. Nothing of them is told, and nothing is public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.signature.sheet import Sheet, require_comparer, require_room
from services.escalation.effects.case import circumstances
from services.escalation.effects.evidence.evidence import Intake
from services.escalation.effects.signature.paper import one_of
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.signature.sheet import SheetIn, address, sheet_document
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import paper as papers
from services.escalation.storage.signature import sheet as storage
from shared import idempotency
from shared.auth import Caller
from shared.database import Database, Session
from shared.files.filetypes import SCANS
from shared.idempotency import Answer, Once
from shared.problems import NotFound

__all__ = ["Intake"]  # of the effects, which doors do not know

NONE_SUCH = "There is no such picture of lines to compare, or it went when its batch was decided."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A picture of a sheet as a door hands it over: of which batch, which lines it shows, its bytes, who keeps it."""

    reference: str
    batch: int
    said: SheetIn
    content: bytes
    caller: Caller
    now: datetime


async def keep_once(database: Database, intake: Intake, sent: Sent, *, once: Once) -> Answer:
    """Keep a picture with its batch. Raises NotFound, NotYours, NotNow, Malformed naming fields, Unavailable.

    The same request again gets the same answer.
    """
    reference, caller, said = sent.reference, sent.caller, sent.said
    async with database.unit_of_work(caller.areas) as session:
        await _require_batch(session, reference, sent.batch)
    opened = await intake.open(sent.content, SCANS)
    async with database.unit_of_work(caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        kept = petitions.require(await petitions.lock(session, reference))
        await circumstances.of_petition(session, kept.petition, sent.now, caller)
        batch = one_of(await papers.batches(session, reference), sent.batch)
        others = await storage.of_batch(session, reference, batch.number)
        try:
            require_room(batch, others, first_line=said.first_line, last_line=said.last_line)
        except Refused as refusal:
            raise problem(refusal) from refusal
        sheet = Sheet(
            number=len(others) + 1,
            first_line=said.first_line,
            last_line=said.last_line,
            media_type=opened.type.value,
        )
        await storage.add(
            session,
            intake.seal,
            sheet,
            opened.content,
            petition=reference,
            area=kept.petition.area,
            batch=batch.number,
            by=caller.id,
        )
        where = address(reference, batch.number, sheet.number)
        told = Answer.of(201, sheet_document(reference, batch.number, sheet), location=where)
        return await idempotency.keep(session, once, told)


async def list_of(database: Database, reference: str, batch: int, *, caller: Caller) -> Sequence[Sheet]:
    """The pictures of a batch of the caller's areas, without their bytes. Raises NotFound."""
    async with database.unit_of_work(caller.areas) as session:
        await _require_batch(session, reference, batch)
        return await storage.of_batch(session, reference, batch)


async def content(
    database: Database, seal: Seal, reference: str, batch: int, number: int, *, caller: Caller, now: datetime
) -> tuple[str, bytes]:
    """The type and bytes of a picture of lines still to be compared, for whoever may compare them.

    Raises NotFound also when no such line stands on it, NotYours.
    """
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.find(session, reference))
        one = one_of(await papers.batches(session, reference), batch)
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        try:
            require_comparer(one, at)
        except Refused as refusal:
            raise problem(refusal) from refusal
        sheets = await storage.of_batch(session, reference, batch)
        if not any(sheet.number == number and sheet.shows(one.left) for sheet in sheets):
            raise NotFound(NONE_SUCH)
        found = await storage.content(session, seal, petition=reference, batch=batch, sheet=number)
    if found is None:
        raise NotFound(NONE_SUCH)
    return found


async def _require_batch(session: Session, reference: str, batch: int) -> None:
    petitions.require(await petitions.find(session, reference))
    one_of(await papers.batches(session, reference), batch)
