"""How a postcode is looked up in a register of postcodes, whichever way either is spelt. Pure."""

INWARD = 3  # characters of a British postcode's second part, of which the first is its sector


def spelt(postcode: str) -> str:
    """A postcode, or the beginning of one, as it is kept: capitals and digits without spaces."""
    return "".join(character for character in postcode.upper() if character.isalnum())


def spellings(postcode: str) -> tuple[str, ...]:
    """Under what a full postcode may stand in a register: as itself, or by its sector."""
    full = spelt(postcode)
    return (full, full[: 1 - INWARD]) if len(full) > INWARD else (full,)
