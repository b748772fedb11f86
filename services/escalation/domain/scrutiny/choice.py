"""The choices on which rows of the second rung hang."""

# ruff: noqa: ARG001 every choice is asked in the same way

from services.escalation.domain.case import standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import Choice
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.figure import is_shown, shown
from services.escalation.domain.case.part import all_say_yes, is_of_a_party, voice
from services.escalation.domain.case.process import last_day_of_committees
from services.escalation.domain.case.referral import joint_for
from services.escalation.domain.case.trigger import IN_PERSON, YES, with_words
from services.escalation.domain.scrutiny.command import RecuseMember
from shared.events.escalation import Addressee

PARTNERS_TO_CONTEST = 2  # the rule book's own number

STANDS, PASSED_ON = "enough are left", "too few are left, and a joint committee has it"
SHOWN, NOT_SHOWN = "a figure, or those who raised it in person, show it", "neither shows it"
ALL_AGREE, NOT_ALL = "all agree in person, with this one", "not all have agreed in person"
ENOUGH, TOO_FEW = "two, with this one", "fewer than two"
WITHIN, LONGER = "over within the days for recommendations", "one runs longer"
REVIEW = "a review is awaited"
OVER_MET, OVER_NOT_MET = "over, and the figures meet the target", "over, and the figures miss the target"


def _quorum(case: Case, command: Command | None, at: Circumstances) -> str:
    scrutiny = case.scrutiny
    if not isinstance(command, RecuseMember) or not scrutiny.seats:
        return STANDS
    left = set(scrutiny.seats) - {*scrutiny.recused, command.seat}
    is_broken = len(left) < scrutiny.quorum and joint_for(case, at) is not None
    return PASSED_ON if is_broken else STANDS


def _processes(case: Case, command: Command | None, at: Circumstances) -> str:
    last = last_day_of_committees(case.processes)
    ends_on = standstill.reckon(at.policy.stage2.recommend, case.since_on, case.state, at, case.course.spans).due_on
    return LONGER if last is not None and last > ends_on else WITHIN


def _responses(case: Case, command: Command | None, at: Circumstances) -> str:
    if not case.scrutiny.outstanding:
        return "all in"
    return "owed by law" if owing(case, at) else "only asked for"


def owing(case: Case, at: Circumstances) -> tuple[Addressee, ...]:
    """Those whose answer is awaited and owed by law, and whose silence ends scrutiny: nobody's who raised the case."""
    return tuple(one for one in case.scrutiny.outstanding if one.is_owed and not is_of_a_party(one.body, case, at))


def _follow_up(case: Case, command: Command | None, at: Circumstances) -> str:
    scrutiny, wanted = case.scrutiny, at.policy.stage2.monitor_reviews
    is_last = scrutiny.quarters + 1 >= wanted or scrutiny.reviews_missed + 1 >= at.policy.stage2.reviews_missed
    if not is_last and scrutiny.quarters < wanted and scrutiny.followed:
        return REVIEW
    return OVER_MET if _is_met_lastingly(case, at) else OVER_NOT_MET


def _is_met_lastingly(case: Case, at: Circumstances) -> bool:
    wanted = at.policy.stage2.figures_met
    latest = shown(case)[-wanted:]
    return len(latest) == wanted and all(latest)


def _ground(case: Case, command: Command | None, at: Circumstances) -> str:
    """Data, or those who raised it in person; what was written down for them may be contested first."""
    return SHOWN if is_shown(case) or all_say_yes(case, case.scrutiny.words) else NOT_SHOWN


def _agreement(case: Case, command: Command | None, at: Circumstances) -> str:
    """With this word; what others wrote down shortens nobody's days."""
    one = voice(case, at)
    words = case.scrutiny.words
    if one.how == IN_PERSON:
        words = with_words(words, one.speaks_for, YES, by=one.said_by, how=one.how)
    return ALL_AGREE if all_say_yes(case, words) else NOT_ALL


def _opposition(case: Case, command: Command | None, at: Circumstances) -> str:
    opposers = {*case.scrutiny.opposers, at.register.organisation(at.actor.public_name)}
    return ENOUGH if len(opposers) >= PARTNERS_TO_CONTEST else TOO_FEW


AGREEMENT = Choice("those who raised it", (ALL_AGREE, NOT_ALL), _agreement)


QUORUM = Choice("the committee's members", (STANDS, PASSED_ON), _quorum)


PROCESSES = Choice("what the committee tries beside", (WITHIN, LONGER), _processes)


RESPONSES = Choice("answers", ("all in", "owed by law", "only asked for"), _responses)


FOLLOW_UP = Choice("following what was recommended", (REVIEW, OVER_MET, OVER_NOT_MET), _follow_up)


GROUND = Choice("that it is put right", (SHOWN, NOT_SHOWN), _ground)


OPPOSITION = Choice("partners that contest it", (ENOUGH, TOO_FEW), _opposition)
