"""The letters about signatures, carried: the address is looked up when a letter goes, never kept beside the errand."""

from datetime import timedelta
from urllib.parse import urlencode

from services.escalation.domain.petition import mail
from services.escalation.storage import draft as drafts
from services.escalation.storage import petition as petitions
from services.escalation.storage import signature as signatures
from services.escalation.storage.seal import Seal
from shared.database import EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.mail import Letter, post_from
from shared.settings import Settings
from shared.working_days import london_day

INSTANT = timedelta(microseconds=1)  # a link works until the end of a day, which is where the next one begins


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


async def _title(session: Session, reference: str) -> str | None:
    waiting = await drafts.find(session, reference)
    if waiting is not None:
        return waiting.draft.title
    kept = await petitions.find(session, reference)
    return kept.petition.title if kept else None
