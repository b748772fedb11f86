"""The cases in which a committee has recommended something, and waits for answers or follows what becomes of it."""

from collections.abc import Sequence

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.state import State
from services.escalation.storage.case.case import loaded
from shared.database import Session, raw

FOLLOWED = (State.AWAITING_RESPONSES.value, State.MONITORING.value)


async def followed(session: Session, area: str, limit: int) -> Sequence[Case]:
    """The open cases of an area in which answers are awaited or progress is reviewed, the next day first."""
    rows = await (await raw(session)).fetch(
        "select facts from ladder_case where area = $1 and closed_on is null and state = any ($2) "
        "order by coalesce(due_on, 'infinity'), reference limit $3",
        area,
        list(FOLLOWED),
        limit,
    )
    return [loaded(row["facts"]) for row in rows]
