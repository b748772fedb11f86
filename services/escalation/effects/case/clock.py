"""What sets off counting an area's days again: its calendar is not the one by which they were counted last."""

import hashlib
import json
from datetime import datetime

from services.escalation.domain.ladder.clock import Known
from services.escalation.storage.case import clock as counted
from services.escalation.storage.case import register
from shared import errands
from shared.database import Session
from shared.working_days import london_day

COUNT_AGAIN = "case.count_again"


async def book_if_changed(session: Session, area: str, now: datetime) -> bool:
    """Book the errand that counts the area's days again, once for each change; whether there was one.

    An area of which nothing was counted yet is counted by what is known now.
    """
    rules = await register.rules_of(session, area, london_day(now))
    known = Known.of(rules.calendar, rules.elections)
    last = await counted.last(session, area)
    if last is None:
        await counted.keep(session, area, known, fingerprint(known), now)
        return False
    if last.fingerprint == fingerprint(known):
        return False
    key = f"{COUNT_AGAIN}/{area}/{last.counted_at.isoformat()}/{fingerprint(known)}"
    await errands.book(session, area=area, kind=COUNT_AGAIN, reference="", key=key)
    return True


def fingerprint(known: Known) -> str:
    """A name for a calendar: two that close the same days have the same."""
    days = sorted(day.isoformat() for day in known.closed)
    spans = sorted([span.first_on.isoformat(), span.last_on.isoformat(), span.reason] for span in known.elections)
    return hashlib.sha256(json.dumps([days, spans]).encode()).hexdigest()[:16]
