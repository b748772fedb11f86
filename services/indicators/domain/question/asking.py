"""What is asked of a body, whatever its sort: an explanation, a challenge, an enquiry. Pure.

One shape for all: it is asked with a last day; what was asked for comes, in time or late; or its day passes, which is
told once. What is asked, of whom and why is each sort's own.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from shared.events.indicators import Said
from shared.working_days import end_of_day, london_day

GONE = "[removed]"
ANSWER = "answers."  # how one word of the answers to a set of questions is named
MACHINE = "folkmoot"  # who acts where nobody does: when a day is over

T = TypeVar("T")
E = TypeVar("E")


class AskedAs(StrEnum):
    """Why this body is asked: it leads on the measure, or nobody does and the area's authority answers."""

    LEAD = "lead"
    RESPONSIBLE_AUTHORITY = "responsible_authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who is asked about a measure, by the area's register on a day, and on what ground."""

    body: str
    name: str
    asked_as: AskedAs
    basis: str
    register_version: int


@dataclass(frozen=True, slots=True)
class Clock:
    """The last day in time, how it was reckoned, and by which version of the area's policy."""

    due_on: date
    reckoning: str
    policy_version: str

    def is_late(self, came_at: datetime | None) -> bool:
        """Whether what came, came after its day was over; what has not come is not late yet."""
        return came_at is not None and came_at >= end_of_day(self.due_on)


@dataclass(frozen=True, slots=True)
class Removed:
    """Which words were taken out, on which ground and day, asked and agreed by whose people."""

    names: tuple[str, ...]
    ground: str
    asked_by: str
    agreed_by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every sort of asking has: of whom, on which measure, and how many events have told of it."""

    SORT: ClassVar[str]

    id: UUID
    area: str
    measure: str
    body: str
    body_name: str
    version: int = 0

    @property
    def stream(self) -> str:
        """Its ledger stream, which is also the subject of its deadline."""
        return f"{self.SORT}/{self.id}"


A = TypeVar("A", bound=Asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort(Generic[A, E]):
    """One sort of asking: what its events make of one, and what is told when the day of one is over.

    `let_lapse` answers None for one that waits for nothing any more.
    """

    of: type[A]
    evolve: Callable[[A | None, E, datetime], A]
    let_lapse: Callable[[A], E | None]

    @property
    def silence(self) -> str:
        """The kind of deadline that ends its day."""
        return f"{self.of.SORT}.silence"

    def id_of(self, stream: str) -> UUID:
        """The id of one, from its stream."""
        return UUID(stream.removeprefix(f"{self.of.SORT}/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of a sort a reader wants, by the state that the sort calls so; what is None does not narrow."""

    area: str | None = None
    measure: str | None = None
    state: str | None = None
    body: str | None = None
    challenger: str | None = None


def folded(evolve: Callable[[T | None, E, datetime], T], events: Sequence[tuple[E, datetime]]) -> T | None:
    """What these events, each with its moment, tell of one thing; None for none."""
    found: T | None = None
    for event, at in events:
        found = evolve(found, event, at)
    return found


def without(answers: Sequence[Said], names: Collection[str]) -> tuple[Said, ...]:
    """The answers, with nothing but that it is gone in place of those that are named."""
    return tuple(Said(one.field, (GONE,)) if f"{ANSWER}{one.field}" in names else one for one in answers)


def removed(names: tuple[str, ...], ground: str, *, by: tuple[str, str], at: datetime) -> Removed:
    """What is kept of words that were taken out `at` a moment; `by` who asked and who agreed."""
    return Removed(names, ground, *by, london_day(at))
