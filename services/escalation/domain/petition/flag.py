"""What the machine finds in the words of a petition, and what it takes out of them before anybody reads. Pure.

It decides nothing: a flag tells a person where to look. Only where nobody looked in time are the flagged places left
out of what is published.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_MARKS = 4  # on one letter; no language that people write here takes more
WHERE = "Place"  # begins the line in which the place stands that a machine sent with a petition
LEFT_OUT = "[left out: nobody had checked it]"

# Marks that cannot be seen: soft hyphens, spaces without width, fillers, tags. The two joiners of some scripts are
# looked at with the letter before them.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_JOINER = re.compile("(.?)([\u200c\u200d]+)")
_WORD = re.compile(r"[^\W\d_]+")


class Flag(StrEnum):
    """What may be wrong with words. The values are codes of the profiles' words."""

    LINK = "has_link"
    EMAIL = "has_email_address"
    TELEPHONE = "has_telephone_number"
    POSTCODE = "has_postcode"
    PLACE = "has_place"
    SCRIPTS = "mixes_scripts"
    UNSEEN = "had_unseen_characters"
    MARKS = "had_piled_marks"
    ALIKE = "is_like_another"
    REPEATS = "was_decided_lately"


_ENDINGS = (
    "com|org|net|uk|info|biz|io|me|ly|co|eu|xyz|app|gov|scot|wales|cymru|london|online|site|shop|link|page|dev|tv|gg"
    "|ru|cn|de|fr"
)
_NAMED = r"(?<![\w.-])[\w-]+(?:\.[\w-]+)*"
# An address by its scheme, a name with a way behind it, and a bare name with an ending that people know.
_LINK = rf"(?:https?://|www\.)\S+|{_NAMED}\.[^\W\d_]{{2,}}/\S+|{_NAMED}\.(?:{_ENDINGS})\b(?:/\S*)?"

_DEGREES = r"-?\d{1,3}\.\d{3,}"

# How each is found in the words themselves.
_FOUND_BY = (
    # The line in which a machine says where it is, and a position in degrees wherever it stands: maybe somebody's door.
    (Flag.PLACE, re.compile(rf"(?m:^{WHERE}: .*$)|(?<![\w.]){_DEGREES}[\s,;]+[^\W\d_]*\s*{_DEGREES}(?!\w)")),
    (Flag.EMAIL, re.compile(r"(?<![^\s@<>()\"',;:])[^\s@<>()\"',;:]+@[^\s@<>()\"',;:]+\.[^\W\d_]{2,}")),
    (Flag.LINK, re.compile(_LINK, re.IGNORECASE)),
    (Flag.TELEPHONE, re.compile(r"(?<![\w.])(?:\+\d{1,3}[\s().-]*|\(?0)(?:\d[\s().-]*){8,11}\d(?!\w)")),
    (Flag.POSTCODE, re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)),
)  # fmt: skip
# Of these nobody but the person meant may be told: a refused petition that has one is not shown.
PERSONAL = frozenset({Flag.EMAIL, Flag.TELEPHONE, Flag.POSTCODE, Flag.PLACE})


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a flag stands in a text: from this character up to that one."""

    begin: int
    end: int
    flag: Flag


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text as it is kept, and what was taken out of it."""

    text: str
    flags: tuple[Flag, ...]


def cleaned(text: str) -> Cleaned:
    """The text in composed form without what cannot be seen and without marks piled on a letter."""
    composed = unicodedata.normalize("NFC", text)
    seen = _JOINER.sub(_joined, _UNSEEN.sub("", composed))
    plain = _unpiled(seen)
    flags = [flag for flag, differs in ((Flag.UNSEEN, seen != composed), (Flag.MARKS, plain != seen)) if differs]
    return Cleaned(unicodedata.normalize("NFC", plain), tuple(flags))


def places(text: str) -> tuple[Place, ...]:
    """Every place in the text at which a person should look, in order."""
    found = [Place(match.start(), match.end(), flag) for flag, pattern in _FOUND_BY for match in pattern.finditer(text)]
    found += [Place(word.start(), word.end(), Flag.SCRIPTS) for word in _WORD.finditer(text) if _is_mixed(word[0])]
    return tuple(_apart(sorted(found)))


def flags(title: str, text: str) -> tuple[Flag, ...]:
    """The flags of the words, one for each place."""
    return tuple(place.flag for words in (title, text) for place in places(words))


def without(text: str) -> tuple[str, int]:
    """The text with every flagged place left out, and how many there were."""
    found = places(text)
    for place in reversed(found):
        text = text[: place.begin] + LEFT_OUT + text[place.end :]
    return text, len(found)


def _apart(found: Sequence[Place]) -> Iterator[Place]:
    """Of places that overlap, the first."""
    end = 0
    for place in found:
        if place.begin >= end:
            yield place
            end = place.end


def _joined(match: re.Match[str]) -> str:
    """A joiner stays where a script needs it: after a letter that is not Latin, and within a picture of a person."""
    before = match[1]
    keeps = bool(before) and unicodedata.category(before)[0] in "LMS" and _script(before) != "LATIN"
    return match[0] if keeps and ord(before) > 0x2FF else before


def _unpiled(text: str) -> str:
    """The text with no more than so many marks on one letter."""
    kept, marks = [], 0
    for character in unicodedata.normalize("NFD", text):
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_mixed(word: str) -> bool:
    """Whether a word has letters of alphabets that look alike."""
    scripts = {_script(character) for character in word}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1


def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]
