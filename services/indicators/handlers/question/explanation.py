"""Explanations of missed targets: the body that was asked answers, or its day passes in silence; and everybody reads.

Who is asked, and when, follows from judgements and is told where they are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.indicators.domain.question.asking import Wanted
from services.indicators.domain.question.explanation import Explanation, State, give
from services.indicators.effects.question import asking
from services.indicators.schemas.question.explanation import document
from services.indicators.storage.question.explanation import EXPLANATIONS
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotNow, NotYours

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
        found = await EXPLANATIONS.find(session, id)
    if found is None:
        raise NotFound(NOT_KNOWN)
    return found


async def list_all(database: Database, wanted: Wanted, *, before: UUID | None, limit: int) -> list[Explanation]:
    """A page of the wanted requests, the newest first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await EXPLANATIONS.page(session, wanted, before=before, limit=limit)


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
        return await idempotency.keep(session, once, Answer.of(201, document(request), version=request.version))


async def _answer(session: Session, answering: Answering) -> Explanation:
    request = await asking.lock_as_seen(
        session, EXPLANATIONS, answering.id, answering.seen_version, not_known=NOT_KNOWN
    )
    if not request.may_be_answered:
        raise NotNow(_closed(request.state), rule=request.state)
    answers = await asking.checked(
        session,
        request.questions,
        answering.given,
        at=(request.area, request.measure),
        received_at=answering.received_at,
        called="answer",
    )
    event = give(request, answers, answering.received_at)
    return await asking.answer(session, EXPLANATIONS, request, event, actor=answering.caller.id, now=answering.now)


def _closed(state: State) -> str:
    if state is State.GIVEN:
        return "This has been answered; what was said stays on the record as it is."
    return "Nobody needs to answer any more: the measure no longer misses its target."
