"""The choices on which rows of the first rung hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command, NoteFigures


def _time(case: Case, command: Command | None, at: Circumstances) -> str:
    has_time = case.remedy.plan is not None and case.remedy.plan.claims == 1 and at.today < case.remedy.plan.remedy_on
    return "left" if has_time else "spent"


def _figure(case: Case, command: Command | None, at: Circumstances) -> str:
    return "met" if isinstance(command, NoteFigures) and command.verdict == "met" else "not met"


def _late_figure(case: Case, command: Command | None, at: Circumstances) -> str:
    missed = (
        case.remedy.referral_cause == "not_checked"
        and case.remedy.set_aside_on is None
        and case.remedy.missed_on is not None
    )
    in_time = missed and case.remedy.missed_on is not None and at.received_on <= case.remedy.missed_on
    return "met, received in time" if in_time and _figure(case, command, at) == "met" else "any other"


def _organiser(case: Case, command: Command | None, at: Circumstances) -> str:
    return "agrees" if case.remedy.organiser_says == "yes" else "does not agree, or says nothing"


TIME = Choice("the remedy's time", ("left", "spent"), _time)


FIGURE = Choice("the new figure", ("met", "not met"), _figure)


LATE_FIGURE = Choice("the new figure", ("met, received in time", "any other"), _late_figure)


ORGANISER = Choice("the organiser", ("agrees", "does not agree, or says nothing"), _organiser)
