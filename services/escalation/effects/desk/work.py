"""Whose desk it is: an account with those for whom it stands in today, its body, whether it serves a committee, and
what is asked of it by days of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from services.escalation.domain.desk.assignment import Cover, stand_ins
from services.escalation.domain.desk.work import Worker
from services.escalation.domain.ladder.decision import open_commands
from services.escalation.domain.ladder.request import of_actor
from services.escalation.effects.case import circumstances
from services.escalation.schemas.case.actor import actor_of
from services.escalation.storage.desk import assignment, work
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


async def with_asked(session: Session, own: Worker, caller: Caller, now: datetime) -> Worker:
    """The same with the cases in which something is asked of them by a day of its own, and the next such day."""
    found = await work.asking(session, own.body)
    rests_on = await circumstances.of_cases(session, found, now=now, actor_in=partial(actor_of, caller))
    asked = {}
    for case in found:
        at = rests_on[case.reference]
        may = [offer.command for offer in open_commands(case, at) if offer.is_open]
        days = [one.by_on for one in of_actor(case, at, may) if one.by_on is not None]
        if days:
            asked[case.reference] = days[0]
    return replace(own, asked=asked)
