"""Events of entries that are handed in and wait for a second person: numbers, days and codes, and never a word.

Nobody outside may learn what waits, so they are a kind of their own.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event

SUBMISSION = "publication.submission"


@event("submission.handed_in", SUBMISSION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionHandedIn:
    """Somebody of a body handed in entries of an agreement; at `due_on` they are published if nobody looked at them.

    `what` is the kind of deed where it is one: opening, round, approval, revision, reply, or withholding.
    """

    area: str
    agreement: str
    submission: int
    by: str
    entries: int
    due_on: date
    what: str | None = None


@event("submission.held", SUBMISSION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionHeld:
    """Its entries are agreed to, and are shown from a later day; `how` tells who let them, `ground` why."""

    area: str
    agreement: str
    submission: int
    how: str
    ground: str
    shown_from: date


@event("submission.published", SUBMISSION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPublished:
    """Its entries are on the record under these numbers; `how` tells who let them be published.

    `what` as when it was handed in; a deed has no entries.
    """

    area: str
    agreement: str
    submission: int
    how: str
    entries: tuple[int, ...]
    what: str | None = None


@event("submission.returned", SUBMISSION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionReturned:
    """The second person, or the clock that could not publish it, gave it back."""

    area: str
    agreement: str
    submission: int
    by_clock: bool


@event("submission.withdrawn", SUBMISSION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionWithdrawn:
    """Who handed it in took it back."""

    area: str
    agreement: str
    submission: int
