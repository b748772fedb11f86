"""A mapping: how a partner's own table becomes the product's rows. It is data, kept in versions, and never code.

Every choice stands in it by name, so that nothing about a table is guessed when it is applied. Pure values.
"""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping as Table_
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from shared.periods.dialects import Around, Dialect

HEADING_JOINT = " | "  # between the lines of a header that has several

_CODE_LIKE = re.compile(r"(?:([a-z]{1,6})[ ._-]?)?([0-9]{1,4})(?:[ ._-]?\(?([a-z])\)?)?(?:[ ._-]?\(?([ivx]{1,5})\)?)?")
_PREFIX = re.compile(r"[a-z]+(?=[0-9])")
_MARKS = {
    ord(mark): plain for mark, plain in zip("\u2010\u2011\u2012\u2013\u2014\u2212\u2018\u2019", "------''", strict=True)
}


class Means(StrEnum):
    """What a word in the place of a figure means: there is none, it is held back and why, or the row is no figure."""

    MISSING = "missing"
    SMALL_NUMBER = "small-number"
    DISCLOSIVE = "disclosive"
    UNRELIABLE = "unreliable"
    CONFIDENTIAL = "confidential"
    LEFT_OUT = "left-out"


class Others(StrEnum):
    """What becomes of a text that the list of codes does not name: kept as it stands, a fault, or its row left out."""

    KEPT = "kept"
    REFUSED = "refused"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a text comes from: a column, a line of the heading above the figure, or the mapping itself. One of them."""

    column: str | None = None
    heading: int | None = None
    constant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """Texts and the code that they mean; of a status, the empty code for one that tells nothing that is kept. Without
    `others` a list that names any code refuses what it does not name.
    """

    sources: tuple[Source, ...]
    codes: Table_[tuple[str, ...], str] = field(default_factory=dict)
    others: Others | None = None

    @property
    def keeps_others(self) -> bool:
        """Whether a text that is not listed stands for itself."""
        return self.others == Others.KEPT or (self.others is None and not self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFrom:
    """Where the period stands, in which dialects, which longer period a day stands for, texts with a period of their
    own, and marks behind a period, each of which tells the status of its figures, or nothing that is kept.
    """

    sources: tuple[Source, ...]
    dialects: frozenset[Dialect] = frozenset({Dialect.OWN})
    around: Around = Around.DAY
    codes: Table_[str, str] = field(default_factory=dict)
    flags: Table_[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueColumn:
    """A column of figures; what its heading cannot tell is said here."""

    column: str
    measure: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The columns that hold figures: those named, or every column that nothing else in the mapping names."""

    columns: tuple[ValueColumn, ...] = ()
    is_every_other: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How figures are written. Flags stand behind a figure; each tells a status, or nothing that is kept."""

    decimal_mark: str = "."
    thousands_marks: tuple[str, ...] = ()
    unit_marks: tuple[str, ...] = ()
    has_negative_brackets: bool = False
    flags: Table_[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A text in the place of a figure; the empty text is the empty cell."""

    word: str
    means: Means
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Figures of a measure (None: of all) become figure * factor + offset, exactly."""

    measure: str | None = None
    factor: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut:
    """Rows that are no figures: their cell in this column is one of these, begins like one of these, or is empty."""

    column: str
    reason: str
    texts: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    is_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the sheet is laid out: lines above the header, lines of the header, and what separates cells in a text."""

    lines_above: int = 0
    header_lines: int = 1
    separator: str = ","


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The whole of it. A column that is neither used nor named as unused is refused: nobody said what it means."""

    title: str
    area: Coded
    measure: Coded
    period: PeriodFrom
    values: Values
    layout: Layout = Layout()
    status: Coded | None = None
    missing: Source | None = None
    numbers: Numbers = Numbers()
    words: tuple[Word, ...] = ()
    below: str | None = None
    units: tuple[Unit, ...] = ()
    leave_out: tuple[LeaveOut, ...] = ()
    unused: Table_[str, str] = field(default_factory=dict)

    @property
    def named(self) -> frozenset[str]:
        """Every column that the mapping names, figures included, folded."""
        return frozenset(fold(name) for name in self.spelled)

    @property
    def spelled(self) -> tuple[str, ...]:
        """Every column that the mapping names, as it spells it: of two that differ by case only it means that one."""
        coded = (self.area, self.measure, *([self.status] if self.status else ()))
        sources = [source for one in coded for source in one.sources]
        sources += [*self.period.sources, *([self.missing] if self.missing else ())]
        names = [source.column for source in sources if source.column is not None]
        names += [one.column for one in self.values.columns] + [rule.column for rule in self.leave_out]
        return (*names, *self.unused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version of a body's mapping, in the document that was stored. Versions count from 1 and never change."""

    body: str
    id: str
    version: int
    document: Table_[str, object]
    stored_at: datetime


def fold(text: str) -> str:
    """The text as it is compared: whatever its case, its blanks, its composition, its kinds of dashes, apostrophes."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_MARKS).split()).casefold()


def fold_measure(text: str) -> str:
    """As `fold`; and a code is the same however it is spaced: `NI 192` and `ni-192`, `BVPI 82a` and `BV82a`.

    So is a part of one, with or without brackets: `NI 157a`, `NI157 (a)`; `157a`, without the letters, is another text.
    """
    folded = fold(text)
    found = _CODE_LIKE.fullmatch(folded)
    if found is None or not (found[1] or found[3] or found[4]):
        return folded
    letters = "bv" if found[1] == "bvpi" else found[1] or ""
    return letters + found[2].lstrip("0") + (found[3] or "") + (found[4] or "")


def aliases(registered: Iterable[tuple[str, str | None, str | None]]) -> dict[str, str]:
    """How partners write the codes of parts, folded by `fold_measure`, and the code that each means.

    `registered` are codes of measures; of a part also its whole's code, and its letter or numeral. A part may be
    written as its whole with the letter, and without what stands before its number: `157ai`. What could mean two is
    left out.
    """
    found: dict[str, set[str]] = {}
    parts = set()
    for code, whole, part in registered:
        written = [fold_measure(code)]
        if whole is not None and part is not None:
            parts.add(code)
            written.append(fold_measure(f"{whole}{part}"))
            written += [_PREFIX.sub("", text, count=1) for text in written]
        for text in written:
            found.setdefault(text, set()).add(code)
    return {text: code for text, codes in found.items() for code in codes if len(codes) == 1 and code in parts}
