"""Silence: the day of an explanation, a challenge or an enquiry is over, and what was asked for has not come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.indicators.domain.question.asking import MACHINE
from services.indicators.effects.question.asking import tell
from services.indicators.storage.question.asking import Rows
from services.indicators.storage.question.challenge import CHALLENGES
from services.indicators.storage.question.enquiry import ENQUIRIES
from services.indicators.storage.question.explanation import EXPLANATIONS
from shared.database import Session
from shared.deadlines import Due, Hold

# Any: each sort has events of its own.
SORTS: Mapping[str, Rows[Any, Any]] = {rows.sort.of.SORT: rows for rows in (EXPLANATIONS, CHALLENGES, ENQUIRIES)}
KINDS = tuple(rows.sort.silence for rows in SORTS.values())


async def lock(session: Session, subject: str) -> object:
    """Lock what a deadline is about."""
    rows = _rows_of(subject)
    return await rows.lock(session, rows.sort.id_of(subject))


async def let_silence_be_told(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """The day is over: where nothing has come, that is told, once."""
    rows = _rows_of(due.subject)
    found = await rows.lock(session, rows.sort.id_of(due.subject))
    event = None if found is None else rows.sort.let_lapse(found)
    if event is not None:
        await tell(session, rows, found, event, actor=MACHINE, now=now)


def _rows_of(subject: str) -> Rows[Any, Any]:
    return SORTS[subject.partition("/")[0]]
