"""What a registrar sends of bodies that work together and of what they delivered; and how a partnership is told."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.publication.domain.register.delivery import delivered_for
from services.publication.domain.register.partnership import Partnership, duties_of
from services.publication.domain.register.register import Register
from services.publication.schemas.register.link import links
from services.publication.schemas.register.place import Code
from shared.shapes import Day, Line, ReasonsLine, Strict, Whole, Yes

Money = Annotated[Whole, Field(ge=0, le=10**12)]
"""Whole pounds a year."""


class PartnershipIn(Strict):
    """What a partnership is from a day on: its class, money, form in law and stage."""

    partnership: Code
    name: Line
    governance_class: Literal["partnership", "network", "working_group"]
    decides: Yes = False
    budget: Money = 0
    legal_form: Literal[
        "none", "company", "charity", "community_interest_company", "joint_committee", "statutory_board", "trust"
    ] = "none"
    stage: Literal["forming", "active", "winding_down", "closed"]
    accountable_body: Code | None = None
    body: Code | None = None
    exit_plan: Line | None = None
    basis: Line
    since_on: Day


class BoardIn(Strict):
    """A board of a partnership from a day on: its theme and its own measures, or that it no longer stands."""

    partnership: Code
    board: Code
    name: Line
    theme: Line
    measures: Annotated[tuple[Code, ...], Field(max_length=500)] = ()
    stands: Yes = True
    basis: Line
    since_on: Day


class MemberIn(Strict):
    """A body in a partnership from a day on, and the boards it sits on, or that it no longer belongs."""

    partnership: Code
    member: Code
    name: Line | None = None
    member_kind: Literal["statutory", "consulted"]
    boards: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    votes: Yes = False
    protocol: Line | None = None
    belongs: Yes = True
    basis: Line
    since_on: Day


class BoardSeatIn(Strict):
    """A councillor's seat on a board from a day on, and the bodies in which an interest is declared."""

    board: Code
    seat: Line
    councillor: Code
    seat_role: Literal["voting", "observer"]
    interests: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    held: Yes = True
    basis: Line
    since_on: Day


class DeliverableIn(Strict):
    """Something that was delivered: what, by whom, when, for what, and where that can be looked up."""

    deliverable: Code
    title: Line
    delivered_by: Annotated[tuple[Code, ...], Field(max_length=50)]
    delivered_on: Day
    evidence: Line
    partnership: Code | None = None
    agreement: Code | None = None
    measure: Code | None = None


class ContributionIn(Strict):
    """What a partner contributes to an agreement from a day on."""

    agreement: Code
    partner: Code
    committed: ReasonsLine
    evidence: Line
    since_on: Day


def told(register: Register, partnership: Partnership, day: date) -> dict[str, object]:
    """A partnership as it stands on a day, what it delivered first."""
    about = partnership.about
    here = f"/publication/v1/register/{register.area}/partnerships/{about.partnership}"
    return {
        "area": register.area,
        "on": day,
        "delivered": [asdict(one) for one in delivered_for(register, day, partnership=about.partnership)],
        **{name: value for name, value in asdict(about).items() if name != "area"},
        "asked_by_scrutiny": partnership.is_scrutinised,
        "boards": [asdict(board) for board in partnership.boards],
        "members": [asdict(member) for member in partnership.members],
        "seats": [asdict(seat) for seat in partnership.seats],
        "open_duties": duties_of(register, about.partnership, day),
        "history": [asdict(row) for row in partnership.history],
        "links": links(
            self_=f"{here}?on={day}",
            page=f"/who/{register.area}/partnerships/{about.partnership}",
            register=f"/publication/v1/register/{register.area}",
        ),
    }
