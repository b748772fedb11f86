"""Words that others typed are offered to the body whose they are, by a letter with a link. Pure: nothing is sent here.

One letter goes for each batch of entries, to an address that the body named, or that a registrar named for it, or
whoever runs the installation: the record says which. The address itself is nobody's to read.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.publication.domain.entry.entry import Came, Entry
from services.publication.domain.entry.reply import goes_by
from services.publication.domain.register.register import Register
from shared.working_days import in_words

LASTS = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where letters to a body go, and which body said so, or OPERATOR, when. Never public."""

    area: str
    body: str
    email: str
    named_by: str
    named_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Entries of an agreement that are offered to the body whose words they give, until and with the last day.

    `named_by` is the body that named the address.
    """

    id: UUID
    area: str
    agreement: str
    body: str
    named_by: str
    entries: tuple[int, ...]
    offered_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's subject and text."""

    subject: str
    text: str


def typed_for(entries: Sequence[Entry], register: Register) -> Mapping[str, tuple[int, ...]]:
    """By body of the register, the numbers of the entries that give its words and were entered by another."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.came is Came.BY_AUTHOR:
            continue
        for code, body in register.partners.items():
            if goes_by(body, entry.said.party_name) and code != entry.entered_by:
                found[code].append(entry.number)
    return {code: tuple(numbers) for code, numbers in found.items()}


def token_of(key: str, offer: UUID) -> str:
    """What the link of an offer ends with: the same on every attempt to send its letter, and kept nowhere."""
    return hmac.new(key.encode(), f"offer/{offer}".encode(), hashlib.sha256).hexdigest()


def hash_of(token: str) -> bytes:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).digest()


def letter(offer: Offer, *, body: str, title: str, address: str) -> Letter:
    """The letter; opening its link changes nothing."""
    count = len(offer.entries)
    what = "words of yours" if count == 1 else f"{count} times words of yours"
    text = f"""To {body},

on the public record of "{title}" somebody else has written down {what}. Everybody can read them.

Are they right? Open this page. You can say there that they are yours, or that they are not and what you said instead:

    {address}

Whatever you say there is public at once, stands beside those words, and cannot be taken back. The link works until
{in_words(offer.ends_on)}. Opening it changes nothing. If you do nothing, the record goes on to say that the words were
offered to you and that you have not answered.

Folkmoot
"""
    return Letter(subject=f"Are these your words? {title}", text=text)
