"""A batch as it was posted: its rows, who sends it, and how. It decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.indicators.domain.measure.register import Poster
from services.indicators.schemas.figure.chunk import Rows
from services.indicators.schemas.figure.fault import Faults
from services.indicators.schemas.mapping.converted import Converted
from shared.idempotency import Once


class Mode(StrEnum):
    """What becomes of the good rows of a batch that has bad ones."""

    WHOLE = "whole"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A batch as it was read, who sends it, and how. `seen` is the version of the one measure that it changes.

    `fetched_from` is the public address of a batch that nobody sent: then `once` has the hash of the file it held.
    """

    sent: Rows
    poster: Poster
    once: Once
    received_at: datetime
    mode: Mode = Mode.WHOLE
    seen: int | None = None
    fetched_from: str | None = None

    @property
    def converted(self) -> Converted | None:
        """The batch, if it came as a table of the partner's own."""
        return self.sent if isinstance(self.sent, Converted) else None

    def faults(self, found: Faults) -> Faults:
        """The faults found, by the rows and columns that were sent."""
        return self.converted.located(found) if self.converted else found
