"""A table as a partner sent it, before anybody knows what its columns mean. It holds text and decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns of text by name, in the order sent; None for an empty cell. Row n is at index n - 1."""

    columns: Mapping[str, Sequence[str | None]]
    rows: int
