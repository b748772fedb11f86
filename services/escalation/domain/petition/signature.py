"""Signatures: what a person who signs says, and what makes two addresses the same person's. Pure; nothing is kept.

Only what is safe is folded together: letters' case, letters in other widths, a tag after `+`, the two ways of writing
a name of the domain. Dots and anything else that only some providers ignore are left alone.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_LOCAL, LONGEST_DOMAIN = 64, 253

_LOCAL = re.compile(r"[^\s@\"'(),:;<>\[\]\\]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class Relation(StrEnum):
    """What ties a person to the area. One is enough; age is never asked."""

    LIVE = "live"
    WORK = "work"
    STUDY = "study"


class NotAnAddress(ValueError):
    """The text cannot be an e-mail address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """What a person says when signing. It is sealed before it is kept, and none of it is ever published."""

    name: str
    email: str
    postcode: str
    relation: Relation


def canonical_email(text: str) -> str:
    """The one form of an address under which a person signs a petition once. Raises NotAnAddress."""
    local, at, domain = unicodedata.normalize("NFKC", text.strip()).rpartition("@")
    if not at or not _is_local(local):
        raise NotAnAddress(text)
    untagged = local.lower().partition("+")[0] or local.lower()
    return f"{untagged}@{_canonical_domain(domain)}"


def _is_local(local: str) -> bool:
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    return 0 < len(local) <= LONGEST_LOCAL and not dotted and _LOCAL.fullmatch(local) is not None


def _canonical_domain(domain: str) -> str:
    """The name of the domain as computers write it: small letters, international names encoded, no dot at the end."""
    try:
        encoded = domain.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise NotAnAddress(domain) from None
    labels = encoded.split(".")
    if len(encoded) > LONGEST_DOMAIN or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise NotAnAddress(domain)
    return encoded
