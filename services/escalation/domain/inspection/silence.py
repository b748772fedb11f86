"""What happens on the third rung when nobody does anything."""

# ruff: noqa: ARG001, ARG005 every row of the table calls its function in the same way

from collections.abc import Callable
from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import When
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.row import Holder, Limit, Silence
from services.escalation.domain.case.silence import closed, day_missed
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps
from services.escalation.domain.inspection import choice, guard, needless, step
from services.escalation.domain.inspection.facilitator import next_facilitator
from shared.events import escalation as told
from shared.working_days import in_words

S = State


def _to_inspectorate(cause: str) -> Callable[[Case, Circumstances], Steps]:
    return lambda case, at: (step.to_inspectorate(case, cause, at),)


def _declined(cause: str) -> Callable[[Case, Circumstances], Steps]:
    words = "nothing came by {day}, and that ends the inspectorate's part"
    return lambda case, at: (
        partial(told.InspectionDeclined, cause=cause, reasons=f"{words.format(day=day_missed(case))}."),
    )


def _inspected_already(case: Case, at: Circumstances) -> Steps:
    known = needless.same_inspection(case, at)
    reasons = f"{known.inspectorate}, since {in_words(known.began_on)}: {known.link}" if known else ""
    return (partial(told.InspectionDeclined, cause=needless.ALREADY_INSPECTED, reasons=reasons),)


def _nobody_inspects(case: Case, at: Circumstances) -> Steps:
    reasons = "The register names none, and none is known for a body of this kind, or the one there is takes part here."
    return (partial(told.InspectionDeclined, cause="no_inspectorate", reasons=reasons),)


def _reply_missing(case: Case, at: Circumstances) -> Steps:
    return (told.ReplyMissing,)


def _call_in_admitted(case: Case, at: Circumstances) -> Steps:
    """The names are public from here: those that had complained, and whoever's complaint has just made them enough."""
    lodged = step.complainants_with(at) if case.inspection.complaints > len(at.complainants) else at.complainants
    own = at.register.organisation(case.subject)
    complainants = tuple(one for one in lodged if at.register.organisation(one) != own)
    return (partial(told.CallInAdmitted, complainants=complainants, requester=case.inspection.requester),)


def _next_facilitator(case: Case, at: Circumstances) -> Steps:
    """Nobody was named in time: the first on the area's list that has no stake takes it up."""
    return (partial(told.FacilitatorAssigned, facilitator=next_facilitator(case, at), declaration=""),)


def _negotiation(case: Case, at: Circumstances) -> Steps:
    return (partial(told.NegotiationOpened, style=guard.style_of_negotiation(case, at)),)


def _plan_over(case: Case, at: Circumstances) -> Steps:
    """The last plan's time is over: it ends as whoever checked it last found it, and as not kept where nobody did."""
    return (partial(told.CaseClosed, cause=step.missed_plan(case.inspection.plan_outcome)),)


def _declined_end(case: Case, at: Circumstances) -> Steps:
    """It ends by what ended the inspectorate's part last: a no is told only where it said one."""
    cause = case.inspection.decline_cause
    return (partial(told.CaseClosed, cause="no_findings" if cause == "findings_not_published" else cause),)


COMPLAINTS = Limit(
    keys=("stage3.complaint_window",), anchor="the end of scrutiny", start=lambda case, at: case.scrutiny.spent_on
)


INSPECTED = Limit(keys=("stage3.inspection_start", "stage3.inspection", "silence.inspecting"))


REPLY = Limit(keys=("stage3.right_of_reply",))


DRAFTED = Limit(
    keys=("stage3.publish_findings", "silence.findings_draft"),
    anchor="the subject's reply, or the day it had for one",
    start=lambda case, at: case.inspection.reply_settled_on,
)


KEPT = Limit(
    keys=("silence.action_in_force",),
    anchor="the plan's last day",
    start=lambda case, at: case.inspection.plan_over_on,
    fixed=lambda case, at: "The action plan has this day as its last",
)


NEGOTIATED = Limit(keys=("stage3.action_plan", "silence.action_negotiation"))


REPORT = Limit(
    anchor="the day of the next report",
    start=lambda case, at: case.inspection.report_by,
    fixed=lambda case, at: f"A report on the action plan is asked for every {step.report_period(case, at).words()}",
)


SILENCES: tuple[Silence, ...] = (
    Silence(name="stage2_exhausted", state=S.STAGE2_EXHAUSTED, to=S.CLOSED_UNRESOLVED, tells=closed("not_called_in"),
            on=Holder.NOBODY, basis="D15", limit=COMPLAINTS, when=When(choice.SIGNATORIES, choice.ENOUGH)),
    Silence(name="too_few_signatories", state=S.STAGE2_EXHAUSTED, to=S.CLOSED_UNRESOLVED,
            tells=closed("too_few_signatories"), on=Holder.NOBODY, basis="D15, S14", limit=COMPLAINTS,
            when=When(choice.SIGNATORIES, choice.TOO_FEW)),
    Silence(name="call_in_open", state=S.CALL_IN_OPEN, to=S.CLOSED_UNRESOLVED, tells=closed("complaints_short"),
            on=Holder.NOBODY, basis="D15", limit=COMPLAINTS, when=When(choice.SUPPORT, choice.TOO_FEW)),
    Silence(name="enough_complaints", state=S.CALL_IN_OPEN, to=S.CALL_IN_ADMITTED, tells=_call_in_admitted,
            on=Holder.NOBODY, basis="row 32", limit=None, when=When(choice.SUPPORT, choice.ENOUGH)),
    Silence(name="call_in_admitted", state=S.CALL_IN_ADMITTED, to=S.WITH_INSPECTORATE, on=Holder.AUTHORITY, basis="D16",
            tells=_to_inspectorate("no_facilitator"),
            limit=Limit(keys=("stage3.facilitator", "silence.call_in_admitted")),
            when=When(choice.FACILITATOR, choice.NOBODY_ON_THE_LIST)),
    Silence(name="next_facilitator", state=S.CALL_IN_ADMITTED, to=S.BROKERING, tells=_next_facilitator,
            on=Holder.AUTHORITY, basis="D16",
            limit=Limit(keys=("stage3.facilitator",)), when=When(choice.FACILITATOR, choice.ON_THE_LIST)),
    Silence(name="brokering", state=S.BROKERING, to=S.WITH_INSPECTORATE, tells=_to_inspectorate("no_settlement"),
            on=Holder.FACILITATOR, basis="5.2b", limit=Limit(keys=("stage3.brokering",)),
            when=When(choice.SETTLEMENT, choice.NOT_ALL)),
    Silence(name="settled", state=S.BROKERING, to=S.CLOSED_AFTER_INSPECTION, tells=closed("settled"),
            on=Holder.NOBODY, basis="row 34, D24", limit=None, when=When(choice.SETTLEMENT, choice.ALL_AGREE)),
    Silence(name="with_inspectorate", state=S.WITH_INSPECTORATE, to=S.DECLINED, tells=_declined("inspectorate_silent"),
            on=Holder.INSPECTORATE, basis="5.2b",
            limit=Limit(keys=("stage3.inspectorate_decide", "silence.with_inspectorate")),
            when=When(choice.ROUTE, choice.MAY_BE_INSPECTED)),
    Silence(name="already_inspected", state=S.WITH_INSPECTORATE, to=S.DECLINED, tells=_inspected_already,
            on=Holder.NOBODY, basis="D17", limit=None, when=When(choice.ROUTE, choice.IS_INSPECTED)),
    Silence(name="no_inspectorate", state=S.WITH_INSPECTORATE, to=S.DECLINED, tells=_nobody_inspects,
            on=Holder.NOBODY, basis="S14", limit=None, when=When(choice.ROUTE, choice.NOBODY_INSPECTS)),
    Silence(name="inspecting", state=S.INSPECTING, to=S.DECLINED, tells=_declined("no_findings"),
            on=Holder.INSPECTORATE, basis="D18", limit=INSPECTED),
    Silence(name="reply_awaited", state=S.FINDINGS_DRAFT, to=S.FINDINGS_DRAFT, tells=_reply_missing,
            on=Holder.SUBJECT, basis="row 38",
            limit=REPLY, when=When(choice.REPLY, choice.AWAITED), counter="reply_missed_on"),
    Silence(name="findings_draft", state=S.FINDINGS_DRAFT, to=S.DECLINED, tells=_declined("findings_not_published"),
            on=Holder.INSPECTORATE, basis="D18", limit=DRAFTED, when=When(choice.REPLY, choice.COME_OR_OVER)),
    Silence(name="something_failing", state=S.FINDINGS_PUBLISHED, to=S.ACTION_NEGOTIATION, tells=_negotiation,
            on=Holder.NOBODY, basis="row 40", limit=None, when=When(choice.FINDINGS, choice.FAILING)),
    Silence(name="nothing_failing", state=S.FINDINGS_PUBLISHED, to=S.CLOSED_AFTER_INSPECTION,
            tells=closed("nothing_failing"),
            on=Holder.NOBODY, basis="D18", limit=None, when=When(choice.FINDINGS, choice.NOT_FAILING)),
    Silence(name="declined", state=S.DECLINED, to=S.CLOSED_UNRESOLVED, tells=_declined_end,
            on=Holder.NOBODY, basis="D17",
            limit=Limit(keys=("stage3.reconsider",)), when=When(choice.DECLINES, choice.MAY_BE_ASKED_AGAIN)),
    Silence(name="declined_again", state=S.DECLINED, to=S.CLOSED_UNRESOLVED, tells=_declined_end,
            on=Holder.NOBODY, basis="D17", limit=None, when=When(choice.DECLINES, choice.FINAL)),
    Silence(name="action_negotiation", state=S.ACTION_NEGOTIATION, to=S.CLOSED_UNRESOLVED, tells=closed("no_plan"),
            on=Holder.NEGOTIATORS, basis="D19", limit=NEGOTIATED, when=When(choice.STYLE, choice.AGREED)),
    Silence(name="plan_to_be_imposed", state=S.ACTION_NEGOTIATION, to=S.CLOSED_UNRESOLVED, tells=closed("no_plan"),
            on=Holder.IMPOSERS, basis="D19", limit=NEGOTIATED, when=When(choice.STYLE, choice.IMPOSED)),
    Silence(name="report_awaited", state=S.ACTION_IN_FORCE, to=S.ACTION_IN_FORCE, tells=step.report_missing,
            on=Holder.SUBJECT, basis="D20",
            limit=REPORT, when=When(choice.PLAN, choice.REPORT), counter="reports_missed"),
    Silence(name="last_report_awaited", state=S.ACTION_IN_FORCE, to=S.ACTION_NEGOTIATION, tells=_negotiation,
            on=Holder.SUBJECT, basis="D20", limit=REPORT,
            when=When(choice.PLAN, choice.LAST_REPORT), counter="negotiations"),
    Silence(name="last_report_awaited_again", state=S.ACTION_IN_FORCE, to=S.CLOSED_UNRESOLVED,
            tells=_plan_over, on=Holder.SUBJECT, basis="D20", limit=REPORT,
            when=When(choice.PLAN, choice.LAST_REPORT_OF_LAST_PLAN)),
    Silence(name="action_in_force", state=S.ACTION_IN_FORCE, to=S.ACTION_NEGOTIATION, tells=_negotiation,
            on=Holder.SUBJECT, basis="D20",
            limit=KEPT, when=When(choice.PLAN, choice.PLANS_END), counter="negotiations"),
    Silence(name="action_in_force_again", state=S.ACTION_IN_FORCE, to=S.CLOSED_UNRESOLVED,
            tells=_plan_over,
            on=Holder.SUBJECT, basis="D20", limit=KEPT, when=When(choice.PLAN, choice.LAST_PLANS_END)),
)  # fmt: skip
