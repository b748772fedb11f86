"""How alike two petitions are, by the groups of three letters that they share. Pure.

It is done here and not in the database, whose extension for it is not everywhere; only petitions of one area are
compared that may be signed or whose case is open, and of a long text its beginning.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

COMPARED = 800  # characters of a text
ALIKE, ALIKE_TITLES = 0.5, 0.6  # the share of groups that two petitions, or two titles, have in common
MOST = 5
# Letters of other alphabets that look like Latin ones: what looks the same is the same here.
_LOOKS_LIKE = str.maketrans("абвгдеікморстухѕԁӏոսαοερτυικν", "abbrdeikmopctyxsdlnuaoeptuikv")


@dataclass(frozen=True, slots=True)
class Other:
    """Another petition: its reference and its words. `is_dealt_with`: it takes no signatures any more, and its case is
    open.
    """

    reference: str
    title: str
    text: str
    is_dealt_with: bool = False

    @property
    def page(self) -> str:
        """Where whoever asks for nearly the same is led: to sign it, or to see how its case stands."""
        return f"/{'cases' if self.is_dealt_with else 'petitions'}/{self.reference}"

    @property
    def called(self) -> str:
        """Its title, and that its case is open where it cannot be signed any more."""
        return f"{self.title} (it is being dealt with: see where it stands)" if self.is_dealt_with else self.title


def skeleton(text: str) -> str:
    """The text as a hurried reader sees it: no capitals, accents or marks, and nothing between words but one space."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LOOKS_LIKE)
    letters = "".join(one if one.isalnum() else " " for one in plain if not unicodedata.combining(one))
    return " ".join(letters.split())


def groups(text: str) -> frozenset[str]:
    """The groups of three letters of each word, its beginning and end counted."""
    padded = (f"  {word} " for word in skeleton(text).split())
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of both is common to both: 0 to 1."""
    both = len(one | other)
    return len(one & other) / both if both else 0.0


def alike(title: str, text: str, others: Iterable[Other]) -> list[Other]:
    """Those that ask for nearly the same, the most alike first; a few at most."""
    own_title, own = groups(title), groups(f"{title} {text[:COMPARED]}")
    found = []
    for other in others:
        titles, whole = (
            share(own_title, groups(other.title)),
            share(own, groups(f"{other.title} {other.text[:COMPARED]}")),
        )
        if titles >= ALIKE_TITLES or whole >= ALIKE:
            found.append((max(titles, whole), other))
    found.sort(key=lambda one: (-one[0], one[1].reference))
    return [other for _, other in found[:MOST]]
