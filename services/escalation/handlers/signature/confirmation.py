"""What can happen behind the link of a letter: it is opened, which changes nothing, and its button is pressed.

A signature counts when its owner has pressed the button, and only once. The organiser's button sends the petition on:
to others who support it, or to those who check it before everybody may sign it.
"""

from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.petition.decision import begin, sponsor
from services.escalation.domain.petition.moderation import Moderation
from services.escalation.domain.petition.petition import Draft
from services.escalation.effects.moderation import look as look_at
from services.escalation.effects.moderation import tell
from services.escalation.effects.petition import DRAFT, area_of
from services.escalation.effects.signature import NOT_LIVE, LinkNotLive, at_moment, count_signature, require_open
from services.escalation.effects.watch import watch
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.draft import Waiting
from services.escalation.storage.signature import paper as papers
from services.escalation.storage.signature import signature as signatures
from shared import deadlines
from shared.database import EVERY_AREA, Database, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What a confirmation shows: the petition's title and how many have signed now.

    `is_waiting`: it is not public yet. `is_organiser`: of such a one, whether its organiser confirmed.
    """

    title: str
    signatures: int
    is_waiting: bool = False
    is_organiser: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a letter's link asks for: a signature under a petition, or to stand by the `draft` of one.

    `is_organiser`: whoever has the link stood by it already, and has a page of their own. `is_begun`: another did.
    """

    title: str
    signatures: int
    draft: Draft | None = None
    is_organiser: bool = False
    is_begun: bool = False


async def look(database: Database, reference: str, token: str, *, now: datetime) -> Asked:
    """What a link that may be confirmed or was asks for. Raises LinkNotLive for any other. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if not await signatures.is_live(session, petition=reference, token=token, now=now):
            raise LinkNotLive(NOT_LIVE)
        is_organiser = await signatures.is_organiser(session, petition=reference, token=token)
        if (waiting := await drafts.find(session, reference)) is not None:
            is_begun = await moderations.find(session, reference) is not None
            title = waiting.draft.title
            return Asked(title=title, signatures=0, draft=waiting.draft, is_organiser=is_organiser, is_begun=is_begun)
        kept = await petitions.find(session, reference)
    if kept is None:
        raise LinkNotLive(NOT_LIVE)
    return Asked(title=kept.petition.title, signatures=kept.signatures, is_organiser=is_organiser)


async def confirm(database: Database, reference: str, token: str, *, now: datetime, received_at: datetime) -> Confirmed:
    """Confirm what the token stands for, once however often it is asked, with all that follows.

    Raises LinkNotLive for an unknown or outlived token, SigningOver when it came too late.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        one = await moderations.lock(session, reference)
        waiting = await drafts.lock(session, reference)
        kept = await petitions.lock(session, reference) if waiting is None else None
        new = await signatures.confirm(session, petition=reference, token=token, now=now, received_at=received_at)
        if new is None:
            raise LinkNotLive(NOT_LIVE)
        if waiting is not None:
            one = one or await moderations.lock(session, reference)  # another press of the organiser's came first
            return await _support(session, waiting, one, token, now, is_new=new)
        if kept is None:
            raise LinkNotLive(NOT_LIVE)
        count = kept.signatures
        if new:
            at = await require_open(session, kept.petition, received_at)
            at = await at_moment(session, kept.petition, at, now)
            watched = await watch(session, kept, token, at)
            if watched and (gone := await papers.give_way(session, reference, token)):
                await petitions.move_count(session, reference, -gone)
            count = await count_signature(session, watched, at) if watched else await _standing(session, reference)
        return Confirmed(title=kept.petition.title, signatures=count)


async def _standing(session: Session, reference: str) -> int:
    """How many signatures count as this transaction leaves them."""
    found = await petitions.find(session, reference)
    return found.signatures if found else 0


async def _support(
    session: Session, waiting: Waiting, one: Moderation | None, token: str, now: datetime, *, is_new: bool
) -> Confirmed:
    """The organiser stands by the draft that this transaction has locked, or somebody else supports it."""
    reference, draft = waiting.reference, waiting.draft
    count = await signatures.count(session, reference)
    if one is None:
        matter = await look_at(session, draft, reference=reference, now=now)
        one = await tell(session, None, begin(draft.area, reference, draft.measure, matter.about), matter.about.at)
        await deadlines.meet(session, petitions.stream(reference), DRAFT, now)
    elif is_new:
        matter = await look_at(session, draft, reference=reference, now=now)
        for event in sponsor(one, count, matter.about):
            one = await tell(session, one, event, matter.about.at)
    is_organiser = await signatures.is_organiser(session, petition=reference, token=token)
    return Confirmed(title=draft.title, signatures=count, is_waiting=True, is_organiser=is_organiser)
