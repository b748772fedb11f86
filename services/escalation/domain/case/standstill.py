"""Which clocks wait before an election, by the area's own table of defaults; and counting so that they do.

Nothing here decides when an election is: the dated spans are the register's, the table is the policy's.
"""

from collections.abc import Mapping
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.state import State
from shared import standstill
from shared.policy.ladder import BeforeElection
from shared.working_days import Period, Reckoning, Span

_S = State
_REMEDY = (_S.DUTY_SERVED, _S.DUTY_DISPUTED, _S.REMEDY_RUNNING, _S.VERIFYING, _S.AWAITING_RESPONSES)
_HEARINGS = (_S.REFERRED, _S.SCHEDULED, _S.EVIDENCE)
_INSPECTION = (
    _S.STAGE2_EXHAUSTED,
    _S.CALL_IN_OPEN,
    _S.CALL_IN_ADMITTED,
    _S.BROKERING,
    _S.WITH_INSPECTORATE,
    _S.INSPECTING,
    _S.FINDINGS_DRAFT,
    _S.ACTION_NEGOTIATION,
    _S.ACTION_IN_FORCE,
    _S.DECLINED,
)
# State -> the line of the policy's table that says whether its clock waits. A state that is not here runs on.
LINES: Mapping[State, str] = (
    dict.fromkeys(_REMEDY, "pre_election.partner_clocks")
    | dict.fromkeys(_HEARINGS, "pre_election.hearings")
    | dict.fromkeys(_INSPECTION, "pre_election.inspection_clocks")
)


def spans_of(state: State, at: Circumstances) -> tuple[Span, ...]:
    """The dated spans in which the clock of a case in this state stands still."""
    line = LINES.get(state)
    waits = line is not None and at.policy.row(line).value == BeforeElection.WAITS
    return at.elections if waits else ()


def reckon(period: Period, start: date, state: State, at: Circumstances, stood: tuple[Span, ...] = ()) -> Reckoning:
    """The last day of a period of a case in this state, with its working; `stood` are spans of the case's own.

    Raises OutsideCalendar.
    """
    return standstill.reckon(period, start, at.calendar, (*spans_of(state, at), *stood))


def put_off(due_on: date, since_on: date, state: State, at: Circumstances) -> Reckoning:
    """A day that was fixed while the case stood in this state since `since_on`."""
    return standstill.put_off(due_on, since_on, spans_of(state, at))
