"""What can happen to somebody who follows the record by mail: they ask, confirm, are written to, and stop it.

Links change nothing: a button confirms and a button stops. Nobody learns from an answer who follows what.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from services.publication.domain.search import follower as domain
from services.publication.domain.search.change import Changed, Mark
from services.publication.domain.search.follower import Topic, TopicKind
from services.publication.domain.search.search import Kind
from services.publication.storage.register import register as registers
from services.publication.storage.search import change as changes
from services.publication.storage.search import follower as followers
from services.publication.storage.search import search as things
from services.publication.storage.search.seal import Seal
from shared import errands
from shared.database import EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.post.mail import Letter, post_from
from shared.problems import NotFound
from shared.settings import Settings
from shared.working_days import LONDON, end_of_day, london_day

PAGE = 100
INSTANT = timedelta(microseconds=1)
# How a topic stands among the things that can be found.
_FOUND_AS = {TopicKind.AGREEMENT: Kind.AGREEMENT, TopicKind.MEASURE: Kind.MEASURE, TopicKind.AREA: Kind.PLACE}


class FollowerLinkNotLive(NotFound):
    """The link of a letter was never given out, was stopped, or is too old."""

    slug, title = "follower-link-not-live", "This link does not work any more"


async def ask(database: Database, topic: Topic, email: str, *, seal: Seal, now: datetime) -> None:
    """Keep an address until it is confirmed, and book the letter. Raises NotFound for what is not on the record."""
    async with database.unit_of_work(EVERY_AREA) as session:
        known, _ = await _known(session, topic)
        expires_at = end_of_day(london_day(now) + domain.CONFIRM_WITHIN)
        await followers.ask(session, seal, email, known, expires_at=expires_at)


async def look(database: Database, token: str, *, now: datetime) -> str:
    """What a link is about, in words. Raises FollowerLinkNotLive. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        topic = await followers.follows(session, token=token, now=now)
        if topic is None:
            raise _not_live()
        return await _title(session, topic)


async def title(database: Database, topic: Topic) -> str:
    """What a topic is called. Raises NotFound for what is not on the record."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return (await _known(session, topic))[1]


async def confirm(database: Database, token: str, *, now: datetime) -> None:
    """From now on whoever has the token is written to. Raises FollowerLinkNotLive for an unknown or outlived one."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if await followers.follows(session, token=token, now=now) is None:
            raise _not_live()
        await followers.confirm(session, token=token, now=now, mark=await changes.newest(session))


async def stop(database: Database, token: str) -> None:
    """Write no more to whoever has the token, and forget them. A token that nobody has is no error: nothing is left."""
    async with database.unit_of_work(EVERY_AREA) as session:
        await followers.stop(session, token=token)


async def put_on_the_way(database: Database, now: datetime) -> int:
    """Book the letter of the day to everybody for whom something is new; how many were looked at.

    Each is looked at once a day, from the morning on. Who never confirmed in time is forgotten.
    """
    today = london_day(now)
    async with database.unit_of_work(EVERY_AREA) as session:
        await followers.forget_unconfirmed(session, now)
        if now.astimezone(LONDON).time() < domain.SENT_FROM:
            return 0
        waiting = await followers.waiting(session, today, PAGE)
        until = await changes.newest(session)
        for one in waiting:
            if one.mark.epoch != until.epoch:  # a restored database numbers anew: nothing of before can be told
                await followers.told(session, one.follower, until)
            elif await changes.news(session, one.topic, one.mark, until, 1):
                named = [f"{one.follower}/{today.isoformat()}"]
                await errands.book_each(session, area=one.topic.area, kind=followers.NEWS, references=named)
        await followers.looked(session, [one.follower for one in waiting], today)
    return len(waiting)


def carrier(settings: Settings) -> Carrier:
    """Who carries the letters that ask somebody to confirm that they want to follow."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            to = await followers.recipient(session, seal, errand.reference)
            name = await _title(session, to.topic) if to else ""
        if to is None or to.is_confirmed:
            return
        words = domain.confirmation(
            title=name,
            address=_address(settings, "follow/confirm", to.token),
            last_on=london_day(to.expires_at - INSTANT),
        )
        await post_from(settings).send(Letter(to=to.email, subject=words.subject, text=words.text, key=errand.key))

    return carry


def carrier_of_news(settings: Settings) -> Carrier:
    """Who carries the letter of a day; nothing goes to whoever has stopped it, or when nothing is new any more."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        follower, _, _ = errand.reference.partition("/")
        async with database.unit_of_work(EVERY_AREA) as session:
            to = await followers.recipient(session, seal, follower)
            until = await changes.newest(session)
            found: Sequence[Changed] = ()
            if to is not None and to.is_confirmed and to.mark.epoch == until.epoch:
                found = await changes.news(session, to.topic, to.mark, until, PAGE)
            name = await _title(session, to.topic) if to and found else ""
        if to is None or not found:
            return
        stop_address = _address(settings, "unfollow", to.token)
        words = domain.news(
            title=name,
            new=[_new(one, settings.public_address) for one in found[: domain.LINES]],
            more=len(found[domain.LINES :]),
            page=f"{settings.public_address}{to.topic.page}",
            stop=stop_address,
        )
        letter = Letter(to=to.email, subject=words.subject, text=words.text, key=errand.key, unsubscribe=stop_address)
        await post_from(settings).send(letter)
        await _told(database, follower, until)

    return carry


async def _told(database: Database, follower: str, until: Mark) -> None:
    async with database.unit_of_work(EVERY_AREA) as session:
        await followers.told(session, follower, until)


async def _known(session: Session, topic: Topic) -> tuple[Topic, str]:
    """The topic with its area, and what it is called. Raises NotFound for what is not on the record."""
    if topic.kind is TopicKind.SEARCH:
        if topic.area and await registers.find(session, topic.area) is None:
            raise NotFound("No area of this code is registered here.")
        return topic, await _title(session, topic)
    code = topic.code or topic.area
    found = await things.named(session, _FOUND_AS[topic.kind], topic.area, code)
    if found is None:
        raise NotFound("Nothing of this name is on the record.")
    return replace(topic, area=found[0]), await _title(session, replace(topic, area=found[0]))


async def _title(session: Session, topic: Topic) -> str:
    """What a topic is called, also one that is no longer on the record."""
    place = await things.named(session, Kind.PLACE, topic.area, topic.area) if topic.area else None
    where = place[1] if place else topic.area
    match topic.kind:
        case TopicKind.AREA:
            return f"The record of {where}"
        case TopicKind.SEARCH:
            return _search_title(topic, where)
        case TopicKind.AGREEMENT | TopicKind.MEASURE:
            found = await things.named(session, _FOUND_AS[topic.kind], topic.area, topic.code)
            return f"{found[1] if found else topic.code}, {where}"


def _search_title(topic: Topic, where: str) -> str:
    wanted = topic.wanted
    narrowed = (
        f"“{wanted.words}”" if wanted.words else "",
        where,
        wanted.kinds[0].value if wanted.kinds else "",
        wanted.party,
        wanted.status.replace("_", " "),
    )
    return f"The record, searched for {', '.join(one for one in narrowed if one)}"


def _new(one: Changed, address: str) -> domain.New:
    parts = (domain.CALLED.get(one.kind, ""), one.party, one.status.replace("_", " "))
    return domain.New(title=one.title, said=": ".join(part for part in parts if part), address=f"{address}{one.href}")


def _not_live() -> FollowerLinkNotLive:
    return FollowerLinkNotLive(
        "It was stopped, its days are over, or it is not whole: some mail programs cut a long link in two. Copy "
        "all of it from the letter, up to its last letter. If that does not help, ask once more to get a new one."
    )


def _address(settings: Settings, what: str, token: str) -> str:
    return f"{settings.public_address}/record/{what}?{urlencode({'token': token})}"
