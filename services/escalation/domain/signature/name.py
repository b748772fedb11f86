"""What may stand as somebody's name. Pure.

Refused is what makes a name something else where it is read: a formula in a spreadsheet, a link, a line of a letter's
head, a word that is spelled with another alphabet's look-alikes, characters that nobody sees.
"""

import re
import unicodedata
from enum import StrEnum
from itertools import pairwise

MOST_MARKS = 4

_LINK = re.compile(
    r"://|\bwww\.|\b[a-z0-9-]{2,}\.(com|org|net|uk|io|ru|cn|info|biz|xyz|shop|top|link|co)\b", re.IGNORECASE
)
_HEAD = re.compile(r"^\s*(to|cc|bcc|from|subject|reply-to|content-type)\s*:", re.IGNORECASE)
_ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_JOINERS = "\u200c\u200d"
_JOINING = (
    "ARABIC",
    "DEVANAGARI",
    "BENGALI",
    "GURMUKHI",
    "GUJARATI",
    "TAMIL",
    "TELUGU",
    "KANNADA",
    "MALAYALAM",
    "SINHALA",
)


class Fault(StrEnum):
    """Why a text is no name. The values are the codes that a caller gets."""

    FORMULA = "looks-like-a-formula"
    LINK = "looks-like-a-link"
    LETTER_HEAD = "looks-like-a-letters-head"
    HIDDEN = "hidden-character"
    MARKS = "too-many-marks"
    MIXED = "mixed-alphabets"
    NO_LETTER = "no-letter"


SENTENCES = {
    Fault.FORMULA: "A name does not begin with = + - or @.",
    Fault.LINK: "Write a name here, not an address of a page or of a mailbox.",
    Fault.LETTER_HEAD: "Write a name here, without a word and a colon before it.",
    Fault.HIDDEN: "This holds characters that nobody sees. Type the name by hand.",
    Fault.MARKS: "A letter here carries more marks than any name has.",
    Fault.NO_LETTER: "A name has at least one letter.",
    Fault.MIXED: "One word here mixes letters of two alphabets that look alike. Type it in one of them.",
}


def fault_of(name: str) -> Fault | None:
    """What is wrong with a name; None for one that may stand. Raises nothing."""
    plain = unicodedata.normalize("NFKC", name).strip()
    if plain.startswith(("=", "+", "-", "@", "\t", "\N{MINUS SIGN}")):
        return Fault.FORMULA
    if _HEAD.match(plain) or "\n" in name or "\r" in name:
        return Fault.LETTER_HEAD
    if "@" in plain or _LINK.search(plain):
        return Fault.LINK
    if _hides(name):
        return Fault.HIDDEN
    if _is_heaped(name):
        return Fault.MARKS
    if not any(one.isalpha() for one in plain):
        return Fault.NO_LETTER
    return Fault.MIXED if any(is_mixed(word) for word in re.split(r"[\W_]+", plain)) else None


def is_mixed(word: str) -> bool:
    """Whether one word has letters of two alphabets that look alike."""
    return len({_alphabet(letter) for letter in word if letter.isalpha()} & set(_ALIKE)) > 1


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _hides(name: str) -> bool:
    """Whether it holds characters that are not seen; the joiners of scripts that need them are seen by their effect."""
    for before, here in pairwise(f" {name}"):
        if here in _JOINERS and _alphabet(before) in _JOINING:
            continue
        if unicodedata.category(here) in {"Cf", "Cc", "Co", "Cn"}:
            return True
    return False


def _is_heaped(name: str) -> bool:
    heap = 0
    for character in unicodedata.normalize("NFD", name):
        heap = heap + 1 if unicodedata.combining(character) else 0
        if heap > MOST_MARKS:
            return True
    return False
