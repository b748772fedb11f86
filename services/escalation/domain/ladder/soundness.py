"""Whether the two tables hold together: checked before a service starts, and by tests that break them on purpose.

every open state has exactly one silence row at any time, whatever lies over it, and no end has one
what lies over a state leaves in time: its silence never acts at once, and has a counter when it stays
rows of one state and command that differ hang on different answers of one choice
every command has a row, every row somebody who may ask; nobody but the machine asks anything of an end
every loop has an edge with a counter
no chain of rows that act at once returns to where it began
every state can be reached, and every limit is a period of the policy
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import groupby, product

from services.escalation.domain.case.choice import When
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.row import Row, Silence
from services.escalation.domain.case.state import ENDS, OPEN_STATES, State
from services.escalation.domain.ladder import chain, silence
from services.escalation.domain.ladder.command import ALL, ASKED_BY_MACHINE
from shared.policy import Policy, PolicyError, released, resolve

# A state as it is, and under everything that may lie over it.
LAYERS: tuple[Overlay | None, ...] = (None, *Overlay)


class Unsound(Exception):
    """The tables do not hold together; the message names every fault."""


@cache
def check_all() -> None:
    """Refuse tables that would let a case stall under any released profile; once a process. Raises Unsound."""
    for profile in released():
        check(resolve(profile, (), date.max))


def check(policy: Policy, rows: Sequence[Row] = chain.TABLE, silences: Sequence[Silence] = silence.TABLE) -> None:
    """Refuse tables that would let a case stall, loop or be ambiguous. Raises Unsound."""
    faults = [
        *_silence_faults(silences),
        *_choice_faults(rows),
        *_coverage_faults(rows),
        *_loop_faults(rows, silences),
        *_reach_faults(rows, silences),
        *_limit_faults(silences, policy),
    ]
    if faults:
        raise Unsound("; ".join(faults))


def _silence_faults(silences: Sequence[Silence]) -> Iterator[str]:
    for end in ENDS:
        if any(row.state is end for row in silences):
            yield f"{end.value} is an end and has a silence row"
    for state, over in product(OPEN_STATES, LAYERS):
        place = _place(state, over)
        conditions = [row.when for row in silences if row.state is state and row.over is over]
        if not conditions:
            yield f"{place} has no silence row"
        elif conditions != [None]:
            yield from _answers_faults(place, conditions, must_cover=True)
    for row in silences:
        if row.over is not None and row.limit is None:
            yield f"{_place(row.state, row.over)} is left at once by {row.name}"


def _choice_faults(rows: Sequence[Row]) -> Iterator[str]:
    def key(row: Row) -> tuple[str, str]:
        return _place(row.state, row.over), row.asked.__name__

    for (state, command), group in groupby(sorted(rows, key=key), key=key):
        conditions = [row.when for row in group]
        if conditions != [None]:
            yield from _answers_faults(f"{state} and {command}", conditions, must_cover=False)


def _answers_faults(place: str, conditions: list[When | None], *, must_cover: bool) -> Iterator[str]:
    """Rows of one place hang on one choice, each on an answer of its own; with `must_cover` no answer is left out."""
    choices = {when.choice for when in conditions if when is not None}
    if None in conditions or len(choices) != 1:
        yield f"{place} has rows that may hold at the same time"
        return
    answers = [when.answer for when in conditions if when is not None]
    known = choices.pop().answers
    if len(set(answers)) < len(answers):
        yield f"{place} has two rows for one answer"
    if unknown := set(answers) - set(known):
        yield f"{place} hangs on an answer nobody gives: {', '.join(sorted(unknown))}"
    if must_cover and (missing := set(known) - set(answers)):
        yield f"{place} has no row for: {', '.join(sorted(missing))}"


def _coverage_faults(rows: Sequence[Row]) -> Iterator[str]:
    for command in ALL:
        if not any(row.asked is command for row in rows):
            yield f"{command.__name__} has no row"
    for row in rows:
        if not row.who:
            yield f"{row.state.value} and {row.asked.__name__} may be asked by nobody"
        if row.state in ENDS and row.asked not in ASKED_BY_MACHINE:
            yield f"{row.state.value} is an end and knows {row.asked.__name__}"


def _loop_faults(rows: Sequence[Row], silences: Sequence[Silence]) -> Iterator[str]:
    """A command that stays where it is leaves the clock as it is; every other way back needs a counter."""
    uncounted = [(r.state, r.to) for r in rows if r.counter is None and r.state is not r.to]
    uncounted += [(s.state, s.to) for s in silences if s.counter is None]
    if loop := _cycle(uncounted):
        yield f"a loop without a counter: {' -> '.join(state.value for state in loop)}"
    if loop := _cycle([(s.state, s.to) for s in silences if s.limit is None]):
        yield f"rows that act at once run in a circle: {' -> '.join(state.value for state in loop)}"


def _place(state: State, over: Overlay | None) -> str:
    return state.value if over is None else f"{state.value}, {over.value},"


def _cycle(edges: Sequence[tuple[State, State]]) -> list[State]:
    """Some way along the edges that returns to a state, or nothing."""
    finished: set[State] = set()

    def walk(state: State, path: list[State]) -> list[State]:
        if state in path:
            return [*path[path.index(state) :], state]
        if state in finished:
            return []
        for start, end in edges:
            if start is state and (found := walk(end, [*path, state])):
                return found
        finished.add(state)
        return []

    return next((found for start, _ in edges if (found := walk(start, []))), [])


def _reach_faults(rows: Sequence[Row], silences: Sequence[Silence]) -> Iterator[str]:
    edges = {(r.state, r.to) for r in rows} | {(s.state, s.to) for s in silences}
    reached = {State.SCREENING}
    while more := {end for start, end in edges if start in reached} - reached:
        reached |= more
    for state in State:
        if state not in reached:
            yield f"{state.value} cannot be reached"


def _limit_faults(silences: Sequence[Silence], policy: Policy) -> Iterator[str]:
    names = [row.name for row in silences if row.over is None]
    names += {(row.name, row.over): row.name for row in silences if row.over is not None}.values()
    yield from (f"two silence rows are called {name}" for name in sorted({n for n in names if names.count(n) > 1}))
    for row in silences:
        try:
            if row.limit is not None:
                row.limit.period(policy)
        except (PolicyError, ValueError, TypeError) as error:
            yield f"the limit of {row.name} is no period: {error}"
