"""E-mail addresses: whether one can be one, how it is written to, and the one form by which it is known. Pure.

Only what is safe is folded together: letters' case, letters in other widths, a tag after `+`, remarks in brackets and
quotes that change nothing, the two ways of writing a name of the domain. Dots are folded for those providers only of
which it is said that they ignore them.
"""

import re
import unicodedata
from collections.abc import Sequence

LONGEST_LOCAL, LONGEST_DOMAIN = 64, 253

_LOCAL = re.compile(r"[^\s@\"'(),:;<>\[\]\\]+")
_REMARK = re.compile(r"\([^()\r\n]*\)")
_DEEPEST = 5
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class NotAnAddress(ValueError):
    """The text cannot be an e-mail address."""


def plain_email(text: str) -> str:
    """The address as a letter can be sent to it: without remarks and needless quotes. Raises NotAnAddress."""
    local, at, domain = _unremarked(unicodedata.normalize("NFKC", text.strip())).rpartition("@")
    local, domain = _unquoted(local.strip()), domain.strip()
    if not at or not _is_local(local):
        raise NotAnAddress(text)
    _canonical_domain(domain)
    return f"{local}@{domain.removesuffix('.')}"


def canonical_email(text: str, dotless: Sequence[str] = ()) -> str:
    """The one form of an address by which one mailbox is known. Raises NotAnAddress.

    `dotless`: domains that ignore dots, each entry one provider's names, its first name the one that is kept.
    """
    local, _, domain = plain_email(text).rpartition("@")
    untagged, known_as = local.lower().partition("+")[0] or local.lower(), _canonical_domain(domain)
    for names in (entry.split() for entry in dotless):
        if known_as in names:
            return f"{untagged.replace('.', '')}@{names[0]}"
    return f"{untagged}@{known_as}"


def _unremarked(text: str) -> str:
    """The address without remarks in round brackets, which may hold others. Raises NotAnAddress for a bracket left."""
    for _ in range(_DEEPEST):
        shorter = _REMARK.sub("", text)
        if shorter == text:
            break
        text = shorter
    if "(" in text or ")" in text:
        raise NotAnAddress(text)
    return text


def _unquoted(local: str) -> str:
    if len(local) > 2 and local[0] == local[-1] == '"':
        return re.sub(r"\\(.)", r"\1", local[1:-1])
    return local


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
