"""Choices: named questions about a case with a closed list of answers, of which exactly one holds at any time.

Rows of one state that exclude each other hang on the answers of one choice, so that they can neither overlap nor leave
a gap; `soundness` checks that every answer has its row.
"""

# ruff: noqa: ARG001 every choice is asked in the same way

from collections.abc import Callable
from dataclasses import dataclass

from services.escalation.domain.case import Case
from services.escalation.domain.circumstances import Circumstances
from services.escalation.domain.command import Command, NoteFigures


@dataclass(frozen=True, slots=True)
class Choice:
    """A question: its name, its answers, and how the answer is found."""

    name: str
    answers: tuple[str, ...]
    pick: Callable[[Case, Command | None, Circumstances], str]


@dataclass(frozen=True, slots=True)
class When:
    """A condition on a row: this choice has this answer."""

    choice: Choice
    answer: str

    def holds(self, case: Case, command: Command | None, at: Circumstances) -> bool:
        """Whether the answer is this one now."""
        return self.choice.pick(case, command, at) == self.answer

    def __str__(self) -> str:
        return f"{self.choice.name}: {self.answer}"


def _admission(case: Case, command: Command | None, at: Circumstances) -> str:
    return "by default" if case.is_admitted_by_default else "by a person"


def _responses(case: Case, command: Command | None, at: Circumstances) -> str:
    if not case.outstanding:
        return "all in"
    owed = any(at.policy.regime(addressee.regime).silence_exhausts for addressee in case.outstanding)
    return "owed by law" if owed else "only asked for"


def _success(case: Case, command: Command | None, at: Circumstances) -> str:
    wanted = at.policy.stage2.figures_met
    latest = case.verdicts[-wanted:]
    return "met" if len(latest) == wanted and set(latest) == {"met"} else "not met"


def _support(case: Case, command: Command | None, at: Circumstances) -> str:
    stages_spent = case.stage1_spent_on is not None and case.stage2_spent_on is not None
    enough = case.complaints >= at.policy.stage3.min_partner_complaints
    return "enough" if stages_spent and enough else "too few"


def _findings(case: Case, command: Command | None, at: Circumstances) -> str:
    return "something failing" if case.has_failing_findings else "nothing failing"


def _declines(case: Case, command: Command | None, at: Circumstances) -> str:
    return "may be asked again" if case.declines < at.policy.stage3.declines_max else "final"


def _reply(case: Case, command: Command | None, at: Circumstances) -> str:
    return "awaited" if case.reply_settled_on is None else "come, or its day is over"


def _plans(case: Case, command: Command | None, at: Circumstances) -> str:
    return "may be renewed" if case.negotiations <= at.policy.stage3.renegotiations else "last"


def _time(case: Case, command: Command | None, at: Circumstances) -> str:
    has_time = case.plan is not None and case.plan.claims == 1 and at.today < case.plan.remedy_on
    return "left" if has_time else "spent"


def _figure(case: Case, command: Command | None, at: Circumstances) -> str:
    return "met" if isinstance(command, NoteFigures) and command.verdict == "met" else "not met"


def _late_figure(case: Case, command: Command | None, at: Circumstances) -> str:
    missed = case.referral_cause == "not_checked" and case.set_aside_on is None and case.missed_on is not None
    in_time = missed and case.missed_on is not None and at.received_on <= case.missed_on
    return "met, received in time" if in_time and _figure(case, command, at) == "met" else "any other"


ADMISSION = Choice("admitted", ("by a person", "by default"), _admission)
RESPONSES = Choice("answers", ("all in", "owed by law", "only asked for"), _responses)
SUCCESS = Choice("latest figures", ("met", "not met"), _success)
SUPPORT = Choice("complaints by distinct partners", ("enough", "too few"), _support)
FINDINGS = Choice("findings", ("something failing", "nothing failing"), _findings)
DECLINES = Choice("the inspectorate's no", ("may be asked again", "final"), _declines)
REPLY = Choice("the subject's reply", ("awaited", "come, or its day is over"), _reply)
PLANS = Choice("the action plan", ("may be renewed", "last"), _plans)
TIME = Choice("the remedy's time", ("left", "spent"), _time)
FIGURE = Choice("the new figure", ("met", "not met"), _figure)
LATE_FIGURE = Choice("the new figure", ("met, received in time", "any other"), _late_figure)
