"""What waits for a body in a negotiation: what its side is to answer, and its own words that another typed; and what it
may not say now, and why. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.broker import plain_name, roles, unstated
from services.publication.domain.agreement.conversation import Item
from services.publication.domain.entry.entry import EntryKind, Party, Side
from services.publication.domain.entry.particulars import Role
from services.publication.domain.entry.reply import Confirmation, Heard, goes_by
from services.publication.domain.entry.voice import VOICES, voice_of
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


def closed_to(body: PartnerRegistered, kind: EntryKind, agreement: Agreement, *, is_registrar: bool) -> str:
    """Why this body cannot say a thing of this kind here now, in a sentence; nothing where it can.

    A registrar may write down words of others, and so is held back only by where the agreement stands.
    """
    if kind.is_of_an_item and not agreement.rounds:
        silent = ", ".join(unstated(agreement.opened.parties, agreement.marks))
        waits = f" It opens when these have said what binds them: {silent}." if silent else ""
        return f"No round is open yet.{waits}"
    if kind is EntryKind.REVISION and agreement.approved is None:
        return "Nothing is approved yet that could be revised."
    if is_registrar:
        return ""
    if kind not in voice_of(body.partner_kind).kinds:
        own = [
            name.replace("ministers_", "minister's ").replace("_", " ")
            for name, voice in VOICES.items()
            if kind in voice.kinds
        ]
        return f"That is for a body of another kind: {', '.join(own)}." if own else "That is for partners of the place."
    if kind is EntryKind.CONSTRAINTS and not any(goes_by(body, party) for party in agreement.opened.parties):
        return "Your body is no party to this agreement."
    brokers = {plain_name(name) for name, _, role in roles(agreement.marks) if role is Role.BROKER}
    if kind is EntryKind.BROKER_LOG and plain_name(body.name) not in brokers:
        return "Your body was not appointed as broker."
    return ""
