"""The background process of the publication service: relay, and the projections of petitions, cases and judgements."""

from functools import partial

from services.publication.effects.agreement import ANSWER_OWED
from services.publication.handlers import answer, commitment, evidence, invitation, measure, record, timeline
from shared import background
from shared.background import every
from shared.clock import Clock
from shared.deadlines import DeadlineKind
from shared.events import escalation, indicators
from shared.messaging import Transport
from shared.settings import Settings

CONSUMERS: background.Consumers = {
    "publication.measure": every(indicators.MEASURE, measure.keep_judgements),
    "publication.petition": every(escalation.PETITION, timeline.follow),
    "publication.obligation": every(escalation.OBLIGATION, timeline.follow),
    "publication.case": every(escalation.CASE, timeline.follow),
    "publication.commitment": every(escalation.COMMITMENT, commitment.keep),
    "publication.evidence": every(escalation.evidence.EVIDENCE, evidence.follow),
}
PROJECTIONS: background.Projections = {
    "publication.measure": measure.forget_judgements,
    "publication.petition": timeline.forget_petitions,
    "publication.obligation": timeline.forget_obligations,
    "publication.case": timeline.forget_cases,
    "publication.commitment": commitment.forget,
    "publication.evidence": evidence.forget,
}
DEADLINES: dict[str, DeadlineKind] = {
    ANSWER_OWED: DeadlineKind(lock=answer.lock, fire=answer.let_silence_be_told),
}


async def run(settings: Settings, transport: Transport, clock: Clock) -> None:
    """Run until cancelled or until one part fails."""
    await background.run(
        "publication",
        settings,
        transport,
        clock,
        consumers=CONSUMERS,
        deadline_kinds=DEADLINES,
        carriers={invitation.LINK: invitation.carrier(settings)},
        watches=[partial(record.write_for_ever, book)] if (book := record.book_of(settings)) else [],
    )
