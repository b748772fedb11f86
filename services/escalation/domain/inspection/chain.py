"""What may be asked on the third rung, by whom, on which conditions, and where it leads."""

from services.escalation.domain.case.part import ASKERS, BROKERS, CLOSERS, COUNCIL, INSPECTOR, OTHER_PARTNER, SUBJECT
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection import command, guard, step

S = State


ROWS: tuple[Row, ...] = (
    Row(state=S.STAGE2_EXHAUSTED, asked=command.RequestCallIn, who=ASKERS, to=S.CALL_IN_OPEN,
        tells=step.call_in_requested, basis="row 30", needs=(guard.STAGES_SPENT, guard.ASKS_BY_RIGHT)),
    Row(state=S.STAGE2_EXHAUSTED, asked=command.LodgeComplaint, who=OTHER_PARTNER, to=S.STAGE2_EXHAUSTED,
        tells=step.complained, basis="row 31, D15", needs=(guard.SIGNATORY, guard.FIRST_COMPLAINT)),
    Row(state=S.CALL_IN_OPEN, asked=command.LodgeComplaint, who=OTHER_PARTNER, to=S.CALL_IN_OPEN,
        tells=step.complained, basis="row 31", needs=(guard.SIGNATORY, guard.FIRST_COMPLAINT)),
    Row(state=S.CALL_IN_ADMITTED, asked=command.AssignFacilitator, who=COUNCIL, to=S.BROKERING,
        tells=step.facilitator_assigned, basis="row 33", checks=(guard.outside_the_quarrel,)),
    Row(state=S.BROKERING, asked=command.RequestInspection, who=BROKERS, to=S.WITH_INSPECTORATE,
        tells=step.inspection_requested, basis="row 35"),
    Row(state=S.WITH_INSPECTORATE, asked=command.AcceptInspection, who=INSPECTOR, to=S.INSPECTING,
        tells=step.inspection_accepted, basis="row 36"),
    Row(state=S.WITH_INSPECTORATE, asked=command.DeclineInspection, who=INSPECTOR, to=S.DECLINED,
        tells=step.inspection_declined, basis="row 36"),
    Row(state=S.DECLINED, asked=command.AskAgain, who=ASKERS, to=S.WITH_INSPECTORATE, tells=step.asked_again,
        basis="row 37", needs=(guard.MAY_ASK_AGAIN, guard.ASKED_FOR_IT), counter="declines"),
    Row(state=S.INSPECTING, asked=command.DraftFindings, who=INSPECTOR, to=S.FINDINGS_DRAFT,
        tells=step.findings_drafted, basis="row 38"),
    Row(state=S.FINDINGS_DRAFT, asked=command.FileReply, who=SUBJECT, to=S.FINDINGS_DRAFT, tells=step.replied,
        basis="rows 38, 39", needs=(guard.NOT_REPLIED,), counter="replied_on"),
    Row(state=S.FINDINGS_DRAFT, asked=command.PublishFindings, who=INSPECTOR, to=S.FINDINGS_PUBLISHED,
        tells=step.findings_published, basis="row 39", needs=(guard.REPLY_SETTLED,)),
    Row(state=S.ACTION_NEGOTIATION, asked=command.AgreePlan, who=BROKERS, to=S.ACTION_IN_FORCE, tells=step.plan_agreed,
        basis="row 41", checks=(guard.last_day_ahead,)),
    Row(state=S.ACTION_IN_FORCE, asked=command.CompletePlan, who=CLOSERS,
        to=S.CLOSED_AFTER_INSPECTION, tells=step.plan_completed, basis="row 43"),
)  # fmt: skip
