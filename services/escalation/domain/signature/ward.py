"""How a postcode is looked up in a register of postcodes, whichever way either is spelt. Pure."""

import re

INWARD = 3  # characters of a British postcode's second part, of which the first is its sector

_WHOLE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}|GIR0AA")


def is_whole(postcode: str) -> bool:
    """Whether it has both halves of a British postcode, as in `M32 0TH`; whether there is such a one is not asked."""
    return _WHOLE.fullmatch(spelt(postcode)) is not None


def spelt(postcode: str) -> str:
    """A postcode, or the beginning of one, as it is kept: capitals and digits without spaces."""
    return "".join(character for character in postcode.upper() if character.isalnum())


def spellings(postcode: str) -> tuple[str, ...]:
    """Under what a full postcode may stand in a register: as itself, or by its sector."""
    full = spelt(postcode)
    return (full, full[: 1 - INWARD]) if len(full) > INWARD else (full,)
