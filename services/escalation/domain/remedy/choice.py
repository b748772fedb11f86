"""The choices on which rows of the first rung hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.figure import is_shown, is_shown_by
from services.escalation.domain.case.part import all_say_yes

AGREE = "agree in person, all of them"
MAY_CONTEST = "may contest what somebody outside found"
DO_NOT_AGREE = "do not all agree in person"
SHOWN, NOT_SHOWN = "a figure, or those who raised it in person, show it", "neither shows it"
SHOWS, SHOWS_NOT = "shows it put right", "does not show it put right"
SHOWS_IN_TIME, ANY_OTHER = "shows it put right, received in time", "any other"
NOT_MADE, MADE = "not made", "made"


def _time(case: Case, command: Command | None, at: Circumstances) -> str:
    has_time = case.remedy.plan is not None and case.remedy.plan.claims == 1 and at.today < case.remedy.plan.remedy_on
    return "left" if has_time else "spent"


def _figure(case: Case, command: Command | None, at: Circumstances) -> str:
    return SHOWS if is_shown_by(case, command, at.today) else SHOWS_NOT


def _late_figure(case: Case, command: Command | None, at: Circumstances) -> str:
    missed = (
        case.remedy.referral_cause == "not_checked"
        and case.remedy.set_aside_on is None
        and case.remedy.missed_on is not None
    )
    in_time = missed and case.remedy.missed_on is not None and at.received_on <= case.remedy.missed_on
    return SHOWS_IN_TIME if in_time and is_shown_by(case, command, at.today) else ANY_OTHER


def _raisers(case: Case, command: Command | None, at: Circumstances) -> str:
    if case.remedy.found_on is not None:
        return MAY_CONTEST
    return AGREE if all_say_yes(case, case.remedy.words) else DO_NOT_AGREE


def _ground(case: Case, command: Command | None, at: Circumstances) -> str:
    """Data, or those who raised it in person; what was written down for them may be contested first."""
    return SHOWN if is_shown(case) or all_say_yes(case, case.remedy.words) else NOT_SHOWN


def _finding(case: Case, command: Command | None, at: Circumstances) -> str:
    return MADE if case.remedy.found_on is not None else NOT_MADE


TIME = Choice("the remedy's time", ("left", "spent"), _time)


FIGURE = Choice("the new figure", (SHOWS, SHOWS_NOT), _figure)


LATE_FIGURE = Choice("the new figure", (SHOWS_IN_TIME, ANY_OTHER), _late_figure)


RAISERS = Choice("those who raised it", (AGREE, MAY_CONTEST, DO_NOT_AGREE), _raisers)


GROUND = Choice("that it is put right", (SHOWN, NOT_SHOWN), _ground)


FINDING = Choice("a finding from outside", (NOT_MADE, MADE), _finding)
