"""The background process of the publication service: relay, and the projections of petitions, cases and judgements."""

import asyncio
from functools import partial

import structlog

from services.publication.effects.agreement.agreement import ANSWER_OWED
from services.publication.effects.entry.offer import LETTER
from services.publication.effects.entry.withholding import END
from services.publication.effects.register.invitation import ASK
from services.publication.effects.register.invitation import LETTER as WELCOME
from services.publication.effects.submission.embargo import SHOW
from services.publication.effects.submission.submission import LOOK
from services.publication.handlers.agreement import answer
from services.publication.handlers.entry import offer, withholding
from services.publication.handlers.leaf import commitment
from services.publication.handlers.record import record
from services.publication.handlers.register import account, invitation, measure
from services.publication.handlers.search import follower, webhook
from services.publication.handlers.submission import draft, embargo, submission
from services.publication.handlers.timeline import evidence, timeline
from services.publication.storage.search import follower as followers
from shared import background
from shared.background import every
from shared.clock import Clock
from shared.database import DATABASE_ERRORS, Database, identity_elsewhere
from shared.deadlines import DeadlineKind
from shared.events import escalation, indicators
from shared.messaging import Transport
from shared.outside.fetching import Way
from shared.settings import Settings
from shared.working_days import london_day

PAUSE = 5.0  # seconds between two looks at what changed, while nothing does

log = structlog.get_logger()

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
    LOOK: DeadlineKind(lock=submission.lock, fire=submission.let_silence_publish),
    SHOW: DeadlineKind(lock=embargo.lock, fire=embargo.let_day_show),
    draft.ENDS: DeadlineKind(lock=draft.lock, fire=draft.let_day_end),
    END: DeadlineKind(lock=withholding.lock, fire=withholding.let_day_release),
}


async def tell_webhooks(database: Database, _: Clock) -> None:
    """Put what changed on its way to the webhooks, every few seconds, until cancelled."""
    while True:
        try:
            told = await webhook.put_on_the_way(database)
        except DATABASE_ERRORS as error:
            log.warning("webhooks.not_told", error=type(error).__name__)
            told = 0
        if not told:
            await asyncio.sleep(PAUSE)


async def tell_followers(database: Database, clock: Clock) -> None:
    """Book the letters of the day to those who follow the record, until cancelled."""
    while True:
        try:
            looked_at = await follower.put_on_the_way(database, clock.now())
        except DATABASE_ERRORS as error:
            log.warning("followers.not_told", error=type(error).__name__)
            looked_at = 0
        if not looked_at:
            await asyncio.sleep(PAUSE)


async def ask_who_is_still_there(identity: Database | None, database: Database, clock: Clock) -> None:
    """Ask bodies after their guests: once a day, and at once after an outage, until cancelled."""
    done_on = None
    while True:
        today = london_day(clock.now())
        if done_on != today:
            try:
                await account.ask(database, identity or database, clock.now())
            except DATABASE_ERRORS as error:
                log.warning("guests.not_asked_after", error=type(error).__name__)
            else:
                done_on = today
        await asyncio.sleep(PAUSE)


async def run(settings: Settings, transport: Transport, clock: Clock) -> None:
    """Run until cancelled or until one part fails."""
    book = record.book_of(settings)
    identity = identity_elsewhere(settings, "publication")
    writers = [partial(record.write_for_ever, book)] if book else []
    await background.run(
        "publication",
        settings,
        transport,
        clock,
        consumers=CONSUMERS,
        deadline_kinds=DEADLINES,
        carriers={
            invitation.LINK: invitation.carrier(settings),
            WELCOME: invitation.carrier_of_welcome(settings),
            ASK: account.carrier(settings),
            LETTER: offer.carrier(settings),
            followers.CONFIRM: follower.carrier(settings),
            followers.NEWS: follower.carrier_of_news(settings),
            webhook.DELIVERY: webhook.carrier(settings.secret.get_secret_value(), Way()),
        },
        watches=[tell_webhooks, tell_followers, partial(ask_who_is_still_there, identity), *writers],
    )
