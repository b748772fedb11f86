"""Measures made of parts, such as NI 157 of 157a, 157b and 157c: the whole is judged by its parts and by nothing else.

Pure. Parts are judged like every measure; what follows for the whole is said here, with its working.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.indicators.domain.measure.verdict import Verdict
from shared.periods import parse

RULE = "every-part/1"


WORDS = {Verdict.MET: "met", Verdict.NEAR: "near", Verdict.MISSED: "missed", Verdict.NOT_JUDGED: "not judged"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part with what was judged of it last; `part` is its letter or numeral within the whole."""

    measure: str
    part: str
    verdict: Verdict = Verdict.NOT_JUDGED
    period: str | None = None
    value: Decimal | None = None
    target: Decimal | None = None

    @property
    def is_judged(self) -> bool:
        """Whether there is a figure and a target for it."""
        return self.verdict is not Verdict.NOT_JUDGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """A part as a list of parts shows it: what it is called, what it counts, and which way is better."""

    part: Part
    title: str
    unit: str
    polarity: str


def verdict_of(parts: Iterable[Part]) -> Verdict:
    """Missed when any part is, else near when any is; met only when every judged part is. Without one, not judged."""
    found = {part.verdict for part in parts}
    return next((one for one in (Verdict.MISSED, Verdict.NEAR, Verdict.MET) if one in found), Verdict.NOT_JUDGED)


def period_of(parts: Iterable[Part]) -> str | None:
    """The latest period for which a part is judged."""
    return max((part.period for part in parts if part.is_judged and part.period), key=parse, default=None)


def in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    """By letter; by numeral where every part has one: i, ii, ix, x."""
    named = list(parts)
    numerals = {part.part: _numeral(part.part) for part in named}
    if len(named) > 1 and all(numerals.values()):
        return tuple(sorted(named, key=lambda part: numerals[part.part]))
    return tuple(sorted(named, key=lambda part: (part.part, part.measure)))


def _numeral(text: str) -> int:
    """The number that a small roman numeral means; 0 for anything else."""
    if re.fullmatch(r"x{0,3}(?:ix|iv|v?i{0,3})", text) is None:
        return 0
    worth = [{"i": 1, "v": 5, "x": 10}[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(worth, [*worth[1:], 0], strict=True))


def working(parts: Sequence[Part]) -> str:
    """One sentence for each part with its period, figure, target and verdict, and the rule that joins them."""
    said = " ".join(f"Part {part.part}: {_stands(part)}." for part in parts)
    left_out = [part.part for part in parts if not part.is_judged]
    without = f" Not counted, because nothing is judged of it: {', '.join(left_out)}." if left_out else ""
    return f"{said}{without} Met only when every part that is judged is met; missed when one is missed. Rule {RULE}."


def _stands(part: Part) -> str:
    if part.value is None or part.target is None:
        return "not judged"
    return f"{part.period}: figure {part.value:f}, target {part.target:f}, {WORDS[part.verdict]}"


def instead(measures: Sequence[str]) -> str:
    """Which measures to post in place of the whole: "post NI-157a, NI-157b or NI-157c"."""
    *others, last = measures
    return f"post {', '.join(others)} or {last}" if others else f"post {last}"
