"""What waits for a body in a negotiation: what its side is to answer, and its own words that another typed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.publication.domain.agreement.conversation import Item
from services.publication.domain.entry.entry import Party, Side
from services.publication.domain.entry.reply import Confirmation, Heard, goes_by
from services.publication.domain.entry.voice import voice_of
from shared.events.publication import PartnerRegistered


@dataclass(frozen=True, slots=True)
class Waits:
    """The items that a body's side has not answered, and the words that it has neither confirmed nor disputed."""

    items: tuple[Item, ...]
    words: tuple[Heard, ...]


def waits_for(body: PartnerRegistered, items: Sequence[Item], told: Sequence[Heard]) -> Waits:
    """What waits for this body. A partner of the place answers for no side: the council and government do."""
    sides = {party.side for party in voice_of(body.partner_kind).parties if party is not Party.PARTNER} - {Side.BETWEEN}
    owed = [item for item in items if item.missing and item.has_no_answer and item.missing.side in sides]
    own = [
        one
        for one in told
        if one.confirmation is Confirmation.NOT_ANSWERED
        and one.entry.superseded_by is None
        and goes_by(body, one.entry.said.party_name)
    ]
    return Waits(tuple(owed), tuple(own))
