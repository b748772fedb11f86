"""What silence tells on any rung: that a case ended, and the day that was missed in words."""

# ruff: noqa: ARG005 every row of the table calls its function in the same way

from collections.abc import Callable
from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.step import Steps
from shared.events import escalation as told
from shared.working_days import in_words


def closed(cause: str) -> Callable[[Case, Circumstances], Steps]:
    """The case ends, for this cause."""
    return lambda case, at: (partial(told.CaseClosed, cause=cause),)


def day_missed(case: Case) -> str:
    """The day of the clock that ran out, in words."""
    return in_words(case.due_on) if case.due_on else "the day"
