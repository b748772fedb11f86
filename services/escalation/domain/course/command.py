"""What may be asked of a case on any rung: to stop its clocks, to let them run, to take it back or up."""

from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.command import Command


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
class Adopt(Command):
    """Take up, as a body, a case that its organiser left and that would end otherwise."""

    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """Let the clocks run again before the day on which the pause is looked at."""

    reasons: str


# What may be asked at any time and nobody waits for: no work of anybody's.
AT_ANY_TIME: tuple[type[Command], ...] = (Pause, Withdraw)
