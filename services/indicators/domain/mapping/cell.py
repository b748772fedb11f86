"""One cell by its mapping. In the place of a figure: a number in the mapping's marks, a word that stands for none, or a
fault. In the place of a period: the period, in the mapping's dialects.

Pure, and exact: a figure keeps every digit that was sent. Nothing that the mapping does not name is taken.
"""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Table_
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact

from services.indicators.domain.figure.observation import LONGEST_NUMBER
from services.indicators.domain.mapping.mapping import Coded, Mapping, Means, Numbers, Others, PeriodFrom, Unit, fold
from shared.periods import NotAPeriod
from shared.periods.dialects import AmbiguousPeriod, read

LONGEST_CELL = 500

Codes = Table_[str, str]
LEFT_OUT = ("left-out", "")  # in the place of a fault: the mapping leaves out what it does not name
Result = tuple[str | None, tuple[str, str] | None]  # what was found, or a fault's code and message

_BLANKS = {ord(blank): " " for blank in "\u00a0\u2007\u2009\u202f"}
_MINUS = {ord("\u2212"): "-"}
_BELOW = re.compile(r"(?:<|less than|fewer than|under) ?=? ?[0-9]+")
_EXACT = Context(prec=200, traps=[Inexact])


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a value in plain digits; why there is none; that it is held back, how and why; why the row is
    left out; or a fault.
    """

    value: str | None = None
    missing: str | None = None
    suppressed: str | None = None
    reason: str | None = None
    status: str | None = None
    left_out: str | None = None
    fault: tuple[str, str] | None = None


class CellReader:
    """Reads the figures of one mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self._numbers = mapping.numbers
        self._words = {fold(word.word): word for word in mapping.words}
        self._below = mapping.below
        self._pattern = _pattern(mapping.numbers)
        self._flags = sorted(mapping.numbers.flags, key=len, reverse=True)
        self._units = {unit.measure: unit for unit in mapping.units}

    def read(self, cell: str | None, measure: str | None) -> Reading:
        """The cell's reading, in the measure's own unit."""
        text = (cell or "").translate(_BLANKS).strip()
        if len(text) > LONGEST_CELL:
            return Reading(fault=("bad-number", f"a cell of a figure has at most {LONGEST_CELL} characters"))
        if (word := self._words.get(fold(text))) is not None:
            return _worded(word.means, word.reason)
        if not text:
            return Reading(fault=("missing-field", "this cell is empty, and the mapping does not say what that means"))
        if self._below is not None and _BELOW.fullmatch(fold(text)):
            return _worded(Means.SMALL_NUMBER, self._below)
        digits, status = self._digits(text)
        if digits is None:
            return Reading(fault=("bad-number", "this is no number in the mapping's marks and no word that it names"))
        return Reading(value=_converted(digits, self._units.get(measure) or self._units.get(None)), status=status)

    def _digits(self, text: str) -> tuple[str | None, str | None]:
        flag = next((flag for flag in self._flags if text.endswith(flag)), None)
        status = None if flag is None else self._numbers.flags[flag]
        bare = text if flag is None else text.removesuffix(flag).rstrip()
        is_bracketed = self._numbers.has_negative_brackets and bare.startswith("(") and bare.endswith(")")
        found = self._pattern.fullmatch((bare[1:-1] if is_bracketed else bare).translate(_MINUS))
        if found is None or (is_bracketed and found["sign"]) or not (found["whole"] or found["fraction"]):
            return None, None
        whole = re.sub("[^0-9]", "", found["whole"] or "0")
        fraction = f".{found['fraction']}" if found["fraction"] else ""
        return ("-" if is_bracketed or found["sign"] else "") + whole + fraction, status


def read_period(told: PeriodFrom, texts: Sequence[str | None]) -> Result:
    """The period of these texts taken together, in the product's own spelling."""
    text = " ".join(part.strip() for part in texts if part and part.strip())
    if not text:
        return None, ("missing-field", "this cell is empty")
    codes = {fold(known): period for known, period in told.codes.items()}
    bare = text.removesuffix(_flag(told, text) or "").rstrip()
    for known in (codes.get(fold(text)), codes.get(fold(bare))):
        if known is not None:
            return known, None
    try:
        return read(bare, told.dialects, told.around), None
    except AmbiguousPeriod as error:
        return None, ("ambiguous-period", str(error))
    except NotAPeriod as error:
        return None, ("bad-period", str(error))


def period_status(told: PeriodFrom, texts: Sequence[str | None]) -> str | None:
    """The status that the mark behind the period tells, if there is one that does."""
    flag = _flag(told, " ".join(part.strip() for part in texts if part and part.strip()))
    return None if flag is None else told.flags[flag]


def _flag(told: PeriodFrom, text: str) -> str | None:
    return next((flag for flag in sorted(told.flags, key=len, reverse=True) if text.endswith(flag)), None)


def _worded(means: Means, reason: str) -> Reading:
    match means:
        case Means.MISSING:
            return Reading(missing=reason)
        case Means.LEFT_OUT:
            return Reading(left_out=reason)
        case _:
            return Reading(suppressed=means.value, reason=reason)


def _converted(digits: str, unit: Unit | None) -> str:
    if unit is None or len(digits) > LONGEST_NUMBER:
        return digits  # one that is too long to be a figure is refused where figures are checked
    sent = Decimal(digits)
    return f"{_EXACT.add(_EXACT.multiply(sent, unit.factor), unit.offset):f}"


def _pattern(numbers: Numbers) -> re.Pattern[str]:
    """A sign, digits in groups of three or in none, a fraction; a unit's mark before or behind."""
    thousands = "".join(re.escape(mark) for mark in numbers.thousands_marks)
    groups = rf"[0-9]{{1,3}}(?P<mark>[{thousands}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*|" if thousands else ""
    marks = "|".join(re.escape(mark) for mark in sorted(numbers.unit_marks, key=len, reverse=True))
    before = f"(?:(?:{marks}) ?)?" if marks else ""
    behind = f"(?: ?(?:{marks}))?" if marks else ""
    # A fraction may come without its zero, as some systems write one: .5
    number = f"(?P<whole>{groups}[0-9]+)?(?:{re.escape(numbers.decimal_mark)}(?P<fraction>[0-9]+))?"
    return re.compile(rf"{before}(?P<sign>-)?{before}{number}{behind}", re.ASCII)


def code_reader(
    coded: Coded, folding: Callable[[str], str], aliases: Codes | None = None
) -> Callable[[tuple[str | None, ...]], Result]:
    """What turns the texts of the sources into the code that they mean."""
    codes = {tuple(folding(text) for text in texts): code for texts, code in coded.codes.items()}

    def read_code(texts: tuple[str | None, ...]) -> Result:
        if (code := codes.get(tuple(folding(text or "") for text in texts))) is not None:
            return code, None
        if not any(texts):
            return None, ("missing-field", "this cell is empty")
        if coded.keeps_others and len(texts) == 1:
            text = (texts[0] or "").strip()
            return (aliases or {}).get(folding(text), text), None
        if coded.others is Others.LEFT_OUT:
            return None, LEFT_OUT
        return None, ("not-mapped", "the mapping names no code for what stands here")

    return read_code


def status_reader(coded: Coded | None) -> Callable[[tuple[str | None, ...]], Result]:
    """As for any code; but a cell that is empty, or says nothing that is kept, tells no status and is no fault."""
    read_code = code_reader(coded or Coded(sources=()), fold)

    def read_status(texts: tuple[str | None, ...]) -> Result:
        code, fault = read_code(texts) if any(texts) else (None, None)
        return code or None, fault

    return read_status
