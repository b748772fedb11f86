"""Columns of numbers that stand beside a figure and are not the figure: what it is worked out from, how sure it is, how
it ranks. Told by their names, and only where another column is there to be the figure. Pure.
"""

import re
from collections.abc import Collection, Sequence
from enum import StrEnum

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.mapping import fold


class Part(StrEnum):
    """What stands beside a figure, in the words in which it is said why the column is not used."""

    COUNT = "from what the figure is worked out"
    BASE = "out of how many the figure is worked out"
    LIMIT = "how sure the figure is, not the figure"
    RANK = "a place in an order, not the figure"
    AIM = "a target or a comparison, not the figure"
    SPLIT = "a part of a figure that is sent whole"


# Words any one of which makes a name such a part; and words of which nothing but such a name consists.
_ANY = {
    Part.LIMIT: "lower upper lci uci ci limit limits confidence interval cv se error sd deviation",
    Part.RANK: "rank ranking decile quintile quartile sortable z",
    Part.BASE: "denominator denominators denom den base",
    Part.COUNT: "numerator numerators num",
    Part.AIM: "target targets benchmark variance difference",
}
_ONLY = {
    Part.BASE: "population pop n sample size respondents responses eligible cohort total totals",
    Part.COUNT: "count counts number numbers cases",
    Part.AIM: "change trend previous england average",
}
_EARLIER = re.compile(
    r"(?:same|last|previous|prior) (?:period|year|quarter|month)|(?:a |one )?year (?:ago|earlier|before)"
)
_IDLE = frozenset({"of", "in", "the", "for", "and", "per", "year", "value", "values", "figure", "figures"})
_SPLIT = frozenset({"male", "males", "female", "females", "men", "women", "boys", "girls"})
_WHOLE = frozenset({"persons", "person", "people", "all", "total", "both"})


def part_of(name: str) -> Part | None:
    """What a column or a series of this name is beside a figure; None where it may be the figure itself."""
    words = set(re.findall(r"[a-z]+", fold(name)))
    if fold(name).replace(" ", "") in ("+/-", "\u00b1"):
        return Part.LIMIT
    if _EARLIER.search(fold(name)):
        return Part.AIM
    for part, hints in _ANY.items():
        if words & set(hints.split()):
            return part
    telling = words - _IDLE
    only = {hint: part for part, some in _ONLY.items() for hint in some.split()}
    return only[min(telling)] if telling and telling <= only.keys() else None


def beside(columns: Sequence[Column], titles: Collection[str]) -> dict[str, Part]:
    """The columns of figures, by name, that are parts of what another of them tells; none where all would be.

    A column that bears the title of a measure, folded, is that measure's figure.
    """
    names = [column.name for column in columns if fold(column.name) not in titles]
    words = {name: set(re.findall(r"[a-z]+", fold(name))) for name in names}
    found = {name: part for name in names if (part := part_of(name)) is not None}
    splits = {name for name in names if words[name] and words[name] <= _SPLIT}
    wholes = {name for name in names if words[name] and words[name] <= _WHOLE}
    if splits and wholes:
        found = {name: part for name, part in found.items() if name not in wholes} | dict.fromkeys(splits, Part.SPLIT)
    return found if len(found) < len(columns) else {}
