"""The rows by which a matter that was sealed enters its case: from any open state, and at no other time."""

from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.part import MACHINE
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import OPEN_STATES, State
from services.escalation.domain.reserve import guard, step
from services.escalation.domain.reserve.command import NoteUnsealed, ReceiveReserveFindings

# Findings that are public already act at once: no case ever rests there.
_RESTS = tuple(state for state in OPEN_STATES if state is not State.FINDINGS_PUBLISHED)
# What lies over a state does not keep them out.
_OVER: tuple[Overlay | None, ...] = (None, *Overlay)

ROWS: tuple[Row, ...] = (
    *(
        Row(state=state, over=over, asked=ReceiveReserveFindings, who=MACHINE, to=State.FINDINGS_PUBLISHED,
            tells=step.findings_received, basis="S3", checks=(guard.about_who_answers,), counter="sealed matters")
        for state in _RESTS for over in _OVER
    ),
    *(
        Row(state=state, over=over, asked=NoteUnsealed, who=MACHINE, to=state, tells=step.unsealed, basis="S3")
        for state in _RESTS for over in _OVER
    ),
)  # fmt: skip
