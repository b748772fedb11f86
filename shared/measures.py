"""What the register can say of a measure, in words of a closed list that every service reads alike. Pure."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

PLACES = 2  # after the point, of a figure that people read
DIGITS = 3  # that count, of a figure below one
_EXACT = 100  # digits: more than any figure has


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


def readable(value: Decimal, beside: Decimal | None = None) -> Decimal:
    """The figure as people are shown it: two places after the point, of a small one three digits that count.

    A figure with fewer places stays as it was sent. Where rounding would make it look like `beside`, such as the
    target that it just missed, it keeps as many places as tell the two apart.
    """
    sent = max(-int(value.as_tuple().exponent), 0)
    small = DIGITS - 1 - value.adjusted() if value and value.adjusted() < 0 else 0
    with localcontext(prec=_EXACT):
        for places in range(min(max(PLACES, small), sent), sent):
            shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            if beside is None or value == beside or shown != beside:
                return shown
    return value
