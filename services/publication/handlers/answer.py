"""The day of an answer is over: where none came, that is told, once."""

from datetime import datetime

from services.publication.domain.agreement import decide
from services.publication.domain.command import TellOverdue
from services.publication.effects.agreement import circumstances, entry_of, keep
from services.publication.storage import agreement as storage
from shared.database import Session
from shared.deadlines import Due, Hold
from shared.working_days import london_day


async def lock(session: Session, subject: str) -> object:
    """Lock the agreement of the entry whose answer was due."""
    return await storage.lock(session, entry_of(subject)[0])


async def let_silence_be_told(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """The day by which an entry was to be answered is over: that it was not goes on the record."""
    name, entry = entry_of(due.subject)
    today = london_day(now)
    agreement = await storage.find(session, name)
    by = await circumstances(session, due.area, today)
    if agreement is not None and by is not None:
        await keep(session, agreement, decide(agreement, TellOverdue(entry), today, by), actor="system", now=now)
