"""Guards: conditions on the case that must hold for a row, each with a name and the words for when it does not.

`needs` look at the case and who acts, so that a page can tell beforehand; `checks` look at what the command says.
"""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date

from services.escalation.domain import command as asked
from services.escalation.domain.case import Case
from services.escalation.domain.circumstances import Circumstances
from services.escalation.domain.command import Command
from services.escalation.domain.recommendation import lint
from services.escalation.domain.refusal import Gap
from shared.working_days import Period, in_words

LEVELS = ("local", "area_wide")
ANSWERS = ("accepted", "accepted_in_part", "refused")
# The published reasons for refusing a case; a matter excluded by its kind is let in when it alleges systematic failure.
REJECTION_REASONS = (
    "vexatious",
    "abusive",
    "excluded_matter",
    "before_a_court",
    "party_political",
    "names_individuals",
    "repeats_within_six_months",
    "not_a_matter_of_this_area",
)


@dataclass(frozen=True, slots=True)
class Guard:
    """A need: its stable name, what is said when it does not hold, and the test."""

    name: str
    words: str
    holds: Callable[[Case, Circumstances], bool]


Check = Callable[[Case, asked.Command, Circumstances], Iterator[Gap]]


def _signatory(case: Case, at: Circumstances) -> bool:
    body = at.register.body(at.actor.body or "")
    return body is not None and body.signed_on is not None


def _first_complaint(case: Case, at: Circumstances) -> bool:
    return at.register.organisation(at.actor.body or "") not in at.complainants


def _cycle_over(case: Case, at: Circumstances) -> bool:
    if case.monitored_since is None:
        return False
    if any(answer.answer == "refused" for answer in case.answers):
        return True
    cycle = repeated(at.policy.stage2.monitor, at.policy.stage2.exhaust_after_monitoring)
    return cycle.reckon(case.monitored_since, at.calendar).due_on <= at.today


def _in_time_after(cause: str) -> Callable[[Case, Circumstances], bool]:
    def holds(case: Case, at: Circumstances) -> bool:
        fired = case.referral_cause == cause and case.set_aside_on is None
        return fired and case.missed_on is not None and at.received_on <= case.missed_on

    return holds


NOT_ACKNOWLEDGED = Guard(
    "not_acknowledged_before",
    "The duty was acknowledged before.",
    lambda case, at: case.duty is not None and case.duty.acknowledged_on is None,
)
CLAIM_IN_TIME = Guard(
    "claim_received_in_time",
    "The day for the remedy passed without a claim; the committee has the case now.",
    _in_time_after("no_claim"),
)
PLAN_IN_TIME = Guard(
    "plan_received_in_time",
    "The day for the plan passed without one; the committee has the case now.",
    _in_time_after("no_plan"),
)
ADJOURNMENT_LEFT = Guard(
    "adjournment_left",
    "The hearing was moved before; it cannot be moved again.",
    lambda case, at: case.adjournments < at.policy.stage2.adjournments,
)
DAY_HAS_COME = Guard(
    "day_of_hearing_has_come",
    "The day of the hearing has not come yet.",
    lambda case, at: case.hearing_on is not None and at.today >= case.hearing_on,
)
MEASURE_MET = Guard(
    "measure_is_met",
    "The latest figure of the measure does not meet its target.",
    lambda case, at: case.verdicts[-1:] == ("met",),
)
CYCLE_OVER = Guard(
    "monitored_once_or_refused",
    "A first period of monitoring must pass, or an addressee must have refused to act.",
    _cycle_over,
)
STAGES_SPENT = Guard(
    "stages_1_and_2_spent",
    "An inspection can be asked for only after the duty to remedy and scrutiny have both been tried.",
    lambda case, at: case.stage1_spent_on is not None and case.stage2_spent_on is not None,
)
SIGNATORY = Guard(
    "signatory_of_the_agreement",
    "Only partners that signed the agreement can do this.",
    _signatory,
)
FIRST_COMPLAINT = Guard(
    "not_complained_before",
    "This organisation has complained already; one organisation counts once.",
    _first_complaint,
)
ASKS_BY_RIGHT = Guard(
    "partner_that_signed_or_council",
    "A partner can ask for an inspection only if it signed the agreement.",
    lambda case, at: _signatory(case, at) or bool(at.actor.roles & {"case_worker", "scrutiny_officer", "organiser"}),
)
ASKED_FOR_IT = Guard(
    "is_the_requester",
    "Only whoever asked for the inspection can ask again.",
    lambda case, at: at.actor.public_name == case.requester,
)
NOT_REPLIED = Guard(
    "not_replied_before",
    "The reply was filed before; it appears as it was written.",
    lambda case, at: case.replied_on is None,
)
REPLY_SETTLED = Guard(
    "reply_came_or_its_day_is_over",
    "The findings can be published when the subject has replied, or its day to reply is over.",
    lambda case, at: case.reply_settled_on is not None,
)
MAY_ASK_AGAIN = Guard(
    "may_be_asked_again",
    "The inspectorate was asked again before; its answer is final.",
    lambda case, at: case.declines < at.policy.stage3.declines_max,
)


def words_given(case: Case, command: Command, at: Circumstances) -> Iterator[Gap]:
    """Every text of every command must say something."""
    for part in fields(command):
        value = getattr(command, part.name)
        if isinstance(value, str) and not value.strip():
            yield Gap(part.name, "missing", "Say something here.")


def level_known(case: Case, command: asked.Admit, at: Circumstances) -> Iterator[Gap]:
    """Local or area-wide."""
    if command.level not in LEVELS:
        yield Gap("level", "not_a_choice", f"Choose one of: {', '.join(LEVELS)}.")


def reason_listed(case: Case, command: asked.Reject, at: Circumstances) -> Iterator[Gap]:
    """A reason of the published list."""
    if command.reason_code not in REJECTION_REASONS:
        yield Gap("reason_code", "not_a_choice", f"Choose one of: {', '.join(REJECTION_REASONS)}.")


def answer_known(case: Case, command: asked.Respond, at: Circumstances) -> Iterator[Gap]:
    """Accepted, accepted in part, or refused."""
    if command.answer not in ANSWERS:
        yield Gap("answer", "not_a_choice", f"Choose one of: {', '.join(ANSWERS)}.")


def plan_ahead(case: Case, command: asked.FilePlan, at: Circumstances) -> Iterator[Gap]:
    """The plan's day lies ahead; the remedy is due then or when the period from service ends, whichever is earlier."""
    yield from _ahead("by_on", command.by_on, at)


def last_day_ahead(case: Case, command: asked.AgreePlan, at: Circumstances) -> Iterator[Gap]:
    """The action plan's last day lies ahead."""
    yield from _ahead("last_on", command.last_on, at)


def hearing_in_reach(case: Case, command: asked.ScheduleHearing, at: Circumstances) -> Iterator[Gap]:
    """The hearing is ahead, and not later than the longest time allowed."""
    yield from _ahead("hearing_on", command.hearing_on, at)
    yield from _not_after("hearing_on", command.hearing_on, at.policy.stage2.hearing_max, at.today, at)


def adjourned_in_reach(case: Case, command: asked.AdjournHearing, at: Circumstances) -> Iterator[Gap]:
    """The new day is ahead, and not later than one adjournment allows."""
    yield from _ahead("hearing_on", command.hearing_on, at)
    if case.hearing_on is not None:
        yield from _not_after("hearing_on", command.hearing_on, at.policy.stage2.adjournment, case.hearing_on, at)


def outside_the_quarrel(case: Case, command: asked.AssignFacilitator, at: Circumstances) -> Iterator[Gap]:
    """The facilitator is a body of the register, and neither the subject nor a complainant nor under their parents."""
    if command.facilitator and at.register.body(command.facilitator) is None:
        yield Gap("facilitator", "unknown_body", "The register knows no body of this name.")
    if not is_outside_the_quarrel(case, command.facilitator, at):
        yield Gap("facilitator", "in_the_quarrel", "The facilitator must be neither the subject nor a complainant.")


def is_outside_the_quarrel(case: Case, body: str, at: Circumstances) -> bool:
    """Whether a body is no arm of the subject's organisation, nor of one that complains."""
    return at.register.organisation(body) not in {at.register.organisation(case.subject), *case.complainants}


def all_smart(case: Case, command: asked.IssueRecommendations, at: Circumstances) -> Iterator[Gap]:
    """At least one recommendation; every one SMART and addressed to a body of the register."""
    if not command.recommendations:
        yield Gap("recommendations", "missing", "Write at least one recommendation.")
    for number, draft in enumerate(command.recommendations):
        place = f"recommendations/{number}"
        if at.register.body(draft.addressee) is None:
            yield Gap(f"{place}/addressee", "unknown_body", "The register knows no body of this name.")
        for verdict in lint(draft, case_measure=case.measure, today=at.today):
            if not verdict.holds:
                yield Gap(place, f"not_{verdict.criterion.value.replace('-', '_')}", verdict.why)


def repeated(period: Period, times: int) -> Period:
    """The same period several times over."""
    return Period(period.count * times, period.unit)


def _ahead(field: str, day: date, at: Circumstances) -> Iterator[Gap]:
    if day <= at.today:
        yield Gap(field, "not_ahead", "This day must be after today.")


def _not_after(field: str, day: date, period: Period, start: date, at: Circumstances) -> Iterator[Gap]:
    latest = period.reckon(start, at.calendar).due_on
    if day > latest:
        yield Gap(field, "too_late", f"The latest day allowed is {in_words(latest)}.")
