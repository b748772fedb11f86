"""Events of a councillor's post: whether letters reach who holds it, and by which account they come in. No address."""

from dataclasses import dataclass

from shared.events.base import event

COUNCILLOR = "escalation.councillor"


@event("councillor.address_kept", COUNCILLOR)
@dataclass(frozen=True, slots=True, kw_only=True)
class AddressKept:
    """Somebody of the council told where letters to a post go; whoever had come in by the one before does no more."""

    area: str
    councillor: str
    ward: str
    body: str
    role: str
    reasons: str


@event("councillor.address_removed", COUNCILLOR)
@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRemoved:
    """No letters go to the post any more, and nobody comes in for it."""

    area: str
    councillor: str
    ward: str
    body: str
    role: str
    reasons: str


@event("councillor.account_joined", COUNCILLOR)
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountJoined:
    """Somebody signed in used the link of the letter to the post: they hold it, and whose account it is is not told."""

    area: str
    councillor: str
    ward: str
