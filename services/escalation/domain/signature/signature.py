"""Signatures: what a person who signs says, and what makes two addresses the same person's. Pure; nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.mailboxes import canonical_email, plain_email


class Relation(StrEnum):
    """What ties a person to the area. One is enough; age is never asked."""

    LIVE = "live"
    WORK = "work"
    STUDY = "study"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """What a person says when signing. It is sealed before it is kept, and none of it is ever published.

    `email` is empty of whoever has none and gave a `telephone` number instead, in its one form.
    """

    name: str
    email: str
    postcode: str
    relation: Relation
    telephone: str = ""


def reads(typed: str, kept: str, *, dotless: Sequence[str], tagless: Sequence[str]) -> bool:
    """Whether who reads the mail of the one address surely reads that of the other: what is held of a person goes to
    no mailbox that may be another's. Only the providers of `tagless` are known to ignore what stands behind a `+`.

    Raises NotAnAddress.
    """
    ours, theirs = (canonical_email(one, dotless) for one in (typed, kept))
    ignored = {name for entry in tagless for name in entry.split()}
    is_listed = ours.rpartition("@")[2] in ignored
    return ours == theirs and (is_listed or _tag(typed) == _tag(kept))


def _tag(address: str) -> str:
    return plain_email(address).rpartition("@")[0].lower().partition("+")[2]


def contact(signer: Signer, dotless: Sequence[str] = ()) -> str:
    """What makes one person of a petition's signers one: the one form of the address, or of the telephone number."""
    return of_number(signer.telephone) if signer.telephone else canonical_email(signer.email, dotless)


def of_number(number: str) -> str:
    """The same of a telephone number alone; no address is written so."""
    return f"telephone\n{number}"
