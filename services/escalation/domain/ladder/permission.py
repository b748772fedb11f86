"""Who may ask what of a case and of a sealed matter: the tables of the ladder read by command, and printed from them.

Default deny: what has no row is refused, and a command without a row stops the start (`soundness`). The relation to the
case is the part somebody plays in it; the role is what an account or key must hold to play it at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.escalation.domain.case.command import Command, verb
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.part import ROLES, Part
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import OPEN_STATES, PLACES, State
from services.escalation.domain.course.chain import BEFORE_ADMISSION, LET_IN
from services.escalation.domain.ladder import chain
from services.escalation.domain.ladder.command import ALL
from services.escalation.domain.reserve.decision import TABLE
from services.escalation.domain.reserve.seat import LODGERS

SECONDS = {
    Second.OTHER_SIDE: "always: somebody for those who raised the case, or a partner that complains",
    Second.ALWAYS: "always; in one's own cause somebody of another body",
    Second.OWN_CAUSE: "in one's own cause: somebody of another body",
    Second.AGAIN: "in one's own cause, and each time after the first: somebody of another body",
    Second.AS_AT_FIRST: "always: whoever agreed to it at first; in one's own cause somebody of another body",
    Second.WRITTEN_DOWN: "where it is written down for another, and in one's own cause: somebody of another body",
    Second.LATER_RUNG: "where the other is with the committee: somebody for those who raised it; in one's own "
    "cause: somebody of another body",
    Second.OUTSIDER: "always: somebody of another body",
    None: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A command, the states in which it may be asked by those who play one of `parts`, and its second person.

    `over` is what may lie over the state where it may be asked.
    """

    command: type[Command]
    states: tuple[State, ...]
    parts: tuple[Part, ...]
    second: Second | None
    over: frozenset[Overlay | None] = frozenset({None})

    @property
    def roles(self) -> frozenset[str]:
        """The roles with which one of the parts can be played."""
        return frozenset[str]().union(*(ROLES[part] for part in self.parts))


def permissions() -> Iterator[Permission]:
    """Every command in the order of the ladder, once for each set of people who may ask it."""
    for command in ALL:
        rows = [row for row in chain.TABLE if row.asked is command]
        for parts, second in dict.fromkeys(map(_who, rows)):
            own = [row for row in rows if _who(row) == (parts, second)]
            states = {row.state for row in own}
            yield Permission(
                command=command,
                states=tuple(state for state in State if state in states),
                parts=parts,
                second=second,
                over=frozenset(row.over for row in own),
            )


def print_permissions() -> str:
    """The table of who may ask what of a case, as Markdown."""
    lines = ["| command | while the case is | who may ask | with the role | second person |", "|---|---|---|---|---|"]
    for one in permissions():
        who = "; ".join(part.value for part in one.parts)
        cells = [_plain(verb(one.command)), _where(one), who, _roles(one.roles), SECONDS[one.second]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def print_reserve() -> str:
    """The table of who may ask what of a sealed matter, as Markdown."""
    lines = ["| command | while the matter is | who may ask |", "|---|---|---|"]
    lines.append(f"| lodge | not there yet | somebody of a body, as {_roles(LODGERS)} |")
    for row in TABLE:
        stages = ", ".join(sorted(stage.value for stage in row.stages))
        who = "; ".join(sorted(seat.value for seat in row.who))
        lines.append(f"| {verb(row.asked)} | {stages} | {who} |")  # type: ignore[arg-type]  # named alike
    return "\n".join(lines) + "\n"


def _who(row: Row) -> tuple[tuple[Part, ...], Second | None]:
    return tuple(part for part in Part if part in row.who), row.second


def _where(one: Permission) -> str:
    lies_over = [f", {over.value}" for over in Overlay if one.over == {over}]
    return "".join([_states(set(one.states)), *lies_over])


def _states(states: set[State]) -> str:
    if states == set(LET_IN):
        return "open and let in"
    if states >= set(LET_IN) | set(BEFORE_ADMISSION):
        return "open" if states <= set(OPEN_STATES) else "open, or closed and watched"
    return ", ".join(PLACES[state].code for state in State if state in states)


def _roles(roles: frozenset[str]) -> str:
    return ", ".join(sorted(map(_plain, roles)))


def _plain(name: str) -> str:
    return name.replace("_", " ")
