"""What changed among an area's figures, in the order in which it was stored, and how far a reader has come. Pure.

A cursor names a batch by its number among the area's batches that changed something, and a row in it. It is never a
moment: of two batches the one that was received first may be stored last.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.indicators.domain.figure.observation import Observation
from shared.periods import Period

_CURSOR = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")


class Kind(StrEnum):
    """What happened to a figure. `withdrawn` is a tombstone: what was told of it before no longer stands."""

    NEW = "new"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """How far a reader has come: every batch before `number`, and of that one every row up to `row`."""

    number: int
    row: int = 0

    def __str__(self) -> str:
        return f"{self.number}.{self.row}"


BEGINNING = Cursor(1)


@dataclass(frozen=True, slots=True)
class Change:
    """One revision of one figure, where it stands in the order of changes."""

    at: Cursor
    measure: str
    observation: Observation

    @property
    def kind(self) -> Kind:
        """Whether the figure is there for the first time, stands otherwise, or stands no more."""
        if self.observation.is_withdrawn:
            return Kind.WITHDRAWN
        return Kind.NEW if self.observation.revision == 1 else Kind.REVISED


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreasoned:
    """An area's own figure that its body changed or took back without saying why; how many there are in `total`."""

    measure: str
    title: str
    period: Period
    is_withdrawn: bool
    published_at: datetime
    total: int


def cursor(text: str) -> Cursor | None:
    """The cursor that was written so; None for anything else."""
    found = _CURSOR.fullmatch(text)
    return Cursor(int(found[1]), int(found[2])) if found else None
