"""What must hold for what is asked on the first rung."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Callable, Iterator
from dataclasses import replace

from services.escalation.domain.case import standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import StartProcess
from services.escalation.domain.case.figure import is_shown
from services.escalation.domain.case.guard import SPEAKS, Guard, ahead, no_later, not_after, not_denied
from services.escalation.domain.case.measure import number, plain, wrong_amount, wrong_unit
from services.escalation.domain.case.part import is_of_a_party, left_to_speak
from services.escalation.domain.case.post import post_named
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.trigger import NO, YES, answer_of
from services.escalation.domain.remedy import command as asked
from services.escalation.domain.remedy.observation import latest_figure, latest_remedy, next_figure_on, raiser_says
from shared.legible import SAYS_NOTHING, says_something
from shared.working_days import in_words


def _in_time_after(cause: str) -> Callable[[Case, Circumstances], bool]:
    def holds(case: Case, at: Circumstances) -> bool:
        fired = case.remedy.referral_cause == cause and case.remedy.set_aside_on is None
        return fired and case.remedy.missed_on is not None and at.received_on <= case.remedy.missed_on

    return holds


def _may_still_dispute(case: Case, at: Circumstances) -> bool:
    duty = case.remedy.duty
    if duty is None:
        return False
    until = standstill.reckon(at.policy.stage1.dispute, duty.served_on, case.state, at, case.course.spans)
    return at.received_on <= until.due_on


def _may_be_found(case: Case, at: Circumstances) -> bool:
    """By a figure, by those who raised it, or by the sign that the plan names while none of them says no."""
    says, plan = answer_of(case.who_speaks, case.remedy.words), case.remedy.plan
    if is_shown(case) or says == YES:
        return True
    return says != NO and (not case.who_speaks or (plan is not None and bool(plan.sign)))


NOT_ACKNOWLEDGED = Guard(
    "not_acknowledged_before",
    "The body said before that it has received the duty, or disputed it.",
    lambda case, at: case.remedy.duty is not None and case.remedy.duty.acknowledged_on is None,
)

DISPUTE_LEFT = Guard(
    "not_disputed_before",
    "This body has disputed the duty before; it stays with it now.",
    lambda case, at: case.subject not in {dispute.holder for dispute in case.remedy.disputes},
)

WITHIN_DAYS_OF_SERVICE = Guard(
    "within_the_days_for_a_dispute",
    "The days in which it can be said that another body is the right one are over.",
    _may_still_dispute,
)

REASSIGNMENT_LEFT = Guard(
    "reassignment_left",
    "It was passed to another body before; it stays where it is now.",
    lambda case, at: case.remedy.reassignments < at.policy.stage1.reassignments,
)

EXTENSION_LEFT = Guard(
    "more_time_left",
    "More time was asked for before; it can be asked for once.",
    lambda case, at: (
        case.remedy.plan is not None
        and case.remedy.plan.more_time_until is None
        and case.remedy.plan.extensions < at.policy.stage1.extensions
    ),
)

MORE_TIME_ASKED = Guard(
    "more_time_asked_for",
    "Nobody has asked for more time.",
    lambda case, at: case.remedy.plan is not None and case.remedy.plan.more_time_until is not None,
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

NOT_FOUND = Guard(
    "not_found_before",
    "It was found put right already: that may be contested, and if nobody does it holds.",
    lambda case, at: case.remedy.found_on is None,
)

SPEAKS_OR_NONE_LEFT = replace(SPEAKS, holds=lambda case, at: SPEAKS.holds(case, at) or not left_to_speak(case, at))

NOT_FOUND_BY_ACTOR = Guard(
    "did_not_find_it",
    "Your own body found it put right. Nobody who raised it is left, so that another body outside may contest it.",
    lambda case, at: (
        left_to_speak(case, at)
        or at.register.organisation(at.actor.public_name) != at.register.organisation(case.remedy.found_by)
    ),
)

NOT_DENIED = not_denied(lambda case: case.remedy.words)

MAY_BE_FOUND = Guard(
    "shown_to_be_put_right",
    "No figure meets the target and whoever raised it does not agree: it cannot be found put right yet.",
    _may_be_found,
    why=lambda case: f"{latest_figure(case)} {raiser_says(case)} It cannot be found put right yet.",
)


def another_body(case: Case, command: asked.DisputeDuty | asked.ReassignDuty, at: Circumstances) -> Iterator[Gap]:
    """A body of the register, and not the one that holds the duty."""
    if at.register.body(command.body) is None:
        yield Gap("body", "unknown_body", "The register knows no body of this name.")
    elif at.register.organisation(command.body) == at.register.organisation(case.subject):
        yield Gap("body", "holds_it_now", "Name another body: this one holds it now.")


def of_the_measure_and_no_party(case: Case, command: asked.ReassignDuty, at: Circumstances) -> Iterator[Gap]:
    """One that leads on the measure or helps with it, by the register or since the duty was served; and none of those
    who raised the case or complain in it.
    """
    lead, duty, organisation = at.register.lead, case.remedy.duty, at.register.organisation
    named = (*((lead.body, *lead.contributors) if lead else ()), *(duty.contributors if duty else ()))
    if at.register.body(command.body) is None:
        return
    if is_of_a_party(command.body, case, at):
        yield Gap("body", "raised_it", "This body raised the case or complains in it: it is not made to answer for it.")
    elif organisation(command.body) not in {organisation(one) for one in named}:
        words = "The register names this body neither as lead of the measure nor as one that helps with it."
        yield Gap("body", "not_of_the_measure", words)


def plan_ahead(case: Case, command: asked.FilePlan, at: Circumstances) -> Iterator[Gap]:
    """The plan's day lies ahead, and not after the period from service: nobody's day is shortened unasked."""
    yield from ahead("by_on", command.by_on, at)
    yield from no_later("by_on", command.by_on, latest_remedy(case, at))


def remedy_can_be_seen(case: Case, command: asked.FilePlan, at: Circumstances) -> Iterator[Gap]:
    """Where the measure's next figure comes after the remedy's day, the plan says by what else it will be seen."""
    figure_on = next_figure_on(at)
    if figure_on is None or command.sign.strip():
        return
    remedy_on = command.by_on
    if figure_on > remedy_on:
        words = (
            f"The next figure of the measure comes by {in_words(figure_on)}, after the remedy's day "
            f"({in_words(remedy_on)}). Name a measure that has figures sooner, or a milestone that can be seen."
        )
        yield Gap("sign", "missing", words)


def owned_and_aimed(case: Case, command: asked.FilePlan, at: Circumstances) -> Iterator[Gap]:
    """A post answers for the plan, and its target is an amount in the measure's own unit that its figures can show;
    words may stand behind it. Where the measure has no figures, words alone may say what will be seen.
    """
    yield from post_named("owner", command.owner, (case.subject,), at)
    written, _, rest = command.target.strip().replace("%", " %").partition(" ")
    amount, unit = number(written), plain(at.measure.unit)
    if amount is None:
        if at.measure.known:
            words = f"Figures of this measure come in '{at.measure.unit}'. Begin with the number that they will show."
            yield Gap("target", "not_a_number", f"{words} What else will be seen stands behind it, or as the sign.")
        elif not says_something(command.target):
            yield Gap("target", "says_nothing", SAYS_NOTHING)
    elif unit and rest.strip() and not f"{plain(rest)} ".startswith(f"{unit} "):
        yield Gap("target", "another_unit", wrong_unit(at.measure, rest))
    else:
        yield from (Gap("target", code, words) for code, words in wrong_amount(at.measure, amount))


def within_the_extension(case: Case, command: asked.RequestMoreTime, at: Circumstances) -> Iterator[Gap]:
    """Later than the remedy's day, and not by more than one extension allows."""
    if case.remedy.plan is None:
        return
    remedy_on = case.remedy.plan.remedy_on
    if command.until_on <= remedy_on:
        yield Gap("until_on", "not_later", f"Name a day after {in_words(remedy_on)}, when the remedy is due now.")
    yield from not_after("until_on", command.until_on, at.policy.stage1.extension, remedy_on, at)


def together_or_why_not(case: Case, command: asked.ClaimRemedy, at: Circumstances) -> Iterator[Gap]:
    """Where partners help, the claim says what was done with them, or why nothing was."""
    if case.remedy.duty and case.remedy.duty.contributors and not command.together.strip():
        named = ", ".join(
            known.name if (known := at.register.body(one)) else one for one in case.remedy.duty.contributors
        )
        yield Gap("together", "missing", f"Say what was done together with {named}, or why nothing was.")


def ends_before_the_remedy(case: Case, command: StartProcess, at: Circumstances) -> Iterator[Gap]:
    """A process on this rung is over by the remedy's day."""
    yield from ahead("until_on", command.until_on, at)
    if case.remedy.plan is not None and command.until_on > case.remedy.plan.remedy_on:
        latest = in_words(case.remedy.plan.remedy_on)
        yield Gap("until_on", "too_late", f"The latest day allowed is {latest}, when the remedy is due.")
