"""The ladder as a table: what may be asked of a case in which state, by whom, on which conditions, and where it leads.

A pair of state and command that has no row is refused. What follows when nobody asks anything stands in `silence`; both
are checked against each other by `soundness` before a service starts. No address and no page can set a state.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.escalation.domain import choice, command, guard, step
from services.escalation.domain.case import Case
from services.escalation.domain.choice import When
from services.escalation.domain.circumstances import Circumstances
from services.escalation.domain.guard import Check, Guard
from services.escalation.domain.part import ROLES, Part
from services.escalation.domain.state import OPEN_STATES, State
from services.escalation.domain.step import Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: in `state`, `asked` by one of `who` tells `tells` and leads to `to`.

    `basis` is the row of the rule book; `counter` names what keeps a loop from running for ever.
    """

    state: State
    asked: type[command.Command]
    who: frozenset[Part]
    to: State
    tells: Callable[[Case, Any, Circumstances], Steps]  # Any: every row's function takes its own command
    basis: str
    when: When | None = None
    needs: tuple[Guard, ...] = ()
    checks: tuple[Any, ...] = ()  # Any: every check takes its own command
    counter: str | None = None

    def all_checks(self) -> tuple[Check, ...]:
        """The row's own checks behind the one that holds for every command."""
        return (guard.words_given, *self.checks)


def _who(*parts: Part) -> frozenset[Part]:
    return frozenset(parts)


WORKER = _who(Part.CASE_WORKER)
COMMITTEE = _who(Part.SCRUTINY_OFFICER)
COUNCIL = _who(Part.CASE_WORKER, Part.SCRUTINY_OFFICER)
SUBJECT = _who(Part.SUBJECT)
CHECKER = _who(Part.CHECKER)
INSPECTOR = _who(Part.INSPECTOR)
ASKERS = _who(Part.ORGANISER, Part.OTHER_PARTNER, *COUNCIL)
BROKERS = _who(Part.FACILITATOR, *COUNCIL)
MACHINE = _who(Part.MACHINE)

S = State

STAGE_0 = (
    Row(state=S.SCREENING, asked=command.Admit, who=WORKER, to=S.ADMITTED, tells=step.admitted, basis="row 3",
        checks=(guard.level_known,)),
    Row(state=S.SCREENING, asked=command.Reject, who=WORKER, to=S.REJECTED, tells=step.rejected, basis="row 4",
        checks=(guard.reason_listed,)),
    Row(state=S.ADMITTED, asked=command.Reject, who=WORKER, to=S.REJECTED, tells=step.rejected, basis="D3",
        when=When(choice.ADMISSION, "by default"), checks=(guard.reason_listed,)),
    Row(state=S.ADMITTED, asked=command.ServeDuty, who=WORKER, to=S.DUTY_SERVED, tells=step.duty_served, basis="row 8",
        when=When(choice.ADMISSION, "by a person")),
)  # fmt: skip

STAGE_1 = (
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
)  # fmt: skip

STAGE_2 = (
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
    Row(state=S.AWAITING_RESPONSES, asked=command.Respond, who=_who(Part.ADDRESSEE), to=S.AWAITING_RESPONSES,
        tells=step.responded, basis="row 26", checks=(guard.answer_known,)),
    Row(state=S.MONITORING, asked=command.Resolve, who=COMMITTEE, to=S.RESOLVED_STAGE2, tells=step.resolved,
        basis="row 28, D10", needs=(guard.MEASURE_MET,)),
    Row(state=S.MONITORING, asked=command.Exhaust, who=COMMITTEE, to=S.STAGE2_EXHAUSTED, tells=step.exhausted,
        basis="row 29", needs=(guard.CYCLE_OVER,)),
)  # fmt: skip

STAGE_3 = (
    Row(state=S.STAGE2_EXHAUSTED, asked=command.RequestCallIn, who=ASKERS, to=S.CALL_IN_OPEN,
        tells=step.call_in_requested, basis="row 30", needs=(guard.STAGES_SPENT, guard.ASKS_BY_RIGHT)),
    Row(state=S.STAGE2_EXHAUSTED, asked=command.LodgeComplaint, who=_who(Part.OTHER_PARTNER), to=S.STAGE2_EXHAUSTED,
        tells=step.complained, basis="row 31, D15", needs=(guard.SIGNATORY, guard.FIRST_COMPLAINT)),
    Row(state=S.CALL_IN_OPEN, asked=command.LodgeComplaint, who=_who(Part.OTHER_PARTNER), to=S.CALL_IN_OPEN,
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
    Row(state=S.ACTION_IN_FORCE, asked=command.CompletePlan, who=_who(Part.INSPECTOR, Part.FACILITATOR),
        to=S.CLOSED_AFTER_INSPECTION, tells=step.plan_completed, basis="row 43"),
)  # fmt: skip

# A figure may arrive and the register may change in any open state; only a claim that is being checked is moved by one.
NOTES = (
    Row(state=S.VERIFYING, asked=command.NoteFigures, who=MACHINE, to=S.RESOLVED_STAGE1, tells=step.verified_by_figures,
        basis="row 16", when=When(choice.FIGURE, "met")),
    Row(state=S.VERIFYING, asked=command.NoteFigures, who=MACHINE, to=S.VERIFYING, tells=step.figures, basis="C82",
        when=When(choice.FIGURE, "not met")),
    Row(state=S.REFERRED, asked=command.NoteFigures, who=MACHINE, to=S.RESOLVED_STAGE1, tells=step.verified_in_time,
        basis="D9", when=When(choice.LATE_FIGURE, "met, received in time")),
    Row(state=S.REFERRED, asked=command.NoteFigures, who=MACHINE, to=S.REFERRED, tells=step.figures, basis="C82",
        when=When(choice.LATE_FIGURE, "any other")),
    *(
        Row(state=state, asked=command.NoteFigures, who=MACHINE, to=state, tells=step.figures, basis="C82")
        for state in OPEN_STATES
        if state not in (S.VERIFYING, S.REFERRED, S.FINDINGS_PUBLISHED)
    ),
    *(
        Row(state=state, asked=command.NoteRegister, who=MACHINE, to=state, tells=step.register_noted, basis="Q8")
        for state in OPEN_STATES
        if state not in (S.SCREENING, S.REJECTED, S.ADMITTED, S.FINDINGS_PUBLISHED)
    ),
)  # fmt: skip

TABLE: tuple[Row, ...] = (*STAGE_0, *STAGE_1, *STAGE_2, *STAGE_3, *NOTES)


def roles_for(name: str) -> frozenset[str]:
    """The roles with which the command of that name may be asked in some state by somebody."""
    parts = frozenset[Part]().union(*(row.who for row in TABLE if command.verb(row.asked) == name))
    return frozenset[str]().union(*(ROLES[part] for part in parts))
