"""What can happen to sheets of signatures before they count: they are entered, and lines of them are drawn."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.signature import paper
from services.escalation.domain.signature.paper import Batch, Line
from services.escalation.domain.signature.sheet import may_compare, needs_other_body
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.effects.signature.paper import arm, ask_others, one_of, role_of, wrong
from services.escalation.effects.signature.signature import SigningOver
from services.escalation.schemas.signature.paper import PaperIn, batch_document
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import paper as papers
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events import escalation as told
from shared.idempotency import Answer, Once
from shared.working_days import in_words

ENTERING = ("case_worker", "intake_clerk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A petition's batches of sheets; of one that was asked for, the typed lines that are still to be compared.

    `by_other_body`: only somebody of another body may; without one `most_unseen` lines of the petition count.
    """

    kept: Kept
    batches: Sequence[Batch]
    batch: Batch | None = None
    typed: Mapping[int, Line] | None = None
    may_compare: bool = False
    by_other_body: bool = False
    most_unseen: int = 0


async def enter_once(
    database: Database, reference: str, sent: PaperIn, *, caller: Caller, seal: Seal, now: datetime, once: Once
) -> Answer:
    """Keep a batch of sheets and draw the lines to compare; the same request again gets the same answer.

    Raises NotFound, SigningOver for sheets that did not come in while it could be signed, Malformed for a day that has
    not been, or for fewer lines than sheets.
    """
    async with database.unit_of_work(caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        kept = petitions.require(await petitions.lock(session, reference))
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        _require_in_time(kept.petition, sent, at)
        batch = await _enter(session, kept, sent, seal, at, role=role_of(caller, ENTERING))
        return await idempotency.keep(session, once, Answer.of(201, batch_document(reference, batch)))


async def see(
    database: Database, reference: str, number: int | None, *, caller: Caller, seal: Seal, now: datetime, most: int = 50
) -> Seen:
    """The batches of a petition of the caller's areas; of one of them, typed lines for whoever may compare them.

    Raises NotFound.
    """
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.find(session, reference))
        batches = await papers.batches(session, reference)
        if number is None:
            return Seen(kept=kept, batches=batches)
        batch = one_of(batches, number)
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        seen = Seen(
            kept=kept,
            batches=batches,
            batch=batch,
            by_other_body=needs_other_body(batch, at),
            most_unseen=paper.room(kept.petition.threshold, (), at.policy.paper),
        )
        if not may_compare(batch, at):
            return seen
        typed = await papers.read_lines(session, seal, petition=reference, batch=number, lines=batch.left[:most])
        return replace(seen, typed=typed, may_compare=True)


async def to_compare(database: Database, *, caller: Caller, now: datetime) -> list[tuple[Petition, Batch]]:
    """The batches of the caller's areas that only people of other bodies may compare, and the caller among them."""
    async with database.unit_of_work(caller.areas) as session:
        found = []
        for reference, batch in await papers.open_batches(session):
            about = petitions.require(await petitions.find(session, reference)).petition
            at = await circumstances.of_petition(session, about, now, caller)
            if needs_other_body(batch, at) and may_compare(batch, at):
                found.append((about, batch))
        return found


async def list_public(database: Database, reference: str) -> Sequence[Batch]:
    """The batches of a petition as everybody may see them. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        petitions.require(await petitions.find(session, reference))
        return await papers.batches(session, reference)


async def _enter(session: Session, kept: Kept, sent: PaperIn, seal: Seal, at: Circumstances, *, role: str) -> Batch:
    about, rules = kept.petition, at.policy.paper
    lines = len(sent.lines) if sent.lines is not None else sent.count or 0
    seed = secrets.token_hex(16)
    batch = Batch(
        number=len(await papers.batches(session, about.reference)) + 1,
        received_on=sent.received_on,
        handed_in_by=sent.handed_in_by,
        sheets=sent.sheets,
        lines=lines,
        is_listed=sent.lines is not None,
        seed=seed,
        drawn=paper.draw(lines, seed, rules),
        check_by=rules.check.reckon(at.today, at.calendar).due_on,
        entered_by=at.actor.id,
        body=at.actor.public_name,
    )
    await papers.add(session, about.reference, about.area, batch)
    if sent.lines is not None:
        typed = [line.typed() for line in sent.lines]
        await papers.put_lines(session, seal, typed, petition=about.reference, area=about.area, batch=batch.number)
    entered = told.paper.PaperEntered(
        petition=about.reference,
        paper=batch.number,
        received_on=batch.received_on,
        handed_in_by=batch.handed_in_by.value,
        sheets=batch.sheets,
        lines=lines,
        is_listed=batch.is_listed,
        sample=len(batch.drawn),
        seed=seed,
        check_by=batch.check_by,
        body=batch.body,
        role=role,
    )
    after = await tell_petition(session, about, (entered,), actor=at.actor.id, now=at.now)
    await arm(session, about, batch.number, at, round=1)
    await ask_others(session, after, batch, at)
    return batch


def _require_in_time(about: Petition, sent: PaperIn, at: Circumstances) -> None:
    if sent.received_on > at.today:
        raise wrong("This day has not been yet.", "not-yet", "/received_on")
    if not paper.is_in_time(about, sent.received_on, stays_open=at.policy.petition.signing_stays_open):
        last = min(about.closes_on, at.today)
        raise SigningOver(f"Sheets count that came in from {in_words(about.opened_on)} to {in_words(last)}.")
    last_day = at.policy.paper.enter.reckon(about.closes_on, at.calendar).due_on
    if at.today > last_day:
        raise SigningOver(f"Sheets could be entered until {in_words(last_day)}.")
    if sent.count is not None and sent.count < sent.sheets:
        raise wrong("There are fewer lines than sheets.", "too-few-lines", "/count")
