"""The choices on which rows of the third rung hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command


def _support(case: Case, command: Command | None, at: Circumstances) -> str:
    stages_spent = case.remedy.spent_on is not None and case.scrutiny.spent_on is not None
    enough = case.inspection.complaints >= at.policy.stage3.min_partner_complaints
    return "enough" if stages_spent and enough else "too few"


def _findings(case: Case, command: Command | None, at: Circumstances) -> str:
    return "something failing" if case.inspection.has_failing_findings else "nothing failing"


def _declines(case: Case, command: Command | None, at: Circumstances) -> str:
    return "may be asked again" if case.inspection.declines < at.policy.stage3.declines_max else "final"


def _reply(case: Case, command: Command | None, at: Circumstances) -> str:
    return "awaited" if case.inspection.reply_settled_on is None else "come, or its day is over"


def _plans(case: Case, command: Command | None, at: Circumstances) -> str:
    return "may be renewed" if case.inspection.negotiations <= at.policy.stage3.renegotiations else "last"


SUPPORT = Choice("complaints by distinct partners", ("enough", "too few"), _support)


FINDINGS = Choice("findings", ("something failing", "nothing failing"), _findings)


DECLINES = Choice("the inspectorate's no", ("may be asked again", "final"), _declines)


REPLY = Choice("the subject's reply", ("awaited", "come, or its day is over"), _reply)


PLANS = Choice("the action plan", ("may be renewed", "last"), _plans)
