"""Checking a batch: every row against every rule, all faults of all rows named, before anything is stored.

Pure. Rows come in as cells by column, just as they were read; figures or faults go out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.indicators.domain.observation import Figure
from services.indicators.domain.register import Poster, Register
from services.indicators.domain.row import COLUMNS, NOT_READ, Cells, Checker, Key, RowFault, Severity

__all__ = ["COLUMNS", "MOST_ROWS", "NOT_READ", "Cells", "Checked", "RowFault", "Sent", "Severity", "check"]

MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch as it was read. A row that has no shape is None, and `faults` says why."""

    rows: Sequence[Cells | None]
    faults: tuple[RowFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a batch's rows, and every fault in order of row. With any fault nothing may be stored."""

    rows: int
    figures: tuple[Figure, ...]
    faults: tuple[RowFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a batch. `judgements` lists those that changed, as the events told it.

    `rows` were sent, `refused` of them not taken; `new`, `same`, `revised` and `withdrawn` count figures: a row of a
    place that two areas compare themselves with is two of them. `number` is the batch's own among all batches; `mapped`
    says through which version of which mapping the rows came, if any, and what that left out.
    """

    id: UUID
    number: int
    partner: str
    areas: tuple[str, ...]
    rows: int
    new: int
    same: int
    revised: int
    withdrawn: int
    refused: int
    reference: int
    sha256: str
    figures_sha256: str
    judgements: tuple[dict[str, str | None], ...]
    received_at: datetime
    mapped: dict[str, object] | None = None


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


def check(sent: Sent, register: Register, poster: Poster, today: date) -> Checked:
    """Every row, checked on its own and against its neighbours. Rows count from 1; `today` is the day of receipt."""
    return _Check(register, poster, today).run(sent)


class _Check:
    """One batch's check; remembers what it has looked up and which figures it has seen."""

    def __init__(self, register: Register, poster: Poster, today: date) -> None:
        self.register = register
        self.poster = poster
        self.today = today
        self.figures: list[Figure] = []
        self.faults: list[RowFault] = []
        self.seen: dict[tuple[str, str, str], int] = {}
        self.answers: dict[tuple[str, str], tuple[str, ...] | Refusal] = {}

    def run(self, sent: Sent) -> Checked:
        rows = sent.rows
        if len(rows) > MOST_ROWS:
            self.faults.append(RowFault(None, None, "too-many-rows", f"a batch has at most {MOST_ROWS:,} rows"))
        elif not rows:
            self.faults.append(RowFault(None, None, "no-rows", "a batch has at least one row"))
        else:
            for at, cells in enumerate(rows, start=1):
                if cells is not None:
                    self._row(at, cells)
        faults = sorted((*sent.faults, *self.faults), key=lambda fault: fault.row or 0)
        return Checked(len(rows), tuple(self.figures), tuple(faults))

    def _row(self, at: int, cells: Cells) -> None:
        faults_before = len(self.faults)
        code, measure = self._text(at, cells, "area"), self._text(at, cells, "measure")
        period = self._period(at, cells)
        said = self._said(at, cells)
        if code is None or measure is None:
            return
        areas = self._areas(at, code, measure)
        self._range(at, said.value, self.register.units_of(areas, measure))
        if period is None:
            return
        self._duplicate(at, (code, measure, period.text))
        if len(self.faults) == faults_before:
            self.figures += [Figure(at, area, code, measure, period, *said) for area in areas]

    def _said(self, at: int, cells: Cells) -> _Said:
        """What the row says of its figure, all its own faults named."""
        action = self._choice(at, cells, "action")
        self._content(at, cells, is_withdrawn=action == Action.WITHDRAW)
        value, missing = self._number(at, cells.get("value")), self._words(at, cells, "missing")
        suppressed = self._choice(at, cells, "suppressed")
        status, audit = self._choice(at, cells, "status"), self._choice(at, cells, "audit")
        reason = self._words(at, cells, "reason")
        if cells.get("reason") is None and (action == Action.WITHDRAW or suppressed is not None):
            self._fault(at, "reason", "reason-needed", "say why the figure is withdrawn or suppressed")
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
            period = parse(_safe(_present(cells.get("period"))))
            if period.starts_on > self.today:
                raise _Refused("period-not-begun", "this period has not begun; what is expected of it is no figure yet")
            return period
        except _Refused as refused:
            self._fault(at, "period", refused.code, refused.message)
        except NotAPeriod as error:
            self._fault(at, "period", "bad-period", str(error))
        return None

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
        choices, code, message = _CHOICES[column]
        if isinstance(cell, str) and cell in choices:
            return cell
        self._fault(at, column, code if isinstance(cell, str) else "wrong-type", message)
        return None

    def _areas(self, at: int, code: str, measure: str) -> tuple[str, ...]:
        answer = self.answers.get((code, measure))
        if answer is None:
            answer = self.answers[code, measure] = self.register.areas_for(code, measure, self.poster)
        if not isinstance(answer, Refusal):
            return answer
        column = "area" if answer in (Refusal.UNKNOWN_AREA, Refusal.NOT_YOUR_AREA) else "measure"
        is_unknown = answer in (Refusal.UNKNOWN_AREA, Refusal.UNKNOWN_MEASURE)
        severity = Severity.UNKNOWN if is_unknown else Severity.NOT_YOURS
        self.faults.append(RowFault(at, column, answer.value, REFUSAL_WORDS[answer], severity))
        return ()

    def _duplicate(self, at: int, key: tuple[str, str, str]) -> None:
        first = self.seen.setdefault(key, at)
        if first != at:
            self._fault(at, "period", "duplicate-row", f"row {first} is for the same area, measure and period")


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
    return _safe(text)
