"""Bodies that work together: what a partnership was on a day, who belonged to it, what it had to do. Pure.

Every statement holds from its day until the next one of the same thing; earlier ones stay.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Protocol, TypeVar

from services.publication.domain.register.register import Register, lead_on
from shared.events.publication import BoardRegistered, BoardSeatRegistered, MemberRegistered, PartnershipRegistered


class GovernanceClass(StrEnum):
    """How bodies work together. Only a partnership decides or has money, and only it is asked why in public."""

    PARTNERSHIP = "partnership"
    NETWORK = "network"
    WORKING_GROUP = "working_group"


class Stage(StrEnum):
    """Where a partnership stands in its life."""

    FORMING = "forming"
    ACTIVE = "active"
    WINDING_DOWN = "winding_down"
    CLOSED = "closed"


NEXT = {
    Stage.FORMING: (Stage.ACTIVE, Stage.CLOSED),
    Stage.ACTIVE: (Stage.WINDING_DOWN,),
    Stage.WINDING_DOWN: (Stage.ACTIVE, Stage.CLOSED),
    Stage.CLOSED: (),
}


class Dated(Protocol):
    """Something that is so from a day on."""

    @property
    def since_on(self) -> date:
        """The first day."""


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Partnership:
    """A partnership as it stands on a day, with its boards, members and seats; `history` has the latest first."""

    about: PartnershipRegistered
    boards: tuple[BoardRegistered, ...]
    members: tuple[MemberRegistered, ...]
    seats: tuple[BoardSeatRegistered, ...]
    history: tuple[PartnershipRegistered, ...]

    @property
    def is_scrutinised(self) -> bool:
        """Whether councillors ask it why in public: it decides or has money, and it is not closed."""
        return self.about.governance_class == GovernanceClass.PARTNERSHIP and self.about.stage != Stage.CLOSED


def in_force(rows: Iterable[D], of: Callable[[D], object], day: date) -> tuple[D, ...]:
    """The last row of each thing that began on that day or before it."""
    begun = sorted((row for row in rows if row.since_on <= day), key=attrgetter("since_on"))
    return tuple({of(row): row for row in begun}.values())


def partnerships_on(register: Register, day: date) -> tuple[Partnership, ...]:
    """The partnerships that were told of by that day, by name; closed ones too."""
    standing = in_force(register.partnerships.values(), attrgetter("partnership"), day)
    return tuple(_partnership(register, about, day) for about in sorted(standing, key=attrgetter("name")))


def partnership_on(register: Register, partnership: str, day: date) -> Partnership | None:
    """The partnership as it was on that day; None when it was not told of by then."""
    rows = [row for row in register.partnerships.values() if row.partnership == partnership]
    standing = in_force(rows, attrgetter("partnership"), day)
    return _partnership(register, standing[0], day) if standing else None


def duties_of(register: Register, partnership: str, day: date) -> tuple[str, ...]:
    """The measures that the partnership still has on that day: those of its boards, and those that it leads on itself.

    The targets of a measure go with it: who takes the measure on has its targets.
    """
    known = partnership_on(register, partnership, day)
    if known is None:
        return ()
    own = {measure for board in known.boards for measure in board.measures}
    if known.about.body is not None:
        leads = {measure: lead_on(register, measure, day) for measure in register.measures}
        own |= {measure for measure, tenure in leads.items() if tenure and tenure.lead.lead == known.about.body}
    return tuple(sorted(own))


def boards_of(register: Register, measure: str, day: date) -> tuple[BoardRegistered, ...]:
    """The boards, on that day, that have this measure among their own."""
    return tuple(board for each in partnerships_on(register, day) for board in each.boards if measure in board.measures)


def _partnership(register: Register, about: PartnershipRegistered, day: date) -> Partnership:
    code = about.partnership
    boards = in_force((one for one in register.boards.values() if one.partnership == code), attrgetter("board"), day)
    standing = tuple(board for board in boards if board.stands)
    of_it = (one for one in register.members.values() if one.partnership == code)
    members = in_force(of_it, attrgetter("member"), day)
    names = {board.board for board in standing}
    seats = in_force(register.board_seats.values(), attrgetter("board", "seat"), day)
    history = sorted(
        (one for one in register.partnerships.values() if one.partnership == code),
        key=attrgetter("since_on"),
        reverse=True,
    )
    return Partnership(
        about,
        tuple(sorted(standing, key=attrgetter("name"))),
        tuple(sorted((one for one in members if one.belongs), key=attrgetter("member_kind", "member"), reverse=False)),
        tuple(seat for seat in seats if seat.board in names and seat.held),
        tuple(history),
    )
