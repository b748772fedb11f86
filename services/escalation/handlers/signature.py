"""What can happen to a signature: it is put down, the letter goes out, its link is opened, it is confirmed.

A signature counts when its owner has pressed the button behind the link, and only once. Opening a link changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from services.escalation.domain import mail, petition
from services.escalation.domain.circumstances import Circumstances
from services.escalation.domain.decision import open_case
from services.escalation.domain.petition import Petition
from services.escalation.domain.signature import DAYS_TO_CONFIRM, Signer
from services.escalation.handlers import tell_new_case, tell_petition
from services.escalation.storage import measure, register
from services.escalation.storage import petition as petitions
from services.escalation.storage import signature as signatures
from services.escalation.storage.petition import Kept
from services.escalation.storage.seal import Seal
from shared import deadlines
from shared.database import EVERY_AREA, Areas, Database, Session
from shared.errands import Carrier, Errand
from shared.events import escalation as told
from shared.mail import Letter, post_from
from shared.problems import NotFound, NotNow
from shared.settings import Settings
from shared.working_days import end_of_day, in_words, london_day, swept_from

COUNT = "petition.count"
PUBLIC = "public"


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
        await _require_open(session, kept.petition, received_at)
        await signatures.put_down(
            session,
            seal,
            signer,
            petition=reference,
            area=kept.petition.area,
            is_organiser=False,
            expires_at=now + timedelta(days=DAYS_TO_CONFIRM),
        )


async def look(database: Database, reference: str, token: str, *, now: datetime) -> Kept:
    """The petition behind a link that may be confirmed or was. Raises LinkNotLive for any other. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        kept = await petitions.find(session, reference)
        if kept is None or not await signatures.is_live(session, petition=reference, token=token, now=now):
            raise LinkNotLive("It was never given out, or its days are over. Sign once more to get a new one.")
    return kept


async def confirm(database: Database, reference: str, token: str, *, now: datetime, received_at: datetime) -> Confirmed:
    """Count the signature that the token stands for, once however often it is asked, with all that follows.

    Raises LinkNotLive for an unknown or outlived token, SigningOver when it came too late.
    """
    async with database.unit_of_work(await _area_of(database, reference)) as session:
        kept = await petitions.lock(session, reference)
        new = None if kept is None else await signatures.confirm(session, petition=reference, token=token, now=now)
        if kept is None or new is None:
            raise LinkNotLive("It was never given out, or its days are over. Sign once more to get a new one.")
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
            kept = await petitions.find(session, recipient.petition) if recipient else None
        if recipient is None or kept is None:
            return
        reference = kept.petition.reference
        words = mail.confirmation(
            title=kept.petition.title,
            reference=reference,
            address=f"{settings.public_address}/petitions/{reference}/confirm?{urlencode({'token': recipient.token})}",
            is_organiser=recipient.is_organiser,
        )
        await post_from(settings).send(
            Letter(to=recipient.email, subject=words.subject, text=words.text, key=errand.key)
        )

    return carry


async def _area_of(database: Database, reference: str) -> Areas:
    """The one area that a petition lies in; no area for a petition that there is not."""
    async with database.unit_of_work(EVERY_AREA) as session:
        kept = await petitions.find(session, reference)
    return frozenset({kept.petition.area} if kept else ())


async def _require_open(session: Session, about: Petition, received_at: datetime) -> None:
    on = london_day(received_at)
    at = await register.circumstances(session, about.area, measure=about.measure, now=received_at)
    if not about.may_be_signed(on, stays_open=at.policy.petition.signing_stays_open):
        handed_in = about.submitted_on if about.lapsed_on is None and on <= about.closes_on else None
        raise SigningOver(f"Signing was open until {in_words(handed_in or about.closes_on)}.")


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
    await deadlines.arm(
        session,
        area=about.area,
        subject=petitions.stream(about.reference),
        kind=COUNT,
        round=(at.today - about.opened_on).days + 1,
        due_on=at.today,
        due_at=end_of_day(at.today),
        sweep_at=swept_from(at.today, at.policy.clock.sweep_after),
        working=f"The count of {in_words(at.today)}, when that day is over.",
        policy_version=at.policy.version,
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
    figure = await measure.latest(session, about.area, about.measure)
    await tell_new_case(session, open_case(opened, at, figure), at)
