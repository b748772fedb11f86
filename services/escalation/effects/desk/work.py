"""Whose desk it is: an account with those for whom it stands in today, its body, and whether it serves a committee."""

from datetime import date

from services.escalation.domain.desk.assignment import stand_ins
from services.escalation.domain.desk.work import Worker
from services.escalation.storage.desk import assignment
from shared.auth import Caller
from shared.database import Session


async def worker_of(session: Session, caller: Caller, today: date) -> Worker:
    """The caller as a desk knows them; somebody without a body has no team."""
    body = caller.body or ""
    covers = await assignment.covers(session, body, today) if body else []
    return Worker(
        accounts=stand_ins(covers, caller.id, today),
        body=body,
        is_of_committee="scrutiny_officer" in caller.roles,
    )
