"""The background process of the publication service: relay, and the projections of petitions, cases and judgements."""

from collections.abc import Awaitable, Callable

from services.publication.handlers import measure, timeline
from shared import background
from shared.clock import Clock
from shared.database import Session, for_service
from shared.deadlines import DeadlineKind
from shared.errands import Carrier
from shared.events import CATALOGUE, escalation, indicators
from shared.inbox import Handler
from shared.messaging import Transport
from shared.settings import Settings


def _every(kind: str, handler: Handler) -> dict[type, Handler]:
    return {declared.shape: handler for declared in CATALOGUE.values() if declared.kind == kind}


CONSUMERS: dict[str, dict[type, Handler]] = {
    "publication.measure": _every(indicators.MEASURE, measure.keep_judgements),
    "publication.petition": _every(escalation.PETITION, timeline.follow),
    "publication.case": _every(escalation.CASE, timeline.follow),
}
PROJECTIONS: dict[str, Callable[[Session], Awaitable[None]]] = {
    "publication.measure": measure.forget_judgements,
    "publication.petition": timeline.forget_petitions,
    "publication.case": timeline.forget_cases,
}
DEADLINES: dict[str, DeadlineKind] = {}
ERRANDS: dict[str, Carrier] = {}


async def run(settings: Settings, transport: Transport, clock: Clock) -> None:
    """Run until cancelled or until one part fails."""
    database = for_service(settings, "publication")
    try:
        await background.run(
            database, transport, clock, consumers=CONSUMERS, deadline_kinds=DEADLINES, carriers=ERRANDS
        )
    finally:
        await database.close()
