"""What can happen behind the link of a letter: it is opened, which changes nothing, and its button is pressed. Or the
code of a text message is typed, which is the same of whoever has no e-mail.

A signature counts when its owner has pressed the button, and only once. The organiser's button sends the petition on:
to others who support it, or to those who check it before everybody may sign it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.petition.moderation import Moderation
from services.escalation.domain.petition.petition import Draft
from services.escalation.domain.signature.assistance import Stub
from services.escalation.effects.petition.moderation import stand_by, support
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.signature import (
    SIGN_ANEW,
    LinkNotLive,
    at_moment,
    count_person,
    require_open,
)
from services.escalation.effects.signature.watch import watch
from services.escalation.schemas.signature.telephone import NO_SUCH_CODE, CodeNotLive
from services.escalation.storage.case import register
from services.escalation.storage.case import writing as writings
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.draft import Waiting
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature import telephone as telephones
from services.escalation.storage.signature.signature import Typed
from shared.database import EVERY_AREA, Database, Session
from shared.working_days import london_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What a confirmation shows: the petition's title and how many have signed now.

    `is_waiting`: it is not public yet. `is_organiser`: of such a one, whether its organiser confirmed; by telephone
    with the `token` of their page, and the number and PIN that lead to it. `has_started`: whoever typed the code
    started the petition by another one before.
    """

    title: str
    signatures: int
    is_waiting: bool = False
    is_organiser: bool = False
    token: str = ""
    stub: Stub | None = None
    has_started: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a letter's link asks for: a signature under a petition, or to stand by the `draft` of one.

    `is_organiser`: whoever has the link stood by it already, and has a page of their own. `is_begun`: another did.
    `typed`: the name and all else that the button confirms; None where it was pressed before.
    """

    title: str
    signatures: int
    draft: Draft | None = None
    is_organiser: bool = False
    is_begun: bool = False
    typed: Typed | None = None


class TypedAnew(LinkNotLive):
    """Something else was typed for the same address since the page was shown: nothing is confirmed unseen."""


async def look(database: Database, reference: str, token: str, *, seal: Seal, now: datetime) -> Asked:
    """What a link that may be confirmed or was asks for. Raises LinkNotLive for any other. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if not await signatures.is_live(session, petition=reference, token=token, now=now):
            raise LinkNotLive(SIGN_ANEW)
        is_organiser = await signatures.is_organiser(session, petition=reference, token=token)
        typed = await signatures.typed(session, seal, petition=reference, token=token)
        if (waiting := await drafts.find(session, reference)) is not None:
            is_begun = await moderations.find(session, reference) is not None
            title = waiting.draft.title
            return Asked(
                title=title,
                signatures=0,
                draft=waiting.draft,
                is_organiser=is_organiser,
                is_begun=is_begun,
                typed=typed,
            )
        kept = await petitions.find(session, reference)
    if kept is None:
        raise LinkNotLive(SIGN_ANEW)
    return Asked(title=kept.petition.title, signatures=kept.signatures, is_organiser=is_organiser, typed=typed)


async def confirm(
    database: Database, reference: str, token: str, *, now: datetime, received_at: datetime, letter: int | None = None
) -> Confirmed:
    """Confirm what the token stands for, once however often it is asked, with all that follows.

    Raises LinkNotLive for an unknown or outlived token, SigningOver when it came too late, TypedAnew where something
    else was typed since the letter that is named.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        place = await _lock(session, reference)
        return await _confirm(session, place, token, now=now, received_at=received_at, letter=letter)


async def confirm_code(
    database: Database,
    reference: str,
    request: str,
    code: str,
    *,
    seal: Seal,
    now: datetime,
    received_at: datetime,
    started: str = "",
) -> Confirmed:
    """The same by a request that was made by telephone and the code of its message. Every try is counted and kept, for
    this request alone. What was kept under the link `started`, while a petition was written, goes.

    Raises CodeNotLive for any other request and code, SigningOver when they came too late.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        place = await _lock(session, reference)
        if place.area:
            tries = (await register.rules_of(session, place.area, london_day(now))).policy.telephone.tries
            redeemed = await telephones.redeem(session, seal, request, code, petition=reference, tries=tries, now=now)
            if redeemed is not None:
                token, starts = redeemed
                done = await _confirm(session, place, token, now=now, received_at=received_at)
                if not done.is_organiser:
                    return replace(done, has_started=starts)
                if started:
                    await writings.remove(session, started)
                return replace(done, token=token, stub=telephones.stub_of(seal, reference, request))
    raise CodeNotLive(NO_SUCH_CODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What a signature stands under, locked: a petition, or the draft of one with how far its checking is."""

    reference: str
    one: Moderation | None
    waiting: Waiting | None
    kept: Kept | None

    @property
    def area(self) -> str:
        """The area that it lies in; empty for what there is not."""
        if self.waiting is not None:
            return self.waiting.draft.area
        return self.kept.petition.area if self.kept else ""


async def _lock(session: Session, reference: str) -> _Place:
    one = await moderations.lock(session, reference)
    waiting = await drafts.lock(session, reference)
    kept = await petitions.lock(session, reference) if waiting is None else None
    return _Place(reference=reference, one=one, waiting=waiting, kept=kept)


async def _confirm(
    session: Session, place: _Place, token: str, *, now: datetime, received_at: datetime, letter: int | None = None
) -> Confirmed:
    """Confirm what the token stands for under what this transaction has locked."""
    reference, kept = place.reference, place.kept
    new = await signatures.confirm(
        session, petition=reference, token=token, now=now, received_at=received_at, letter=letter
    )
    if new is None and await signatures.is_live(session, petition=reference, token=token, now=received_at):
        raise TypedAnew(SIGN_ANEW)
    if new is None:
        raise LinkNotLive(SIGN_ANEW)
    if place.waiting is not None:
        one = place.one or await moderations.lock(session, reference)  # another press of the organiser's came first
        return await _support(session, place.waiting, one, token, now, is_new=new)
    if kept is None:
        raise LinkNotLive(SIGN_ANEW)
    count = kept.signatures
    if new:
        at = await require_open(session, kept.petition, received_at)
        count = await _count(session, kept, token, await at_moment(session, kept.petition, at, now))
    return Confirmed(title=kept.petition.title, signatures=count)


async def _count(session: Session, kept: Kept, token: str, at: Circumstances) -> int:
    """Compare and count a signature that was confirmed here; how many count then."""
    reference = kept.petition.reference
    watched = await watch(session, kept, token, at)
    if watched is None:
        return await _standing(session, reference)
    return await count_person(session, watched, token, at)


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
        await stand_by(session, draft, reference, now)
    elif is_new:
        count = await support(session, draft, one, token, now)
    is_organiser = await signatures.is_organiser(session, petition=reference, token=token)
    return Confirmed(title=draft.title, signatures=count, is_waiting=True, is_organiser=is_organiser)
