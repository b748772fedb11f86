"""What a list of petitions is asked for, and where in it one stands. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Publicity(StrEnum):
    """Where a petition stands for those who look for some to sign."""

    OPEN = "open"
    CLOSED = "closed"
    REJECTED = "rejected"


class Wanted(StrEnum):
    """Which petitions are asked for."""

    ALL = "all"
    OPEN = "open"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITH_RESPONSE = "with_response"
    DEBATED = "debated"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Position:
    """Where one stands in a list, the newest first: its day and its reference. It never moves."""

    listed_on: date
    reference: str

    def __str__(self) -> str:
        return f"{self.listed_on.isoformat()}.{self.reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which petitions are asked for, by where they stand, words that they hold, and area; empty asks for all."""

    wanted: Wanted = Wanted.ALL
    words: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Which part of a list is asked for: page number `page`, or what lies behind or before a position.

    By positions nothing is met twice or missed, whatever is opened, closed or refused meanwhile.
    """

    page: int = 1
    after: Position | None = None
    before: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One that was found: where in the list, and how it stands."""

    position: Position
    publicity: Publicity


def read_position(text: str) -> Position:
    """The position that was told as text. Raises ValueError for any other text."""
    day, _, reference = text.partition(".")
    if not reference:
        raise ValueError("a position is a day and a reference")
    return Position(listed_on=date.fromisoformat(day), reference=reference)
