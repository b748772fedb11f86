"""What may be asked on the first rung, by whom, on which conditions, and where it leads."""

from services.escalation.domain.case.choice import ADMISSION, When
from services.escalation.domain.case.command import EndProcess, NoteFigures, StartProcess
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.guard import (
    MAY_START,
    PROCESS_RUNS,
    SPEAKS_FOR_RAISERS,
    on_the_menu,
    process_runs,
)
from services.escalation.domain.case.minute import minuted_by_committee
from services.escalation.domain.case.part import CHECKER, MACHINE, MENDERS, ORGANISER_OR_CHECKER, SUBJECT, WORKER
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.second import Second
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import figures, process_ended, process_started
from services.escalation.domain.remedy import choice, command, guard, step

S = State
COMPLETE = (guard.plan_ahead, guard.remedy_can_be_seen, guard.owned_and_aimed)


def _contests(over: Overlay | None) -> tuple[Row, ...]:
    """Whoever raised it says no, or another body to a finding where none of them is left to; also while the case stands
    still, for a pause shuts nobody's mouth.
    """
    return (
        Row(state=S.VERIFYING, over=over, asked=command.ContestRemedy, who=ORGANISER_OR_CHECKER, to=S.VERIFYING,
            tells=step.contested, basis="row 16", when=When(choice.FINDING, choice.NOT_MADE),
            needs=SPEAKS_FOR_RAISERS),
        Row(state=S.VERIFYING, over=over, asked=command.ContestRemedy, who=ORGANISER_OR_CHECKER, to=S.REFERRED,
            tells=step.contested_finding, basis="row 16", when=When(choice.FINDING, choice.MADE),
            needs=(guard.SPEAKS_OR_NONE_LEFT, guard.NOT_FOUND_BY_ACTOR)),
    )  # fmt: skip


ROWS: tuple[Row, ...] = (
    Row(state=S.ADMITTED, asked=command.ServeDuty, who=WORKER, to=S.DUTY_SERVED, tells=step.duty_served, basis="row 8",
        when=When(ADMISSION, "by a person")),
    Row(state=S.DUTY_SERVED, asked=command.Acknowledge, who=SUBJECT, to=S.DUTY_SERVED, tells=step.acknowledged,
        basis="C92", needs=(guard.NOT_ACKNOWLEDGED,)),
    Row(state=S.DUTY_SERVED, asked=command.DisputeDuty, who=SUBJECT, to=S.DUTY_DISPUTED, tells=step.disputed,
        basis="row 9, D7", needs=(guard.DISPUTE_LEFT, guard.WITHIN_DAYS_OF_SERVICE), checks=(guard.another_body,),
        counter="disputes"),
    Row(state=S.DUTY_DISPUTED, asked=command.ConfirmDuty, who=WORKER, to=S.DUTY_SERVED, tells=step.confirmed,
        basis="row 10, D7", counter="disputes", second=Second.OWN_CAUSE),
    Row(state=S.DUTY_DISPUTED, asked=command.ReassignDuty, who=WORKER, to=S.DUTY_SERVED, tells=step.reassigned,
        basis="row 10, D7", needs=(guard.REASSIGNMENT_LEFT,),
        checks=(guard.another_body, guard.of_the_measure_and_no_party), counter="reassignments",
        second=Second.OWN_CAUSE),
    Row(state=S.DUTY_SERVED, asked=command.FilePlan, who=SUBJECT, to=S.REMEDY_RUNNING, tells=step.planned,
        basis="rows 11, 13, D8, S15", checks=COMPLETE),
    Row(state=S.REMEDY_RUNNING, asked=command.RequestMoreTime, who=SUBJECT, to=S.REMEDY_RUNNING,
        tells=step.more_time_requested, basis="row 14", needs=(guard.EXTENSION_LEFT,),
        checks=(guard.within_the_extension,)),
    Row(state=S.REMEDY_RUNNING, asked=command.GrantMoreTime, who=WORKER, to=S.REMEDY_RUNNING,
        tells=step.more_time_granted, basis="row 14", needs=(guard.MORE_TIME_ASKED,), counter="extensions",
        second=Second.OWN_CAUSE),
    Row(state=S.REMEDY_RUNNING, asked=command.RefuseMoreTime, who=WORKER, to=S.REMEDY_RUNNING,
        tells=step.more_time_refused, basis="row 14", needs=(guard.MORE_TIME_ASKED,)),
    Row(state=S.REMEDY_RUNNING, asked=StartProcess, who=MENDERS, to=S.REMEDY_RUNNING, tells=process_started,
        basis="C98, D26", needs=MAY_START,
        checks=(minuted_by_committee, on_the_menu, guard.ends_before_the_remedy)),
    Row(state=S.REMEDY_RUNNING, asked=EndProcess, who=MENDERS, to=S.REMEDY_RUNNING, tells=process_ended,
        basis="C98, D26", needs=(PROCESS_RUNS,), checks=(process_runs,)),
    Row(state=S.REMEDY_RUNNING, asked=command.ClaimRemedy, who=SUBJECT, to=S.VERIFYING, tells=step.claimed,
        basis="row 15, D9, C93", checks=(guard.together_or_why_not,)),
    Row(state=S.VERIFYING, asked=command.AgreeRemedy, who=ORGANISER_OR_CHECKER, to=S.VERIFYING, tells=step.agreed,
        basis="row 16", needs=(*SPEAKS_FOR_RAISERS, guard.NOT_DENIED)),
    *(row for over in (None, Overlay.PAUSED) for row in _contests(over)),
    Row(state=S.VERIFYING, asked=command.VerifyRemedy, who=CHECKER, to=S.RESOLVED_STAGE1, tells=step.verified,
        basis="row 16, S15", when=When(choice.GROUND, choice.SHOWN), needs=(guard.MAY_BE_FOUND,)),
    Row(state=S.VERIFYING, asked=command.VerifyRemedy, who=CHECKER, to=S.VERIFYING, tells=step.found,
        basis="row 16, S15", when=When(choice.GROUND, choice.NOT_SHOWN), needs=(guard.MAY_BE_FOUND, guard.NOT_FOUND)),
    Row(state=S.VERIFYING, asked=command.RefuseRemedy, who=CHECKER, to=S.REMEDY_RUNNING, tells=step.back_to_remedy,
        basis="D9", when=When(choice.TIME, "left"), counter="plan.claims"),
    Row(state=S.VERIFYING, asked=command.RefuseRemedy, who=CHECKER, to=S.REFERRED, tells=step.refused_to_scrutiny,
        basis="row 17", when=When(choice.TIME, "spent")),
    Row(state=S.REFERRED, asked=command.FilePlan, who=SUBJECT, to=S.REMEDY_RUNNING, tells=step.planned_in_time,
        basis="D9", needs=(guard.PLAN_IN_TIME,), checks=COMPLETE, counter="set_aside_on"),
    Row(state=S.REFERRED, asked=command.ClaimRemedy, who=SUBJECT, to=S.VERIFYING, tells=step.claimed_in_time,
        basis="D9", needs=(guard.CLAIM_IN_TIME,), checks=(guard.together_or_why_not,),
        counter="set_aside_on"),
    Row(state=S.VERIFYING, asked=NoteFigures, who=MACHINE, to=S.RESOLVED_STAGE1, tells=step.verified_by_figures,
        basis="row 16", when=When(choice.FIGURE, choice.SHOWS)),
    Row(state=S.VERIFYING, asked=NoteFigures, who=MACHINE, to=S.VERIFYING, tells=figures, basis="C82",
        when=When(choice.FIGURE, choice.SHOWS_NOT)),
    Row(state=S.REFERRED, asked=NoteFigures, who=MACHINE, to=S.RESOLVED_STAGE1, tells=step.verified_in_time,
        basis="D9", when=When(choice.LATE_FIGURE, choice.SHOWS_IN_TIME)),
    Row(state=S.REFERRED, asked=NoteFigures, who=MACHINE, to=S.REFERRED, tells=figures, basis="C82",
        when=When(choice.LATE_FIGURE, choice.ANY_OTHER)),
)  # fmt: skip
