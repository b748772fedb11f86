"""The links of a document, and its bytes: what every JSON answer of the record has in common."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal


def links(**hrefs: str | None) -> dict[str, dict[str, str]]:
    """The links of a document by relation; those without an address are left out. `self_` is written `self`."""
    return {name.rstrip("_"): {"href": href} for name, href in hrefs.items() if href is not None}


def encode(document: Mapping[str, object]) -> bytes:
    """The document as JSON: days and moments in ISO form, decimals as text, kept to the digit."""
    return json.dumps(document, default=plain, ensure_ascii=False, separators=(",", ":")).encode()


def plain(value: object) -> str:
    """A day, moment or decimal as text, for JSON."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form here")
