"""What happens when nobody does anything: for every open state exactly one row applies at any time.

No actor may stop the chain by doing nothing. Limits are keys of the area's policy, counted one after the other from the
row's anchor; the public words for each row stand in the profile under the row's name.
"""

# ruff: noqa: ARG001, ARG005 every row of the table calls its function in the same way

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from services.escalation.domain import choice, step
from services.escalation.domain.case import Case
from services.escalation.domain.choice import When
from services.escalation.domain.circumstances import Circumstances
from services.escalation.domain.guard import repeated
from services.escalation.domain.state import State
from services.escalation.domain.step import Steps
from shared.events import escalation as told
from shared.policy import Policy
from shared.working_days import Period, Reckoning, in_words

GRACE = "silence."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long silence may last: policy keys one after the other, the sum `times` over, counted from a day of the case.

    Without keys the anchor's own day is the last in time.
    """

    keys: tuple[str, ...] = ()
    times: str | None = None
    anchor: str = "the day the state began"
    start: Callable[[Case, Circumstances], date | None] = lambda case, at: case.since_on

    def period(self, policy: Policy) -> Period | None:
        """The period under this policy, or None when the anchor's own day is the limit."""
        if not self.keys:
            return None
        period = policy.period(*self.keys)
        return repeated(period, _count(policy, self.times)) if self.times else period

    def asked(self) -> "Limit":
        """The same without the grace that is added before silence moves the case: by when somebody is to act."""
        return replace(self, keys=tuple(key for key in self.keys if not key.startswith(GRACE)))

    def reckon(self, case: Case, at: Circumstances) -> Reckoning | None:
        """The last day, with its working; None while the case does not tell where to count from."""
        start = self.start(case, at)
        if start is None:
            return None
        period = self.period(at.policy)
        return Reckoning(start, "on", (), start) if period is None else period.reckon(start, at.calendar)

    def __str__(self) -> str:
        sum_of = " + ".join(self.keys) + (f" x {self.times}" if self.times else "")
        return f"{sum_of} after {self.anchor}" if sum_of else self.anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One row: when nothing was done in `state` by the limit, `tells` is told and the case stands in `to`.

    Without a limit the row acts at once, in the same decision that led to the state.
    """

    name: str
    state: State
    to: State
    tells: Callable[[Case, Circumstances], Steps]
    basis: str
    limit: Limit | None
    when: When | None = None
    counter: str | None = None


def _admitted_by_default(case: Case, at: Circumstances) -> Steps:
    words = "Nobody decided in time."
    return (partial(told.CaseAdmitted, level="local", reasons=words, by_default=True),)


def _duty_served(case: Case, at: Circumstances) -> Steps:
    return step.duty_served(case, None, at)


def _closed(cause: str) -> Callable[[Case, Circumstances], Steps]:
    return lambda case, at: (partial(told.CaseClosed, cause=cause),)


def _referred(cause: str) -> Callable[[Case, Circumstances], Steps]:
    return lambda case, at: (partial(told.CaseReferred, committee=at.register.committee, cause=cause),)


def _exhausted(cause: str) -> Callable[[Case, Circumstances], Steps]:
    return lambda case, at: (
        partial(told.ScrutinyExhausted, cause=cause, reasons=f"Nobody had acted by {_day_of(case)}."),
    )


def _to_inspectorate(cause: str) -> Callable[[Case, Circumstances], Steps]:
    return lambda case, at: (partial(told.InspectionRequested, inspectorate=case.inspectorate, cause=cause),)


def _declined(cause: str) -> Callable[[Case, Circumstances], Steps]:
    words = "nothing came by {day}, and that ends the inspectorate's part"
    return lambda case, at: (
        partial(told.InspectionDeclined, cause=cause, reasons=f"{words.format(day=_day_of(case))}."),
    )


def _day_of(case: Case) -> str:
    return in_words(case.due_on) if case.due_on else "the day"


def _reply_missing(case: Case, at: Circumstances) -> Steps:
    return (told.ReplyMissing,)


def _missing(case: Case, at: Circumstances) -> Steps:
    bodies = tuple(addressee.body for addressee in case.outstanding)
    return (partial(told.ResponseMissing, bodies=bodies),)


def _missing_by_law(case: Case, at: Circumstances) -> Steps:
    return (*_missing(case, at), *_exhausted("no_reply")(case, at))


def _monitoring(case: Case, at: Circumstances) -> Steps:
    return (told.MonitoringOpened,)


def _resolved_by_figures(case: Case, at: Circumstances) -> Steps:
    words = f"{case.measure} met its target in {at.policy.stage2.figures_met} figures in succession."
    return (partial(told.CaseResolved, reasons=words),)


def _call_in_admitted(case: Case, at: Circumstances) -> Steps:
    """The names are public from here: those that had complained, and whoever's complaint has just made them enough."""
    complainants = step.complainants_with(at) if case.complaints > len(at.complainants) else at.complainants
    return (partial(told.CallInAdmitted, complainants=complainants, requester=case.requester),)


def _negotiation(case: Case, at: Circumstances) -> Steps:
    return (told.NegotiationOpened,)


def _declined_end(case: Case, at: Circumstances) -> Steps:
    by_silence = case.decline_cause in ("no_findings", "findings_not_published")
    return (partial(told.CaseClosed, cause="no_findings" if by_silence else "declined"),)


def _statutory_answer_by(case: Case, at: Circumstances) -> date | None:
    owed = [a.answer_by for a in case.outstanding if at.policy.regime(a.regime).silence_exhausts]
    return min(owed, default=None)


def _last_answer_by(case: Case, at: Circumstances) -> date | None:
    return max((addressee.answer_by for addressee in case.outstanding), default=None)


S = State
REMEDY_DAY = Limit(anchor="the remedy's day", start=lambda case, at: case.plan.remedy_on if case.plan else None)
HEARING = Limit(keys=("silence.scheduled",), anchor="the day of the hearing", start=lambda case, at: case.hearing_on)
OWED_ANSWER = Limit(
    keys=("silence.awaiting_responses",), anchor="the first day an answer is owed", start=_statutory_answer_by
)
ASKED_ANSWER = Limit(
    keys=("silence.awaiting_responses",), anchor="the last day an answer is asked for", start=_last_answer_by
)
MONITORED = Limit(keys=("stage2.monitor",), times="stage2.monitor_reviews")
COMPLAINTS = Limit(
    keys=("stage3.complaint_window",), anchor="the end of scrutiny", start=lambda case, at: case.stage2_spent_on
)
INSPECTED = Limit(keys=("stage3.inspection_start", "stage3.inspection", "silence.inspecting"))
REPLY = Limit(keys=("stage3.right_of_reply",))
DRAFTED = Limit(
    keys=("stage3.publish_findings", "silence.findings_draft"),
    anchor="the subject's reply, or the day it had for one",
    start=lambda case, at: case.reply_settled_on,
)
KEPT = Limit(keys=("silence.action_in_force",), anchor="the plan's last day", start=lambda case, at: case.plan_until)

TABLE: tuple[Silence, ...] = (
    Silence(name="screening", state=S.SCREENING, to=S.ADMITTED, tells=_admitted_by_default, basis="5.2b",
            limit=Limit(keys=("safeguard.decide", "silence.screening"))),
    Silence(name="rejected", state=S.REJECTED, to=S.REJECTED_FINAL, tells=_closed("not_reviewed"), basis="D5",
            limit=Limit(keys=("safeguard.review_window",))),
    Silence(name="admitted", state=S.ADMITTED, to=S.DUTY_SERVED, tells=_duty_served, basis="row 8",
            limit=Limit(keys=("stage1.serve",)), when=When(choice.ADMISSION, "by a person")),
    Silence(name="admitted_by_default", state=S.ADMITTED, to=S.DUTY_SERVED, tells=_duty_served, basis="D3",
            limit=Limit(keys=("safeguard.default_admission_hold",)), when=When(choice.ADMISSION, "by default")),
    Silence(name="duty_served", state=S.DUTY_SERVED, to=S.REFERRED, tells=_referred("no_plan"), basis="row 12",
            limit=Limit(keys=("stage1.plan", "silence.duty_served"))),
    Silence(name="remedy_running", state=S.REMEDY_RUNNING, to=S.REFERRED, tells=_referred("no_claim"), basis="row 18",
            limit=REMEDY_DAY),
    Silence(name="verifying", state=S.VERIFYING, to=S.REFERRED, tells=_referred("not_checked"), basis="5.2b",
            limit=Limit(keys=("stage1.verify", "silence.verifying"))),
    Silence(name="referred", state=S.REFERRED, to=S.STAGE2_EXHAUSTED, tells=_exhausted("not_heard"), basis="D11",
            limit=Limit(keys=("stage2.referral",))),
    Silence(name="scheduled", state=S.SCHEDULED, to=S.STAGE2_EXHAUSTED, tells=_exhausted("not_heard"), basis="D12",
            limit=HEARING),
    Silence(name="evidence", state=S.EVIDENCE, to=S.STAGE2_EXHAUSTED, tells=_exhausted("no_recommendations"),
            basis="D12", limit=Limit(keys=("stage2.recommend",))),
    Silence(name="all_answered", state=S.AWAITING_RESPONSES, to=S.MONITORING, tells=_monitoring, basis="row 26, D13",
            limit=None, when=When(choice.RESPONSES, "all in")),
    Silence(name="awaiting_responses", state=S.AWAITING_RESPONSES, to=S.STAGE2_EXHAUSTED, tells=_missing_by_law,
            basis="row 27, D13", limit=OWED_ANSWER, when=When(choice.RESPONSES, "owed by law")),
    Silence(name="awaiting_responses_ordinary", state=S.AWAITING_RESPONSES, to=S.AWAITING_RESPONSES, tells=_missing,
            basis="D13", limit=ASKED_ANSWER, when=When(choice.RESPONSES, "only asked for"), counter="answers"),
    Silence(name="monitoring", state=S.MONITORING, to=S.STAGE2_EXHAUSTED, tells=_exhausted("not_monitored"),
            basis="D14", limit=MONITORED, when=When(choice.SUCCESS, "not met")),
    Silence(name="monitoring_met", state=S.MONITORING, to=S.RESOLVED_STAGE2, tells=_resolved_by_figures, basis="D14",
            limit=MONITORED, when=When(choice.SUCCESS, "met")),
    Silence(name="stage2_exhausted", state=S.STAGE2_EXHAUSTED, to=S.CLOSED_UNRESOLVED, tells=_closed("not_called_in"),
            basis="D15", limit=COMPLAINTS),
    Silence(name="call_in_open", state=S.CALL_IN_OPEN, to=S.CLOSED_UNRESOLVED, tells=_closed("complaints_short"),
            basis="D15", limit=COMPLAINTS, when=When(choice.SUPPORT, "too few")),
    Silence(name="enough_complaints", state=S.CALL_IN_OPEN, to=S.CALL_IN_ADMITTED, tells=_call_in_admitted,
            basis="row 32", limit=None, when=When(choice.SUPPORT, "enough")),
    Silence(name="call_in_admitted", state=S.CALL_IN_ADMITTED, to=S.WITH_INSPECTORATE, basis="D16",
            tells=_to_inspectorate("no_facilitator"),
            limit=Limit(keys=("stage3.facilitator", "silence.call_in_admitted"))),
    Silence(name="brokering", state=S.BROKERING, to=S.WITH_INSPECTORATE, tells=_to_inspectorate("no_settlement"),
            basis="5.2b", limit=Limit(keys=("stage3.brokering",))),
    Silence(name="with_inspectorate", state=S.WITH_INSPECTORATE, to=S.DECLINED, tells=_declined("no_reply"),
            basis="5.2b", limit=Limit(keys=("stage3.inspectorate_decide", "silence.with_inspectorate"))),
    Silence(name="inspecting", state=S.INSPECTING, to=S.DECLINED, tells=_declined("no_findings"), basis="D18",
            limit=INSPECTED),
    Silence(name="reply_awaited", state=S.FINDINGS_DRAFT, to=S.FINDINGS_DRAFT, tells=_reply_missing, basis="row 38",
            limit=REPLY, when=When(choice.REPLY, "awaited"), counter="reply_missed_on"),
    Silence(name="findings_draft", state=S.FINDINGS_DRAFT, to=S.DECLINED, tells=_declined("findings_not_published"),
            basis="D18", limit=DRAFTED, when=When(choice.REPLY, "come, or its day is over")),
    Silence(name="something_failing", state=S.FINDINGS_PUBLISHED, to=S.ACTION_NEGOTIATION, tells=_negotiation,
            basis="row 40", limit=None, when=When(choice.FINDINGS, "something failing")),
    Silence(name="nothing_failing", state=S.FINDINGS_PUBLISHED, to=S.CLOSED_AFTER_INSPECTION,
            tells=_closed("nothing_failing"), basis="D18", limit=None, when=When(choice.FINDINGS, "nothing failing")),
    Silence(name="declined", state=S.DECLINED, to=S.CLOSED_UNRESOLVED, tells=_declined_end, basis="D17",
            limit=Limit(keys=("stage3.reconsider",)), when=When(choice.DECLINES, "may be asked again")),
    Silence(name="declined_again", state=S.DECLINED, to=S.CLOSED_UNRESOLVED, tells=_declined_end, basis="D17",
            limit=None, when=When(choice.DECLINES, "final")),
    Silence(name="action_negotiation", state=S.ACTION_NEGOTIATION, to=S.CLOSED_UNRESOLVED, tells=_closed("no_plan"),
            basis="D19", limit=Limit(keys=("stage3.action_plan", "silence.action_negotiation"))),
    Silence(name="action_in_force", state=S.ACTION_IN_FORCE, to=S.ACTION_NEGOTIATION, tells=_negotiation, basis="D20",
            limit=KEPT, when=When(choice.PLANS, "may be renewed"), counter="negotiations"),
    Silence(name="action_in_force_again", state=S.ACTION_IN_FORCE, to=S.CLOSED_UNRESOLVED,
            tells=_closed("plan_not_kept"), basis="D20", limit=KEPT, when=When(choice.PLANS, "last")),
)  # fmt: skip


def _count(policy: Policy, key: str) -> int:
    value = policy.row(key).value
    if not isinstance(value, int):
        raise TypeError(f"{key} is not a count")
    return value
