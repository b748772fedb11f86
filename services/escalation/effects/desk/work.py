"""Whose desk it is: an account with those for whom it stands in today, its body, and whether it serves a committee."""

from collections.abc import Sequence
from datetime import date

from services.escalation.domain.desk.assignment import Cover, stand_ins
from services.escalation.domain.desk.work import Worker
from services.escalation.storage.desk import assignment
from shared.auth import Caller
from shared.database import Session


async def worker_of(session: Session, caller: Caller, today: date) -> Worker:
    """The caller as a desk knows them; somebody without a body has no team."""
    covers = await assignment.covers(session, caller.body, today) if caller.body else []
    return worker_with(covers, caller, today)


def worker_with(covers: Sequence[Cover], caller: Caller, today: date) -> Worker:
    """The same, of whose body it is known who stands in for whom."""
    return Worker(
        accounts=stand_ins(covers, caller.id, today),
        body=caller.body or "",
        is_of_committee="scrutiny_officer" in caller.roles,
    )
