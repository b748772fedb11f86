"""What can happen to a councillor's post: an address is kept for it, whoever holds it comes in, letters go, it is read.

The register says which posts there are; no name and no address stands in an event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from services.escalation.domain.case.case import Case
from services.escalation.domain.person import mail
from services.escalation.domain.person.councillor import Post, Reach
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects.case import timeline
from services.escalation.schemas.case.actor import actor_of
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.petition import petition as petitions
from shared import ledger
from shared.auth import Caller
from shared.clock import Clock
from shared.database import EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.events.escalation import councillor as told
from shared.policy import Wording
from shared.post.mail import Letter, post_from
from shared.problems import NotFound, NotNow, NotYours
from shared.settings import Settings
from shared.working_days import end_of_day, in_words, london_day

KEEPING = ("case_worker", "registrar")
NOT_LIVE = (
    "It was used already, its days are over, or another address was told since. Ask the council to send a new one."
)
MOST = 200
INSTANT = timedelta(microseconds=1)


class PostLinkNotLive(NotFound):
    """The link of a letter to a post leads nowhere any more."""

    slug, title = "post-link-not-live", "This link does not work any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A post, and how it is reached."""

    post: Post
    reach: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """What a councillor has in their own wards: their posts, the petitions (with how many signed) and the cases about
    these wards, the newest first, and the words of each area.
    """

    posts: Sequence[Post]
    petitions: Sequence[tuple[Petition, int]]
    cases: Sequence[Case]
    wordings: dict[str, Wording]


async def list_posts(database: Database, *, caller: Caller, now: datetime) -> list[Reached]:
    """The posts of the caller's areas that are not over, by ward, with how each is reached."""
    async with database.unit_of_work(caller.areas) as session:
        found: list[Reached] = []
        for area in sorted(caller.areas):
            reached = await councillors.reach(session, area)
            found += [
                Reached(post=one, reach=reached.get(one.councillor, Reach()))
                for one in await councillors.posts(session, area)
                if one.until_on is None or one.until_on >= london_day(now)
            ]
        return found


async def keep_address(
    database: Database,
    area: str,
    councillor: str,
    email: str | None,
    *,
    reasons: str,
    caller: Caller,
    seal: Seal,
    now: datetime,
) -> Reached:
    """Keep where letters to a post go, and write there at once; without an address, forget it. The same again changes
    nothing. Raises NotFound for a post of no area of the caller's, NotYours for a post of another council, NotNow for
    one that nobody holds any more.
    """
    async with database.unit_of_work(caller.areas) as session:
        post = await _require(session, area, councillor, caller, london_day(now))
        reach, kept = await councillors.lock(session, seal, post)
        if (email or "") == kept:
            return Reached(post=post, reach=reach)
        version, role = reach.version + 1, _role(caller, area)
        said = {"area": area, "councillor": councillor, "ward": post.ward, "body": caller.acting_body(), "role": role}
        event: object
        if email:
            waits = (await register.rules_of(session, area, london_day(now))).policy.petition.start_kept.count
            expires_at = end_of_day(london_day(now) + timedelta(days=waits))
            await councillors.keep(session, seal, post, email, version=version, expires_at=expires_at)
            event = told.AddressKept(**said, reasons=reasons)
        else:
            await councillors.forget(session, post, version=version)
            event = told.AddressRemoved(**said, reasons=reasons)
        await _tell(session, post, event, version=version, actor=caller.id, now=now)
        return Reached(post=post, reach=Reach(has_address=bool(email), version=version))


async def look(database: Database, token: str, *, now: datetime) -> Post:
    """The post that a letter's link is about. Raises PostLinkNotLive. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        post = await councillors.of_token(session, token, now)
    if post is None:
        raise PostLinkNotLive(NOT_LIVE)
    return post


async def join(database: Database, token: str, *, caller: Caller, seal: Seal, now: datetime) -> Post:
    """Whoever is signed in as a councillor of the same council holds the post from now on; the link is used up.

    Raises PostLinkNotLive, NotYours for somebody of another council or area.
    """
    async with database.unit_of_work(caller.areas) as session:
        post = await councillors.of_token(session, token, now)
        if post is None:
            raise PostLinkNotLive(NOT_LIVE)
        if caller.body != post.council or not post.is_held(london_day(now)):
            raise NotYours("This post is on another council, or nobody holds it today.", rule="another_council")
        reach, _ = await councillors.lock(session, seal, post)
        version = reach.version + 1
        await councillors.join(session, post, caller.id, version=version)
        event = told.AccountJoined(area=post.area, councillor=post.councillor, ward=post.ward)
        await _tell(session, post, event, version=version, actor=caller.id, now=now)
        return post


async def own_wards(database: Database, *, caller: Caller, now: datetime) -> Ward:
    """What there is in the wards of whoever calls; nothing for somebody who holds no post today."""
    today = london_day(now)
    async with database.unit_of_work(caller.areas) as session:
        posts = await councillors.of_account(session, caller.id, today)
        wards = sorted({(one.area, one.ward) for one in posts})
        areas = sorted({one.area for one in posts})
        return Ward(
            posts=posts,
            petitions=[(one.petition, one.signatures) for one in await petitions.of_wards(session, wards, limit=MOST)],
            cases=await cases.of_wards(session, wards, limit=MOST),
            wordings={area: await register.wording(session, area, today) for area in areas},
        )


def carrier_of_welcomes(settings: Settings) -> Carrier:
    """Who carries the first letter to a post."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        area, _, councillor = errand.reference.rpartition("/")
        async with database.unit_of_work(EVERY_AREA) as session:
            found = await councillors.posts(session, area, councillor)
            to = await councillors.recipient(session, seal, area, councillor)
        if to is None or not found:
            return
        words = mail.welcome_councillor(
            post=found[0].name,
            ward=found[0].ward_name,
            address=f"{settings.public_address}/desk/ward/join?{urlencode({'token': to.token})}",
        )
        await post_from(settings).send(Letter(to=to.email, subject=words.subject, text=words.text, key=errand.key))

    return carry


def carrier_of_news(settings: Settings, clock: Clock) -> Carrier:
    """Who carries the news of a day about a ward; nothing goes where the address was taken out meanwhile."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        area, councillor, reference, day = errand.reference.split("/")
        async with database.unit_of_work(EVERY_AREA) as session:
            found = await councillors.posts(session, area, councillor)
            to = await councillors.recipient(session, seal, area, councillor)
            title, page, said = await _news(session, reference, day, clock.now())
        if to is None or not found or not said:
            return
        words = mail.ward_news(
            title=title,
            reference=reference,
            ward=found[0].ward_name,
            said=said,
            page=f"{settings.public_address}{page}",
            every=f"{settings.public_address}/desk/ward",
        )
        await post_from(settings).send(Letter(to=to.email, subject=words.subject, text=words.text, key=errand.key))

    return carry


async def _news(session: Session, reference: str, day: str, now: datetime) -> tuple[str, str, list[str]]:
    """The title of a petition or of a case that none opened, its public page, and what happened to it on that day."""
    kept = await petitions.find(session, reference)
    case = await cases.find(session, reference) if kept is None else None
    if kept is not None:
        title, page = kept.petition.title, f"/petitions/{reference}"
        happened = await timeline.happened(session, kept.petition, now=now)
    elif case is not None:
        title, page = case.title, f"/record/{reference}"
        happened = await timeline.happened_in_case(session, case, now=now)
    else:
        return "", "", []
    return title, page, [one.said for one in happened if london_day(one.at).isoformat() == day]


async def _require(session: Session, area: str, councillor: str, caller: Caller, today: date) -> Post:
    found = await councillors.posts(session, area, councillor)
    if not found:
        raise NotFound("The register of your areas knows no such post.")
    if caller.acting_body() != found[0].council:
        raise NotYours("Only the council that a post sits on says where its letters go.", rule="another_council")
    if found[0].until_on is not None and found[0].until_on < today:
        raise NotNow(f"Nobody holds this post any more, since {in_words(found[0].until_on)}.")
    return found[0]


def _role(caller: Caller, area: str) -> str:
    roles = actor_of(caller, area).roles
    return next(role for role in KEEPING if role in roles)


async def _tell(session: Session, post: Post, event: object, *, version: int, actor: str, now: datetime) -> None:
    stream = councillors.stream(post.area, post.councillor)
    await ledger.append(session, stream, version - 1, [event], area=post.area, actor=actor, now=now)
