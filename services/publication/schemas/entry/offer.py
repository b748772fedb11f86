"""Addresses that words are offered to, as they are sent and told to those who may know; and the answer by a link."""

from typing import Literal

from services.publication.domain.entry.entry import Entry
from services.publication.domain.entry.offer import Contact, Offer
from services.publication.domain.entry.reply import PutReply, Stance
from services.publication.schemas.register.invitation import Email, Token
from shared.events.publication import PartnerRegistered
from shared.shapes import Reasons, Strict, Whole


class ContactIn(Strict):
    """Where letters to a body are to go."""

    email: Email


class OfferAnswer(Strict):
    """What a body says behind the link of a letter."""

    token: Token
    entry: Whole
    stance: Literal["confirmed", "disputed"]
    words: Reasons | None = None

    def command(self, entry: Entry, body: PartnerRegistered, offer: Offer) -> PutReply:
        """The same as the domain takes it."""
        stance = Stance(self.stance)
        return PutReply(entry=entry, body=body, stance=stance, words=self.words, link_named_by=offer.named_by)


def document(contact: Contact) -> dict[str, object]:
    """Where letters to a body go, for that body and for the registrars of the area."""
    return {
        "area": contact.area,
        "body": contact.body,
        "email": contact.email,
        "named_by": contact.named_by,
        "named_at": contact.named_at,
        "links": {"self": {"href": f"/publication/v1/register/{contact.area}/contacts/{contact.body}"}},
    }
