"""Events of a petition's signatures that were held: decided about, by whom and why. Counts only: nobody stands here."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.petition import PETITION


@event("petition.held_undecided", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class HeldUndecided:
    """Nobody decided in time about signatures that are held. They stay as they are: neither counted nor struck out."""

    petition: str
    held: int
    due_on: date
    next_by: date


@event("petition.mark_waits", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class MarkWaits:
    """So many count as the mark at `required` asks for, but `in_doubt` of the last days are held or begin to look
    like one hand: until `due_on` no mark is reached.
    """

    petition: str
    required: int
    count: int
    in_doubt: int
    due_on: date


@event("petition.mark_settled", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSettled:
    """The wait of the mark at `required` is over: what counts now decides."""

    petition: str
    required: int
    count: int


@event("petition.invalidation_asked", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidationAsked:
    """Somebody asked to count, strike out or put back so many signatures; it waits for a second person."""

    petition: str
    job: str
    deed: str
    signatures: int
    code: str
    reasons: str
    body: str
    second_of: str
    second_by: date


@event("petition.invalidation_refused", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidationRefused:
    """The second person did not agree: nothing was changed."""

    petition: str
    job: str
    deed: str
    reasons: str
    body: str


@event("petition.invalidation_withdrawn", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidationWithdrawn:
    """Whoever had asked for it took it back before a second person spoke: nothing was changed."""

    petition: str
    job: str
    deed: str
    reasons: str
    body: str


@event("petition.invalidation_lapsed", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidationLapsed:
    """No second person spoke in time: nothing was changed."""

    petition: str
    job: str
    deed: str
    second_by: date


@event("petition.signatures_released", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturesReleased:
    """Signatures that were held count from now on; `count` is the number on the page then."""

    petition: str
    job: str
    signatures: int
    count: int
    code: str
    reasons: str
    body: str
    second_body: str = ""


@event("petition.signatures_struck_out", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturesStruckOut:
    """Signatures were struck out, `counted` of which had counted; `count` is the number on the page then."""

    petition: str
    job: str
    signatures: int
    counted: int
    count: int
    code: str
    reasons: str
    body: str
    second_body: str = ""


@event("petition.invalidation_reversed", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidationReversed:
    """What job `reversed` did was put back as a whole; `count` is the number on the page then."""

    petition: str
    job: str
    reversed: str
    signatures: int
    count: int
    code: str
    reasons: str
    body: str
    second_body: str = ""


@event("petition.mark_fell_short", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class MarkFellShort:
    """A note: fewer signatures count than a mark that was reached asks for. The mark stays reached, and its duty."""

    petition: str
    threshold: str
    required: int
    count: int


NOTES = (
    HeldUndecided,
    InvalidationAsked,
    InvalidationRefused,
    InvalidationWithdrawn,
    InvalidationLapsed,
    SignaturesReleased,
    SignaturesStruckOut,
    InvalidationReversed,
    MarkFellShort,
)
"""Those that change nothing of the petition's own row."""
