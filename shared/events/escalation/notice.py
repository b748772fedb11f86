"""Events of notices: somebody reported what a page says, what was decided about it, and the review of a hidden text.

Those about a petition's text stand in the petition's stream, those about another page each in one of their own.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.petition import PETITION

NOTICE = "escalation.notice"


@event("petition.reported", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionReported:
    """Somebody said on a ground of the closed list that the text may not stand; who and in which words is not told."""

    petition: str
    notice: int
    ground: str
    due_on: date


@event("petition.notice_overdue", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOverdue:
    """Nobody decided in time. The text stays, and whoever decides still may."""

    petition: str
    notice: int
    due_on: date


@event("petition.notice_dismissed", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDismissed:
    """The text stays as it is."""

    petition: str
    notice: int
    reasons: str
    by: str
    role: str


@event("petition.text_hidden", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class TextHidden:
    """From now on nobody is shown the text. Its title, its signatures and its steps stay."""

    petition: str
    notice: int
    ground: str
    reasons: str
    by: str
    role: str


@event("petition.review_asked", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked:
    """Whoever started the petition asks that somebody else looks at the hiding of its text."""

    petition: str
    notice: int
    due_on: date


@event("petition.review_overdue", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOverdue:
    """Nobody looked at it in time. What a person found unfit to be shown, no machine shows."""

    petition: str
    notice: int
    due_on: date


@event("petition.notice_day_moved", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDayMoved:
    """The calendar has changed, and with it the day by which a notice is decided, or its review where `is_review`."""

    petition: str
    notice: int
    is_review: bool
    was_on: date
    now_on: date
    because: str


@event("petition.hiding_upheld", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class HidingUpheld:
    """The text stays hidden."""

    petition: str
    notice: int
    reasons: str
    by: str
    role: str


@event("petition.hiding_reversed", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class HidingReversed:
    """This notice had not to hide the text, which another notice hides on."""

    petition: str
    notice: int
    reasons: str
    by: str
    role: str


@event("petition.text_shown", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class TextShown:
    """The text had not to be hidden, and everybody is shown it again."""

    petition: str
    notice: int
    reasons: str
    by: str
    role: str


@event("notice.given", NOTICE)
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven:
    """Somebody said on a ground of the closed list that something on a page may not stand; who and what is not told.

    `about`: the bodies whose words the page says that it carries, beside those that its address leads to.
    """

    area: str
    notice: int
    page: str
    ground: str
    due_on: date
    about: tuple[str, ...] = ()


@event("notice.overdue", NOTICE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PageNoticeOverdue:
    """Nobody decided in time. The page stays, and whoever decides still may."""

    area: str
    notice: int
    due_on: date


@event("notice.day_moved", NOTICE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PageNoticeDayMoved:
    """The calendar has changed, and with it the day by which the notice is decided."""

    area: str
    notice: int
    was_on: date
    now_on: date
    because: str


@event("notice.decided", NOTICE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PageNoticeDecided:
    """What was decided: `kept`, the page stays as it is, or `taken_up`, its words may not stand and have to go.

    `ask_by`: the day by which somebody is to ask for that, where the page is a measure's.
    """

    area: str
    notice: int
    outcome: str
    reasons: str
    by: str
    role: str
    ask_by: date | None = None


@event("notice.removal_overdue", NOTICE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PageNoticeNotAsked:
    """The day is over, and nobody has asked to take the words out. Whoever may still can."""

    area: str
    notice: int
    due_on: date


@event("notice.followed", NOTICE)
@dataclass(frozen=True, slots=True, kw_only=True)
class PageNoticeFollowed:
    """What came of the words: `asked` to be taken out, `removed` by two people of two bodies, or `stays` as it is."""

    area: str
    notice: int
    removal: str
    what: str


NOTES = (
    PetitionReported,
    NoticeDismissed,
    NoticeOverdue,
    NoticeDayMoved,
    ReviewAsked,
    ReviewOverdue,
    HidingUpheld,
    HidingReversed,
)
"""Those that change nothing of the petition's own row."""

QUIET = (PetitionReported, NoticeDismissed, NoticeOverdue, NoticeDayMoved)
"""Those by which nothing that is shown changes: a story tells them together, so that nobody fills it with them."""
