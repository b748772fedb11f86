"""Faults of rows as problem documents list them: by row and column, up to a stated number, with the true total."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.indicators.domain.figure.batch import RowFault, Severity
from shared.problems import Fault, Malformed

MOST_FAULTS = 10_000
DETAIL = (
    "Nothing was stored. Every fault is named by row and column; rows count from 1, those of a spreadsheet as it shows "
    "them."
)


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of a batch in order of row, the first 10,000 of them; how many there are, and how grave."""

    listed: tuple[RowFault, ...] = ()
    total: int = 0
    severities: frozenset[Severity] = frozenset()

    def and_those(self, further: Iterable[RowFault]) -> "Faults":
        """These and further ones, which are in order of row too."""
        more = list(further)
        if not more:
            return self
        listed = tuple(heapq.merge(self.listed, more[:MOST_FAULTS], key=lambda fault: fault.row or 0))[:MOST_FAULTS]
        return Faults(listed, self.total + len(more), self.severities | {fault.severity for fault in more})

    def documents(self) -> list[Fault]:
        """The faults as a problem document lists them."""
        return documents(self.listed)


def malformed(faults: Sequence[RowFault]) -> Malformed:
    """The problem that names these faults."""
    return Malformed(DETAIL, errors=documents(faults), total_errors=len(faults))


def documents(faults: Sequence[RowFault]) -> list[Fault]:
    """The faults as a problem document lists them, the first 10,000."""
    return [Fault(f.code, f.message, row=f.row, column=f.column, cell=f.cell) for f in faults[:MOST_FAULTS]]
