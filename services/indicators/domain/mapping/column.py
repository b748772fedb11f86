"""A column of a sample looked at by itself: what its cells could be, before anybody says what they are. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from services.indicators.domain.mapping.mapping import Means, fold
from services.indicators.domain.mapping.mark import spoken
from shared.periods.dialects import Dialect

_FIGURE = re.compile(
    r"\(?[-+\u2212]?(?:[$\u00a3\u20ac] ?)?[-+\u2212]?(?:[0-9][0-9.,' \u00a0\u202f]*|\.[0-9]+)(?: ?%)?\)?"
    r"(?: ?(?:\[?[a-z*\u2020]{1,3}\]?|\([a-z]{1,3}\)|\(?(?:provisional|revised|final|estimated?)\)?))?",
    re.ASCII | re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"column [0-9]+|unnamed: [0-9]+|#|no\.?|nr\.?|row(?: no\.?| number)?|index|s/?no?\.?|line|id|ref\.?"
)
_BELOW = re.compile(r"(?:<|less than|fewer than|under) ?=? ?[0-9]+", re.IGNORECASE)
# Words that stand where no figure is, folded: what they are taken to mean, and in which words.
_SAID = {
    "not published by the source": ("na", "n/a", "n.a.", "n/k", "nan", "null", "none", "..", "...", ":"),
    "not available": ("-", "--", "nil return", "no data", "missing", "not available", "[x]", "x"),
    "does not apply": ("not applicable", "z", "[z]"),
    "not collected": ("not collected", "not recorded"),
}
_HELD_BACK = {
    Means.CONFIDENTIAL: ("held back as confidential", ("c", "[c]", "confidential", "suppressed", "redacted", "[s]")),
    Means.SMALL_NUMBER: ("too small to be told", ("[low]", "~")),
    Means.UNRELIABLE: ("held back as unreliable", ("u", "[u]", "unreliable")),
}
NO_FIGURE = {word: (Means.MISSING, reason) for reason, words in _SAID.items() for word in words}
NO_FIGURE |= {word: (means, reason) for means, (reason, words) in _HELD_BACK.items() for word in words}


def is_figure(cell: str) -> bool:
    """Whether the cell reads like a figure in anybody's marks."""
    return len(cell) <= 60 and _FIGURE.fullmatch(cell.strip()) is not None


def is_below(cell: str) -> bool:
    """Whether the cell says that a figure is less than some number."""
    return len(cell) <= 60 and _BELOW.fullmatch(cell.strip()) is not None


@dataclass(frozen=True, eq=False)
class Column:
    """One column: its name, its place from 0, and its cells. It is the same as itself only."""

    name: str
    at: int
    cells: Sequence[str | None]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every distinct text, in order of appearance."""
        return tuple(dict.fromkeys(cell.strip() for cell in self.cells if cell is not None))

    @cached_property
    def has_gaps(self) -> bool:
        """Whether some cells are empty."""
        return any(cell is None for cell in self.cells)

    @cached_property
    def dialects(self) -> frozenset[Dialect]:
        """The dialects of periods in which every text can be read, as it stands or without a mark behind it."""
        return spoken(self.texts)

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The texts that read like figures."""
        return tuple(text for text in self.texts if is_figure(text))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The texts that read like no figure and not like `<5`."""
        return tuple(text for text in self.texts if not is_figure(text) and not is_below(text))

    @cached_property
    def numbers_rows(self) -> bool:
        """Whether the column does nothing but count the rows, as some systems write before a table."""
        counted = [int(cell) for cell in self.cells if cell is not None and cell.isdecimal() and cell.isascii()]
        is_rising = all(first < second for first, second in pairwise(counted))
        is_one_up = len(counted) == len(self.cells) > 0 and counted[0] in (0, 1) and is_rising
        return is_one_up and _NUMBERING.fullmatch(fold(self.name)) is not None

    @property
    def holds_figures(self) -> bool:
        """Whether nearly all texts are figures or well-known words for none."""
        unknown = [word for word in self.words if fold(word) not in NO_FIGURE]
        return bool(self.figures) and len(unknown) <= max(1, len(self.texts) // 20)

    def is_called(self, *hints: str) -> bool:
        """Whether one of the words stands in the column's name."""
        return bool(self._words_of_name & set(hints))

    def is_called_only(self, *hints: str) -> bool:
        """Whether no other word stands in the column's name."""
        return bool(self._words_of_name) and self._words_of_name <= set(hints)

    @cached_property
    def _words_of_name(self) -> set[str]:
        return set(re.findall(r"[a-z]+|[0-9]+", fold(self.name)))
