"""What the register can say of a measure, in words of a closed list that every service reads alike. Pure."""

from enum import StrEnum


class Frequency(StrEnum):
    """How often a measure's figures come. `biannual` is twice a year, `biennial` every second year."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    BIANNUAL = "biannual"
    ANNUAL = "annual"
    BIENNIAL = "biennial"


class Polarity(StrEnum):
    """Which way is better; `plan`: to be on the target. `context`: no way is, so nothing is judged without a rule."""

    HIGHER = "higher"
    LOWER = "lower"
    PLAN = "plan"
    CONTEXT = "context"


def polarity_of(word: str) -> Polarity:
    """The polarity of a word of the register. An unknown word is context: nothing is judged on a guess."""
    return Polarity(word) if word in set(Polarity) else Polarity.CONTEXT


def bound(word: str) -> str:
    """What is said before a target of this polarity, with its space: "at most ", "exactly ", or nothing."""
    return {Polarity.LOWER: "at most ", Polarity.PLAN: "exactly "}.get(polarity_of(word), "")
