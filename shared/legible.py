"""Whether a text says anything to a reader. Pure."""

import unicodedata

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and symbols by category, and blank


def is_legible(text: str) -> bool:
    """Whether a reader sees something of the text: one of none but spaces, fillers and joiners counts as empty."""
    return any(character not in _FILLERS and unicodedata.category(character)[0] in "LNPS" for character in text)
