"""The choices on which rows of any rung's course hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.state import OPEN_STATES


def _merged_from(case: Case, command: Command | None, at: Circumstances) -> str:
    return case.course.merged_from


MERGED_FROM = Choice("where it stood", tuple(state.value for state in OPEN_STATES), _merged_from)
