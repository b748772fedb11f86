"""Events of who speaks for a petition while it is signed. Nobody is named: that stands with the signatures only."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.petition import PETITION


@event("petition.organiser_left", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionLeft:
    """Whoever started it speaks for it no more. Until `take_up_by` somebody who signed it may take it up."""

    petition: str
    take_up_by: date


@event("petition.organiser_found", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionTakenUp:
    """Somebody who signed it has taken it up."""

    petition: str


@event("petition.withdrawn", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionWithdrawn:
    """Nobody took it up by `take_up_by`: it ended with so many signatures. What they had led to before stays owed."""

    petition: str
    take_up_by: date
    count: int
    required: int
