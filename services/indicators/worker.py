"""The background process of the indicators service: relay, consumers of the register, targets and cases, deadlines."""

from services.indicators.effects.figure.held import RELEASE
from services.indicators.effects.figure.supply import FIGURE_OWED
from services.indicators.handlers.figure import held, late
from services.indicators.handlers.judgement import target
from services.indicators.handlers.measure import case, register
from services.indicators.handlers.question import silence
from shared import background
from shared.background import every
from shared.clock import Clock
from shared.deadlines import DeadlineKind
from shared.events import escalation, publication
from shared.messaging import Transport
from shared.settings import Settings

CONSUMERS: background.Consumers = {
    "indicators.register": every(publication.REGISTER, register.keep_register),
    "indicators.target": {
        publication.TargetSet: target.keep_targets,
        publication.TargetRemoved: target.remove_targets,
    },
    "indicators.case": every(escalation.CASE, case.follow_cases),
}
PROJECTIONS: background.Projections = {"indicators.case": case.forget_cases}
DEADLINES: dict[str, DeadlineKind] = {
    RELEASE: DeadlineKind(lock=held.lock, fire=held.release_in_time),
    FIGURE_OWED: DeadlineKind(lock=late.lock, fire=late.let_lateness_be_told),
    **dict.fromkeys(silence.KINDS, DeadlineKind(lock=silence.lock, fire=silence.let_silence_be_told)),
}


async def run(settings: Settings, transport: Transport, clock: Clock) -> None:
    """Run until cancelled or until one part fails."""
    await background.run(
        "indicators",
        settings,
        transport,
        clock,
        consumers=CONSUMERS,
        deadline_kinds=DEADLINES,
        carriers={},
    )
