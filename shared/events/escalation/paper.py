"""Events of a petition's signatures on paper: entered, compared with the sheets, counted. Numbers only: nobody stands
here.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.petition import PETITION


@event("petition.paper_entered", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEntered:
    """Sheets were entered. By `seed` anybody can draw the same `sample` lines of them again.

    `is_listed`: each line was typed; else lines were only numbered.
    """

    petition: str
    paper: int
    received_on: date
    handed_in_by: str
    sheets: int
    lines: int
    is_listed: bool
    sample: int
    seed: str
    check_by: date
    body: str
    role: str


@event("petition.paper_not_checked", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNotChecked:
    """Nobody compared the drawn lines with the sheets in time. Nothing of them is counted or struck out."""

    petition: str
    paper: int
    lines: int
    due_on: date
    next_by: date


@event("petition.paper_check_widened", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCheckWidened:
    """So many of the drawn lines were wrong that every line has to be compared with the sheets."""

    petition: str
    paper: int
    lines: int
    drawn: int
    wrong: int
    check_by: date
    body: str
    role: str


@event("petition.paper_counted", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCounted:
    """Signatures on sheets count from now on, by the rule `outcome`; `doubles` had signed before, on paper or not.

    `count` is the number on the page then.
    """

    petition: str
    paper: int
    lines: int
    drawn: int
    wrong: int
    outcome: str
    doubles: int
    counted: int
    count: int
    body: str
    role: str


@event("petition.paper_counted_unseen", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCountedUnseen:
    """Signatures on sheets count from now on that nobody compared: the authority answers for the matter, entered them
    itself, and nobody of another body came by `due_on`, for the last time. `doubles` and `count` as in `PaperCounted`.
    """

    petition: str
    paper: int
    lines: int
    due_on: date
    doubles: int
    counted: int
    count: int


@event("petition.paper_bounded", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBounded:
    """So many lines of a batch wait on, for of those that nobody of another body compared no more than `most` count
    under one petition. They count once they were compared; nothing else waits for that.
    """

    petition: str
    paper: int
    waiting: int
    most: int
    next_by: date


@event("petition.taken_up_again", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionTakenUpAgain:
    """A petition that lapsed has signatures enough after all: they were received on paper before it closed."""

    petition: str
    lapsed_on: date
    paper: int


NOTES = (
    PaperEntered,
    PaperNotChecked,
    PaperCheckWidened,
    PaperCounted,
    PaperCountedUnseen,
    PaperBounded,
)
"""Those that change nothing of the petition's own row."""
