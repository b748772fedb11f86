"""Items that different departments ask for in nearly the same words, counted: a hint, no verdict."""

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

from services.publication.domain.agreement.conversation import Item

ALIKE = 0.6  # of the words of both
_EMPTY = re.compile("a|an|and|are|as|at|by|for|from|in|is|of|on|or|per|that|the|to|who|with")


def duplicates(items: Sequence[Item], departments: Mapping[str, str]) -> tuple[tuple[Item, Item], ...]:
    """Pairs of items whose words are alike and whose departments, by item or as stated, are known to differ."""
    words = {item.key: _words(item) for item in items}
    asked = {item.key: _department(item) or departments.get(item.key, "") for item in items}
    return tuple(
        (one, other)
        for one, other in combinations(items, 2)
        if asked[one.key]
        and asked[other.key]
        and asked[one.key] != asked[other.key]
        and _likeness(words[one.key], words[other.key]) >= ALIKE
    )


def _department(item: Item) -> str:
    return item.terms.department or "" if item.terms else ""


def _words(item: Item) -> frozenset[str]:
    defined = item.terms.definition or "" if item.terms else ""
    words = re.findall(r"\w+", f"{item.title} {defined}".casefold())
    return frozenset(word for word in words if not _EMPTY.fullmatch(word))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
