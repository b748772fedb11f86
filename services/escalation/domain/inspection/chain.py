"""What may be asked on the third rung, by whom, on which conditions, and where it leads."""

from services.escalation.domain.case.choice import When
from services.escalation.domain.case.part import (
    ASKERS,
    BROKERS,
    CHECKER,
    CLOSERS,
    COUNCIL,
    FACILITATOR,
    INSPECTOR,
    OTHER_PARTNER,
    PARTIES,
    SUBJECT,
)
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection import choice, command, guard, plan, settlement, step
from services.escalation.domain.inspection.facilitator import outside_the_quarrel

S = State

# A declaration stands or is taken back until the negotiation opens: then it is counted.
BEFORE_NEGOTIATION = (
    S.STAGE2_EXHAUSTED, S.CALL_IN_OPEN, S.CALL_IN_ADMITTED, S.BROKERING, S.WITH_INSPECTORATE, S.DECLINED, S.INSPECTING,
    S.FINDINGS_DRAFT,
)  # fmt: skip


ROWS: tuple[Row, ...] = (
    Row(state=S.STAGE2_EXHAUSTED, asked=command.RequestCallIn, who=ASKERS, to=S.CALL_IN_OPEN,
        tells=step.call_in_requested, basis="row 30",
        needs=(guard.STAGES_SPENT, guard.ENOUGH_SIGNATORIES, guard.ASKS_BY_RIGHT)),
    Row(state=S.STAGE2_EXHAUSTED, asked=command.LodgeComplaint, who=OTHER_PARTNER, to=S.STAGE2_EXHAUSTED,
        tells=step.complained, basis="row 31, D15", needs=(guard.SIGNATORY, guard.FIRST_COMPLAINT),
        checks=(guard.authorised_by_a_post,)),
    Row(state=S.CALL_IN_OPEN, asked=command.LodgeComplaint, who=OTHER_PARTNER, to=S.CALL_IN_OPEN,
        tells=step.complained, basis="row 31", needs=(guard.SIGNATORY, guard.FIRST_COMPLAINT),
        checks=(guard.authorised_by_a_post,)),
    *(
        Row(state=state, asked=command.WithdrawComplaint, who=OTHER_PARTNER, to=state,
            tells=step.complaint_withdrawn, basis="5.7", needs=(guard.HAS_COMPLAINED,))
        for state in (S.STAGE2_EXHAUSTED, S.CALL_IN_OPEN)
    ),
    Row(state=S.CALL_IN_ADMITTED, asked=command.AssignFacilitator, who=COUNCIL, to=S.BROKERING,
        tells=step.facilitator_assigned, basis="row 33", checks=(outside_the_quarrel,), second=Second.OWN_CAUSE),
    Row(state=S.BROKERING, asked=command.Settle, who=FACILITATOR, to=S.BROKERING, tells=step.settlement_proposed,
        basis="row 34"),
    Row(state=S.BROKERING, asked=command.AgreeSettlement, who=PARTIES | CHECKER, to=S.BROKERING,
        tells=step.settlement_agreed, basis="row 34, D24",
        needs=(settlement.PROPOSED, settlement.PARTY, settlement.NOT_AGREED), checks=(settlement.says_how,),
        second=Second.WRITTEN_DOWN),
    Row(state=S.BROKERING, asked=command.RequestInspection, who=BROKERS, to=S.WITH_INSPECTORATE,
        tells=step.inspection_requested, basis="row 35"),
    Row(state=S.WITH_INSPECTORATE, asked=command.AcceptInspection, who=INSPECTOR, to=S.INSPECTING,
        tells=step.inspection_accepted, basis="row 36"),
    Row(state=S.WITH_INSPECTORATE, asked=command.DeclineInspection, who=INSPECTOR, to=S.DECLINED,
        tells=step.inspection_declined, basis="row 36"),
    Row(state=S.DECLINED, asked=command.AskAgain, who=ASKERS, to=S.WITH_INSPECTORATE, tells=step.asked_again,
        basis="row 37", needs=(guard.MAY_ASK_AGAIN, guard.ASKED_FOR_IT), counter="declines"),
    Row(state=S.INSPECTING, asked=command.DraftFindings, who=INSPECTOR, to=S.FINDINGS_DRAFT,
        tells=step.findings_drafted, basis="row 38", checks=(guard.held_file,)),
    Row(state=S.FINDINGS_DRAFT, asked=command.FileReply, who=SUBJECT, to=S.FINDINGS_DRAFT, tells=step.replied,
        basis="rows 38, 39", needs=(guard.NOT_REPLIED,), counter="replied_on"),
    Row(state=S.FINDINGS_DRAFT, asked=command.PublishFindings, who=INSPECTOR, to=S.FINDINGS_PUBLISHED,
        tells=step.findings_published, basis="row 39", needs=(guard.REPLY_SETTLED,),
        checks=(guard.known_grade, guard.held_file)),
    *(
        row
        for state in BEFORE_NEGOTIATION
        for row in (
            Row(state=state, asked=command.DeclareNoConfidence, who=OTHER_PARTNER, to=state,
                tells=step.no_confidence, basis="5.5", needs=(guard.SIGNATORY, guard.NOT_DECLARED),
                checks=(guard.met_before,)),
            Row(state=state, asked=command.WithdrawNoConfidence, who=OTHER_PARTNER, to=state,
                tells=step.no_confidence_withdrawn, basis="5.5", needs=(guard.HAS_DECLARED,)),
        )
    ),
    Row(state=S.ACTION_NEGOTIATION, asked=command.AgreePlan, who=SUBJECT, to=S.ACTION_IN_FORCE, tells=step.plan_agreed,
        basis="row 41", needs=(guard.MAY_BE_AGREED,),
        checks=(plan.smart_plan,), second=Second.OTHER_SIDE),
    Row(state=S.ACTION_NEGOTIATION, asked=command.ImposePlan, who=CLOSERS, to=S.ACTION_IN_FORCE,
        tells=step.plan_imposed, basis="row 42, D19, C115", needs=(guard.MAY_BE_IMPOSED,),
        checks=(plan.smart_plan, plan.known_intervener, plan.under_a_power, plan.nearer_passed_over)),
    Row(state=S.ACTION_IN_FORCE, asked=command.ReportProgress, who=SUBJECT, to=S.ACTION_IN_FORCE,
        tells=step.progress_reported, basis="row 41, D20"),
    *(
        Row(state=S.ACTION_IN_FORCE, asked=command.CompletePlan, who=CLOSERS, to=to, tells=tells, basis=basis,
            when=When(choice.OUTCOME, answer), checks=(plan.shown,), counter=counter, second=second)
        for answer, to, tells, basis, counter, second in (
            (choice.KEPT_BY_FIGURE, S.CLOSED_AFTER_INSPECTION, step.plan_completed, "row 43", None, None),
            (choice.KEPT_BY_ACTIONS, S.CLOSED_AFTER_INSPECTION, step.plan_completed, "row 43, S2", None,
             Second.OUTSIDER),
            (choice.RUNS_ON, S.ACTION_IN_FORCE, step.plan_judged, "row 43, D20", None, None),
            (choice.MISSED, S.ACTION_NEGOTIATION, step.plan_renewed, "D20", "negotiations", None),
            (choice.MISSED_LAST_PLAN, S.CLOSED_UNRESOLVED, step.plan_missed, "D20", None, None),
        )
    ),
)  # fmt: skip
