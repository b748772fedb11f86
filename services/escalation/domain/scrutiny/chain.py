"""What may be asked on the second rung, by whom, on which conditions, and where it leads."""

from services.escalation.domain.case.part import ADDRESSEE, COMMITTEE
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import State
from services.escalation.domain.scrutiny import command, guard, step

S = State


ROWS: tuple[Row, ...] = (
    Row(state=S.REFERRED, asked=command.ScheduleHearing, who=COMMITTEE, to=S.SCHEDULED, tells=step.scheduled,
        basis="row 20, D11", checks=(guard.hearing_in_reach,)),
    Row(state=S.SCHEDULED, asked=command.AdjournHearing, who=COMMITTEE, to=S.SCHEDULED, tells=step.adjourned,
        basis="D12", needs=(guard.ADJOURNMENT_LEFT,), checks=(guard.adjourned_in_reach,), counter="adjournments"),
    Row(state=S.SCHEDULED, asked=command.OpenEvidence, who=COMMITTEE, to=S.EVIDENCE, tells=step.evidence_opened,
        basis="row 21", needs=(guard.DAY_HAS_COME,)),
    Row(state=S.EVIDENCE, asked=command.IssueRecommendations, who=COMMITTEE, to=S.AWAITING_RESPONSES,
        tells=step.recommended, basis="rows 24, 25", checks=(guard.all_smart,)),
    Row(state=S.EVIDENCE, asked=command.Resolve, who=COMMITTEE, to=S.RESOLVED_STAGE2, tells=step.resolved, basis="D10",
        needs=(guard.MEASURE_MET,)),
    Row(state=S.AWAITING_RESPONSES, asked=command.Respond, who=ADDRESSEE, to=S.AWAITING_RESPONSES,
        tells=step.responded, basis="row 26", checks=(guard.answer_known,)),
    Row(state=S.MONITORING, asked=command.Resolve, who=COMMITTEE, to=S.RESOLVED_STAGE2, tells=step.resolved,
        basis="row 28, D10", needs=(guard.MEASURE_MET,)),
    Row(state=S.MONITORING, asked=command.Exhaust, who=COMMITTEE, to=S.STAGE2_EXHAUSTED, tells=step.exhausted,
        basis="row 29", needs=(guard.CYCLE_OVER,)),
)  # fmt: skip
