"""The generated part of the model of the chain: states, names, and three lists of options, as Promela.

Rows that are the same but for the state in which they hold share an option. Rows that change nothing that the model
keeps are options of a replay only. What an option does stands in chain.pml; here is what the tables say.
"""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.part import Part
from services.escalation.domain.case.state import ENDS, OPEN_STATES, State
from shared.policy import released, resolve
from tests.model.ladder import Edge, edges, may_be_two, needs_two, rung_of

HEAD = "/* Written from the ladder's tables by `python -m tests.model write`; do not edit. */\n"
COMPLAIN, TAKE_BACK, PAST_THE_LADDER = "lodge_complaint", "withdraw_complaint", "receive_reserve_findings"
AGREE, REFUSE, LAPSE = "agree_as_second", "refuse_as_second", "note_no_second"
WITHDRAW = "withdraw_proposal"
SUPPORT, BODIES = "complaints by distinct partners", range(4)
_LAST = date.max
WIDTH, FEW = 118, 2


def promela(known: Sequence[Edge]) -> str:
    """The text of ladder.pml for these edges."""
    sets = Sets()
    options = [line for option in _options(known, sets) for line in option.split("\n")]
    return "\n".join((HEAD, *_names(known), *sets.named(), "", *map(_broken, options))) + "\n"


def numbers(known: Sequence[Edge]) -> dict[str, int]:
    """The number of each name that somebody or silence says, beginning with 1."""
    return {name: number for number, name in enumerate(sorted({one.says for one in known}), start=1)}


def current() -> str:
    """The text for the tables as they are."""
    return promela(edges())


def state_number(state: str) -> int:
    """The number of a state's value."""
    return list(State).index(State(state)) + 1


def over_number(over: str) -> int:
    """The number of what lies over a state; 0 for nothing."""
    return list(Overlay).index(Overlay(over)) + 1 if over else 0


def _names(known: Sequence[Edge]) -> Iterator[str]:
    yield from (f"#define {_s(state)} {state_number(state)}" for state in State)
    yield from (f"#define {_o(over)} {over_number(over or '')}" for over in (None, *Overlay))
    yield from (f"#define {_a(name)} {number}" for name, number in numbers(known).items())
    counters = sorted(_gates(known))
    yield f"#define COUNTERS {max(len(counters), 1)}"
    yield from (f"#define {_k(counter, counters)} {n}   /* {counter} */" for n, counter in enumerate(counters))
    least = min(resolve(one, (), _LAST).stage3.min_partner_complaints for one in released())
    yield f"#define ENOUGH {least}"
    yield f"#define IS_END_STATE(s) ({' || '.join(f's == {_s(end)}' for end in ENDS)})"
    yield "#define IS_END(c) IS_END_STATE(state[c])"


def _broken(line: str) -> str:
    """A long option on two lines."""
    return line if len(line) <= WIDTH else line.replace(" -> ", " ->\n      ", 1)


def _options(known: Sequence[Edge], sets: "Sets") -> Iterator[str]:
    commands = [one for one in known if not one.is_silence]
    silences = [one for one in known if one.is_silence]
    gates = _gates(known)
    yield "inline ask(c) {\n  if"
    yield from _told((option for one in commands for option in _asked(one, gates)), sets, keep_all=True)
    yield "  fi\n}\n"
    yield "inline let_silence_act(c) {\n  if"
    yield from _told((_fired(one, gates) for one in silences if not one.is_at_once), sets)
    yield "  fi\n}\n"
    at_once = [one for one in silences if one.is_at_once]
    yield "/* What acts at once, until the case rests. */\ninline settle(c) {\n  do\n  :: if"
    yield from _told((_fired(one, gates) for one in at_once), sets)
    yield "  fi; move(c)"
    yield from (f"  :: {rests} -> break" for rests in _resting(silences, sets))
    yield "  od;\n  forget(c)\n}\n"
    yield from _lapses(commands, sets)
    yield from _forgetting(known, gates, sets)


@dataclass(slots=True)
class Sets:
    """Conditions on the state that are too long to be written out more than once, each by a name."""

    names: dict[str, str] = field(default_factory=dict)

    def of(self, states: Iterable[State]) -> str:
        """That the case stands in one of these."""
        known = tuple(states)
        text = " || ".join(f"IN({_s(state)})" for state in known)
        if len(known) <= FEW:
            return text if len(known) == 1 else f"({text})"
        return self.names.setdefault(text, f"AMONG_{len(self.names) + 1}")

    def named(self) -> Iterator[str]:
        """The names."""
        for text, name in self.names.items():
            lines = textwrap.wrap(f"({text})", WIDTH - 6, break_long_words=False)
            yield f"#define {name} \\\n  " + " \\\n  ".join(lines)


Option = tuple[str, State, str, bool]  # guards, state, what follows, whether it changes anything


def _asked(one: Edge, gates: Mapping[str, frozenset[State]]) -> Iterator[Option]:
    guards = [f"WANTED({_a(one.says)})", f"UNDER({_o(one.over)})"]
    if one.says in (REFUSE, WITHDRAW, LAPSE):
        yield " && ".join([*guards, f"waiting[c] == {_a(one.of)}"]), one.state, "waiting[c] = 0; stay(c)", True
        return
    if one.seconds:
        yield (
            " && ".join([*guards, "SECONDS && waiting[c] == 0"]),
            one.state,
            f"waiting[c] = {_a(one.says)}; stay(c)",
            True,
        )
        guards.append("waiting[c] == 0")
    if one.counter in gates:
        guards.append(f"LEFT({_k(one.counter, sorted(gates))})")
    if needs_two(one):
        guards.append("!SECONDS")
    for after in one.after:
        yield from _effect(replace(one, after=(after,)), guards, gates)


def _effect(one: Edge, guards: list[str], gates: Mapping[str, frozenset[State]]) -> Iterator[Option]:
    count = f"COUNT({_k(one.counter, sorted(gates))}); " if one.counter in gates else ""
    decided = one.of or one.says
    if decided in ("pause", "renew_pause"):
        count += f"lay_pause(c, {int('within_all' in one.checks)}); "
    to = _s(one.to) if one.to is not one.state else "state[c]"
    move = f"go({to}, {rung_of(one.to) if one.to is not one.state else 'NO_RUNG'}, {_o(one.after[0])}, "
    if one.says == AGREE:
        seconds = (2,) if may_be_two(one) else (1, 2)
        for person in seconds:
            said = [*guards, f"waiting[c] == {_a(one.of)}"]
            yield " && ".join(said), one.state, f"agree(c, {person}); {count}{move}BY_TWO)", True
    elif one.says in (COMPLAIN, TAKE_BACK):
        yield from _complaints(one, guards)
    else:
        how = "PAST_THE_LADDER" if one.says == PAST_THE_LADDER else _how(one)
        yield " && ".join(guards), one.state, f"{count}{move}{how})", bool(count) or not one.stays


def _how(one: Edge) -> str:
    return "BY_ONE" if one.who != frozenset({Part.MACHINE}) else "BY_MACHINE"


def _complaints(one: Edge, guards: list[str]) -> Iterator[Option]:
    for body in BODIES:
        said = list(guards)
        if one.who == frozenset({Part.OTHER_PARTNER}):
            said.append(f"ORGANISATION({body}) != SUBJECT")
        if "not_complained_before" in one.needs:
            said.append(f"!HAS_COMPLAINED({body})")
        if "complained_before" in one.needs:
            said.append(f"HAS_COMPLAINED({body})")
        act = "complain" if one.says == COMPLAIN else "take_back"
        yield " && ".join(said), one.state, f"{act}(c, {body})", True


def _fired(one: Edge, gates: Mapping[str, frozenset[State]]) -> Option:
    guards = [f"UNDER({_o(one.over)})"]
    if not one.is_at_once:
        guards.insert(0, f"ACTED({_a(one.says)})")
    if one.choice == SUPPORT:
        guards.append("SUPPORTED" if one.answer == "enough" else "!SUPPORTED")
    count = ""
    if one.counter in gates:
        number = _k(one.counter, sorted(gates))
        guards.append(f"LEFT({number})")
        count = f"COUNT({number}); "
    to = _s(one.to) if one.to is not one.state else "state[c]"
    rung = rung_of(one.to) if one.to is not one.state else "NO_RUNG"
    return " && ".join(guards), one.state, f"{count}go({to}, {rung}, {_o(one.after[0])}, BY_SILENCE)", True


def _told(options: Iterable[Option], sets: Sets, *, keep_all: bool = False) -> Iterator[str]:
    """An option for all states in which the same holds; what changes nothing is there for a replay."""
    grouped: dict[tuple[str, str, bool], list[State]] = defaultdict(list)
    for guards, state, act, changes in options:
        if state not in grouped[guards, act, changes]:
            grouped[guards, act, changes].append(state)
    for (guards, act, changes), states in grouped.items():
        if changes:
            yield f"  :: {guards} && {sets.of(states)} -> {act}"
    if keep_all:
        yield "#ifdef REPLAY"
        for (guards, act, changes), states in grouped.items():
            if not changes:
                yield f"  :: {guards} && {sets.of(states)} -> {act}"
        yield "#endif"


def _resting(silences: Sequence[Edge], sets: Sets) -> Iterator[str]:
    """Where a case may stand: under something, at an end, and wherever not all that silence does is done at once."""
    yield f"!UNDER({_o(None)})"
    yield "IS_END(c)"
    plain = [one for one in silences if one.over is None]
    limited = {one.state for one in plain if not one.is_at_once}
    pinned = {one.state for one in plain if one.choice == SUPPORT}
    moving = {one.state for one in plain if one.is_at_once} - limited
    yield f"UNDER({_o(None)}) && {sets.of(state for state in OPEN_STATES if state not in pinned | moving)}"
    for one in plain:
        if one.choice == SUPPORT and not one.is_at_once:
            yield f"UNDER({_o(None)}) && IN({_s(one.state)}) && {'' if one.answer == 'enough' else '!'}SUPPORTED"


def _lapses(commands: Sequence[Edge], sets: Sets) -> Iterator[str]:
    """That what waits for a second person can lapse where the case stands."""
    grouped: dict[tuple[str, str], list[State]] = defaultdict(list)
    for one in commands:
        if one.says == LAPSE:
            grouped[_a(one.of), _o(one.over)].append(one.state)
    places = [f"(waiting[c] == {of} && UNDER({over}) && {sets.of(states)})" for (of, over), states in grouped.items()]
    yield "#define CAN_LAPSE(c) ( \\\n  " + " || \\\n  ".join(places or ["false"]) + ")\n"


def _gates(known: Sequence[Edge]) -> dict[str, frozenset[State]]:
    """The counters that keep something from happening again, each with the states that ask for it."""
    asking: dict[str, set[State]] = defaultdict(set)
    for one in known:
        if one.counter and (not one.is_only if one.is_silence else one.to is not one.state):
            asking[one.counter].add(one.state)
    return {counter: frozenset(states) for counter, states in asking.items()}


def _forgetting(known: Sequence[Edge], gates: Mapping[str, frozenset[State]], sets: Sets) -> Iterator[str]:
    """What nothing asks for any more from here on is forgotten, so that states that differ by nothing else are one."""
    ahead = _reached(known)
    counters = sorted(gates)
    yield "inline forget(c) {\n  d_step {"
    for counter in counters:
        gone = [state for state in State if not ahead[state] & gates[counter]]
        if gone:
            yield f"  if :: {sets.of(gone)} -> FORGET({_k(counter, counters)}) :: else fi;"
    complained = {one.state for one in known if one.says == COMPLAIN or one.choice == SUPPORT}
    gone = [state for state in State if not ahead[state] & complained]
    yield f"  if :: {sets.of(gone)} -> forget_complaints(c) :: else fi }}\n}}"


def _reached(known: Sequence[Edge]) -> dict[State, set[State]]:
    ways = {(one.state, one.to) for one in known}
    ahead = {state: {state} for state in State}
    while more := {
        (state, end) for state in State for start, end in ways if start in ahead[state] and end not in ahead[state]
    }:
        for state, end in more:
            ahead[state].add(end)
    return ahead


def _s(state: State) -> str:
    return f"S_{state.name}"


def _o(over: Overlay | None) -> str:
    return f"O_{over.name}" if over else "O_NOTHING"


def _a(name: str) -> str:
    return f"A_{name.upper()}"


def _k(counter: str, counters: Sequence[str]) -> str:
    return f"K_{counters.index(counter)}"
