"""What must hold for what is asked on the first rung."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Callable, Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import Guard, ahead
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.remedy import command as asked


def _in_time_after(cause: str) -> Callable[[Case, Circumstances], bool]:
    def holds(case: Case, at: Circumstances) -> bool:
        fired = case.remedy.referral_cause == cause and case.remedy.set_aside_on is None
        return fired and case.remedy.missed_on is not None and at.received_on <= case.remedy.missed_on

    return holds


NOT_ACKNOWLEDGED = Guard(
    "not_acknowledged_before",
    "The duty was acknowledged before.",
    lambda case, at: case.remedy.duty is not None and case.remedy.duty.acknowledged_on is None,
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


def plan_ahead(case: Case, command: asked.FilePlan, at: Circumstances) -> Iterator[Gap]:
    """The plan's day lies ahead; the remedy is due then or when the period from service ends, whichever is earlier."""
    yield from ahead("by_on", command.by_on, at)
