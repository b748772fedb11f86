"""What can happen to a signature: it is put down, the letter goes out, its link is opened, it is confirmed.

A signature counts when its owner has pressed the button behind the link, and only once. Opening a link changes nothing.
The organiser's button makes the petition: it is public from then on, with one signature.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.petition import mail, petition
from services.escalation.domain.petition.petition import Draft, Petition
from services.escalation.domain.petition.signature import Signer
from services.escalation.effects.petition import CLOSING, DRAFT, tell_new_petition, tell_petition
from services.escalation.effects.trigger import open_raised
from services.escalation.storage import draft as drafts
from services.escalation.storage import petition as petitions
from services.escalation.storage import register
from services.escalation.storage import signature as signatures
from services.escalation.storage.draft import Waiting
from services.escalation.storage.petition import Kept
from services.escalation.storage.seal import Seal
from shared import deadlines
from shared.database import EVERY_AREA, Areas, Database, Session
from shared.errands import Carrier, Errand
from shared.events import escalation as told
from shared.mail import Letter, post_from
from shared.problems import NotFound, NotNow
from shared.settings import Settings
from shared.working_days import Reckoning, end_of_day, in_words, london_day

COUNT = "petition.count"
INSTANT = timedelta(microseconds=1)  # a link works until the end of a day, which is where the next one begins
PUBLIC = "public"
NOT_LIVE = "It was never given out, or its days are over. Sign once more to get a new one."


class SigningOver(NotNow):
    """The petition takes no more signatures."""

    slug, title = "signing-over", "This petition takes no more signatures"


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


async def sign(
    database: Database, reference: str, signer: Signer, *, seal: Seal, now: datetime, received_at: datetime
) -> None:
    """Put a signature down until it is confirmed, and book the letter. Says nothing of whether it was there before.

    Raises NotFound for an unknown petition, SigningOver when it is closed.
    """
    async with database.unit_of_work(await _area_of(database, reference)) as session:
        kept = await petitions.find(session, reference)
        if kept is None:
            raise NotFound("There is no petition of this reference.")
        at = await _require_open(session, kept.petition, received_at)
        waits = at.policy.petition.confirm_within.reckon(london_day(now), at.calendar)
        await signatures.put_down(
            session,
            seal,
            signer,
            petition=reference,
            area=kept.petition.area,
            is_organiser=False,
            expires_at=end_of_day(waits.due_on),
            scheme=at.policy.petition,
        )


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
    async with database.unit_of_work(await _area_of(database, reference)) as session:
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
            await _require_open(session, kept.petition, received_at)
            count = await _count(session, kept, now)
        return Confirmed(title=kept.petition.title, signatures=count)


def carrier(settings: Settings) -> Carrier:
    """Who carries the letters: looks the address up when it goes, so that a forgotten person is not written to."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            recipient = await signatures.recipient(session, seal, errand.reference)
            title = await _title(session, recipient.petition) if recipient else None
        if recipient is None or title is None:
            return
        reference = recipient.petition
        words = mail.confirmation(
            title=title,
            reference=reference,
            address=f"{settings.public_address}/petitions/{reference}/confirm?{urlencode({'token': recipient.token})}",
            last_on=london_day(recipient.expires_at - INSTANT),
            is_organiser=recipient.is_organiser,
        )
        await post_from(settings).send(
            Letter(to=recipient.email, subject=words.subject, text=words.text, key=errand.key)
        )

    return carry


async def _area_of(database: Database, reference: str) -> Areas:
    """The one area that a petition or a draft lies in; no area for what there is not."""
    async with database.unit_of_work(EVERY_AREA) as session:
        waiting = await drafts.find(session, reference)
        kept = await petitions.find(session, reference)
    return frozenset([waiting.draft.area] if waiting else [kept.petition.area] if kept else [])


async def _title(session: Session, reference: str) -> str | None:
    waiting = await drafts.find(session, reference)
    if waiting is not None:
        return waiting.draft.title
    kept = await petitions.find(session, reference)
    return kept.petition.title if kept else None


async def _publish(session: Session, waiting: Waiting, now: datetime) -> Kept:
    """The organiser stands by the draft that this transaction has locked: it is a petition from now on."""
    draft = waiting.draft
    at = await register.circumstances(session, draft.area, measure=draft.measure, now=now)
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


async def _require_open(session: Session, about: Petition, received_at: datetime) -> Circumstances:
    on = london_day(received_at)
    at = await register.circumstances(session, about.area, measure=about.measure, now=received_at)
    if not about.may_be_signed(on, stays_open=at.policy.petition.signing_stays_open):
        handed_in = about.submitted_on if about.lapsed_on is None and on <= about.closes_on else None
        raise SigningOver(f"Signing was open until {in_words(handed_in or about.closes_on)}.")
    return at


async def _count(session: Session, kept: Kept, now: datetime) -> int:
    about, today = kept.petition, london_day(now)
    at = await register.circumstances(session, about.area, measure=about.measure, now=now)
    count = await petitions.count_one(session, about.reference, today)
    if kept.last_signed_on is None or kept.last_signed_on < today:
        await _arm_count(session, about, at)
    events = petition.signed(about, count)
    await tell_petition(session, about, events, actor=PUBLIC, now=now)
    if any(isinstance(event, told.PetitionSubmitted) for event in events):
        await _submit(session, about, count, at)
    return count


async def _arm_count(session: Session, about: Petition, at: Circumstances) -> None:
    """The day's count is published when the day is over; a day on which nobody signs has none."""
    await deadlines.arm_day(
        session,
        area=about.area,
        subject=petitions.stream(about.reference),
        kind=COUNT,
        round=(at.today - about.opened_on).days + 1,
        due_on=at.today,
        working=f"The count of {in_words(at.today)}, when that day is over.",
        policy=at.policy,
    )


async def _submit(session: Session, about: Petition, count: int, at: Circumstances) -> None:
    """Hand the petition in: a case of the same reference begins, in the same transaction."""
    opened = told.CaseOpened(
        case=about.reference,
        state="screening",
        area=about.area,
        trigger="petition",
        title=about.title,
        measure=about.measure,
        signatures=count,
        policy_version=at.policy.version,
    )
    await open_raised(session, opened, at)
