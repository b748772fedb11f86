"""Everything that can happen to figures: one function each, one transaction each. What they change is told here."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain.judgement import Change
from services.indicators.storage import judgement
from shared import ledger
from shared.database import Session


async def tell(session: Session, changes: Sequence[Change], *, actor: str, now: datetime) -> None:
    """Keep the judgements that changed, and tell of each in its measure's stream: the row and its event together."""
    await judgement.save(session, changes)
    for change in changes:
        after, area = change.judgement, change.judgement.facts.area
        await ledger.append(session, after.stream, after.version - 1, [change.event], area=area, actor=actor, now=now)
