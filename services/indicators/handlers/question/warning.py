"""Early warnings: looking again when the day of a promised figure is over; and everybody reads those that stand.

That figures come in makes warnings too: those are told where judgements are told.
"""

from datetime import datetime

from services.indicators.domain.question.warning import EarlyWarning
from services.indicators.handlers import tell_warnings
from services.indicators.storage.judgement import judgement
from services.indicators.storage.question import warning
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold


async def standing(database: Database, area: str | None, measure: str | None) -> list[EarlyWarning]:
    """The warnings that stand, of an area or a measure or of all."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await warning.standing(session, area, measure)


async def lock(session: Session, subject: str) -> object:
    """Lock the judgement of the measure whose figure was due."""
    return await judgement.lock(session, [_measure(subject)])


async def look_again(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of a Fire
    """The day of a promised figure is over: whether it came or not is in the record, and what that warns of is told."""
    await tell_warnings(session, [_measure(due.subject)], now)


def _measure(subject: str) -> tuple[str, str]:
    _, area, measure, _ = subject.split("/", 3)
    return area, measure
