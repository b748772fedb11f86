"""Telephone numbers of people without e-mail, and the code that proves one. Pure; nothing is kept.

A number has one form under which a person signs a petition once: `+` and digits, country first.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from shared.working_days import LONDON

TELEPHONE = "telephone"
CODE = 6
REQUEST = 8  # signs of the name of a request, none of which looks like another
SIGNS = "23456789abcdefghjkmnpqrstvwxyz"
HOME = "44"  # of a number that is written without its country

_SIGNS = re.compile(r"[\s().\-\u2010-\u2015/]+")
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
# How many digits numbers have after the sign, by how they begin; of other countries only what any number may have.
_LENGTHS = {"+441": range(11, 13), "+44": range(12, 13)}


class NotANumber(ValueError):
    """The text cannot be a telephone number."""


def canonical_number(text: str) -> str:
    """The one form of a number, such as +447700900123, however it was written. Raises NotANumber."""
    together = _SIGNS.sub("", unicodedata.normalize("NFKC", text).replace("(0)", ""))
    if together.startswith("00"):
        together = f"+{together[2:]}"
    elif together.startswith("0"):
        together = f"+{HOME}{together[1:]}"
    lengths = next((those for begin, those in _LENGTHS.items() if together.startswith(begin)), None)
    if not _NUMBER.fullmatch(together) or (lengths is not None and len(together) - 1 not in lengths):
        raise NotANumber(text)
    return together


def is_reached(number: str, begins: Sequence[str]) -> bool:
    """Whether messages go to this number: it begins with one of these, the longest that fits. `-` before one: not."""
    fits = [one for one in begins if number.startswith(one.removeprefix("-"))]
    return bool(fits) and not max(fits, key=lambda one: len(one.removeprefix("-"))).startswith("-")


def code_of(digest: bytes) -> str:
    """The code of six digits that a digest gives."""
    return f"{int.from_bytes(digest[:8]) % 10**CODE:0{CODE}}"


def request_of(random: bytes) -> str:
    """The name of a request for a code, of a random byte for each sign: nobody comes upon another's by trying."""
    return "".join(SIGNS[one % len(SIGNS)] for one in random[:REQUEST])


def message(code: str, *, until: datetime, page: str, purpose: str) -> str:
    """The words of the text message. `page` is where the code is typed, an address or words; `purpose` what it does."""
    by = until.astimezone(LONDON).strftime("%H:%M")
    return (
        f"Folkmoot: your code {purpose} is {code}. Type it by {by} at {page}. "
        "Give it to nobody who rings or writes to you. If you asked for none, do nothing."
    )


def as_digits(typed: str) -> str:
    """The code that somebody typed, however they wrote it."""
    return "".join(one for one in unicodedata.normalize("NFKC", typed) if one.isdigit())
