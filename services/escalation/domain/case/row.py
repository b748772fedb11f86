"""The shape of the ladder's two tables: a row of what may be asked, and a row of what happens when nobody asks.

Each rung has its rows in `chain` and `silence`; `ladder` puts them together.
"""

# ruff: noqa: ARG005 every row of the table calls its function in the same way

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from typing import Any

from services.escalation.domain.case import guard, standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import When
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.guard import Check, Guard, repeated
from services.escalation.domain.case.part import Part
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps
from shared.policy import Policy
from shared.working_days import OutsideCalendar, Period, Reckoning


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: in `state`, `asked` by one of `who` tells `tells` and leads to `to`.

    `over` is what lies over the state where the row holds; `basis` is the row of the rule book; `counter` names what
    keeps a loop from running for ever; `second` says when the decision waits for a second person.
    """

    state: State
    asked: type[Command]
    who: frozenset[Part]
    to: State
    tells: Callable[[Case, Any, Circumstances], Steps]  # Any: every row's function takes its own command
    basis: str
    over: Overlay | None = None
    when: When | None = None
    needs: tuple[Guard, ...] = ()
    checks: tuple[Any, ...] = ()  # Any: every check takes its own command
    counter: str | None = None
    second: Second | None = None

    def all_checks(self) -> tuple[Check, ...]:
        """The row's own checks behind the one that holds for every command."""
        return (guard.words_given, *self.checks)


GRACE = "silence."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long silence may last: policy keys one after the other, the sum `times` over, counted from a day of the case.

    Without keys the anchor's own day is the last in time, and `fixed` says who set it. One that people `keep` is theirs
    to move: it stays where it is when the clock stands still.
    """

    keys: tuple[str, ...] = ()
    times: str | None = None
    anchor: str = "the day the state began"
    start: Callable[[Case, Circumstances], date | None] = lambda case, at: case.since_on
    fixed: Callable[[Case, Circumstances], str] | None = None
    keep: bool = False

    def period(self, policy: Policy) -> Period | None:
        """The period under this policy, or None when the anchor's own day is the limit."""
        if not self.keys:
            return None
        period = policy.period(*self.keys)
        return repeated(period, _count(policy, self.times)) if self.times else period

    def asked(self) -> "Limit":
        """The same without the grace that is added before silence moves the case: by when somebody is to act."""
        return replace(self, keys=tuple(key for key in self.keys if not key.startswith(GRACE)))

    def reckon(self, case: Case, at: Circumstances) -> Reckoning | None:
        """The last day, with its working; None while the case does not tell where to count from."""
        start = self.start(case, at)
        if start is None:
            return None
        period = self.period(at.policy)
        if period is None:
            return self._fixed(start, case, at)
        if case.overlay is not None:
            return period.reckon(start, at.calendar)
        return standstill.reckon(period, start, case.state, at, case.course.spans)

    def _fixed(self, day: date, case: Case, at: Circumstances) -> Reckoning:
        """A day that somebody set, moved on while the clock stood still unless it is theirs to move."""
        stays = self.keep or case.overlay is not None
        found = Reckoning(day, "on", (), day) if stays else standstill.put_off(day, case.since_on, case.state, at)
        try:
            closed = at.calendar.reason(found.due_on) or ""
        except OutsideCalendar:
            closed = ""
        return replace(found, fixed=self.fixed(case, at) if self.fixed else "", closed=closed)

    def __str__(self) -> str:
        sum_of = " + ".join(self.keys) + (f" x {self.times}" if self.times else "")
        return f"{sum_of} after {self.anchor}" if sum_of else self.anchor


class Holder(Enum):
    """Whom a clock runs on: who is to act before silence does. Nobody: it acts at once, or people have a right."""

    AUTHORITY = auto()
    SUBJECT = auto()
    COMMITTEE = auto()
    ADDRESSEES = auto()
    FACILITATOR = auto()
    INSPECTORATE = auto()
    IMPOSERS = auto()
    NEGOTIATORS = auto()
    NOBODY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One row: when nothing was done in `state` by the limit, `tells` is told and the case stands in `to`.

    Without a limit the row acts at once, in the same decision that led to the state. `over` as in a row; `on` is whom
    its clock runs on.
    """

    name: str
    state: State
    to: State
    tells: Callable[[Case, Circumstances], Steps]
    on: Holder
    basis: str
    limit: Limit | None
    over: Overlay | None = None
    when: When | None = None
    counter: str | None = None


def _count(policy: Policy, key: str) -> int:
    value = policy.row(key).value
    if not isinstance(value, int):
        raise TypeError(f"{key} is not a count")
    return value
