"""Signatures: what a person who signs says, and what makes two addresses the same person's. Pure; nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.post.mailboxes import canonical_email, plain_email


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
    is_listed = _is_tagless(ours.rpartition("@")[2], tagless)
    return ours == theirs and (is_listed or _tag(typed) == _tag(kept))


def own_form(address: str, *, dotless: Sequence[str], tagless: Sequence[str]) -> str:
    """The one form under which an address signs a petition once: with what stands behind a `+`, which at most providers
    may be another mailbox; without it at those of `tagless`, of which it is known that it is not. Raises NotAnAddress.
    """
    folded, tag = canonical_email(address, dotless), _tag(address)
    local, _, domain = folded.rpartition("@")
    return f"{local}+{tag}@{domain}" if tag and not _is_tagless(domain, tagless) else folded


def tagged_base(signer: Signer, *, dotless: Sequence[str], tagless: Sequence[str]) -> str:
    """What the addresses of one mailbox have in common that differ behind a `+` and are taken as several; empty of one
    that has no such thing.
    """
    if signer.telephone:
        return ""
    folded = canonical_email(signer.email, dotless)
    return "" if own_form(signer.email, dotless=dotless, tagless=tagless) == folded else folded


def _is_tagless(domain: str, tagless: Sequence[str]) -> bool:
    return any(domain in entry.split() for entry in tagless)


def _tag(address: str) -> str:
    return plain_email(address).rpartition("@")[0].lower().partition("+")[2]


def contact(signer: Signer, *, dotless: Sequence[str], tagless: Sequence[str]) -> str:
    """What makes one person of a petition's signers one: the one form of the address, or of the telephone number."""
    if signer.telephone:
        return of_number(signer.telephone)
    return own_form(signer.email, dotless=dotless, tagless=tagless)


def of_number(number: str) -> str:
    """The same of a telephone number alone; no address is written so."""
    return f"telephone\n{number}"
