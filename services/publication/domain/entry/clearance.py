"""Who let an entry be published, and when it was received: it stands beside the entry for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Cleared(StrEnum):
    """Who let an entry be published: a second person, one alone who gave a reason, the clock because nobody looked, or
    one alone in an area whose rules ask for no second one.
    """

    TWO_PERSONS = "two_persons"
    FORCED = "forced"
    BY_CLOCK = "by_clock"
    ONE_PERSON = "one_person"


class LaterGround(StrEnum):
    """Why an entry is shown only from a later day: the closed list."""

    PRE_ELECTION = "pre_election_period"
    AGREED = "agreed_by_both_sides"
    MARKET = "market_sensitive"
    CONTRACT = "contract_sensitive"


@dataclass(frozen=True, slots=True)
class Later:
    """On which ground an entry is not public yet, and the day from which it is shown."""

    ground: LaterGround
    shown_from: date


@dataclass(frozen=True, slots=True)
class Clearance:
    """How an entry came to be published, when it was received, why nobody else looked where it was forced, and on
    which ground it was shown only from a later day.
    """

    how: Cleared
    received_at: datetime
    because: str | None = None
    later: LaterGround | None = None


class Ground(StrEnum):
    """Why an entry's words may be withheld: the closed list. That they embarrass somebody is no ground."""

    PERSONAL_DATA = "personal_data"
    COURT_ORDER = "court_order"
    LEGAL_ADVICE = "legal_advice"
    COMMERCIAL = "commercial_interest"
    SAFEGUARDING = "safeguarding_somebody"
    CRIME = "crime_prevention"
    THIRD_PARTY = "given_in_confidence"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why an entry's words are withheld, what may be said of them all the same, and until when, where that is known."""

    ground: Ground
    summary: str | None = None
    until: date | None = None


def as_told(clearance: Clearance | None) -> Mapping[str, object]:
    """What leaves and documents tell of it, by name; nothing known of what was published before this was asked."""
    return {
        "cleared": clearance.how if clearance else None,
        "received_at": clearance.received_at if clearance else None,
        "because": clearance.because if clearance else None,
        "later": clearance.later if clearance else None,
    }
