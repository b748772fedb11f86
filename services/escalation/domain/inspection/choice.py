"""The choices on which rows of the third rung hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.inspection import guard, needless, plan, settlement
from services.escalation.domain.inspection.command import CompletePlan
from services.escalation.domain.inspection.facilitator import next_facilitator

ENOUGH, TOO_FEW = "enough", "too few"
ON_THE_LIST, NOBODY_ON_THE_LIST = "one on the list", "none on the list"
ALL_AGREE, NOT_ALL = "agreed by all", "not agreed"
MAY_BE_INSPECTED, IS_INSPECTED, NOBODY_INSPECTS = "may be inspected", "is inspected already", "nobody takes requests"
FAILING, NOT_FAILING = "something failing", "nothing failing"
MAY_BE_ASKED_AGAIN, FINAL = "may be asked again", "final"
AWAITED, COME_OR_OVER = "awaited", "come, or its day is over"
REPORT = "a report"
LAST_REPORT = "the last report that may be missed, may be renewed"
LAST_REPORT_OF_LAST_PLAN = "the last report that may be missed, last plan"
PLANS_END, LAST_PLANS_END = "its end, may be renewed", "its end, last plan"
RUNS_ON = "missed, and it runs on"
MISSED, MISSED_LAST_PLAN = "missed at its end, may be renewed", "missed at its end, last plan"
AGREED, IMPOSED = "agreed", "imposed"
KEPT_BY_FIGURE, KEPT_BY_ACTIONS = "kept, and a figure shows it", "kept, and no figure tells"


def _support(case: Case, command: Command | None, at: Circumstances) -> str:
    stages_spent = case.remedy.spent_on is not None and case.scrutiny.spent_on is not None
    enough = guard.complaints(case, at) >= at.policy.stage3.min_partner_complaints
    return ENOUGH if stages_spent and enough else TOO_FEW


def _signatories(case: Case, command: Command | None, at: Circumstances) -> str:
    return ENOUGH if guard.can_be_asked_for_here(case, at) else TOO_FEW


def _facilitator(case: Case, command: Command | None, at: Circumstances) -> str:
    return ON_THE_LIST if next_facilitator(case, at) else NOBODY_ON_THE_LIST


def _settlement(case: Case, command: Command | None, at: Circumstances) -> str:
    proposed = case.inspection.settlement
    needed = set(settlement.parties(case, at))
    return ALL_AGREE if proposed and needed and needed <= set(proposed.agreed) else NOT_ALL


def _findings(case: Case, command: Command | None, at: Circumstances) -> str:
    return FAILING if case.inspection.has_failing_findings else NOT_FAILING


def _route(case: Case, command: Command | None, at: Circumstances) -> str:
    if not case.inspection.inspectorate:
        return NOBODY_INSPECTS
    return IS_INSPECTED if needless.is_answered_by_another(case, at) else MAY_BE_INSPECTED


def _declines(case: Case, command: Command | None, at: Circumstances) -> str:
    if case.inspection.decline_cause == "no_inspectorate":
        return FINAL
    return MAY_BE_ASKED_AGAIN if case.inspection.declines < at.policy.stage3.declines_max else FINAL


def _reply(case: Case, command: Command | None, at: Circumstances) -> str:
    return AWAITED if case.inspection.reply_settled_on is None else COME_OR_OVER


def _plan(case: Case, command: Command | None, at: Circumstances) -> str:
    """What comes next under a plan: its next report, or its end; and what follows when that is missed."""
    inspection, may_be_renewed = case.inspection, _may_be_renewed(case, at)
    is_report = None not in (inspection.report_by, inspection.plan_until)
    if not is_report or inspection.report_by >= inspection.plan_until:  # type: ignore[operator]  # both are there
        return PLANS_END if may_be_renewed else LAST_PLANS_END
    if inspection.reports_missed + 1 < at.policy.stage3.reports_missed:
        return REPORT
    return LAST_REPORT if may_be_renewed else LAST_REPORT_OF_LAST_PLAN


def _may_be_renewed(case: Case, at: Circumstances) -> bool:
    return case.inspection.negotiations <= at.policy.stage3.renegotiations


def _outcome(case: Case, command: Command | None, at: Circumstances) -> str:
    """What a check of the plan comes to; one that was not wholly kept runs on until its last day is over. Before
    anybody checks: what it would rest on.
    """
    if not isinstance(command, CompletePlan):
        return KEPT_BY_FIGURE if plan.figure_of_plan(case) else KEPT_BY_ACTIONS
    if plan.outcome(case, command, at) is plan.Outcome.KEPT:
        return KEPT_BY_FIGURE if plan.ground(command) is plan.Ground.FIGURE else KEPT_BY_ACTIONS
    is_over = case.inspection.plan_until is not None and case.inspection.plan_until < at.today
    if not is_over:
        return RUNS_ON
    return MISSED if _may_be_renewed(case, at) else MISSED_LAST_PLAN


def _style(case: Case, command: Command | None, at: Circumstances) -> str:
    return IMPOSED if case.inspection.style == guard.DIRECTIVE else AGREED


SUPPORT = Choice("complaints by distinct partners", (ENOUGH, TOO_FEW), _support)


SIGNATORIES = Choice("signatories besides the subject", (ENOUGH, TOO_FEW), _signatories)


FACILITATOR = Choice("a facilitator", (ON_THE_LIST, NOBODY_ON_THE_LIST), _facilitator)


SETTLEMENT = Choice("a settlement", (NOT_ALL, ALL_AGREE), _settlement)


ROUTE = Choice("the inspection", (MAY_BE_INSPECTED, IS_INSPECTED, NOBODY_INSPECTS), _route)


FINDINGS = Choice("findings", (FAILING, NOT_FAILING), _findings)


DECLINES = Choice("the inspectorate's no", (MAY_BE_ASKED_AGAIN, FINAL), _declines)


REPLY = Choice("the subject's reply", (AWAITED, COME_OR_OVER), _reply)


PLAN = Choice(
    "the action plan's next day",
    (
        REPORT,
        LAST_REPORT,
        LAST_REPORT_OF_LAST_PLAN,
        PLANS_END,
        LAST_PLANS_END,
    ),
    _plan,
)


OUTCOME = Choice(
    "what a check of the action plan finds",
    (
        KEPT_BY_FIGURE,
        KEPT_BY_ACTIONS,
        RUNS_ON,
        MISSED,
        MISSED_LAST_PLAN,
    ),
    _outcome,
)


STYLE = Choice("the action plan", (AGREED, IMPOSED), _style)
