"""The day has come from which entries are shown: the clock puts them on the record."""

from datetime import datetime

from services.publication.domain.entry.clearance import Clearance
from services.publication.domain.register.refusal import NotPossible, Refused
from services.publication.domain.submission.submission import SYSTEM, Standing
from services.publication.effects.agreement.agreement import circumstances, on_record
from services.publication.effects.submission.embargo import SHOW, tell_what_was_held, wait_on
from services.publication.effects.submission.submission import (
    publish_entries,
    require_as_handed_in,
    return_by_clock,
    submission_of,
)
from services.publication.storage.agreement import agreement as agreements
from services.publication.storage.submission import submission as storage
from shared.database import Session
from shared.deadlines import Due, Hold
from shared.events.publication import EntryPublished
from shared.working_days import london_day


async def lock(session: Session, subject: str) -> object:
    """Lock the agreement to which something was handed in."""
    return await agreements.lock(session, submission_of(subject)[0])


async def let_day_show(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """What waited for this day is shown, and says when it was received; or returned, where it no longer can be. In the
    weeks before an election it waits on, until they are over.
    """
    name, number = submission_of(due.subject)
    agreement, waiting = on_record(await agreements.find(session, name)), await storage.lock(session, name, number)
    by = await circumstances(session, due.area, london_day(now), name)
    if waiting is None or by is None or waiting.standing is not Standing.LATER:
        return
    if await wait_on(session, due.subject, SHOW, london_day(now), by):
        return
    if waiting.held is None or waiting.later is None:
        raise ValueError("what waits for its day has lost it")
    clearance = Clearance(waiting.held.how, waiting.received_at, later=waiting.later.ground)
    numbers: tuple[int, ...] = ()
    try:
        await require_as_handed_in(session, waiting)
        _, events = await publish_entries(
            session, agreement, waiting, by=by, clearance=clearance, actor=SYSTEM, now=now
        )
        numbers = tuple(event.entry for event in events if isinstance(event, EntryPublished))
    except (Refused, NotPossible) as refused:
        await return_by_clock(session, waiting, refused, now)
    await tell_what_was_held(session, waiting, numbers, now)
