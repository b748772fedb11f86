"""Tables as values: columns, rows and what stands in their cells; and the rows of an upload with their faults.

Up to four narrow columns stay a table on phones; more become blocks with a label before every value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.web.components import Words

NARROW = 4  # columns that still fit a phone
LATEST = 8  # rows of a long table that stand open


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, a shorter label for phones, and whether its values are numbers (set to the right)."""

    heading: str
    label: str = ""
    is_number: bool = False

    @property
    def phone_label(self) -> str:
        """What stands before the value on a phone."""
        return self.label or self.heading


@dataclass(frozen=True, slots=True)
class Row:
    """A row; its first cell is its heading. `is_now` marks the row that counts today."""

    cells: Sequence[Words]
    id: str = ""
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption. It becomes labelled blocks on phones when it is wide or `stacks` says so."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    stacks: bool = False
    has_hidden_caption: bool = False

    @property
    def is_stacked(self) -> bool:
        """Whether each row becomes a block on phones."""
        return self.stacks or len(self.columns) > NARROW

    @property
    def latest(self) -> "Table":
        """The table's first rows: all of a short one, the latest of a long one."""
        return replace(self, rows=self.rows[:LATEST]) if self.is_long else self

    @property
    def earlier(self) -> "Table":
        """The rows that `latest` leaves out."""
        return replace(self, rows=self.rows[LATEST:] if self.is_long else ())

    @property
    def is_long(self) -> bool:
        """Whether enough rows stand behind the latest ones to be worth folding away."""
        return len(self.rows) > LATEST + 2


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a target: its day or its name, its source, a cell per column, and what changed.

    A single cell stands for the whole row, as when the figures are not in the papers.
    """

    name: Words
    source: str
    cells: Sequence[Words]
    changed: Words


@dataclass(frozen=True, slots=True)
class Versions:
    """One target through its versions, oldest first, a column per year; new words are `New`, missing ones `Gap`."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Version]


class RowState(StrEnum):
    """What becomes of a row that was sent: ready, a question, or to be mended. The value is the class that draws it."""

    READY = "ready"
    ASKED = "ask"
    FAULTY = "bad"


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A row as it was sent, with what we found in it, in the row itself; `also` is what we found besides.

    `columns` count the cells that are framed.
    """

    number: int
    cells: Sequence[str]
    state: RowState
    found: str
    meant: str = ""
    columns: Sequence[int] = ()
    also: Sequence[str] = ()

    @property
    def id(self) -> str:
        """Where the error summary links to."""
        return f"row-{self.number}"


@dataclass(frozen=True, slots=True)
class UploadSheet:
    """The rows of an upload under the columns that were sent."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[UploadRow]
