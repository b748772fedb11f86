"""A batch as it was posted: its rows, who sends it, and how. It decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import polars as pl

from services.indicators.domain.figure.batch import RowFault, Severity
from services.indicators.domain.figure.period import Odd
from services.indicators.domain.figure.row import LONGEST_REASON, wrong_reason
from services.indicators.domain.measure.register import Poster
from services.indicators.schemas.figure.chunk import Rows
from services.indicators.schemas.figure.fault import DETAIL, Faults
from services.indicators.schemas.figure.figure import Examined
from services.indicators.schemas.figure.period import as_sent
from services.indicators.schemas.mapping.converted import Converted
from shared.idempotency import Once
from shared.problems import Fault, Malformed, NotKnownHereYet, NotYours

RETRY_AFTER = 5
REASON = (
    "why what stands is changed, for every row that revises or withdraws a figure and has no `reason` of its own; "
    f"public, at most {LONGEST_REASON} characters"
)


class Mode(StrEnum):
    """What becomes of the good rows of a batch that has bad ones."""

    WHOLE = "whole"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A batch as it was read, whose it is, and how it is sent; `sender` is the key, the person or the pull.

    `seen` is the version of the one measure that it changes; `publish_at` is when it shall be public (None: at once);
    `reason` is why what stands is changed.

    `fetched_from` is the public address of a batch that nobody sent: then `once` has the hash of the file it held.
    """

    sent: Rows
    poster: Poster
    sender: str
    once: Once
    received_at: datetime
    mode: Mode = Mode.WHOLE
    seen: int | None = None
    publish_at: datetime | None = None
    reason: str | None = None
    fetched_from: str | None = None

    @property
    def converted(self) -> Converted | None:
        """The batch, if its rows are not those that were sent: they came as a table of the partner's own."""
        return self.sent if isinstance(self.sent, Converted) else None

    @property
    def mapped(self) -> dict[str, object] | None:
        """What the receipt says of the mapping that the rows came through, if any."""
        return self.converted.document if self.converted else None

    def rows(self, examined: Examined) -> int:
        """How many rows were sent."""
        return self.converted.sent_rows if self.converted else examined.rows

    def refused(self, examined: Examined) -> int:
        """How many of the sent rows have a fault."""
        return self.converted.refused(examined) if self.converted else examined.refused

    def as_sent(self, found: Sequence[Odd]) -> list[Odd]:
        """What is odd about the periods, by the rows that were sent."""
        return as_sent(found, self.converted.rows) if self.converted else list(found)

    def faults(self, found: Faults) -> Faults:
        """The faults found, by the rows and columns that were sent."""
        return self.converted.located(found) if self.converted else found


def reason_of(text: str | None) -> str | None:
    """Why a batch changes what stands, as it was said; None where it was not. Raises Malformed."""
    said = (text or "").strip()
    if not said:
        return None
    if wrong := wrong_reason(said):
        fault = Fault(wrong.code, f"{wrong.message[:1].upper()}{wrong.message[1:]}.", "/reason")
        raise Malformed(f"Nothing was stored. {fault.message}", errors=[fault])
    return said


def without(examined: Examined, post: Post, faults: Sequence[RowFault]) -> Examined:
    """What was checked without the rows that what stands does not allow; raises unless it may go without them."""
    if not faults:
        return examined
    left = examined.figures.filter(~pl.col("row").is_in({fault.row for fault in faults}))
    after = replace(examined, figures=left, faults=examined.faults.and_those(examined.placed(faults)))
    refuse(after, post)
    return after


def refuse(examined: Examined, post: Post) -> None:
    """Raise what a post is refused for, if it is.

    What breaks a rule comes first; what the register may still tell comes before what it has told.
    """
    faults = post.faults(examined.faults)
    if not faults.total or (post.mode is Mode.PARTIAL and examined.figures.height):
        return
    errors, total = faults.documents(), faults.total
    if Severity.MALFORMED in faults.severities:
        raise Malformed(DETAIL, errors=errors, total_errors=total)
    if Severity.UNKNOWN in faults.severities:
        raise NotKnownHereYet(
            "The register here has not heard of every area and measure of this batch. Nothing was stored.",
            errors=errors,
            total_errors=total,
            retry_after=RETRY_AFTER,
        )
    said = f"Some rows are not for {post.poster.body} to post, as their errors say. Nothing was stored."
    raise NotYours(said, errors=errors, total_errors=total)
