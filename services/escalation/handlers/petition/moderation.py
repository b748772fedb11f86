"""What can happen to a petition before everybody may sign it: those who check it decide, or silence does; it is read.

What its organiser does stands in `organiser`, what others do who support it in `sponsor`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.petition.caseload import Chosen, waits_for
from services.escalation.domain.petition.decision import BY_OFFICERS, Deed, may, may_read
from services.escalation.domain.petition.guard import Said
from services.escalation.domain.petition.moderation import Counts, Moderation, Standing
from services.escalation.domain.petition.petition import Draft
from services.escalation.domain.petition.silence import silence
from services.escalation.effects.petition.moderation import (
    Matter,
    count_again,
    decided,
    left_out,
    look,
    refusals,
    tell,
)
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.petition.moderation import answer_to
from services.escalation.storage.case import clock as counted
from services.escalation.storage.case import register
from services.escalation.storage.petition import caseload as caseloads
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.draft import Waiting
from services.escalation.storage.signature import assistance as assistances
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.idempotency import Answer, Once
from shared.ledger import Recorded
from shared.policy import Wording
from shared.problems import NotFound, NotYours
from shared.working_days import london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A deed as a door hands it over: about which petition, what is said, by whom, on which version.

    `same` is everything by which a second person comes in.
    """

    reference: str
    deed: Deed
    said: Said
    caller: Caller
    now: datetime
    expected_version: int
    same: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """It as somebody sees it: its words and why a review is asked where they may, the deeds that are open to them.

    `refusals`: the steps that refused it and found that right, where it is refused.
    `desk`: the body at whose desk staff started it for somebody without e-mail, for whoever checks it; else empty.
    `public_title`: what everybody reads above it, once it is public; else empty. `among`: what waits to take effect of
    what was decided about it with others, for those who check it.
    """

    one: Moderation
    at: Circumstances
    wording: Wording
    area: str
    measure: str
    draft: Draft | None
    appeal: str
    deeds: tuple[Deed, ...]
    matter: Matter | None
    desk: str = ""
    refusals: tuple[Recorded, ...] = ()
    public_title: str = ""
    among: Chosen | None = None

    @property
    def is_reader(self) -> bool:
        """Whether the reader is one of those who check it, and sees more than everybody."""
        return self.matter is not None


async def see(database: Database, reference: str, *, caller: Caller, now: datetime) -> Seen:
    """It as the caller may see it. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        one = await moderations.find(session, reference) if is_reference(reference) else None
        if one is None:
            raise NotFound(petitions.NONE_HERE)
        return await _seen(session, one, await drafts.find(session, reference), caller, now)


async def see_unpublished(database: Database, reference: str, *, caller: Caller, now: datetime) -> Seen:
    """The same of one that is not public. Raises NotFound for a public one, which has a page of its own."""
    seen = await see(database, reference, caller=caller, now=now)
    if seen.one.standing is Standing.PUBLISHED:
        raise NotFound(petitions.NONE_HERE)
    return seen


async def list_open(
    database: Database, *, caller: Caller, now: datetime, after: tuple[date, str] | None, limit: int
) -> list[Seen]:
    """A page of those of the caller's areas that wait, the oldest clock first."""
    async with database.unit_of_work(caller.areas) as session:
        found = await moderations.list_open(session, after=after, limit=limit)
        words = await drafts.of_references(session, [one.reference for one in found])
        return [await _seen(session, one, words.get(one.reference), caller, now) for one in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCheck:
    """A petition that waits for somebody who checks, with its title and the day of its clock."""

    one: Moderation
    title: str
    wording: Wording


async def to_check(database: Database, *, caller: Caller, now: datetime) -> list[ToCheck]:
    """The petitions that wait for a decision by whoever has the caller's roles, the oldest clock first.

    Not those that somebody proposed to refuse: they wait for somebody of another body, until that day.
    """
    async with database.unit_of_work(caller.areas) as session:
        found = [
            one
            for one in await moderations.list_open(session)
            if one.proposal is None and waits_for(one.standing, actor_of(caller, one.area).roles)
        ]
        words = await drafts.of_references(session, [one.reference for one in found])
        wordings = {area: await register.wording(session, area, london_day(now)) for area in {o.area for o in found}}
        return [
            ToCheck(
                one=one,
                title=words[one.reference].draft.title if one.reference in words else one.reference,
                wording=wordings[one.area],
            )
            for one in found
        ]


async def to_agree(database: Database, *, caller: Caller, now: datetime) -> list[Seen]:
    """Those of the caller's areas about which the caller may agree to what was proposed, the oldest clock first."""
    async with database.unit_of_work(caller.areas) as session:
        found = await moderations.proposed(session)
        words = await drafts.of_references(session, [one.reference for one in found])
        seen = [await _seen(session, one, words.get(one.reference), caller, now) for one in found]
    return [one for one in seen if Deed.AGREE in one.deeds]


async def counts(database: Database, now: datetime) -> list[tuple[Counts, str, Wording]]:
    """How often petitions were refused, late or published unchecked, per area, with the area's name and words."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return [
            (
                one,
                (await register.require_area(session, one.area)).name,
                await register.wording(session, one.area, london_day(now)),
            )
            for one in await moderations.counts(session)
        ]


async def act(database: Database, wish: Wish) -> Moderation:
    """Do what is asked, or raise NotFound, Stale, NotNow, NotYours, Malformed naming what is missing."""
    await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        return await _act(session, wish)


async def act_once(database: Database, wish: Wish, once: Once) -> Answer:
    """As `act`, for a machine that may repeat itself: the same request again gets the same answer, without words."""
    await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        return await idempotency.keep(session, once, answer_to(await _act(session, wish)))


async def lock(session: Session, subject: str) -> object:
    """Lock the one that a deadline is about."""
    return await moderations.lock(session, moderations.reference_of(subject))


async def let_silence_act(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """Nobody did anything by the day: it ends or moves as the rule of its state says."""
    one = await moderations.lock(session, moderations.reference_of(due.subject))
    if one is None or not one.is_open or one.due_on != due.due_on:
        return
    waiting = await drafts.lock(session, one.reference)
    if waiting is None:
        raise LookupError("a petition that waits has words")
    matter = await look(session, waiting.draft, reference=one.reference, now=now)
    last = await counted.last(session, one.area)
    if last is not None and await count_again(session, one, matter.about.at, last.known.closed):
        return  # the calendar had changed, and its errand has not come here yet
    event = silence(one, matter.about, left_out=left_out(waiting.draft))
    await tell(session, one, event, matter.about.at)


async def _require_area(database: Database, wish: Wish) -> None:
    async with database.unit_of_work(EVERY_AREA) as session:
        one = await moderations.find(session, wish.reference)
    if one is None:
        raise NotFound(petitions.NONE_HERE)
    if one.area not in wish.caller.areas:
        raise NotYours("This petition is of an area that you do not act for.", rule="not_your_area")


async def _act(session: Session, wish: Wish) -> Moderation:
    found = await moderations.find(session, wish.reference)
    one, event, at = await decided(
        session,
        wish.reference,
        wish.deed,
        wish.said,
        actor=actor_of(wish.caller, found.area if found else "", wish.same),
        expected_version=wish.expected_version,
        now=wish.now,
    )
    return await tell(session, one, event, at)


async def _seen(session: Session, one: Moderation, waiting: Waiting | None, caller: Caller, now: datetime) -> Seen:
    draft = waiting.draft if waiting else Draft(area=one.area, measure=one.measure, title="", text="")
    matter = await look(session, draft, reference=one.reference, now=now, actor=actor_of(caller, one.area))
    at = matter.about.at
    is_reader = waiting is not None and may_read(one, matter.about)
    measure = await register.measure(session, one.area, one.measure)
    desk = await assistances.start_of(session, one.reference)
    is_own = await assistances.has_taken(session, one.reference, by=caller.id)
    among = (await caseloads.waiting(session, [one.reference])).get(one.reference)
    public = await petitions.find(session, one.reference) if one.standing is Standing.PUBLISHED else None
    return Seen(
        one=one,
        at=at,
        wording=await register.wording(session, one.area, at.today),
        area=(await register.require_area(session, one.area)).name,
        measure=measure.title if measure else one.measure,
        draft=waiting.draft if waiting and (is_reader or one.is_shown) else None,
        appeal=waiting.appeal if waiting and is_reader else "",
        deeds=()
        if among is not None
        else tuple(deed for deed in BY_OFFICERS if not is_own and may(one, deed, matter.about)),
        matter=matter if is_reader else None,
        desk=desk.body if desk and is_reader else "",
        refusals=await refusals(session, one),
        public_title=public.petition.title if public else "",
        among=among if is_reader else None,
    )
