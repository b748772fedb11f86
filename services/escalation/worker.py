"""The background process of the escalation service: relay, consumers, silence's deadlines, errands."""

from services.escalation.domain.ladder import soundness
from services.escalation.effects.case import SECOND, SILENCE
from services.escalation.effects.petition import CLOSING, DRAFT
from services.escalation.handlers import case, commitment, draft, measure, petition, register, signature
from services.escalation.storage.seal import Seal
from services.escalation.storage.signature import CONFIRM
from shared import background
from shared.background import every
from shared.clock import Clock
from shared.database import for_service
from shared.deadlines import DeadlineKind
from shared.errands import Carrier
from shared.events import indicators, publication
from shared.messaging import Transport
from shared.settings import Settings

CONSUMERS: background.Consumers = {
    "escalation.register": every(publication.REGISTER, register.keep_register),
    "escalation.measure": every(indicators.MEASURE, measure.note_judgements),
}
DEADLINES: dict[str, DeadlineKind] = {
    SILENCE: DeadlineKind(lock=case.lock, fire=case.let_silence_act, holds=case.holds),
    SECOND: DeadlineKind(lock=case.lock, fire=case.let_second_lapse),
    DRAFT: DeadlineKind(lock=draft.lock, fire=draft.lapse),
    CLOSING: DeadlineKind(lock=petition.lock, fire=petition.close),
    signature.COUNT: DeadlineKind(lock=petition.lock, fire=petition.count_day),
}


def deadline_kinds(settings: Settings) -> dict[str, DeadlineKind]:
    """What the sweep fires; the sealed store's day needs the product's secret."""
    return {**DEADLINES, commitment.DAY: commitment.deadline(Seal(settings.secret.get_secret_value()))}


def errands(settings: Settings) -> dict[str, Carrier]:
    """Who carries what leaves the building."""
    return {CONFIRM: signature.carrier(settings)}


async def run(settings: Settings, transport: Transport, clock: Clock) -> None:
    """Run until cancelled or until one part fails. Raises Unsound before anything starts."""
    soundness.check_all()
    await _begin_days(settings, clock)
    await background.run(
        "escalation",
        settings,
        transport,
        clock,
        consumers=CONSUMERS,
        deadline_kinds=deadline_kinds(settings),
        carriers=errands(settings),
    )


async def _begin_days(settings: Settings, clock: Clock) -> None:
    """The sealed store's days go by from the first start on, whether or not anything is in it."""
    database = for_service(settings, "escalation", pool_size=1)
    try:
        await commitment.begin(database, clock.now())
    finally:
        await database.close()
