"""A petition's life before everybody may sign it: supported, checked, mended, refused, reviewed, published.

None of the petition's words stands here, and none of what its organiser writes: codes, days, bodies, and the reasons
that those give who decide. `by` is the body for which somebody decided, `role` the role in which. `due_on` is the day
of the clock that runs from then on.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.minute import Minute

MODERATION = "escalation.moderation"


@event("moderation.begun", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationBegun:
    """The organiser stands by the petition. `sponsors` others must support it before it is looked at, or none.

    `flags` are codes of what the machine found in the words, one for each place.
    """

    area: str
    petition: str
    measure: str
    sponsors: int
    flags: tuple[str, ...]
    due_on: date


@event("moderation.sponsored", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationSponsored:
    """Enough others support it: it waits for a decision. `count` are all who have signed, the organiser among them."""

    petition: str
    count: int
    due_on: date


@event("moderation.overdue", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationOverdue:
    """Nobody decided by the day. From now on others may decide as well."""

    petition: str
    due_on: date


@event("moderation.held", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationHeld:
    """It is about a candidate or a manifesto, and is looked at again when the time before the election is over."""

    petition: str
    by: str
    role: str
    reasons: str
    due_on: date


@event("moderation.resumed", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationResumed:
    """The time before the election is over: it waits for a decision again."""

    petition: str
    due_on: date


@event("moderation.day_moved", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationDayMoved:
    """The calendar has changed, and with it the day of the clock that runs. `because` names what is new in it."""

    petition: str
    was_on: date
    now_on: date
    because: str


@event("moderation.returned", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationReturned:
    """It went back to its organiser, to be mended by the day. `by` is empty where silence sent it back."""

    petition: str
    faults: tuple[str, ...]
    by: str
    role: str
    reasons: str
    due_on: date


@event("moderation.mended", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationMended:
    """The organiser has changed the words. `flags` as when it began."""

    petition: str
    flags: tuple[str, ...]
    due_on: date


@event("moderation.refusal_proposed", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalProposed:
    """Somebody would refuse a petition about their own body: it takes a second person, of another body."""

    petition: str
    codes: tuple[str, ...]
    by: str
    role: str
    reasons: str
    same_as: str
    answered_by: str


@event("moderation.refusal_dropped", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalDropped:
    """The second person does not agree: nothing was refused."""

    petition: str
    by: str
    role: str
    reasons: str


@event("moderation.refusal_taken_back", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalTakenBack:
    """Whoever proposed to refuse it took that back before a second person spoke: nothing was refused."""

    petition: str
    by: str
    role: str
    reasons: str


@event("moderation.refused", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationRefused:
    """It was refused; until `due_on` its organiser may ask for a review.

    `same_as` is the petition that it repeats, `answered_by` who answers it outside these steps, `second` the body of
    the person who agreed, each empty where there is none. `is_hidden`: nobody is shown its words.
    """

    petition: str
    codes: tuple[str, ...]
    by: str
    role: str
    reasons: str
    same_as: str
    answered_by: str
    second: str
    is_hidden: bool
    due_on: date


@event("moderation.review_asked", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationReviewAsked:
    """The organiser asked for a review. Somebody of another body looks first."""

    petition: str
    due_on: date


@event("moderation.backed", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalFoundRight:
    """Somebody of another body finds the refusal right: the scrutiny committee decides."""

    petition: str
    by: str
    role: str
    reasons: str
    due_on: date


@event("moderation.closed", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationClosed:
    """It ended unpublished. `cause` says why; `minute` is that of the committee which found a refusal right."""

    petition: str
    cause: str
    by: str
    role: str
    reasons: str
    minute: Minute | None = None


@event("moderation.published", MODERATION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationPublished:
    """Everybody may sign it from now on. `how`: somebody decided so, a review did, or silence did.

    `left_out` counts the places in its words that the machine took out because nobody had looked at them.
    """

    petition: str
    how: str
    by: str
    role: str
    reasons: str
    left_out: int
    minute: Minute | None = None
