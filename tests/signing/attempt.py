"""One try to sign, with what only the simulator knows: who really stands behind it."""

from dataclasses import dataclass, field
from enum import StrEnum

from services.escalation.domain.signature.origin import Client
from services.escalation.domain.signature.signature import Relation, Signer

MINUTE, HOUR, DAY = 1.0, 60.0, 1440.0


class Press(StrEnum):
    """What becomes of the letter's button."""

    NEVER = "never"
    ONCE = "once"
    AGAIN = "again and again"
    TOO_LATE = "after its days"
    ELSEWHERE = "on another petition"
    LOOKED_AT = "its link opened, and no button pressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Somebody signs `at` so many minutes after the petition opened. `strategy` is empty for an honest person.

    `person`: who it is; an honest person is one however often they try.
    """

    at: float
    person: str
    name: str
    email: str
    postcode: str
    client: Client = field(default_factory=Client)
    press: Press = Press.ONCE
    after: float = 2.0
    strategy: str = ""

    @property
    def signer(self) -> Signer:
        return Signer(name=self.name, email=self.email, postcode=self.postcode, relation=Relation.LIVE)
