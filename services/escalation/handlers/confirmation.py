"""What can happen behind the link of a letter: it is opened, which changes nothing, and its button is pressed.

A signature counts when its owner has pressed the button, and only once. The organiser's button makes the petition: it
is public from then on, with one signature.
"""

from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.petition import petition
from services.escalation.domain.petition.petition import Draft, Petition
from services.escalation.effects import circumstances
from services.escalation.effects.petition import CLOSING, DRAFT, area_of, tell_new_petition
from services.escalation.effects.signature import PUBLIC, count_signature, require_open
from services.escalation.storage import draft as drafts
from services.escalation.storage import petition as petitions
from services.escalation.storage import register
from services.escalation.storage import signature as signatures
from services.escalation.storage.draft import Waiting
from services.escalation.storage.petition import Kept
from shared import deadlines
from shared.database import EVERY_AREA, Database, Session
from shared.problems import NotFound
from shared.working_days import Reckoning

NOT_LIVE = "It was never given out, or its days are over. Sign once more to get a new one."


class LinkNotLive(NotFound):
    """The link was never given out, or its days are over."""

    slug, title = "link-not-live", "This link does not work any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What a confirmation shows: the petition's title and how many have signed now."""

    title: str
    signatures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a letter's link asks for: a signature under a petition, or to stand by the `draft` of one."""

    title: str
    signatures: int
    draft: Draft | None = None


async def look(database: Database, reference: str, token: str, *, now: datetime) -> Asked:
    """What a link that may be confirmed or was asks for. Raises LinkNotLive for any other. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if not await signatures.is_live(session, petition=reference, token=token, now=now):
            raise LinkNotLive(NOT_LIVE)
        if (waiting := await drafts.find(session, reference)) is not None:
            return Asked(title=waiting.draft.title, signatures=0, draft=waiting.draft)
        kept = await petitions.find(session, reference)
    if kept is None:
        raise LinkNotLive(NOT_LIVE)
    return Asked(title=kept.petition.title, signatures=kept.signatures)


async def confirm(database: Database, reference: str, token: str, *, now: datetime, received_at: datetime) -> Confirmed:
    """Count the signature that the token stands for, once however often it is asked, with all that follows.

    Raises LinkNotLive for an unknown or outlived token, SigningOver when it came too late.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        waiting = await drafts.lock(session, reference)
        kept = await petitions.lock(session, reference) if waiting is None else None
        new = await signatures.confirm(session, petition=reference, token=token, now=now)
        if new is None:
            raise LinkNotLive(NOT_LIVE)
        if waiting is not None:
            kept = await _publish(session, waiting, now)
        if kept is None:
            raise LinkNotLive(NOT_LIVE)
        count = kept.signatures
        if new:
            await require_open(session, kept.petition, received_at)
            count = await count_signature(session, kept, now)
        return Confirmed(title=kept.petition.title, signatures=count)


async def _publish(session: Session, waiting: Waiting, now: datetime) -> Kept:
    """The organiser stands by the draft that this transaction has locked: it is a petition from now on."""
    draft = waiting.draft
    at = await circumstances.of_measure(session, draft.area, measure=draft.measure, now=now)
    closing = at.policy.petition.open_longest.reckon(at.today, at.calendar)
    created = petition.create(
        draft,
        reference=waiting.reference,
        policy=at.policy,
        population=(await register.require_area(session, draft.area)).population,
        closes_on=closing.due_on,
    )
    opened = await tell_new_petition(session, created, draft.text, actor=PUBLIC, now=now)
    await _arm_closing(session, opened, at, closing)
    await drafts.remove(session, waiting.reference)
    await deadlines.meet(session, petitions.stream(waiting.reference), DRAFT, now)
    return Kept(opened, draft.text, 0, None)


async def _arm_closing(session: Session, opened: Petition, at: Circumstances, closing: Reckoning) -> None:
    await deadlines.arm_day(
        session,
        area=opened.area,
        subject=petitions.stream(opened.reference),
        kind=CLOSING,
        due_on=closing.due_on,
        working=closing.words(),
        policy=at.policy,
    )
