"""How a sample writes its figures: marks of decimals, thousands and units, flags, brackets, words for none. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from services.indicators.domain.mapping.column import NO_FIGURE, Column, is_below
from services.indicators.domain.mapping.doubt import Doubt, choose, guessed
from services.indicators.domain.mapping.mapping import Means, Numbers, Word, fold
from services.indicators.domain.mapping.mark import status_of

_SPACES = re.compile("[ \u00a0\u2007\u2009\u202f]")
_UNIT = re.compile(r"^[-\u2212(]?(?P<before>[^0-9.,()\s\-\u2212]{1,3}) ?[0-9.]|[0-9] ?(?P<behind>%)\)?$")
_FLAG = re.compile(
    r"[0-9%)] ?(?P<flag>\[[a-z]{1,3}\]|\([a-z]{1,3}\)|\(?(?:provisional|revised|final|estimated?)\)?"
    r"|[a-z*\u2020]{1,2})$",
    re.IGNORECASE,
)
_MULTIPLES = frozenset({"k", "m", "mn", "bn", "b", "th"})


@dataclass(frozen=True, slots=True)
class Notation:
    """The marks and words of a sample, and what was guessed of them."""

    numbers: Numbers
    words: tuple[Word, ...]
    below: str | None
    doubts: tuple[Doubt, ...]


def notation_of(
    columns: Sequence[Column],
    *,
    is_wide: bool,
    may_hold_commas: bool,
    empty: Word | None = None,
    are_gaps_explained: bool = False,
) -> Notation:
    """How the figures of these columns are written. `may_hold_commas` is false where semicolons
    separate cells, as they do where a comma is the decimal mark. `empty` is what an empty cell means, if that is known;
    gaps are explained where a column says why each is there.
    """
    figures = [text for column in columns for text in column.figures]
    doubts: list[Doubt] = []
    flags = {found["flag"]: status_of(found["flag"]) for text in figures if (found := _FLAG.search(text))}
    for flag in [flag for flag in flags if fold(flag) in _MULTIPLES]:
        del flags[flag]
        doubts.append(choose("/units", f"Figures end in {flag!r}: does it stand for thousands or millions?"))
    if flags:
        shown = ", ".join(f"{flag} ({status})" if status else flag for flag, status in sorted(flags.items()))
        doubts.append(guessed("/numbers/flags", f"Behind some figures stands {shown}; it is taken for a mark on them."))
    bare = [_without(text, flags) for text in figures]
    units = {found["before"] or found["behind"] for text in bare if (found := _UNIT.search(text))}
    decimal, thousands = _marks(bare, doubts, may_hold_commas=may_hold_commas)
    numbers = Numbers(
        decimal_mark=decimal,
        thousands_marks=thousands,
        unit_marks=tuple(sorted(units)),
        has_negative_brackets=any(text.startswith("(") and text.endswith(")") for text in bare),
        flags=dict(sorted(flags.items())),
    )
    if numbers.has_negative_brackets:
        doubts.append(guessed("/numbers/brackets_are_negative", "A figure in brackets is taken to be below nothing."))
    words = _words(columns, doubts)
    if any(column.has_gaps for column in columns) and not are_gaps_explained:
        words = (*words, *_gap(doubts, is_wide=is_wide, empty=empty))
    below = None
    if any(is_below(text) for column in columns for text in column.texts):
        below = "too small to be told"
        message = "A cell like <5 is taken to be held back, which is neither missing nor nothing."
        doubts.append(guessed("/below", message))
    return Notation(numbers, words, below, tuple(doubts))


def sizes(figures: Iterable[str]) -> list[Decimal]:
    """The numbers that these texts are, in whatever marks; of one that could be two numbers, the smaller."""
    texts = [text for text in figures if any(character.isdigit() for character in text)]
    bare = [_without(text, [found["flag"]] if (found := _FLAG.search(text)) else []) for text in texts]
    decimal, _ = _marks(bare, [], may_hold_commas="." in "".join(bare))
    return [size for text in bare if (size := _size(text, decimal)) is not None]


def _size(text: str, decimal_mark: str) -> Decimal | None:
    digits = re.sub(rf"[^0-9{re.escape(decimal_mark)}]", "", text).replace(decimal_mark, ".")
    is_below_nothing = text.startswith(("-", "\u2212", "("))
    try:
        return Decimal(digits) * (-1 if is_below_nothing else 1)
    except InvalidOperation:
        return None


def _without(text: str, flags: Iterable[str]) -> str:
    return next((text.removesuffix(flag).rstrip() for flag in flags if text.endswith(flag)), text)


def _marks(figures: Sequence[str], doubts: list[Doubt], *, may_hold_commas: bool) -> tuple[str, tuple[str, ...]]:
    """The decimal mark and the marks of thousands; where both are possible the British way is guessed."""
    spaced = (" ",) if any(re.search(f"[0-9]{_SPACES.pattern}[0-9]{{3}}(?![0-9])", text) for text in figures) else ()
    marked = Counter(mark for text in figures for mark in ",.'" if mark in text)
    apostrophe = ("'",) if marked["'"] else ()
    if not marked[","] and any(text.count(".") > 1 for text in figures):
        return ",", (".", *spaced, *apostrophe)
    if not marked[","]:
        return ".", (*spaced, *apostrophe)
    by_comma, by_stop = sum(map(_is_fraction, figures)), sum(map(_is_stopped_fraction, figures))
    if by_comma and by_stop:
        mark = "," if by_comma > by_stop else "."
        message = "Some figures have a comma before their fraction and some a full stop. The rarer ones need mending."
        doubts.append(choose("/numbers/decimal_mark", message))
        return mark, (*spaced, *apostrophe)
    if by_comma or any(text.rfind(",") > text.rfind(".") >= 0 for text in figures):
        return ",", (*((".",) if marked["."] else ()), *spaced, *apostrophe)
    if not may_hold_commas and not marked["."]:
        return ",", (*spaced, *apostrophe)
    if not marked["."] and all(text.count(",") <= 1 for text in figures):
        message = "A comma stands before three digits only: it is taken for the mark of thousands, not of a fraction."
        doubts.append(choose("/numbers/decimal_mark", message))
    return ".", (",", *spaced, *apostrophe)


def _is_fraction(text: str) -> bool:
    """Whether the comma can only be a decimal mark: not three digits follow it, or a nothing stands before it."""
    if "." in text:
        return False
    digits = re.sub(r"[^0-9,]", "", text)
    return digits.count(",") == 1 and (len(digits.partition(",")[2]) != 3 or digits.startswith("0,"))


def _is_stopped_fraction(text: str) -> bool:
    """Whether the full stop can only be a decimal mark: it stands alone, and not three digits follow it."""
    if "," in text:
        return False
    digits = re.sub(r"[^0-9.]", "", text)
    return digits.count(".") == 1 and len(digits.partition(".")[2]) not in (0, 3)


def _words(columns: Sequence[Column], doubts: list[Doubt]) -> tuple[Word, ...]:
    words = []
    for text in dict.fromkeys(word for column in columns for word in column.words):
        if (known := NO_FIGURE.get(fold(text))) is None:
            doubts.append(choose("/words", f"What does {text[:60]!r} mean in the place of a figure?"))
            continue
        means, reason = known
        words.append(Word(word=text, means=means, reason=reason))
        doubts.append(guessed("/words", f"{text!r} is taken to mean: {reason}."))
    return tuple(words)


def _gap(doubts: list[Doubt], *, is_wide: bool, empty: Word | None) -> tuple[Word, ...]:
    """What an empty cell of figures means: what its status says, nothing sent in a wide table, or a person's to say."""
    if empty is not None:
        doubts.append(guessed("/words", f"An empty cell is taken to mean, by its status: {empty.reason}."))
        return (empty,)
    if is_wide:
        doubts.append(guessed("/words", "An empty cell is taken to mean that no figure was sent."))
        return (Word(word="", means=Means.LEFT_OUT, reason="no figure was sent"),)
    doubts.append(choose("/words", "Some cells of figures are empty: say why a figure can be missing there."))
    return ()
