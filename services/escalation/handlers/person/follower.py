"""What can happen to somebody who follows a petition by mail: they ask, confirm, are written to, and stop it.

Links change nothing: a button confirms and a button stops. Nobody learns from an answer who follows what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from services.escalation.domain.person import mail
from services.escalation.effects.case import timeline
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.signature import ASK_ANEW, LinkNotLive
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.person import follower as followers
from services.escalation.storage.person.follower import Recipient
from services.escalation.storage.petition import petition as petitions
from shared.clock import Clock
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.errands import Carrier, Errand
from shared.post.mail import Letter, post_from
from shared.problems import NotFound
from shared.settings import Settings
from shared.working_days import end_of_day, london_day

NOT_LIVE = f"It may have been stopped. {ASK_ANEW}"
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is told of a petition on a day."""

    title: str
    said: Sequence[str]


async def ask(database: Database, reference: str, email: str, *, seal: Seal, now: datetime) -> None:
    """Keep an address until it is confirmed, and book the letter. Raises NotFound for an unknown petition."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        kept = await petitions.find(session, reference)
        if kept is None:
            raise NotFound(petitions.NONE_HERE)
        area, today = kept.petition.area, london_day(now)
        rules = await register.rules_of(session, area, today)
        scheme = rules.policy.petition
        waits = scheme.confirm_within.reckon(today, rules.calendar)
        await followers.ask(
            session,
            seal,
            email,
            petition=reference,
            area=area,
            expires_at=end_of_day(waits.due_on),
            scheme=scheme,
        )


async def look(database: Database, reference: str, token: str, *, now: datetime) -> str:
    """The title of the petition that a link is about. Raises LinkNotLive. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await followers.follows(session, petition=reference, token=token, now=now)
        kept = await petitions.find(session, reference)
        if known is None or kept is None:
            raise LinkNotLive(NOT_LIVE)
        return kept.petition.title


async def confirm(database: Database, reference: str, token: str, *, now: datetime) -> None:
    """From now on whoever has the token is written to. Raises LinkNotLive for an unknown or outlived one."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        if await followers.follows(session, petition=reference, token=token, now=now) is None:
            raise LinkNotLive(NOT_LIVE)
        await followers.confirm(session, petition=reference, token=token, now=now)


async def stop(database: Database, reference: str, token: str) -> None:
    """Write no more to whoever has the token, and forget them. A token that nobody has is no error: nothing is left."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        await followers.stop(session, petition=reference, token=token)


async def tell_day(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """A day with a milestone is over: book the one letter about it to everybody who follows the petition, and to the
    councillors of the ward that it, or a case that no petition opened, is about.
    """
    reference = petitions.reference_of(due.subject)
    if due.due_on is None:
        return
    if await petitions.lock(session, reference) is not None:
        await followers.book_news(session, reference, area=due.area, on=due.due_on)
    await councillors.book_news(session, reference, area=due.area, on=due.due_on)


def carrier(settings: Settings) -> Carrier:
    """Who carries the letters that ask somebody to confirm that they want to follow a petition."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            to = await followers.recipient(session, seal, errand.reference)
            kept = await petitions.find(session, to.petition) if to else None
        if to is None or kept is None or to.is_confirmed:
            return
        last_on = london_day(to.expires_at - INSTANT)
        words = mail.following(
            title=kept.petition.title,
            reference=to.petition,
            address=_address(settings, to, "follow/confirm"),
            last_on=last_on,
        )
        await post_from(settings).send(Letter(to=to.email, subject=words.subject, text=words.text, key=errand.key))

    return carry


def carrier_of_news(settings: Settings, clock: Clock) -> Carrier:
    """Who carries the news of a day; nothing goes to whoever has stopped it meanwhile."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        follower, _, day = errand.reference.partition("/")
        async with database.unit_of_work(EVERY_AREA) as session:
            to = await followers.recipient(session, seal, follower)
            news = await _news(session, to.petition, day, clock.now()) if to and to.is_confirmed else None
        if to is None or news is None or not news.said:
            return
        stop_address = _address(settings, to, "unfollow")
        words = mail.news(
            title=news.title,
            reference=to.petition,
            said=news.said,
            page=f"{settings.public_address}/petitions/{to.petition}",
            stop=stop_address,
        )
        letter = Letter(to=to.email, subject=words.subject, text=words.text, key=errand.key, unsubscribe=stop_address)
        await post_from(settings).send(letter)

    return carry


async def _news(session: Session, reference: str, day: str, now: datetime) -> News | None:
    kept = await petitions.find(session, reference)
    if kept is None:
        return None
    told = await timeline.happened(session, kept.petition, now=now)
    return News(title=kept.petition.title, said=[one.said for one in told if london_day(one.at).isoformat() == day])


def _address(settings: Settings, to: Recipient, what: str) -> str:
    return f"{settings.public_address}/petitions/{to.petition}/{what}?{urlencode({'token': to.token})}"
