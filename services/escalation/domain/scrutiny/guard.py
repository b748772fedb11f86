"""What must hold for what is asked on the second rung."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import Guard, ahead, not_after, repeated
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.scrutiny import command as asked
from services.escalation.domain.scrutiny.recommendation import lint

ANSWERS = ("accepted", "accepted_in_part", "refused")


def _cycle_over(case: Case, at: Circumstances) -> bool:
    if case.scrutiny.monitored_since is None:
        return False
    if any(answer.answer == "refused" for answer in case.scrutiny.answers):
        return True
    cycle = repeated(at.policy.stage2.monitor, at.policy.stage2.exhaust_after_monitoring)
    return cycle.reckon(case.scrutiny.monitored_since, at.calendar).due_on <= at.today


ADJOURNMENT_LEFT = Guard(
    "adjournment_left",
    "The hearing was moved before; it cannot be moved again.",
    lambda case, at: case.scrutiny.adjournments < at.policy.stage2.adjournments,
)


DAY_HAS_COME = Guard(
    "day_of_hearing_has_come",
    "The day of the hearing has not come yet.",
    lambda case, at: case.scrutiny.hearing_on is not None and at.today >= case.scrutiny.hearing_on,
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


def answer_known(case: Case, command: asked.Respond, at: Circumstances) -> Iterator[Gap]:
    """Accepted, accepted in part, or refused."""
    if command.answer not in ANSWERS:
        yield Gap("answer", "not_a_choice", f"Choose one of: {', '.join(ANSWERS)}.")


def hearing_in_reach(case: Case, command: asked.ScheduleHearing, at: Circumstances) -> Iterator[Gap]:
    """The hearing is ahead, and not later than the longest time allowed."""
    yield from ahead("hearing_on", command.hearing_on, at)
    yield from not_after("hearing_on", command.hearing_on, at.policy.stage2.hearing_max, at.today, at)


def adjourned_in_reach(case: Case, command: asked.AdjournHearing, at: Circumstances) -> Iterator[Gap]:
    """The new day is ahead, and not later than one adjournment allows."""
    yield from ahead("hearing_on", command.hearing_on, at)
    if case.scrutiny.hearing_on is not None:
        yield from not_after(
            "hearing_on", command.hearing_on, at.policy.stage2.adjournment, case.scrutiny.hearing_on, at
        )


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
