"""The choices on which rows of screening hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.trigger import FINDINGS


def _trigger(case: Case, command: Command | None, at: Circumstances) -> str:
    return "a body's finding" if case.trigger in FINDINGS else "any other"


TRIGGER = Choice("raised by", ("a body's finding", "any other"), _trigger)
