"""The ladder's two tables as edges of a graph: what the model is written from, and recorded traces are held against.

    edges(rows, silences)   every row as an edge, with what lies over the state before and after
    is_step(step, edges)    whether a recorded step is an edge, and whatever acts at once behind it

Guards are left out but for those that the properties are about, so that the graph allows more than the service does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from services.escalation.domain.case.command import AgreeAsSecond, NoteNoSecond, RefuseAsSecond, WithdrawProposal, verb
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.part import Part
from services.escalation.domain.case.row import Row, Silence
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import PLACES, State
from services.escalation.domain.course import chain as course
from services.escalation.domain.ladder import chain, silence

Over = Overlay | None

# What a command that holds on every rung does to what lies over the state. One that is not named here may do anything
# to it; a command of fewer states leaves it, unless the case moves.
LAYS: dict[str, tuple[Over, ...]] = {
    "pause": (Overlay.PAUSED,),
    "renew_pause": (Overlay.PAUSED,),
    "resume": (None,),
    "adopt": (None,),
}
LEAVES = ("withdraw", "step_back")
MAY_BE_ADOPTED_BY = ("note_joined",)
KEEPS = ("correct", "note_figures", "note_succession", "note_unsealed", "take_in")
SPEAKING = (AgreeAsSecond, RefuseAsSecond, WithdrawProposal, NoteNoSecond)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One row: from a state and what lies over it to another, by a command or by silence.

    `says` is the command's name or the silence's; `of` names the decision that a second person speaks about. `after`
    are the things that may lie over the case then. `seconds` is None, `always` or `in one's own cause`. `is_at_once`
    and `is_only` are of silences: acts without a limit; the only row of its place, so that it always holds.
    """

    state: State
    over: Over
    says: str
    to: State
    after: tuple[Over, ...]
    who: frozenset[Part] = frozenset()
    needs: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()
    choice: str = ""
    answer: str = ""
    of: str = ""
    counter: str = ""
    seconds: str = ""
    is_silence: bool = False
    is_at_once: bool = False
    is_only: bool = False

    @property
    def place(self) -> tuple[State, Over]:
        """Where it begins."""
        return self.state, self.over

    @property
    def stays(self) -> bool:
        """Whether the case stands as it did afterwards."""
        return self.to is self.state and self.after == (self.over,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One recorded step: where the case stood, what was asked or which silence acted, where it stood then."""

    state: str
    over: str
    says: str
    to: str
    after: str
    on: str


def edges(rows: Sequence[Row] = chain.TABLE, silences: Sequence[Silence] = silence.TABLE) -> tuple[Edge, ...]:
    """Every row of the two tables as an edge."""
    return (*_of_rows(rows), *_of_silences(silences))


def _of_rows(rows: Sequence[Row]) -> Iterator[Edge]:
    base = {(row.state, row.over, verb(row.asked)): row for row in rows}
    states: dict[str, set[State]] = defaultdict(set)
    for row in rows:
        states[verb(row.asked)].add(row.state)
    anywhere = {name for name, known in states.items() if known >= set(course.LET_IN)}
    for row in rows:
        of = row.when.answer if row.asked in SPEAKING and row.when is not None else ""
        of = of.partition(", ")[0]  # of several ways from one place the model knows each
        decided = base.get((row.state, row.over, of), row)
        name = of if row.asked is AgreeAsSecond else verb(row.asked)
        yield Edge(
            state=row.state,
            over=row.over,
            says=verb(row.asked),
            to=row.to,
            after=_after(row, name, anywhere),
            who=row.who,
            needs=frozenset(need.name for need in row.needs),
            checks=frozenset(check.__name__ for check in decided.checks),
            choice="" if of or row.when is None else row.when.choice.name,
            answer="" if of or row.when is None else row.when.answer,
            of=of,
            counter=_counter(row, name, states[name]) if row.counter else "",
            seconds=row.second.value if row.second is not None else "",
        )


def _counter(row: Row, name: str, states: Collection[State]) -> str:
    """What counts: the same from many states to one, each way from many to many, all ways from one together."""
    return f"{row.counter}, {name}, {row.to.value if len(states) > 1 else row.state.value}"


def _of_silences(silences: Sequence[Silence]) -> Iterator[Edge]:
    for row in silences:
        beside = [one for one in silences if (one.state, one.over) == (row.state, row.over)]
        yield Edge(
            state=row.state,
            over=row.over,
            says=row.name,
            to=row.to,
            after=(None,),
            choice=row.when.choice.name if row.when else "",
            answer=row.when.answer if row.when else "",
            counter=f"{row.counter}, {row.name}" if row.counter else "",
            is_silence=True,
            is_at_once=row.limit is None,
            is_only=len(beside) == 1,
        )


def _after(row: Row, name: str, anywhere: Collection[str]) -> tuple[Over, ...]:
    if PLACES[row.to].is_end or row.to is not row.state:
        return (None,)
    if row.asked in SPEAKING[1:]:
        return (row.over,)
    if name in LEAVES:
        return tuple(dict.fromkeys((row.over, Overlay.WITHDRAWN)))
    if name in MAY_BE_ADOPTED_BY and row.over is Overlay.WITHDRAWN:
        return (None,)
    if name in LAYS:
        return LAYS[name]
    is_known = name in (*KEEPS, *MAY_BE_ADOPTED_BY)
    return (row.over,) if is_known or name not in anywhere else (None, *Overlay)


def is_step(step: Step, known: Collection[Edge]) -> bool:
    """Whether some edge of this name begins where the step did, and leads where it led by way of what acts at once."""
    begun = [one for one in known if one.says == step.says and _is_at(one.state, one.over, step.state, step.over)]
    if not begun:
        return False
    ends = {(one.to, over) for one in begun for over in one.after}
    ends |= {one.place for one in begun if one.seconds}
    at_once = [one for one in known if one.is_at_once]
    while more := {(one.to, None) for one in at_once if one.place in ends} - ends:
        ends |= more
    return any(_is_at(state, over, step.to, step.after) for state, over in ends)


def _is_at(state: State, over: Over, named: str, over_named: str) -> bool:
    return state.value == named and (over.value if over else "") == over_named


def rung_of(state: State) -> int:
    """The number of the state's rung, the lowest being 0."""
    return list(type(PLACES[state].rung)).index(PLACES[state].rung)


def may_be_two(edge: Edge) -> bool:
    """Whether nobody but a second person may say this."""
    return edge.who == frozenset({Part.SECOND})


def needs_two(edge: Edge) -> bool:
    """Whether the decision never takes effect by one person."""
    return edge.seconds in (Second.ALWAYS.value, Second.OTHER_SIDE.value, Second.AS_AT_FIRST.value)
