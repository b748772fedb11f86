"""Explanations of missed targets: the body that was asked answers, or its day passes in silence; and everybody reads.

Who is asked, and when, follows from judgements and is told where they are told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.indicators.domain.question.clock import MACHINE
from services.indicators.domain.question.explanation import Explanation, State, give, id_of, miss
from services.indicators.domain.question.question import gaps, questions, said
from services.indicators.effects.question import SILENCE, tell_explanation
from services.indicators.schemas.question.explanation import document
from services.indicators.storage.measure import register
from services.indicators.storage.question import explanation
from services.indicators.storage.question.explanation import Wanted
from shared import deadlines, idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.idempotency import Answer, Once
from shared.problems import Fault, Malformed, NotFound, NotNow, NotYours, Stale
from shared.working_days import london_day

NOT_KNOWN = "Nothing of this number has been asked."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """An answer as a door hands it over: to what, which version was seen, what was said, by whom, when it came in."""

    id: UUID
    given: Mapping[str, object]
    caller: Caller
    seen_version: int
    now: datetime
    received_at: datetime


async def show(database: Database, id: UUID) -> Explanation:
    """A request, as everybody may read it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _known(session, id)


async def list_all(database: Database, wanted: Wanted, *, before: UUID | None, limit: int) -> list[Explanation]:
    """A page of the wanted requests, the newest first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await explanation.page(session, wanted, before=before, limit=limit)


async def require_own(database: Database, id: UUID, caller: Caller) -> Explanation:
    """The request, for the body that was asked; NotFound for none, NotYours for everybody else."""
    request = await show(database, id)
    if caller.body != request.body or request.area not in caller.areas:
        raise NotYours(f"{request.body_name} was asked, and it alone can answer.")
    return request


async def answer(database: Database, answering: Answering) -> Explanation:
    """Take the answer of the body that was asked, in time or late.

    Raises NotFound, NotYours, Stale, NotNow (answered already, or no longer asked) or Malformed with every fault.
    """
    await require_own(database, answering.id, answering.caller)
    async with database.unit_of_work(answering.caller.areas) as session:
        return await _answer(session, answering)


async def answer_once(database: Database, answering: Answering, once: Once) -> Answer:
    """As `answer`, for a machine that may repeat itself: the same request again gets the same answer."""
    await require_own(database, answering.id, answering.caller)
    async with database.unit_of_work(answering.caller.areas) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        request = await _answer(session, answering)
        headers = {"Content-Type": "application/json", "ETag": f'"{request.version}"'}
        body = json.dumps(document(request), ensure_ascii=False).encode()
        return await idempotency.keep(session, once, Answer(201, body, headers))


async def lock(session: Session, subject: str) -> object:
    """Lock the request that a deadline is about."""
    return await explanation.lock(session, id_of(subject))


async def let_silence_be_told(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """The day is over: where no answer came, that is told, once."""
    request = await explanation.lock(session, id_of(due.subject))
    if request is not None and request.state is State.ASKED:
        await tell_explanation(session, request, miss(request), actor=MACHINE, now=now)


async def _answer(session: Session, answering: Answering) -> Explanation:
    request = await explanation.lock(session, answering.id)
    if request is None:
        raise NotFound(NOT_KNOWN)
    if answering.seen_version != request.version:
        raise Stale("This has changed since you looked; look again.", version=request.version)
    if not request.may_be_answered:
        raise NotNow(_closed(request.state), rule=request.state)
    asked = questions(request.questions)
    found = gaps(
        asked,
        answering.given,
        measure=request.measure,
        known=await register.for_answering(session, request.area),
        received_on=london_day(answering.received_at),
    )
    if found:
        faults = [Fault(gap.code, gap.message, f"/answers/{gap.field}") for gap in found]
        raise Malformed("Some of the answer cannot be taken. Nothing was stored.", errors=faults)
    event = give(request, said(asked, answering.given), answering.received_at)
    await deadlines.meet(session, request.stream, SILENCE, answering.now)
    return await tell_explanation(session, request, event, actor=answering.caller.id, now=answering.now)


async def _known(session: Session, id: UUID) -> Explanation:
    request = await explanation.find(session, id)
    if request is None:
        raise NotFound(NOT_KNOWN)
    return request


def _closed(state: State) -> str:
    if state is State.GIVEN:
        return "This has been answered; what was said stays on the record as it is."
    return "Nobody needs to answer any more: the measure no longer misses its target."
