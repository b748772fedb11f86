"""My work: what silence does to a case, by how much it matters; which cases somebody asks for, and in which order.

Only reading is decided here; nothing moves a case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from services.escalation.domain.case.row import Holder, Silence
from services.escalation.domain.case.state import PLACES, RUNGS, State
from services.escalation.domain.ladder import silence
from shared.events.escalation import RESOLVED


class Consequence(IntEnum):
    """What silence does, the gravest first."""

    ENDS = 1  # without anything having been put right
    CLIMBS = 2  # to a rung where others ask why
    MOVES = 3  # inside its rung
    TELLS = 4  # that nothing came, and stays
    SETTLES = 5  # as put right


def consequence(row: Silence) -> Consequence:
    """What this row of the silence table does to a case."""
    here, there = PLACES[row.state], PLACES[row.to]
    if there.is_end:
        return Consequence.SETTLES if there.ended == RESOLVED else Consequence.ENDS
    if row.to is row.state:
        return Consequence.TELLS
    return Consequence.CLIMBS if RUNGS.index(there.rung) > RUNGS.index(here.rung) else Consequence.MOVES


# By the name of the silence that runs. Of a name that stands in several states the gravest counts.
CONSEQUENCES: Mapping[str, Consequence] = {
    name: min(consequence(row) for row in silence.TABLE if row.name == name) for name in {r.name for r in silence.TABLE}
}
OF_COMMITTEE = tuple(sorted({row.name for row in silence.TABLE if row.on is Holder.COMMITTEE}))


class Whose(StrEnum):
    """Whose work a case is: mine by name, my body's to do now, my body's and taken by nobody, somebody else's to do."""

    MINE = "mine"
    TEAM = "team"
    UNTAKEN = "untaken"
    OTHERS = "others"


class When(StrEnum):
    """By when somebody is to act."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of the open cases are asked for; what is empty leaves the choice open. `rung` is its number from 1."""

    whose: Whose | None = None
    when: When | None = None
    rung: int | None = None
    state: str = ""
    measure: str = ""
    ward: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """The states that this leaves; empty for all of them."""
        if self.state:
            return (self.state,)
        if self.rung is None:
            return ()
        return tuple(state.value for state in State if RUNGS.index(PLACES[state].rung) == self.rung - 1)

    @property
    def is_everything(self) -> bool:
        """Whether nothing was left out."""
        return self == Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Whose desk it is: the account, those whom it stands in for today, its body, and whether it serves a committee.

    `asked`: the cases in which something is asked of them beside the state's clock, with the day of it.
    """

    accounts: tuple[str, ...]
    body: str
    is_of_committee: bool
    asked: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a case stands on a desk: what the reader's body is to do comes first; by consequence, then by day."""

    is_others: bool
    consequence: int
    due_on: date
    reference: str

    def __str__(self) -> str:
        return f"{int(self.is_others)},{self.consequence},{self.due_on.isoformat()},{self.reference}"

    @classmethod
    def parse(cls, written: str) -> "Position | None":
        """What an address says; None where it says nothing that is a position."""
        parts = written.split(",")
        try:
            others, rank, due_on, reference = parts
            return cls(others == "1", int(rank[:1]), date.fromisoformat(due_on), reference)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many open cases there are on a desk, and of these those that are to be looked at first.

    Of the `team` are those too that ask something of the reader by a day of its own, whoever's clock runs: `asked`.
    """

    total: int = 0
    team: int = 0
    asked: int = 0
    mine: int = 0
    untaken: int = 0
    overdue: int = 0
    today: int = 0
