"""Telephone numbers of people without e-mail, and the code that proves one. Pure; nothing is kept.

A number has one form under which a person signs a petition once: `+` and digits, country first.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from services.escalation.domain.petition.moderation import Moderation, Standing
from services.escalation.domain.signature.assistance import Stub
from shared.working_days import LONDON, in_words

TELEPHONE = "telephone"
CODE = 6
REQUEST = 8  # signs of the name of a request, none of which looks like another
SIGNS = "23456789abcdefghjkmnpqrstvwxyz"
HOME = "44"  # of a number that is written without its country

_SIGNS = re.compile(r"[\s().\-\u2010-\u2015/]+")
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
# How many digits numbers have after the sign, by how they begin; of other countries only what any number may have.
_LENGTHS = {"+441": range(11, 13), "+44": range(12, 13)}


_TURNS = {
    Standing.SPONSORING: "others must support it by {due}; the link to share is on your page",
    Standing.WAITING: "it is checked by {due}",
    Standing.OVERDUE: "the council has not decided in time; by {due} the next step happens by itself",
    Standing.HELD: "it waits until an election is over, on {due}",
    Standing.RETURNED: "it came back to be mended by {due}, or it ends",
    Standing.REFUSED: "it was refused; you may ask for a review by {due}",
    Standing.PUBLISHED: "it is public, everybody can sign it",
    Standing.CLOSED: "it has ended",
}


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


def turn(one: Moderation) -> str:
    """How a petition stands that is not public yet, in the words of a text message."""
    due = in_words(one.due_on) if one.due_on else ""
    return _TURNS.get(one.standing, "the next step is with others, and its day is on your page").format(due=due)


def news(reference: str, said: str, *, page: str, stub: Stub) -> str:
    """The text message to whoever started a petition by telephone. `page`: where number and PIN are typed."""
    return (
        f"Folkmoot: your petition {reference}: {said}. See {page} with number {stub.number} and PIN {stub.pin}. "
        "Whoever has them can act for you."
    )


def as_digits(typed: str) -> str:
    """The code that somebody typed, however they wrote it."""
    return "".join(one for one in unicodedata.normalize("NFKC", typed) if one.isdigit())
