"""The two tables as people read them, for the README and docs: printed from the code, so that they cannot differ."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from services.escalation.domain.case.command import verb
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.row import Row, Silence
from services.escalation.domain.case.state import PLACES, State
from services.escalation.domain.course import chain as course
from services.escalation.domain.ladder import chain, silence
from services.escalation.domain.ladder.command import ASKED_BY_MACHINE
from shared.policy import Policy

R = TypeVar("R", Row, Silence)
# What lies over the state, the name of the command or silence, its condition, where it leads when it leads elsewhere.
Same = tuple[Overlay | None, str, str, State | None]


def print_table(policy: Policy) -> str:
    """What may be asked in every state and by whom, what silence does, and what closed cases hear, as Markdown."""
    return "\n".join([*_commands(), "", *_silences(policy), "", *_relapses()]) + "\n"


def print_silence(policy: Policy) -> str:
    """What happens in every open state when nobody does anything, as a Markdown table."""
    return "\n".join(_silences(policy)) + "\n"


def _commands() -> Iterator[str]:
    yield "| code | state | command | who may ask | needs | leads to |"
    yield "|---|---|---|---|---|---|"
    by_people = [row for row in chain.TABLE if row.asked not in ASKED_BY_MACHINE]
    for row in sorted(_once(by_people), key=lambda r: _place(r.state)):
        who = "; ".join(sorted(part.value for part in row.who))
        needs = "; ".join([*([str(row.when)] if row.when else []), *(_plain(need.name) for need in row.needs)])
        yield _line([*_where(row, by_people), _plain(verb(row.asked)), who, needs, _to(row, by_people)])


def _silences(policy: Policy) -> Iterator[str]:
    yield "| code | state | when | after silence of | leads to | rests on |"
    yield "|---|---|---|---|---|---|"
    for row in _once(silence.TABLE):
        where, to = _where(row, silence.TABLE), _to(row, silence.TABLE)
        rests_on = policy.wording.rests_on(policy.wording.grounds_of(row.name))
        yield _line([*where, str(row.when or ""), _limit(row, policy), to, rests_on])


def _once(rows: Sequence[R]) -> Iterator[R]:
    """Every row, but one only of those that are the same in every state in which a case stands."""
    told: set[Same] = set()
    for row in rows:
        if _is_anywhere(row, rows):
            if _same(row) in told:
                continue
            told.add(_same(row))
        yield row


def _is_anywhere(row: Row | Silence, rows: Sequence[Row] | Sequence[Silence]) -> bool:
    return bool(_spread(row, rows))


def _spread(row: Row | Silence, rows: Sequence[Row] | Sequence[Silence]) -> str:
    """Where rows like this one are found, when that is everywhere, or everywhere but before or after being let in."""
    states = {one.state for one in rows if _same(one) == _same(row)}
    if states >= set(course.STANDING):
        return "any open state"
    if states >= set(course.LET_IN):
        return "any open state once let in"
    return "any state before it is let in" if row.over or states == set(course.BEFORE_ADMISSION) else ""


def _same(row: Row | Silence) -> Same:
    name = row.name if isinstance(row, Silence) else verb(row.asked)
    return row.over, name, str(row.when), None if row.to is row.state else row.to


def _where(row: Row | Silence, rows: Sequence[Row] | Sequence[Silence]) -> tuple[str, str]:
    spread = _spread(row, rows)
    if not spread:
        return _state(row.state)
    return ("any", f"{spread}, {_plain(row.over)}" if row.over else spread)


def _to(row: Row | Silence, rows: Sequence[Row] | Sequence[Silence]) -> str:
    return "the same state" if row.to is row.state and _is_anywhere(row, rows) else _plain(row.to)


def _relapses() -> Iterator[str]:
    yield "| code | ended as | when a closed case hears | leads to |"
    yield "|---|---|---|---|"
    for row in chain.TABLE:
        if row.state is not row.to and PLACES[row.state].is_end:
            yield _line([*_state(row.state), str(row.when or ""), _plain(row.to)])


def _limit(row: Silence, policy: Policy) -> str:
    if row.limit is None:
        return "at once"
    period = row.limit.period(policy)
    return row.limit.anchor if period is None else f"{period.words()} after {row.limit.anchor}"


def _state(state: State) -> tuple[str, str]:
    return PLACES[state].code, _plain(state)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _place(state: State) -> int:
    return list(State).index(state)
