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

    `what` is the kind of deed where it is one: opening, round, approval, revision, reply, or withholding. `digest` is
    of what waits, with a salt that goes with the words; with it come the author's name, how many entries the agreement
    had (`after`), and the `entry` that is to be withheld. All are None where they were not told yet.
    """

    area: str
    agreement: str
    submission: int
    by: str
    entries: int
    due_on: date
    what: str | None = None
    digest: str | None = None
    author: str | None = None
    after: int | None = None
    entry: int | None = None


@event("submission.held", SUBMISSION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionHeld:
    """Its entries are agreed to, and are shown from a later day; `how` tells who let them, `ground` why. `name`
    is the one under which its leaf stands, `digest` is of that and of the secret, salted.
    """

    area: str
    agreement: str
    submission: int
    how: str
    ground: str
    shown_from: date
    digest: str | None = None
    name: str | None = None


@event("submission.published", SUBMISSION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPublished:
    """Its entries are on the record under these numbers; `how` tells who let them be published.

    `what` as when it was handed in; a deed has no entries. `digest` is of what was published: that of its handing in,
    or something else was.
    """

    area: str
    agreement: str
    submission: int
    how: str
    entries: tuple[int, ...]
    what: str | None = None
    digest: str | None = None


@event("submission.returned", SUBMISSION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionReturned:
    """The second person, or the clock that could not publish it, gave it back; `digest` is of the reason, salted."""

    area: str
    agreement: str
    submission: int
    by_clock: bool
    digest: str | None = None


@event("submission.withdrawn", SUBMISSION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionWithdrawn:
    """Who handed it in took it back."""

    area: str
    agreement: str
    submission: int
