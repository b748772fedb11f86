"""The choices on which rows of the second rung hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command


def _responses(case: Case, command: Command | None, at: Circumstances) -> str:
    if not case.scrutiny.outstanding:
        return "all in"
    owed = any(at.policy.regime(addressee.regime).silence_exhausts for addressee in case.scrutiny.outstanding)
    return "owed by law" if owed else "only asked for"


def _success(case: Case, command: Command | None, at: Circumstances) -> str:
    wanted = at.policy.stage2.figures_met
    latest = case.verdicts[-wanted:]
    return "met" if len(latest) == wanted and set(latest) == {"met"} else "not met"


RESPONSES = Choice("answers", ("all in", "owed by law", "only asked for"), _responses)


SUCCESS = Choice("latest figures", ("met", "not met"), _success)
