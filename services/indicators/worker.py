"""The background process of the indicators service: relay, consumers of the register, targets and cases."""

from collections.abc import Awaitable, Callable

from services.indicators.handlers import case, register, target
from shared import background
from shared.clock import Clock
from shared.database import Session, for_service
from shared.deadlines import DeadlineKind
from shared.errands import Carrier
from shared.events import CATALOGUE, escalation, publication
from shared.inbox import Handler
from shared.messaging import Transport
from shared.settings import Settings

CONSUMERS: dict[str, dict[type, Handler]] = {
    "indicators.register": dict.fromkeys(
        (
            publication.AreaRegistered,
            publication.PlaceRegistered,
            publication.PartnerRegistered,
            publication.MeasureRegistered,
            publication.LeadAssigned,
        ),
        register.keep_register,
    ),
    "indicators.target": {publication.TargetSet: target.keep_targets},
    "indicators.case": {row.shape: case.follow_cases for row in CATALOGUE.values() if row.kind == escalation.CASE},
}
PROJECTIONS: dict[str, Callable[[Session], Awaitable[None]]] = {"indicators.case": case.forget_cases}
DEADLINES: dict[str, DeadlineKind] = {}
ERRANDS: dict[str, Carrier] = {}


async def run(settings: Settings, transport: Transport, clock: Clock) -> None:
    """Run until cancelled or until one part fails."""
    database = for_service(settings, "indicators")
    try:
        await background.run(
            database, transport, clock, consumers=CONSUMERS, deadline_kinds=DEADLINES, carriers=ERRANDS
        )
    finally:
        await database.close()
