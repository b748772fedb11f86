"""Checking one row: every rule about its cells and about who may post it, all its faults named.

Pure. Cells come in by column, just as they were read; figures or faults go out. A fault never repeats a cell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from services.indicators.domain.figure.observation import Action, Audit, Figure, NotANumber, Status, Suppression, number
from services.indicators.domain.measure.register import Poster, Refusal, Register
from shared.legible import is_legible
from shared.periods import NotAPeriod, Period, parse

COLUMNS = (
    *("area", "measure", "period", "value", "missing", "suppressed"),
    *("status", "audit", "reason", "action"),
)
TO_MEND = "error"  # what we wrote beside the rows that were sent back to be mended
# What our own files of figures tell besides: it follows from a figure and is not read when the file comes back.
TOLD = ("revision", "received_at", "for_area", "title", "unit", "starts_on", "ends_on")
NOT_READ = (TO_MEND, *TOLD)
LONGEST_CODE, LONGEST_REASON = 40, 200
PERCENT = "percent"  # a share of a whole; what may exceed it (a change, a ratio) is registered with a unit of its own

Cells = Mapping[str, object]

_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")
_FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
# Controls, surrogates and noncharacters, which no reader can do anything with, and marks that turn the line of writing.
_FORBIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
CHOICES: dict[str, tuple[frozenset[str], str, str]] = {
    "suppressed": (
        frozenset(Suppression),
        "bad-suppression",
        "a figure is suppressed as small-number, disclosive, unreliable or confidential",
    ),
    "status": (frozenset(Status), "bad-status", "a status is provisional, final or revised"),
    "audit": (frozenset(Audit), "bad-audit", "an audit is none, internal or external"),
    "action": (frozenset(Action), "bad-action", "an action is append, merge, replace or withdraw"),
}
_CONTENT = ("value", "missing", "suppressed")


class Severity(StrEnum):
    """What a fault says about the row: it breaks a rule, or the register does not know of it, or it is not yours."""

    MALFORMED = "malformed"
    UNKNOWN = "unknown"
    NOT_YOURS = "not_yours"


_SEVERITIES = {
    Refusal.UNKNOWN_AREA: Severity.UNKNOWN,
    Refusal.UNKNOWN_MEASURE: Severity.UNKNOWN,
    Refusal.HAS_PARTS: Severity.MALFORMED,
}


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with one row: the row by its number, the column is one of ours or None for the whole row.

    Rows count from 1 below the header; those of a spreadsheet as its program numbers them, so the first one is row 2.

    `cell` is where a spreadsheet shows it, such as K7.
    """

    row: int | None
    column: str | None
    code: str
    message: str
    severity: Severity = Severity.MALFORMED
    cell: str | None = None


class Key(NamedTuple):
    """What a row is about: no batch may say two things of one figure."""

    code: str
    measure: str
    period: Period


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one row by itself. `key` is None where the row does not say what it is about."""

    figures: tuple[Figure, ...]
    faults: tuple[RowFault, ...]
    key: Key | None


class _Said(NamedTuple):
    """What a row says of its figure, cell by cell; None where the cell is empty or at fault."""

    value: Decimal | None
    missing: str | None
    suppressed: str | None
    status: str | None
    audit: str | None
    reason: str | None
    action: str | None


class _Refused(Exception):
    """A cell breaks a rule. Never leaves this module."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class Checker:
    """Checks one row after the other by itself; remembers what it has looked up."""

    def __init__(self, register: Register, poster: Poster, today: date) -> None:
        self.register = register
        self.poster = poster
        self.today = today
        self.faults: list[RowFault] = []
        self.answers: dict[tuple[str, str], tuple[str, ...] | Refusal] = {}

    def row(self, at: int, cells: Cells) -> Row:
        """The figures of the row, or all its faults."""
        self.faults = []
        code, measure = self._text(at, cells, "area"), self._text(at, cells, "measure")
        period = self._period(at, cells)
        said = self._said(at, cells)
        if code is None or measure is None:
            return Row((), tuple(self.faults), None)
        areas = self._areas(at, code, measure)
        self._range(at, said.value, self.register.units_of(areas, measure))
        if period is None:
            return Row((), tuple(self.faults), None)
        figures = () if self.faults else tuple(Figure(at, area, code, measure, period, *said) for area in areas)
        return Row(figures, tuple(self.faults), Key(code, measure, period))

    def books(self, code: str, measure: str) -> tuple[str, ...]:
        """The areas in whose books a row of this code and measure is written; none where it has a fault."""
        try:
            answer = self.areas_for(_coded(_present(code)), _coded(_present(measure)))
        except _Refused:
            return ()
        return () if isinstance(answer, Refusal) else answer

    def period(self, text: str) -> Period | None:
        """The period of a cell; None where it has a fault."""
        try:
            return self._begun(text)
        except (_Refused, NotAPeriod):
            return None

    def takes_words(self, text: str) -> bool:
        """Whether a reason in these words is taken."""
        try:
            return bool(_worded(_present(text)))
        except _Refused:
            return False

    def areas_for(self, code: str, measure: str) -> tuple[str, ...] | Refusal:
        """The areas in whose books such a row is written, or why it is not."""
        answer = self.answers.get((code, measure))
        if answer is None:
            answer = self.answers[code, measure] = self.register.areas_for(code, measure, self.poster)
        return answer

    def _said(self, at: int, cells: Cells) -> _Said:
        """What the row says of its figure, all its own faults named."""
        action = self._choice(at, cells, "action")
        self._content(at, cells, is_withdrawn=action == Action.WITHDRAW)
        value, missing = self._number(at, cells.get("value")), self._words(at, cells, "missing")
        suppressed = self._choice(at, cells, "suppressed")
        status, audit = self._choice(at, cells, "status"), self._choice(at, cells, "audit")
        reason = self._words(at, cells, "reason")
        if cells.get("reason") is None and suppressed is not None:
            self._fault(at, "reason", "reason-needed", "say why the figure is suppressed")
        return _Said(value, missing, suppressed, status, audit, reason, action)

    def _content(self, at: int, cells: Cells, *, is_withdrawn: bool) -> None:
        """A figure is there, missing or suppressed, and is exactly one of these unless it is withdrawn."""
        said = [column for column in _CONTENT if cells.get(column) is not None]
        if is_withdrawn:
            for column in said:
                self._fault(at, column, "withdrawn-with-value", "a row that withdraws a figure says nothing else of it")
        elif not said:
            self._fault(at, "value", "value-or-missing", "say the value, or say under `missing` why there is none")
        elif len(said) > 1:
            code = f"{said[0]}-and-{said[1]}"
            self._fault(at, said[1], code, "a figure is either there, missing or suppressed, and only one of these")

    def _fault(self, at: int, column: str | None, code: str, message: str) -> None:
        self.faults.append(RowFault(at, column, code, message))

    def _text(self, at: int, cells: Cells, column: str) -> str | None:
        try:
            return _coded(_present(cells.get(column)))
        except _Refused as refused:
            self._fault(at, column, refused.code, refused.message)
            return None

    def _period(self, at: int, cells: Cells) -> Period | None:
        try:
            return self._begun(cells.get("period"))
        except _Refused as refused:
            self._fault(at, "period", refused.code, refused.message)
        except NotAPeriod as error:
            self._fault(at, "period", "bad-period", str(error))
        return None

    def _begun(self, cell: object) -> Period:
        period = parse(_safe(_present(cell)))
        if period.starts_on > self.today:
            raise _Refused("period-not-begun", "this period has not begun; what is expected of it is no figure yet")
        return period

    def _number(self, at: int, cell: object) -> Decimal | None:
        try:
            return None if cell is None else number(cell)
        except NotANumber as error:
            self._fault(at, "value", error.code, error.message)
            return None

    def _range(self, at: int, value: Decimal | None, units: frozenset[str]) -> None:
        if value is not None and PERCENT in units and not 0 <= value <= 100:
            self._fault(at, "value", "out-of-range", "a measure in percent lies between 0 and 100")

    def _words(self, at: int, cells: Cells, column: str) -> str | None:
        cell = cells.get(column)
        try:
            return None if cell is None else _worded(_present(cell))
        except _Refused as refused:
            self._fault(at, column, refused.code, refused.message)
            return None

    def _choice(self, at: int, cells: Cells, column: str) -> str | None:
        cell = cells.get(column)
        if cell is None:
            return None
        choices, code, message = CHOICES[column]
        if isinstance(cell, str) and cell in choices:
            return cell
        self._fault(at, column, code if isinstance(cell, str) else "wrong-type", message)
        return None

    def _areas(self, at: int, code: str, measure: str) -> tuple[str, ...]:
        answer = self.areas_for(code, measure)
        if not isinstance(answer, Refusal):
            return answer
        column = "area" if answer in (Refusal.UNKNOWN_AREA, Refusal.NOT_YOUR_AREA) else "measure"
        words = self.register.words(answer, code, measure, self.poster)
        self.faults.append(RowFault(at, column, answer.value, words, _SEVERITIES.get(answer, Severity.NOT_YOURS)))
        return ()


def wrong_reason(text: str) -> RowFault | None:
    """What is wrong with these words as the reason of a whole batch; None where nothing is."""
    try:
        _worded(text)
    except _Refused as refused:
        return RowFault(None, "reason", refused.code, refused.message)
    return None


def _present(cell: object) -> str:
    if cell is None or cell == "":
        raise _Refused("missing-field", "this column must be filled in")
    if not isinstance(cell, str):
        raise _Refused("wrong-type", "this column holds text")
    return cell


def _safe(text: str) -> str:
    if _FORBIDDEN.search(text):
        raise _Refused("forbidden-character", "control characters are not taken")
    if _FORMULA.match(text):
        raise _Refused("formula", "text that a spreadsheet would run as a formula is not taken")
    return text


def _coded(text: str) -> str:
    if _CODE.fullmatch(text) is None:
        _safe(text)
        raise _Refused("bad-code", f"a code has letters, digits, '.', '_' and '-' only, at most {LONGEST_CODE}")
    return text


def _worded(text: str) -> str:
    if len(text) > LONGEST_REASON:
        raise _Refused("too-long", f"a reason has at most {LONGEST_REASON} characters")
    if not is_legible(text):
        raise _Refused("invisible", "nobody can read this; write words, or leave it empty")
    return _safe(text)
