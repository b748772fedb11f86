"""Marks behind a period or a figure, `2021/22 (provisional)`, `57.1[p]`, and letters of statuses. Pure."""

import re
from collections.abc import Iterable
from itertools import combinations

from services.indicators.domain.figure.observation import Status
from services.indicators.domain.mapping.mapping import Means, fold
from shared.periods.dialects import Dialect, dialects_of, reading

_WORDS = {
    Status.PROVISIONAL: ("p", "prov", "provisional"),
    Status.REVISED: ("r", "rev", "revised"),
    Status.FINAL: ("final", "audited"),
}
_STATUSES = {word: status for status, words in _WORDS.items() for word in words}
_SAYS = "provisional|prov|revised|rev|final|estimate|estimated|est"
_MARK = re.compile(
    rf"(?P<bare>.*[0-9a-z)]) ?(?P<mark>\((?:[a-z]{{1,3}}|{_SAYS})\.?\)|\[[^\[\]]{{1,15}}\]|[*\u2020\u2021]{{1,2}}"
    rf"|(?<=[0-9])[pr]|(?<= )(?:[pr]|{_SAYS}))",
    re.IGNORECASE,
)
# Letters of the code list for the status of observations: those that say nothing which is kept here, and the rest.
_PLAIN = {"a": "normal", "b": "a break in the series", "d": "another definition", "e": "estimated", "i": "imputed"}
_PLAIN |= {"g": "experimental", "n": "not significant", "u": "less reliable", "v": "not yet checked"}
_PLAIN |= dict.fromkeys(("actual", "actuals", "outturn", "result", "measured"), "normal")
_PLAIN |= {"normal value": "normal", "normal": "normal", "estimated": "estimated", "estimate": "estimated"}
ABSENT = {
    "m": (Means.MISSING, "not available"),
    "l": (Means.MISSING, "not collected"),
    "o": (Means.MISSING, "not available"),
    "q": (Means.CONFIDENTIAL, "held back as confidential"),
}
FORECAST = "f"
AIMS = frozenset(
    {"forecast", "projection", "projected", "target", "targets", "plan", "planned", "budget", "trajectory"}
)


def unmarked(text: str) -> tuple[str, str | None]:
    """The text without the mark behind it, and the mark; the text itself and None where it bears none."""
    found = _MARK.fullmatch(text.strip())
    return (text, None) if found is None else (found["bare"].rstrip(), found["mark"])


def status_of(mark: str) -> Status | None:
    """The status that a mark or a word tells, if any."""
    return _STATUSES.get(fold(mark).strip("()[]. "))


def plain_meaning(letter: str) -> str | None:
    """What a letter of a column of statuses says, where it is nothing that is kept; None for any other."""
    return _PLAIN.get(fold(letter).strip("()[]. "))


def spoken(texts: Iterable[str]) -> frozenset[Dialect]:
    """The dialects in which every text can be read as it stands, or else without the marks behind some of them."""
    texts = tuple(texts)
    if not texts or not any(character.isdigit() for character in texts[0]):
        return dialects_of(texts)
    return dialects_of(texts) or dialects_of(unmarked(text)[0] for text in texts)


def several(texts: Iterable[str]) -> list[frozenset[Dialect]]:
    """The sets of two or three dialects, the smallest only, that together read every text, and none in two ways."""
    read: list[dict[Dialect, str]] = []
    for text in dict.fromkeys(texts):
        bare = unmarked(text)[0]
        read.append({one: found for one in Dialect if (found := reading(text, one) or reading(bare, one))})
        if not read[-1]:
            return []
    spoken_here = sorted({dialect for one in read for dialect in one})
    for size in (2, 3):
        sets = [frozenset(some) for some in combinations(spoken_here, size)]
        if fitting := [some for some in sets if all(len({one[way] for way in some & one.keys()}) == 1 for one in read)]:
            return fitting
    return []


def told(texts: Iterable[str]) -> bool:
    """Whether every text is a period, be they of one dialect or of several."""
    texts = tuple(texts)
    return bool(texts) and bool(spoken(texts) or several(texts))
