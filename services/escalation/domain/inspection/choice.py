"""The choices on which rows of the third rung hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.inspection import guard, plan, settlement
from services.escalation.domain.inspection.command import CompletePlan
from services.escalation.domain.inspection.facilitator import next_facilitator

KEPT_BY_FIGURE, KEPT_BY_ACTIONS = "kept, and a figure shows it", "kept, and no figure tells"


def _support(case: Case, command: Command | None, at: Circumstances) -> str:
    stages_spent = case.remedy.spent_on is not None and case.scrutiny.spent_on is not None
    enough = guard.complaints(case, at) >= at.policy.stage3.min_partner_complaints
    return "enough" if stages_spent and enough else "too few"


def _signatories(case: Case, command: Command | None, at: Circumstances) -> str:
    return "enough" if guard.can_be_asked_for_here(case, at) else "too few"


def _facilitator(case: Case, command: Command | None, at: Circumstances) -> str:
    return "one on the list" if next_facilitator(case, at) else "none on the list"


def _settlement(case: Case, command: Command | None, at: Circumstances) -> str:
    proposed = case.inspection.settlement
    needed = set(settlement.parties(case, at))
    return "agreed by all" if proposed and needed and needed <= set(proposed.agreed) else "not agreed"


def _findings(case: Case, command: Command | None, at: Circumstances) -> str:
    return "something failing" if case.inspection.has_failing_findings else "nothing failing"


def _route(case: Case, command: Command | None, at: Circumstances) -> str:
    if not case.inspection.inspectorate:
        return "nobody takes requests"
    return "is inspected already" if guard.is_answered_by_another(case, at) else "may be inspected"


def _declines(case: Case, command: Command | None, at: Circumstances) -> str:
    if case.inspection.decline_cause == "no_inspectorate":
        return "final"
    return "may be asked again" if case.inspection.declines < at.policy.stage3.declines_max else "final"


def _reply(case: Case, command: Command | None, at: Circumstances) -> str:
    return "awaited" if case.inspection.reply_settled_on is None else "come, or its day is over"


def _plan(case: Case, command: Command | None, at: Circumstances) -> str:
    """What comes next under a plan: its next report, or its end; and what follows when that is missed."""
    inspection, ends = case.inspection, _renewal(case, at)
    is_report = None not in (inspection.report_by, inspection.plan_until)
    if not is_report or inspection.report_by >= inspection.plan_until:  # type: ignore[operator]  # both are there
        return f"its end, {ends}"
    if inspection.reports_missed + 1 < at.policy.stage3.reports_missed:
        return "a report"
    return f"the last report that may be missed, {ends}"


def _renewal(case: Case, at: Circumstances) -> str:
    return "may be renewed" if case.inspection.negotiations <= at.policy.stage3.renegotiations else "last plan"


def _outcome(case: Case, command: Command | None, at: Circumstances) -> str:
    """What a check of the plan comes to; one that was not wholly kept runs on until its last day is over. Before
    anybody checks: what it would rest on.
    """
    if not isinstance(command, CompletePlan):
        return KEPT_BY_FIGURE if plan.figure_of_plan(case) else KEPT_BY_ACTIONS
    if plan.outcome(case, command, at) is plan.Outcome.KEPT:
        return KEPT_BY_FIGURE if plan.ground(command) is plan.Ground.FIGURE else KEPT_BY_ACTIONS
    is_over = case.inspection.plan_until is not None and case.inspection.plan_until < at.today
    return f"missed at its end, {_renewal(case, at)}" if is_over else "missed, and it runs on"


def _style(case: Case, command: Command | None, at: Circumstances) -> str:
    return "imposed" if case.inspection.style == guard.DIRECTIVE else "agreed"


SUPPORT = Choice("complaints by distinct partners", ("enough", "too few"), _support)


SIGNATORIES = Choice("signatories besides the subject", ("enough", "too few"), _signatories)


FACILITATOR = Choice("a facilitator", ("one on the list", "none on the list"), _facilitator)


SETTLEMENT = Choice("a settlement", ("not agreed", "agreed by all"), _settlement)


ROUTE = Choice("the inspection", ("may be inspected", "is inspected already", "nobody takes requests"), _route)


FINDINGS = Choice("findings", ("something failing", "nothing failing"), _findings)


DECLINES = Choice("the inspectorate's no", ("may be asked again", "final"), _declines)


REPLY = Choice("the subject's reply", ("awaited", "come, or its day is over"), _reply)


PLAN = Choice(
    "the action plan's next day",
    (
        "a report",
        "the last report that may be missed, may be renewed",
        "the last report that may be missed, last plan",
        "its end, may be renewed",
        "its end, last plan",
    ),
    _plan,
)


OUTCOME = Choice(
    "what a check of the action plan finds",
    (
        KEPT_BY_FIGURE,
        KEPT_BY_ACTIONS,
        "missed, and it runs on",
        "missed at its end, may be renewed",
        "missed at its end, last plan",
    ),
    _outcome,
)


STYLE = Choice("the action plan", ("agreed", "imposed"), _style)
