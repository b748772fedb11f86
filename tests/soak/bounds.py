"""How long a case can last, searched on the tables themselves and not on examples of cases.

Two bounds: nobody does anything from any state on; and everybody stalls, doing what the tables let them do on the last
day only. Both count working days in the worst of places of the calendar, and every answer of every choice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from services.escalation.domain.case.row import Limit, Silence
from services.escalation.domain.case.state import ENDS, OPEN_STATES, State
from services.escalation.domain.ladder import chain, silence
from services.escalation.domain.reserve.command import ReceiveReserveFindings
from shared.calendars import calendar
from shared.policy import Policy
from shared.working_days import Period, working_days_between

S = State
CALENDAR = calendar("England and Wales")
STARTS = [date(2026, 1, 1) + timedelta(days=days) for days in range(365)]
Used = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """The longest way found: its states, and its length in working days."""

    days: int
    path: tuple[State, ...]

    def __str__(self) -> str:
        return f"{self.days} working days: {' -> '.join(state.value for state in self.path)}"


def silent(policy: Policy, start: State | None = None) -> Bound:
    """The longest that silence alone can last, from this state or from whichever is the worst."""
    search = Search(policy, is_silent=True)
    return max((search.longest(one) for one in ([start] if start else OPEN_STATES)), key=lambda bound: bound.days)


def stalling(policy: Policy) -> Bound:
    """The longest lawful case without relapse, pause or reserve power, when everybody waits for the last day."""
    return Search(policy, is_silent=False).longest(State.SCREENING)


class Search:
    """A search of the tables under a policy."""

    def __init__(self, policy: Policy, *, is_silent: bool) -> None:
        self._policy = policy
        self._stay = {state: self._longest_stay(state, is_silent=is_silent) for state in OPEN_STATES}
        self._times = times(policy)
        self._edges = {state: sorted(set(_edges(state, is_silent=is_silent)), key=str) for state in OPEN_STATES}
        self._found: dict[tuple[State, Used, bool], Bound] = {}

    def longest(self, state: State, used: Used = (), *, has_its_day: bool = False) -> Bound:
        """The longest way from the state to an end; `has_its_day` when its clock had run out before."""
        key = (state, used, has_its_day)
        if key not in self._found:
            self._found[key] = self._longest(state, used, has_its_day=has_its_day)
        return self._found[key]

    def _longest(self, state: State, used: Used, *, has_its_day: bool) -> Bound:
        if state in ENDS:
            return Bound(0, (state,))
        ways = []
        for to, counter in self._edges[state]:
            edge = counter if counter in ONCE_IN_ALL else f"{counter}: {state.value} -> {to.value}"
            after = self._counted(used, edge, counter) if edge and counter else used
            if after is not None:
                stay = 0 if has_its_day or counter in AT_ONCE else self._stay[state]
                rest = self.longest(to, after, has_its_day=(state, to) in SAME_CLOCK)
                ways.append(Bound(stay + rest.days, (state, *rest.path)))
        if not ways:
            raise ValueError(f"{state.value} is a dead end once {used} are spent")
        return max(ways, key=lambda bound: bound.days)

    def _counted(self, used: Used, edge: str, counter: str) -> Used | None:
        counts = dict(used)
        if counts.get(edge, 0) >= self._times.get(counter, 1):
            return None
        return tuple(sorted({**counts, edge: counts.get(edge, 0) + 1}.items()))

    def _longest_stay(self, state: State, *, is_silent: bool) -> int:
        """As long as any of its silence rows lets the case stand there, with whatever may be added to it."""
        rows = [row for row in silence.TABLE if row.state is state and row.over is None]
        return max(self._stay_of(row, is_silent=is_silent) for row in rows)

    def _stay_of(self, row: Silence, *, is_silent: bool) -> int:
        limit = row.limit
        if limit is None:
            return 0
        if limit.anchor not in BEFORE:
            raise LookupError(f"say in BEFORE how long it is until {limit.anchor}")
        before = BEFORE[limit.anchor]
        keys = before.silent if is_silent else (*before.silent, *before.stalling)
        spent = sum(working_days(self._policy.period(key)) for key in keys)
        repeats = self._repeats(limit, is_silent=is_silent)
        return spent + (working_days(Period.parse(str(self._policy.row(limit.keys[0]).value))) * repeats
                        if repeats else sum(working_days(self._policy.period(key)) for key in limit.keys))  # fmt: skip

    def _repeats(self, limit: Limit, *, is_silent: bool) -> int:
        """How many quarters of following up there are: all of them, or as many as may be missed."""
        if limit.keys != ("stage2.monitor",):
            return 0
        value = self._policy.row("stage2.reviews_missed" if is_silent else "stage2.monitor_reviews").value
        assert isinstance(value, int)
        return value


@dataclass(frozen=True, slots=True)
class Before:
    """The periods, by their keys, from the day the state began until a row's limit starts; more when people stall."""

    silent: tuple[str, ...] = ()
    stalling: tuple[str, ...] = ()


BEFORE: Mapping[str, Before] = {
    "the day the state began": Before(),
    "the remedy's day": Before(("stage1.remedy_max",), ("stage1.extension",)),
    "the day somebody outside found it put right": Before(("stage1.verify", "silence.verifying")),
    "the day of the hearing": Before(("stage2.hearing_max",), ("stage2.adjournment",)),
    "the last day of what the committee tries beside the hearing": Before(("stage2.processes_max",)),
    "the first day an answer is owed": Before(("regimes.executive.response", "stage2.receipt")),
    "the last day an answer is asked for": Before(("regimes.ordinary.response", "stage2.receipt")),
    "the day the quarter began": Before(),
    "the end of scrutiny": Before(),
    "the subject's reply, or the day it had for one": Before(("stage3.right_of_reply",)),
    "the day of the next report": Before(("stage3.plan_reports", "stage3.plan_reports")),
    "the plan's last day": Before((), ("stage3.plan_longest",)),
}
# Here the next state goes on with the clock of the one before it, or with one that ran out before.
SAME_CLOCK = frozenset({
    (S.STAGE2_EXHAUSTED, S.CALL_IN_OPEN),
    (S.VERIFYING, S.REMEDY_RUNNING),
})  # fmt: skip
# Loops that share one count, and what follows at once from words that had come in time.
ONCE_IN_ALL = frozenset({"set_aside_on", "scrutiny.changes"})
AT_ONCE = frozenset({"set_aside_on"})


def times(policy: Policy) -> Mapping[str, int]:
    """How often a loop may be gone through; one whose counter is not here is gone through once."""

    def count(key: str) -> int:
        value = policy.row(key).value
        assert isinstance(value, int)
        return value

    return {
        "disputes": 1 + count("stage1.reassignments"),
        "declines": count("stage3.declines_max") - 1,
        "negotiations": count("stage3.renegotiations"),
    }


def _edges(state: State, *, is_silent: bool) -> Iterator[tuple[State, str | None]]:
    """Where the case may go from here, each with the counter of its loop; what is left at once belongs to the step."""
    for row in silence.TABLE:
        if row.state is state and row.over is None and row.to is not state:
            yield row.to, row.counter
    if is_silent:
        # Behind the rows that stay, another row of the same state holds in the end.
        return
    for asked in chain.TABLE:
        leads_on = asked.state is state and asked.over is None and asked.to is not state
        if leads_on and asked.asked is not ReceiveReserveFindings:
            yield asked.to, asked.counter


@cache
def working_days(period: Period) -> int:
    """The most working days that the period can take, from whichever day of a year it starts."""
    return max(working_days_between(day, period.reckon(day, CALENDAR).due_on, calendar=CALENDAR) for day in STARTS)
