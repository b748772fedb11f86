"""What is told while a case is screened."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.step import Steps
from services.escalation.domain.screening import command as asked
from shared.events import escalation as told


def admitted(case: Case, command: asked.Admit, at: Circumstances) -> Steps:
    """A person let the case in."""
    return (partial(told.CaseAdmitted, level=command.level, reasons=command.reasons),)


def rejected(case: Case, command: asked.Reject, at: Circumstances) -> Steps:
    """A person refused the case."""
    return (partial(told.CaseRejected, reason_code=command.reason_code, reasons=command.reasons),)
