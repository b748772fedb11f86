"""What follows when words of others are put on the record: they are offered to whoever named an address for them."""

from collections.abc import Sequence
from datetime import datetime

from services.publication.domain.entry.entry import Entry
from services.publication.domain.entry.offer import LASTS, Offer, typed_for
from services.publication.domain.register.register import Register
from services.publication.storage.entry import offer as storage
from shared import errands
from shared.database import Session
from shared.events import new_id
from shared.events.publication import AgreementOpened
from shared.working_days import london_day

LETTER = "offer.letter"


async def offer_words(
    session: Session, opened: AgreementOpened, entries: Sequence[Entry], register: Register, now: datetime
) -> None:
    """Book one letter to each body whose words stand among these entries, typed by another, and that has an address."""
    for body, numbers in typed_for(entries, register).items():
        contact = await storage.contact(session, opened.area, body)
        if contact is None:
            continue
        today = london_day(now)
        offer = Offer(
            id=new_id(),
            area=opened.area,
            agreement=opened.agreement,
            body=body,
            named_by=contact.named_by,
            entries=numbers,
            offered_on=today,
            ends_on=today + LASTS,
        )
        await storage.add(session, offer)
        await errands.book(session, area=opened.area, kind=LETTER, reference=str(offer.id), key=f"{LETTER}/{offer.id}")
