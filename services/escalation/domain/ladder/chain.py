"""The ladder as a table: what may be asked of a case in which state, by whom, on which conditions, and where it leads.

A pair of state and command that has no row is refused. What follows when nobody asks anything stands in `silence`; both
are checked against each other by `soundness` before a service starts. No address and no page can set a state.
"""

from collections import defaultdict
from collections.abc import Sequence

from services.escalation.domain.case import step
from services.escalation.domain.case.command import Command, NoteFigures, NoteJoined, NoteLevel, NoteRegister, verb
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.part import MACHINE, ROLES, Part
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import OPEN_STATES, State
from services.escalation.domain.correction import correction
from services.escalation.domain.course import chain as course
from services.escalation.domain.course.step import joined_and_adopted
from services.escalation.domain.inspection import chain as inspection
from services.escalation.domain.ladder import relapse, succession
from services.escalation.domain.ladder.second import rows_of_seconds
from services.escalation.domain.remedy import chain as remedy
from services.escalation.domain.reserve import chain as reserve
from services.escalation.domain.screening import chain as screening
from services.escalation.domain.scrutiny import chain as scrutiny

RUNGS: tuple[Row, ...] = (*screening.ROWS, *remedy.ROWS, *scrutiny.ROWS, *inspection.ROWS)

UNSERVED = (State.SCREENING, State.REJECTED, State.REJECTION_REVIEW, State.ADMITTED)

# A figure may arrive, the register may change and another body may join in any open state; a rung has rows of its own
# where that moves a case. It moves none while something lies over the state; only whoever joins a case that was left
# takes it up.
NOTED_BY_RUNGS = {row.state for row in RUNGS if row.asked is NoteFigures}
NOTES: tuple[Row, ...] = (
    *(
        Row(state=state, asked=NoteFigures, who=MACHINE, to=state, tells=step.figures, basis="C82")
        for state in OPEN_STATES
        if state not in {*NOTED_BY_RUNGS, State.FINDINGS_PUBLISHED}
    ),
    *(
        Row(state=state, over=over, asked=note, who=MACHINE, to=state, tells=tells, basis=basis)
        for over in Overlay
        for state in course.STANDING
        for note, tells, basis in ((NoteFigures, step.figures, "C82"), (NoteRegister, step.register_noted, "Q8"))
        if note is NoteFigures or state not in UNSERVED
    ),
    *(
        Row(state=state, over=over, asked=NoteJoined, who=MACHINE, to=state, tells=step.joined, basis="C88, D6")
        for over in (None, Overlay.PAUSED)
        for state in course.STANDING
    ),
    *(
        Row(state=state, over=over, asked=NoteLevel, who=MACHINE, to=state, tells=step.level_raised, basis="S11")
        for over in (None, *Overlay)
        for state in course.STANDING
    ),
    *(
        Row(
            state=state,
            over=Overlay.WITHDRAWN,
            asked=NoteJoined,
            who=MACHINE,
            to=state,
            tells=joined_and_adopted,
            basis="D22",
        )
        for state in course.LET_IN
    ),
    *(
        Row(state=state, asked=NoteRegister, who=MACHINE, to=state, tells=step.register_noted, basis="Q8")
        for state in OPEN_STATES
        if state not in {*UNSERVED, State.FINDINGS_PUBLISHED}
    ),
)

BY_PEOPLE: tuple[Row, ...] = (*RUNGS, *course.ROWS, *correction.ROWS)
TABLE: tuple[Row, ...] = (
    *BY_PEOPLE,
    *rows_of_seconds(BY_PEOPLE),
    *NOTES,
    *reserve.ROWS,
    *relapse.ROWS,
    *course.REVIVED,
    *succession.ROWS,
)


_ROWS: defaultdict[tuple[State, type[Command]], list[Row]] = defaultdict(list)
_EVER: defaultdict[type[Command], frozenset[Part]] = defaultdict(frozenset)
for each in TABLE:
    _ROWS[each.state, each.asked].append(each)
    _EVER[each.asked] |= each.who


def rows(state: State, asked: type[Command]) -> Sequence[Row]:
    """The rows of the command in that state, whatever lies over it, in the order of the table."""
    return _ROWS.get((state, asked), ())


def who_ever(asked: type[Command]) -> frozenset[Part]:
    """Whoever may ask the command in some state."""
    return _EVER.get(asked, frozenset())


def roles_for(name: str) -> frozenset[str]:
    """The roles with which the command of that name may be asked in some state by somebody."""
    parts = frozenset[Part]().union(*(row.who for row in TABLE if verb(row.asked) == name))
    return frozenset[str]().union(*(ROLES[part] for part in parts))
