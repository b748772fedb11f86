"""What may be asked on the first rung, by whom, on which conditions, and where it leads."""

from services.escalation.domain.case.choice import ADMISSION, When
from services.escalation.domain.case.command import NoteFigures
from services.escalation.domain.case.part import CHECKER, MACHINE, SUBJECT, WORKER
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import figures
from services.escalation.domain.remedy import choice, command, guard, step

S = State


ROWS: tuple[Row, ...] = (
    Row(state=S.ADMITTED, asked=command.ServeDuty, who=WORKER, to=S.DUTY_SERVED, tells=step.duty_served, basis="row 8",
        when=When(ADMISSION, "by a person")),
    Row(state=S.DUTY_SERVED, asked=command.Acknowledge, who=SUBJECT, to=S.DUTY_SERVED, tells=step.acknowledged,
        basis="C92", needs=(guard.NOT_ACKNOWLEDGED,)),
    Row(state=S.DUTY_SERVED, asked=command.FilePlan, who=SUBJECT, to=S.REMEDY_RUNNING, tells=step.planned,
        basis="rows 11, 13, D8", checks=(guard.plan_ahead,)),
    Row(state=S.REMEDY_RUNNING, asked=command.ClaimRemedy, who=SUBJECT, to=S.VERIFYING, tells=step.claimed,
        basis="row 15, D9"),
    Row(state=S.VERIFYING, asked=command.VerifyRemedy, who=CHECKER, to=S.RESOLVED_STAGE1, tells=step.verified,
        basis="row 16"),
    Row(state=S.VERIFYING, asked=command.RefuseRemedy, who=CHECKER, to=S.REMEDY_RUNNING, tells=step.back_to_remedy,
        basis="D9", when=When(choice.TIME, "left"), counter="plan.claims"),
    Row(state=S.VERIFYING, asked=command.RefuseRemedy, who=CHECKER, to=S.REFERRED, tells=step.refused_to_scrutiny,
        basis="row 17", when=When(choice.TIME, "spent")),
    Row(state=S.REFERRED, asked=command.FilePlan, who=SUBJECT, to=S.REMEDY_RUNNING, tells=step.planned_in_time,
        basis="D9", needs=(guard.PLAN_IN_TIME,), checks=(guard.plan_ahead,), counter="set_aside_on"),
    Row(state=S.REFERRED, asked=command.ClaimRemedy, who=SUBJECT, to=S.VERIFYING, tells=step.claimed_in_time,
        basis="D9", needs=(guard.CLAIM_IN_TIME,), counter="set_aside_on"),
    Row(state=S.VERIFYING, asked=NoteFigures, who=MACHINE, to=S.RESOLVED_STAGE1, tells=step.verified_by_figures,
        basis="row 16", when=When(choice.FIGURE, "met")),
    Row(state=S.VERIFYING, asked=NoteFigures, who=MACHINE, to=S.VERIFYING, tells=figures, basis="C82",
        when=When(choice.FIGURE, "not met")),
    Row(state=S.REFERRED, asked=NoteFigures, who=MACHINE, to=S.RESOLVED_STAGE1, tells=step.verified_in_time,
        basis="D9", when=When(choice.LATE_FIGURE, "met, received in time")),
    Row(state=S.REFERRED, asked=NoteFigures, who=MACHINE, to=S.REFERRED, tells=figures, basis="C82",
        when=When(choice.LATE_FIGURE, "any other")),
)  # fmt: skip
