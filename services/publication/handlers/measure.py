"""What indicators tell of measures is kept, the latest judgement of each; a projection only."""

from collections.abc import Sequence

from services.publication.domain.measure import Judged
from services.publication.storage import measure as storage
from shared.database import Session
from shared.inbox import Received


async def keep_judgements(session: Session, received: Sequence[Received]) -> None:
    """Keep the judgements that changed."""
    await storage.save(session, [_judged(each) for each in received])


def _judged(received: Received) -> Judged:
    event, envelope = received.event, received.envelope
    return Judged(
        area=event.area,
        measure=event.measure,
        version=envelope.version,
        period=event.period,
        value=event.value,
        target=event.target,
        verdict=event.verdict,
        before=event.before,
        rule=event.rule,
        judged_at=envelope.occurred_at,
    )
