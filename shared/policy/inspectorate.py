"""Who inspects which kind of body on which day, as a profile tells it: dated rows, and nothing decided here.

An area's register may name another inspectorate for a body; what is told here holds where the register names none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspectorate:
    """Who inspected these kinds of body from one day to another, and where that is said."""

    body: str
    kinds: tuple[str, ...]
    source: str
    since_on: date = date.min
    until_on: date = date.max


@dataclass(frozen=True, slots=True)
class Inspectorates:
    """The rows of one profile."""

    rows: tuple[Inspectorate, ...]

    def of(self, kind: str, on: date) -> str:
        """Who inspects bodies of that kind on that day; empty when nobody does."""
        found = (row.body for row in self.rows if kind in row.kinds and row.since_on <= on <= row.until_on)
        return next(found, "")


def read_inspectorates(table: Mapping[str, Any]) -> Inspectorates:
    """A profile's rows from its TOML; Any: what tomllib read, the shape refuses what does not fit."""
    return Inspectorates(
        tuple(Inspectorate(**{**row, "kinds": tuple(row["kinds"])}) for row in table.get("inspectorate", ()))
    )
