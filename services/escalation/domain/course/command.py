"""What may be asked of a case on any rung: to stop its clocks, to let them run, to take it back or up."""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.command import Command
from shared.events.escalation import Joined, Minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Command):
    """Stop the clocks, for a reason of the closed list, until a day on which it is looked at again.

    `letter` is the reference of a court's or the police's request in writing; it is kept and not published.
    """

    reason_class: str
    reasons: str
    review_on: date
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewPause(Command):
    """Let the pause go on until another day; without this it ends by itself. `letter` as for a pause."""

    reasons: str
    review_on: date
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """Take the case back, as its organiser. Once it was let in, the case goes on without, if anybody has standing."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBack(Command):
    """Leave the case as the organiser of one that was merged into it; `organiser_of` is that one's reference."""

    organiser_of: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt(Command):
    """Take up, as a body, a case that its organiser left and that would end otherwise."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """Let the clocks run again before the day on which the pause is looked at."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Command):
    """Let the case go on as part of another open one about the same matter; `into` is the other's reference."""

    into: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn(Command):
    """Let another case go on as part of this one; asked by the machine when that case is merged.

    The facts are those of the other: where it stood and since when, its duty's days, what holds for both.
    """

    merged: str
    joined: tuple[Joined, ...]
    reasons: str
    state: str
    since_on: date
    served_on: date | None
    acknowledge_by: date | None
    remedy_on: date | None
    level: str = ""
    failure_alleged_on: date | None
    adopters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revive(Command):
    """Let a merged case go on by itself, for the case that took it in was refused; asked by the machine."""

    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(Command):
    """Put right a slip in the last step: its number in the case, the field, and what it is to say.

    A day is written as 2026-05-31. What the step decided cannot be corrected. `minute` where a committee decided the
    step: of the meeting that decided what it is to say.
    """

    step: int
    field: str
    correction: str
    reasons: str
    minute: Minute | None = None


# What may be asked at any time and nobody waits for: no work of anybody's.
AT_ANY_TIME: tuple[type[Command], ...] = (Pause, Withdraw, StepBack, Merge, Correct)
