"""The two tables as people read them, for the README and docs: printed from the code, so that they cannot differ."""

from collections.abc import Iterator

from services.escalation.domain.case.command import verb
from services.escalation.domain.case.row import Silence
from services.escalation.domain.case.state import PLACES, State
from services.escalation.domain.ladder import chain, silence
from services.escalation.domain.ladder.command import ASKED_BY_MACHINE
from shared.policy import Policy


def print_table(policy: Policy) -> str:
    """What may be asked in every state and by whom, what silence does, and what closed cases hear, as Markdown."""
    return "\n".join([*_commands(), "", *_silences(policy), "", *_relapses()]) + "\n"


def print_silence(policy: Policy) -> str:
    """What happens in every open state when nobody does anything, as a Markdown table."""
    return "\n".join(_silences(policy)) + "\n"


def _commands() -> Iterator[str]:
    yield "| code | state | command | who may ask | needs | leads to |"
    yield "|---|---|---|---|---|---|"
    for row in sorted((r for r in chain.TABLE if r.asked not in ASKED_BY_MACHINE), key=lambda r: _place(r.state)):
        who = "; ".join(sorted(part.value for part in row.who))
        needs = "; ".join([*([str(row.when)] if row.when else []), *(_plain(need.name) for need in row.needs)])
        yield _line([*_state(row.state), _plain(verb(row.asked)), who, needs, _plain(row.to)])


def _silences(policy: Policy) -> Iterator[str]:
    yield "| code | state | when | after silence of | leads to |"
    yield "|---|---|---|---|---|"
    for row in silence.TABLE:
        yield _line([*_state(row.state), str(row.when or ""), _limit(row, policy), _plain(row.to)])


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
