"""What a proposed mapping is sure of, what it guessed and why, and what a person must choose. In plain words."""

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How far a proposal can be trusted."""

    SURE = "sure"
    GUESSED = "guessed"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing about a proposal: where in the mapping (a pointer), how sure, and a sentence that says why."""

    about: str
    certainty: Certainty
    message: str


def sure(about: str, message: str) -> Doubt:
    """Something the sample shows beyond doubt."""
    return Doubt(about, Certainty.SURE, message)


def guessed(about: str, message: str) -> Doubt:
    """Something that stands in the proposal and may be wrong."""
    return Doubt(about, Certainty.GUESSED, message)


def choose(about: str, message: str) -> Doubt:
    """Something the sample cannot tell: a person has to say."""
    return Doubt(about, Certainty.CHOOSE, message)
