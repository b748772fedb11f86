"""What a drawing is made of: labels, marks, rules, its frame; and how far apart words must stand to be read."""

from collections.abc import Sequence
from dataclasses import dataclass

CHARACTER = 7.6  # width of a character of a 14 px label, generously
LINE_OF_TEXT = 18
CLEAR = 5.0  # between words and a line


@dataclass(frozen=True, slots=True)
class Label:
    """Words in a drawing: where, anchored how, of which class."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure's mark: an open circle, or a diamond when the target was missed."""

    x: float
    y: float
    size: float
    is_missed: bool

    @property
    def diamond(self) -> str:
        """The path of the diamond."""
        size = round(self.size * 1.3, 1)
        return f"M{self.x} {round(self.y - size, 1)}l{size} {size}l-{size} {size}l-{size} -{size}z"


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line."""

    x1: float
    x2: float
    y: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a drawing: whole, and the edges of the part where figures stand."""

    kind: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int


WIDE = Frame("wide", 760, 350, 48, 600, 16, 306)
PHONE = Frame("phone", 350, 310, 44, 338, 24, 264)


def spots(label: Label) -> list[tuple[float, float]]:
    """Spots along the middle of words that end at x."""
    width = len(label.words) * CHARACTER
    return [(label.x - width * part / 6, label.y - 5) for part in range(7)]


def distance(label: Label, spot: tuple[float, float]) -> float:
    """How far a spot is, up or down, from words that end at x; far when it is beside them."""
    x, y = spot
    if not label.x - len(label.words) * CHARACTER - 6 <= x <= label.x + 6:
        return CLEAR
    return max(abs(y - (label.y - 5)) - 7, 0)


def apart(named: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """The same labels, from the top, at least a line of text apart."""
    placed: list[tuple[float, str, str]] = []
    for y, words, kind in named:
        lowest = placed[-1][0] + LINE_OF_TEXT if placed else y
        placed.append((round(max(y, lowest), 1), words, kind))
    return placed
