"""The forums and area committees of an area, and the agreements on outcomes, as this service's copy has them."""

from dataclasses import fields
from typing import Any

from services.escalation.domain.trigger.trigger import Forums
from shared.database import Session, raw
from shared.events.publication import ForumRegistered, OutcomeAgreementRegistered


async def of_area(session: Session, area: str) -> Forums:
    """All that the register tells of the area's forums."""
    forums: list[ForumRegistered] = await _facts(session, "forum", ForumRegistered, area)
    agreements: list[OutcomeAgreementRegistered] = await _facts(
        session, "outcome_agreement", OutcomeAgreementRegistered, area
    )
    return Forums(forums={one.forum: one for one in forums}, agreements={one.agreement: one for one in agreements})


async def _facts(session: Session, table: str, shape: Any, area: str) -> list[Any]:  # noqa: ANN401 each an event of its own class
    columns = ", ".join(field.name for field in fields(shape))
    rows = await (await raw(session)).fetch(f"select {columns} from {table} where area = $1", area)  # noqa: S608 fixed names
    return [shape(**{name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}) for row in rows]
