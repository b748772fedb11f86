"""What may be asked while a case is screened, by whom, on which conditions, and where it leads."""

from services.escalation.domain.case.choice import ADMISSION, When
from services.escalation.domain.case.part import WORKER
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import State
from services.escalation.domain.screening import command, guard, step

S = State


ROWS: tuple[Row, ...] = (
    Row(state=S.SCREENING, asked=command.Admit, who=WORKER, to=S.ADMITTED, tells=step.admitted, basis="row 3",
        checks=(guard.level_known,)),
    Row(state=S.SCREENING, asked=command.Reject, who=WORKER, to=S.REJECTED, tells=step.rejected, basis="row 4",
        checks=(guard.reason_listed,), second=Second.ALWAYS),
    Row(state=S.ADMITTED, asked=command.Reject, who=WORKER, to=S.REJECTED, tells=step.rejected, basis="D3",
        when=When(ADMISSION, "by default"), checks=(guard.reason_listed,), second=Second.ALWAYS),
)  # fmt: skip
