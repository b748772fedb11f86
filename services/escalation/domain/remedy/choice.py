"""The choices on which rows of the first rung hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command, NoteFigures
from services.escalation.domain.case.trigger import WRITTEN_DOWN, YES, answer_of

AGREE = "agree, all of them"
MAY_CONTEST = "may contest what somebody outside found"
DO_NOT_AGREE = "do not all agree, or say nothing"
SHOWN, NOT_SHOWN = "a figure or those who raised it show it", "neither a figure nor those who raised it show it"
NOT_MADE, MADE = "not made", "made"


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


def _raisers(case: Case, command: Command | None, at: Circumstances) -> str:
    if case.remedy.found_on is not None:
        return MAY_CONTEST
    return AGREE if answer_of(case.who_speaks, case.remedy.words) == YES else DO_NOT_AGREE


def _ground(case: Case, command: Command | None, at: Circumstances) -> str:
    """Data, or those who raised it and somebody else than whoever wrote down what they say."""
    own = at.register.organisation(at.actor.public_name)
    wrote_it = {at.register.organisation(one.by) for one in case.remedy.words if one.how == WRITTEN_DOWN}
    has_agreed = answer_of(case.who_speaks, case.remedy.words) == YES and own not in wrote_it
    return SHOWN if case.verdicts[-1:] == ("met",) or has_agreed else NOT_SHOWN


def _finding(case: Case, command: Command | None, at: Circumstances) -> str:
    return MADE if case.remedy.found_on is not None else NOT_MADE


TIME = Choice("the remedy's time", ("left", "spent"), _time)


FIGURE = Choice("the new figure", ("met", "not met"), _figure)


LATE_FIGURE = Choice("the new figure", ("met, received in time", "any other"), _late_figure)


RAISERS = Choice("those who raised it", (AGREE, MAY_CONTEST, DO_NOT_AGREE), _raisers)


GROUND = Choice("that it is put right", (SHOWN, NOT_SHOWN), _ground)


FINDING = Choice("a finding from outside", (NOT_MADE, MADE), _finding)
