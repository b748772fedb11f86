"""What the second rung has made of a case: the committee, the hearing, the recommendations, the answers, how it ended.

Each fact with its day; nothing here decides.
"""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.trigger import Word
from shared.events import escalation as told

REFUSED, NO_ANSWER = "refused", "none"
VERIFIED = "verified"
INFORMATION, ATTENDANCE = "information", "attendance"
GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the committee to the body that answers, and its answer; empty while there is none."""

    number: int
    text: str
    answer: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a body was asked for: information by a day, or to come on one.

    `answer` is empty, `given`, `refused`, `came` or `did_not_come`; `words` are what it gave, or why it refused once
    the committee has published that.
    """

    number: int
    kind: str
    body: str
    wanted: str
    served_on: date
    by_on: date
    answer: str = ""
    words: str = ""
    ground: str = ""
    answered_on: date | None = None

    def is_missing(self, on: date) -> bool:
        """Whether its day is over without an answer."""
        return not self.answer and on > self.by_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an addressee said to a recommendation; `answer` is `none` where it said nothing by its day."""

    recommendation: int
    body: str
    answer: str
    reasons: str
    answered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the committee found had become of a recommendation, in which of its quarters."""

    recommendation: int
    quarter: int
    progress: str
    reasons: str
    reviewed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrutiny:
    """The second rung. `seats` and `recused` are the committee's; `special` says why the hearing is at no
    ordinary meeting; `quarters` are those that are over or reviewed; `words` are what those who raised the case say
    to its being put right.
    """

    committee: str = ""
    regime: str = ""
    why: str = ""
    quorum: int = 0
    seats: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    changes: int = 0
    hearing_on: date | None = None
    special: str = ""
    adjournments: int = 0
    notices: tuple[Notice, ...] = ()
    question_set: str = ""
    questions: tuple[Question, ...] = ()
    answer_by: date | None = None
    recommendations: tuple[told.Recommendation, ...] = ()
    signed_off_by: str = ""
    issued_on: date | None = None
    addressees: tuple[told.Addressee, ...] = ()
    answers: tuple[Answer, ...] = ()
    monitored_since: date | None = None
    quarter_from: date | None = None
    quarters: int = 0
    reviews_missed: int = 0
    reviews: tuple[Review, ...] = ()
    words: tuple[Word, ...] = ()
    opposers: tuple[str, ...] = ()
    spent_on: date | None = None

    @property
    def outstanding(self) -> tuple[told.Addressee, ...]:
        """The addressees that have not answered, nor been recorded as silent, to everything addressed to them."""
        waiting = {one.addressee for one in self.recommendations if one.number not in self.answered}
        return tuple(addressee for addressee in self.addressees if addressee.body in waiting)

    @property
    def answers_owed_under(self) -> tuple[str, ...]:
        """The regimes under which addressees owe an answer."""
        return tuple(sorted({addressee.regime for addressee in self.addressees if addressee.is_owed}))

    @property
    def answered(self) -> frozenset[int]:
        """The numbers of the recommendations that are answered or recorded as not answered."""
        return frozenset(answer.recommendation for answer in self.answers)

    @property
    def followed(self) -> tuple[told.Recommendation, ...]:
        """The recommendations whose progress is still of interest: neither refused nor found done."""
        over = {one.recommendation for one in self.answers if one.answer == REFUSED}
        over |= {one.recommendation for one in self.reviews if one.progress == VERIFIED}
        return tuple(one for one in self.recommendations if one.number not in over)

    @property
    def unreviewed(self) -> tuple[told.Recommendation, ...]:
        """Those that are followed and have not been reviewed in the quarter that runs."""
        seen = {one.recommendation for one in self.reviews if one.quarter == self.quarters + 1}
        return tuple(one for one in self.followed if one.number not in seen)

    @property
    def reviews_held(self) -> int:
        """How many quarters had their review."""
        return self.quarters - self.reviews_missed

    def notice(self, number: int) -> Notice | None:
        """The notice of that number."""
        return next((one for one in self.notices if one.number == number), None)

    def not_given(self, body: str) -> tuple[Notice, ...]:
        """The notices that ask this body for information and have not had it, those that it refused among them."""
        return tuple(one for one in self.notices if (one.kind, one.body) == (INFORMATION, body) and one.answer != GIVEN)

    def open_notices(self, kind: str, body: str | None = None) -> tuple[Notice, ...]:
        """The notices of that kind that nobody has answered, to that body or to any."""
        return tuple(one for one in self.notices if one.kind == kind and not one.answer and body in (None, one.body))
