"""Events of petitions by which it may show what somebody believes: whether they tell how many signed in which ward."""

from dataclasses import dataclass

from shared.events.base import event
from shared.events.escalation.petition import PETITION


@event("petition.wards_hidden", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class WardsHidden:
    """From now on it is not told how many signed in which ward."""

    petition: str
    reasons: str
    by: str
    role: str


@event("petition.wards_shown", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class WardsShown:
    """From now on it is told again."""

    petition: str
    reasons: str
    by: str
    role: str
