"""One figure: a measure's value for a period, or the reason why there is none. Missing is not zero.

`place` is whose figure it is. In an area's own figures it is the area itself; any other place makes a reference
observation, kept for comparison: no duty, no case, no judgement follows from it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from shared.periods import Period, parse

LONGEST_NUMBER = 64
MOST_WHOLE_DIGITS = 15  # no service counts a quadrillion of anything: longer ones are cells run together

_NO_NUMBER = "this is no finite number; write one in digits, such as 57.5, or say why there is none"
_SIGNED_ZERO = "zero has no sign; write 0"
_TOO_LONG = f"write the number out in digits, without E and with at most {LONGEST_NUMBER} characters"

_FIRST_DAY, _BITS = date(1900, 1, 1), 14
_MOST_MONTHS, _SPELLINGS = 4095, 4
_OF_TWO_MONTHS, _PLAIN, _OF_TWO_YEARS = 0, 1, 2  # spellings: 2023-02-2023-04; 2023-02; whatever has 2022/23 in it

_DIGITS = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?s?(?:nan|inf(?:inity)?)[0-9]*|[+-]?[0-9.]+e\+?[0-9]{3,}|-0+(?:\.0+)?", re.IGNORECASE)


class Status(StrEnum):
    """How firm a figure is, as its owner says."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    REVISED = "revised"


class Audit(StrEnum):
    """Who has looked at how a figure was made."""

    NONE = "none"
    INTERNAL = "internal"
    EXTERNAL = "external"


class Suppression(StrEnum):
    """Why a figure that is known is not told. It is neither missing nor zero."""

    SMALL_NUMBER = "small-number"
    DISCLOSIVE = "disclosive"
    UNRELIABLE = "unreliable"
    CONFIDENTIAL = "confidential"


class Action(StrEnum):
    """What a row does to the figure that stands. A row carries a whole figure, so merging and replacing are the same.

    `append` may add and never change; `withdraw` takes the figure back.
    """

    APPEND = "append"
    MERGE = "merge"
    REPLACE = "replace"
    WITHDRAW = "withdraw"


class Effect(StrEnum):
    """What became of a row, or would become of it."""

    NEW = "new"
    SAME = "same"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class NotANumber(ValueError):
    """The cell does not hold a number that this product keeps to the digit."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Figure:
    """A checked row, ready to be stored for `area`. One of `value`, `missing` and `suppressed` is there, or none of
    them when the figure is withdrawn.
    """

    row: int
    area: str
    place: str
    measure: str
    period: Period
    value: Decimal | None = None
    missing: str | None = None
    suppressed: str | None = None
    status: str | None = None
    audit: str | None = None
    reason: str | None = None
    action: str | None = None

    @property
    def is_reference(self) -> bool:
        """Whether the figure is another place's, kept for comparison."""
        return self.place != self.area


class Observation(NamedTuple):
    """A stored figure: one revision of one period of a series.

    `missing` says in words why there is no value, also where it is suppressed or withdrawn; `reason` is what its owner
    said about this revision. `received_at` is when it came in at the door, `recorded_at` when it was written down,
    `published_at` since when everybody could read it.

    A tuple, since pages and files have hundreds and thousands: each is made in a quarter of the time.
    """

    place: str
    period: Period
    revision: int
    value: Decimal | None
    missing: str | None
    status: str | None
    batch: UUID
    received_at: datetime
    recorded_at: datetime
    suppressed: str | None = None
    audit: str | None = None
    reason: str | None = None
    is_withdrawn: bool = False
    published_at: datetime | None = None


def place_in_time(period: Period) -> int:
    """Where a period stands on the one line of all periods: by last day, the longer first, each spelling apart.

    Fits into 31 bits. Figures are ordered, paged and partitioned by it.
    """
    first, last = period.starts_on, period.ends_on
    months = 0 if first == last else (last.year - first.year) * 12 + last.month - first.month + 1
    return day_in_time(last) + (_MOST_MONTHS - months) * _SPELLINGS + _spelling(period.text)


@lru_cache(maxsize=16_384)  # forty-five years of days; there is nothing that a period could become later
def period_at(at: int) -> Period:
    """The period that stands at this place in time: `place_in_time` read backwards."""
    last, months = last_day(at), _MOST_MONTHS - (at >> 2) % (_MOST_MONTHS + 1)
    if months == 0:
        return parse(last.isoformat())
    year, month = divmod(last.year * 12 + last.month - months, 12)
    return parse(_spelled(date(year, month + 1, 1), last, months, at % _SPELLINGS))


def last_day(at: int) -> date:
    """The last day of the period that stands at this place in time."""
    return _FIRST_DAY + timedelta(days=at >> _BITS)


def day_in_time(day: date) -> int:
    """The place in time before every period that ends on this day, and behind every one that ends earlier."""
    return (day - _FIRST_DAY).days << _BITS


def year_in_time(year: int) -> int:
    """The place in time before every period that ends in this year."""
    return day_in_time(date(year, 1, 1))


def _spelling(text: str) -> int:
    if "/" in text:
        return _OF_TWO_YEARS
    return _OF_TWO_MONTHS if len(text) > len("2023-06-30") else _PLAIN


def _spelled(first: date, last: date, months: int, spelling: int) -> str:
    """The months from one day to another in one of the spellings."""
    if spelling == _OF_TWO_MONTHS:
        return f"{first:%Y-%m}-{last:%Y-%m}"
    if months == 1:
        return f"{first:%Y-%m}"
    begins, ends = (str(first.year), str(last.year)) if spelling == _PLAIN else map(_two_years, (first, last))
    if months == 3:
        return f"{begins}-Q{(last.month // 3 + (2 if spelling == _OF_TWO_YEARS else -1)) % 4 + 1}"
    return begins if months == 12 else f"{begins}-{ends}"


def _two_years(day: date) -> str:
    year = day.year if day.month > 3 else day.year - 1
    return f"{year}/{(year + 1) % 100:02}"


def number(cell: object) -> Decimal:
    """The number of a cell, to the digit as sent: a JSON number, or its plain decimal digits as text.

    Raises NotANumber for thousands separators, exponents in text, other scripts' digits, NaN, infinities, minus zero,
    and for numbers that no service counts up to.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal | str):
        raise NotANumber("wrong-type", "a value is a number, or its digits as text")
    found = _from_text(cell) if isinstance(cell, str) else _from_number(Decimal(cell))
    if found.adjusted() >= MOST_WHOLE_DIGITS:
        raise NotANumber("implausible", f"a figure has at most {MOST_WHOLE_DIGITS} digits before the point")
    return found


def _from_number(found: Decimal) -> Decimal:
    if not found.is_finite():
        raise NotANumber("not-a-finite-number", _NO_NUMBER)
    if found.is_zero() and found.is_signed():
        raise NotANumber("not-a-finite-number", _SIGNED_ZERO)
    if abs(found.adjusted()) >= LONGEST_NUMBER or len(f"{found:f}") > LONGEST_NUMBER:
        raise NotANumber("bad-number", _TOO_LONG)
    return found


def _not_finite(text: str) -> str:
    if not any(character.isdigit() for character in text.lower().partition("nan")[0]):
        return _NO_NUMBER
    return _TOO_LONG if "e" in text.lower() else _SIGNED_ZERO


def _from_text(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER:
        raise NotANumber("bad-number", _TOO_LONG)
    if _NOT_FINITE.fullmatch(text):
        raise NotANumber("not-a-finite-number", _not_finite(text))
    if _DIGITS.fullmatch(text) is None:
        raise NotANumber("bad-number", _instead(text))
    return Decimal(text)


def _instead(text: str) -> str:
    """What to write in place of a text that is no number."""
    said = "write digits with a full stop, such as 57.5, and nothing else"
    if text.endswith("%"):
        return f"{said}; no percent sign, since the measure says what it counts"
    if "," in text:
        return f"{said}; no comma, neither for thousands nor before decimals"
    if "£" in text or "€" in text or "$" in text:
        return f"{said}; no sign of a currency, since the measure says what it counts"
    return said
