"""What can happen to a petition's closing day: days on which nobody could sign are given back."""

from datetime import datetime

from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.obligation.extension import Extend, extend
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects.case import circumstances
from services.escalation.effects.petition.petition import CLOSING, tell_petition
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.petition import petition as petitions
from shared import deadlines
from shared.auth import Caller
from shared.database import EVERY_AREA, Database
from shared.problems import NotFound, NotYours, Stale
from shared.working_days import in_words


async def give_back(
    database: Database, reference: str, wish: Extend, *, caller: Caller, expected_version: int, now: datetime
) -> Petition:
    """Signing goes on for as long as it could not be signed, and the closing day's deadline moves with it.

    Raises NotFound, NotYours, Stale, NotNow once it is too late, Malformed naming every gap.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        known = await petitions.find(session, reference)
    if known is None:
        raise NotFound(petitions.NONE_HERE)
    if known.petition.area not in caller.areas:
        raise NotYours("This petition is of an area that you do not act for.", rule="not_your_area")
    async with database.unit_of_work(caller.areas) as session:
        kept = await petitions.lock(session, reference)
        if kept is None:
            raise NotFound(petitions.NONE_HERE)
        about = kept.petition
        if expected_version != about.version:
            raise Stale("The petition has changed since you looked; look again.", version=about.version)
        actor = actor_of(caller, about.area)
        at = await circumstances.of_measure(
            session, about.area, measure=about.measure, now=now, policy_on=about.opened_on, actor=actor
        )
        try:
            events = extend(about, wish, at)
        except Refused as refusal:
            raise problem(refusal) from refusal
        moved = await tell_petition(session, about, events, actor=actor.id, now=now)
        working = f"{in_words(about.closes_on)}, and the days on which nobody could sign."
        mark = deadlines.Mark(kind=CLOSING, name="", due_on=moved.closes_on, working=working)
        times = 1 + len(moved.extended)
        subject = petitions.stream(reference)
        await deadlines.move(session, subject, [mark], area=about.area, round=times, policy=at.policy)
        return moved
