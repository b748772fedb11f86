"""Checking a batch: every row against every rule, all faults of all rows named, before anything is stored.

Pure. Rows come in as cells by column, just as they were read; figures or faults go out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.indicators.domain.figure.observation import Figure
from services.indicators.domain.figure.row import COLUMNS, NOT_READ, TO_MEND, Cells, Checker, Key, RowFault, Severity
from services.indicators.domain.measure.register import Poster, Register

__all__ = ["COLUMNS", "MOST_ROWS", "NOT_READ", "TO_MEND", "Cells", "Checked", "RowFault", "Sent", "Severity", "check"]

MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch as it was read, its first row by its number. A row that has no shape is None, and `faults` says why."""

    rows: Sequence[Cells | None]
    faults: tuple[RowFault, ...] = ()
    first: int = 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a batch's rows, and every fault in order of row. With any fault nothing may be stored."""

    rows: int
    figures: tuple[Figure, ...]
    faults: tuple[RowFault, ...]


def check(sent: Sent, register: Register, poster: Poster, today: date) -> Checked:
    """Every row, checked on its own and against its neighbours. `today` is the day of receipt."""
    if fault := miscounted(len(sent.rows)):
        return Checked(len(sent.rows), (), (*sent.faults, fault))
    checker, figures, faults = Checker(register, poster, today), list[Figure](), list(sent.faults)
    seen: dict[Key, int] = {}
    for at, cells in enumerate(sent.rows, start=sent.first):
        if cells is not None:
            row = checker.row(at, cells)
            faults += row.faults
            if row.key is not None and (first := seen.setdefault(row.key, at)) != at:
                faults.append(duplicate(at, first))
            else:
                figures += row.figures
    return Checked(len(sent.rows), tuple(figures), tuple(sorted(faults, key=lambda fault: fault.row or 0)))


def miscounted(rows: int) -> RowFault | None:
    """The fault of a batch without rows, or with too many."""
    if rows > MOST_ROWS:
        return RowFault(None, None, "too-many-rows", f"a batch has at most {MOST_ROWS:,} rows")
    return None if rows else RowFault(None, None, "no-rows", "a batch has at least one row")


def duplicate(at: int, first: int) -> RowFault:
    """The fault of a row that is about the same figure as an earlier one, even when the two agree."""
    return RowFault(at, "period", "duplicate-row", f"row {first} is for the same area, measure and period")
