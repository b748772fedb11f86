"""The rows of a batch, some at a time, so that a long batch is never wholly in memory. It reads no format itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import polars as pl

from services.indicators.domain.figure.batch import COLUMNS, Cells, RowFault

AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A row of a form that nobody filled in, by what it is about."""

    row: int
    area: str | None
    measure: str | None
    period: str | None


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a spreadsheet shows the cells of its rows: the letters of each column. Chunks count as it does."""

    letters: Mapping[str, str]

    def placed(self, fault: RowFault) -> RowFault:
        """The fault with the cell that it is about; with the row where it is about the whole of it."""
        if fault.cell is not None or fault.row is None:
            return fault
        return replace(fault, cell=f"{self.letters.get(fault.column or '', '')}{fault.row}")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that follow one another, the first of them number `first`: as columns of text, or each by itself.

    An empty cell is None. A row without the shape of a row is None, and `faults` says why; `spoilt` has its cells. A
    spreadsheet is one chunk, with `addresses`; a row of a form that was `left_open` is None too, and has no fault.
    """

    first: int
    rows: pl.DataFrame | Sequence[Cells | None]
    faults: tuple[RowFault, ...] = ()
    spoilt: dict[int, Sequence[str]] = field(default_factory=dict)
    left_open: tuple[LeftOpen, ...] = ()
    addresses: Addresses | None = None

    def cells(self) -> Iterator[tuple[int, Cells | None]]:
        """Every row by number."""
        rows = self.rows.iter_rows(named=True) if isinstance(self.rows, pl.DataFrame) else self.rows
        yield from enumerate(rows, start=self.first)


class Rows(Protocol):
    """The rows of a batch, wherever they come from. They can be had again."""

    def chunks(self) -> Iterator[Chunk]:
        """The rows, some at a time; raises a Problem when there are no rows to be had."""
        ...


def columned(lines: Sequence[Sequence[str]], header: Sequence[str]) -> pl.DataFrame:
    """Lines of as many cells as the header has names, as columns of text."""
    columns = zip(*lines, strict=True) if lines else ([] for _ in header)
    frame = pl.DataFrame(
        {name: list(column) for name, column in zip(header, columns, strict=True)},
        schema=dict.fromkeys(header, pl.String),
    )
    return without_unread(frame)


def without_unread(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame's columns that have a meaning, each empty cell None."""
    named = [name for name in frame.columns if name in COLUMNS]
    return frame.select(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in named)
