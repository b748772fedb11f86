"""Whether something else could be the same thing typed rightly: a slip of the pen, and not another thing. Pure.

What a machine can tell is how much stays. Whether it was a slip is for the second person to say.
"""

import re
from datetime import date
from difflib import SequenceMatcher

LEAST_ALIKE = 0.75  # of a word's letters, in their order
SHORTEST = 3  # of fewer letters one other letter makes another word; of figures it makes none
NO_SLIP = (
    "This is more than a slip. Half of the words must stay. A number may differ in one digit. A day may differ in the "
    "day, the month or the year alone, or have day and month the wrong way round. Anything else is a new step."
)


def is_slip(was: str | date, now: str | date) -> bool:
    """Whether a day, or words and figures, could have been meant by what was typed."""
    if isinstance(was, date) and isinstance(now, date):
        return _is_same_day(was, now)
    said, says = _words(str(was)), _words(str(now))
    figures = [word for word in said if word[0].isdigit()]
    return _kept(figures, says) == len(figures) and 2 * _kept(said, says) >= max(len(said), len(says)) > 0


def _is_same_day(was: date, now: date) -> bool:
    same = (was.year == now.year, was.month == now.month, was.day == now.day)
    is_turned = (was.year, was.month, was.day) == (now.year, now.day, now.month)
    return sum(same) >= len(same) - 1 or is_turned


def _words(said: str) -> list[str]:
    return re.findall(r"[0-9](?:[0-9.,]*[0-9])?|[^\W\d]+(?:['\u2019][^\W\d]+)*", said.casefold())


def _kept(of: list[str], by: list[str]) -> int:
    """How many of these words are among those, typed rightly or wrongly, each of those once."""
    left, kept = list(by), 0
    for word in of:
        found = word if word in left else next((one for one in left if _is_typed(word, one)), None)
        if found is not None:
            left.remove(found)
            kept += 1
    return kept


def _is_typed(word: str, other: str) -> bool:
    if word[0].isdigit() or other[0].isdigit():
        return _is_one_apart(word, other)
    if min(len(word), len(other)) < SHORTEST:
        return False
    return _is_one_apart(word, other) or SequenceMatcher(None, word, other, autojunk=False).ratio() >= LEAST_ALIKE


def _is_one_apart(word: str, other: str) -> bool:
    """Whether one sign is another, too many or missing, or two beside each other are the wrong way round."""
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    mine, theirs = word[start:], other[start:]
    return (
        mine[1:] == theirs[1:]
        or mine[1:] == theirs
        or mine == theirs[1:]
        or (mine[2:] == theirs[2:] and mine[:2] == theirs[:2][::-1])
    )
