"""Following cases about a measure, so that its page can tell of them."""

from collections.abc import Sequence

from services.indicators.storage import case
from services.indicators.storage.case import Moved, Opened
from shared.database import Session
from shared.events.escalation import CaseOpened, CaseStep, DutyServed
from shared.inbox import Received


async def follow_cases(session: Session, received: Sequence[Received]) -> None:
    """Keep which cases are open about which measure, in what state, and what is due there."""
    opened = [
        Opened(event=one.event, at=one.envelope.occurred_at, version=one.envelope.version)
        for one in received
        if isinstance(one.event, CaseOpened)
    ]
    moved = [_moved(one) for one in received if isinstance(one.event, CaseStep)]
    await case.open_(session, opened)
    await case.move(session, moved)


async def forget_cases(session: Session) -> None:
    """Empty what was told of cases, to be told it again."""
    await case.remove_all(session)


def _moved(one: Received) -> Moved:
    return Moved(
        area=one.envelope.area,
        reference=one.event.case,
        state=one.event.state,
        asked_by=one.event.asked_by,
        due_on=one.event.due_on,
        silence=one.event.silence,
        subject=one.event.lead_name if isinstance(one.event, DutyServed) else None,
        at=one.envelope.occurred_at,
        version=one.envelope.version,
    )
