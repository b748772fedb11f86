"""Requests of people about what is held of them: to see it, or to have it erased. Who asks is no part of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import singledispatch

from shared.events.escalation import data_request as told

ROLES = ("case_worker", "monitoring_officer", "scrutiny_officer", "partner")  # who answers, as far as each may


class Wants(StrEnum):
    """What a person may ask for."""

    ACCESS = "access"
    ERASURE = "erasure"


class CameBy(StrEnum):
    """How it came in."""

    LINK = "link"
    LETTER = "letter"


class Outcome(StrEnum):
    """What came of it."""

    GIVEN = "given"
    ERASED = "erased"
    NOTHING_HELD = "nothing_held"
    REFUSED = "refused"


class Refusal(StrEnum):
    """For what alone it may be refused."""

    NOT_THE_PERSON = "not_the_person"
    UNFOUNDED = "manifestly_unfounded"
    EXCESSIVE = "manifestly_excessive"
    LEGAL_CLAIM = "needed_for_a_legal_claim"


class Longer(StrEnum):
    """For what alone it may take longer."""

    COMPLEX = "complex"
    MANY = "many_requests"


class Purpose(StrEnum):
    """For what alone somebody of the council is shown what a person told."""

    ANSWER_ACCESS = "answer_access_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """One request as its events have made it."""

    request: str
    area: str
    wants: Wants
    came_by: CameBy
    received_on: date
    due_on: date
    policy_version: str
    version: int = 1
    extended_on: date | None = None
    overdue_on: date | None = None
    answered_on: date | None = None
    outcome: Outcome | None = None
    grounds: str = ""
    by_mail: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer."""
        return self.answered_on is None

    @property
    def takes_two(self) -> bool:
        """Whether somebody else answers it than who put it down: nobody's word alone takes a signature away, or shows
        what somebody told. What goes to the person's own address is shown to nobody here.
        """
        return self.came_by is CameBy.LETTER and (self.wants is Wants.ERASURE or not self.by_mail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """All that is held of one person under one petition. `email` or `telephone` is empty of whoever gave none."""

    petition: str
    name: str
    email: str
    telephone: str
    postcode: str
    relation: str
    ward: str
    came_by: str
    is_organiser: bool
    confirmed_at: datetime | None
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldNotice:
    """What is held of whoever gave a notice about a page, until that is decided: the address, and what they wrote."""

    reference: str
    number: int
    page: str
    email: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFollow:
    """What is held of whoever follows a petition, or asked to and has not confirmed: the address."""

    petition: str
    email: str
    is_confirmed: bool
    follower: str


Beside = HeldNotice | HeldFollow
"""What is held of a person beside signatures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Somebody who signed on paper or at a desk, as they wrote themselves there."""

    petition: str
    name: str
    postcode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How often people of an area asked, and how that was kept."""

    area: str
    wants: str
    received: int
    open: int
    ever_overdue: int
    given: int
    erased: int
    nothing_held: int
    refused: int


def refolded(history: Iterable[tuple[object, date]]) -> DataRequest | None:
    """It as its events, each with its day, make it; None of none."""
    found: DataRequest | None = None
    for event, on in history:
        if isinstance(event, told.DataRequestReceived):
            found = received(event)
        elif found is not None:
            found = evolve(found, event, on)
    return found


def received(event: told.DataRequestReceived) -> DataRequest:
    """One that begins."""
    return DataRequest(
        request=event.request,
        area=event.area,
        wants=Wants(event.wants),
        came_by=CameBy(event.came_by),
        received_on=event.received_on,
        due_on=event.due_on,
        policy_version=event.policy_version,
        by_mail=event.by_mail,
    )


def evolve(one: DataRequest, event: object, on: date) -> DataRequest:
    """What an event of that day makes of it."""
    return replace(_apply(event, one, on), version=one.version + 1)


@singledispatch
def _apply(event: object, one: DataRequest, on: date) -> DataRequest:  # noqa: ARG001 events are applied in one way
    raise TypeError(f"no event of a request: {type(event).__name__}")


@_apply.register
def _(event: told.DataRequestExtended, one: DataRequest, on: date) -> DataRequest:
    return replace(one, due_on=event.due_on, extended_on=on)


@_apply.register
def _(event: told.DataRequestOverdue, one: DataRequest, on: date) -> DataRequest:  # noqa: ARG001 as above
    return replace(one, overdue_on=on)


@_apply.register
def _(event: told.DataRequestAnswered, one: DataRequest, on: date) -> DataRequest:
    return replace(one, answered_on=on, outcome=Outcome(event.outcome), grounds=event.grounds)
