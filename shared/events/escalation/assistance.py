"""Events of signatures that staff took from people without e-mail. Numbers only: nobody stands here."""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.escalation.petition import PETITION


@event("petition.signatures_assisted", PETITION)
@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturesAssisted:
    """So many people signed on that day at a desk of this body, before somebody of this role. Held ones are among
    them.
    """

    petition: str
    on: date
    signatures: int
    body: str
    role: str
