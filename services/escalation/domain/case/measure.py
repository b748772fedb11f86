"""What is known of the measure that a case is about, and which amounts a plan or a recommendation may name on it. Pure.

The register tells unit and direction, the last judgement figure and target. While the copy has not heard of the
measure nothing is known, and nothing is held against it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from shared.measures import Polarity, polarity_of

PERCENT = "percent"
HUNDRED = Decimal(100)
FAR = 100  # times the largest figure known: farther off no amount is meant
MOST_DIGITS = 15
REACHED = "reached_already"
# Titles and units of measures whose figures may lie below nothing: they tell of a difference.
DIFFERENCES = frozenset({"change", "difference", "gap", "growth", "increase", "net", "reduction", "decrease"})
_NUMBER = re.compile(r"-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.,][0-9]+)?")
_SAME = {"%": f" {PERCENT} ", "per cent": PERCENT, "£": " pounds ", "percentage": PERCENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure as its register has it, with the value and target of the last period judged; empty where not told."""

    title: str = ""
    unit: str = ""
    polarity: str = ""
    value: Decimal | None = None
    target: Decimal | None = None

    def named(self, code: str) -> str:
        """What people are told of the measure of this code: its name first."""
        return f"{self.title} ({code})" if self.title else code

    @property
    def known(self) -> tuple[Decimal, ...]:
        """The figures that are known of it."""
        return tuple(one for one in (self.value, self.target) if one is not None)

    @property
    def may_be_negative(self) -> bool:
        """Whether a figure of it may lie below nothing: one has, or it tells of a difference."""
        words = set(plain(f"{self.title} {self.unit}").split())
        return any(one < 0 for one in self.known) or bool(words & DIFFERENCES)

    @property
    def is_share(self) -> bool:
        """Whether its figures are shares of a whole, so that none lies above a hundred."""
        is_percent = plain(self.unit).split()[:1] == [PERCENT]
        return is_percent and not self.may_be_negative and all(one <= HUNDRED for one in self.known)


NOT_KNOWN = Measure()


def plain(words: str) -> str:
    """The words all small, with one way of writing per cent and pounds."""
    small = words.casefold()
    for written, meant in _SAME.items():
        small = small.replace(written, meant)
    return " ".join(re.findall(r"[a-z0-9']+", small))


@lru_cache(maxsize=256)
def number(written: str) -> Decimal | None:
    """The number that is written, with or without commas between thousands; None for anything else."""
    text = written.strip()
    if not _NUMBER.fullmatch(text):
        return None
    whole, sign, rest = text.partition(",")
    if sign and re.fullmatch(r"(,[0-9]{3})+(\.[0-9]+)?", f",{rest}"):
        return Decimal(text.replace(",", ""))
    return Decimal(f"{whole}.{rest}" if sign else text)


def wrong_unit(measure: Measure, unit: str) -> str:
    """What is wrong with a unit that is named for the measure; empty where nothing is."""
    if not measure.unit or plain(unit) == plain(measure.unit):
        return ""
    return f"Figures of this measure come in '{measure.unit}'. Name the amount in the same unit."


def wrong_amount(measure: Measure, amount: Decimal) -> Iterator[tuple[str, str]]:
    """What is wrong with an amount that is to be reached: a code and a sentence for each fault."""
    if amount < 0 and not measure.may_be_negative and measure != NOT_KNOWN:
        yield "below_nothing", "No figure of this measure lies below 0."
    elif measure.is_share and amount > HUNDRED:
        yield "out_of_range", "Figures of this measure are shares of a hundred: no more than 100."
    elif _is_far(measure, amount):
        yield "out_of_range", _far(measure)
    elif measure.value is not None and (words := _no_step(measure, measure.value, amount)):
        yield REACHED, words


def reaches(measure: Measure, figure: Decimal, amount: Decimal) -> bool:
    """Whether the figure is what was asked for, or better."""
    match polarity_of(measure.polarity):
        case Polarity.HIGHER:
            return figure >= amount
        case Polarity.LOWER:
            return figure <= amount
    return figure == amount


def is_nearer(start: Decimal, figure: Decimal, amount: Decimal) -> bool:
    """Whether the figure lies nearer to the amount than the one from which it started."""
    return abs(figure - amount) < abs(start - amount)


def _is_far(measure: Measure, amount: Decimal) -> bool:
    if amount.adjusted() >= MOST_DIGITS:
        return True
    largest = max((abs(one) for one in measure.known), default=Decimal(0))
    return largest > 0 and abs(amount) > FAR * largest


def _far(measure: Measure) -> str:
    figures = ", ".join(f"{one:f}" for one in measure.known)
    beside = f" beside what is known of it ({figures})" if figures else ""
    return f"This is no amount that a figure of the measure could show{beside}."


def _no_step(measure: Measure, value: Decimal, amount: Decimal) -> str:
    """An amount that the last figure shows, or that lies behind it, asks for nothing."""
    if polarity_of(measure.polarity) is Polarity.CONTEXT or not reaches(measure, value, amount):
        return ""
    if value == amount:
        return f"The last figure shows {value:f} already. Name an amount that is better."
    better = "Lower" if polarity_of(measure.polarity) is Polarity.LOWER else "Higher"
    return f"{better} is better here, and the last figure shows {value:f} already: name an amount beyond it."
