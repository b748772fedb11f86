"""Events of the register about bodies that work together: partnerships, their boards, members and seats; what they
were to do and what they have delivered.
"""

from dataclasses import dataclass
from datetime import date

from shared.events.base import event
from shared.events.publication.register import REGISTER


@event("register.partnership_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipRegistered:
    """From `since_on` a partnership of the area is this, until it is stated anew.

    `governance_class` is partnership, network or working_group; one that `decides`, or has a `budget` (pounds a year),
    is a partnership. `legal_form` is none, or the form in law; `body` the partner that it is then. `accountable_body`
    is the partner that answers for its money, `stage` forming, active, winding_down or closed, `exit_plan` where it is
    written who takes its duties on.
    """

    area: str
    partnership: str
    name: str
    governance_class: str
    decides: bool
    budget: int
    legal_form: str
    stage: str
    basis: str
    since_on: date
    accountable_body: str | None = None
    body: str | None = None
    exit_plan: str | None = None


@event("register.board_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRegistered:
    """From `since_on` this board of a partnership stands, or not, for one theme, and has these measures of its own."""

    area: str
    partnership: str
    board: str
    name: str
    theme: str
    measures: tuple[str, ...]
    stands: bool
    basis: str
    since_on: date


@event("register.member_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRegistered:
    """From `since_on` this body belongs to a partnership, or no longer does, and sits on these of its boards.

    `member_kind` is statutory (a partner, whose code `member` then is) or consulted: heard, without a duty, and with a
    vote only where `protocol` gives it one. `name` is that of a body that is no partner.
    """

    area: str
    partnership: str
    member: str
    member_kind: str
    boards: tuple[str, ...]
    votes: bool
    belongs: bool
    basis: str
    since_on: date
    name: str | None = None
    protocol: str | None = None


@event("register.board_seat_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSeatRegistered:
    """From `since_on` this seat of a board is held, or not, by whoever has this councillor's post.

    `seat_role` is voting or observer; `interests` are the bodies in which its holder has declared one.
    """

    area: str
    board: str
    seat: str
    councillor: str
    seat_role: str
    interests: tuple[str, ...]
    held: bool
    basis: str
    since_on: date


@event("register.deliverable_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverableRegistered:
    """Something that people can see or use was delivered by these bodies on a day, for a partnership, an agreement or
    a measure. `evidence` is where that can be looked up.
    """

    area: str
    deliverable: str
    title: str
    delivered_by: tuple[str, ...]
    delivered_on: date
    evidence: str
    partnership: str | None = None
    agreement: str | None = None
    measure: str | None = None


@event("register.contribution_registered", REGISTER)
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRegistered:
    """From `since_on` a partner contributes this to an agreement; `evidence` is where that can be looked up."""

    area: str
    agreement: str
    partner: str
    committed: str
    evidence: str
    since_on: date
