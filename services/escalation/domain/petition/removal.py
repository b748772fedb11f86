"""What comes of words on a measure's page that a notice found have to go. Pure; the words are another service's."""

from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.petition.notice import Notice, Outcome, measure_of
from shared.events.escalation import notice as told
from shared.events.indicators import WordsRemovalAgreed, WordsRemovalAsked, WordsRemovalRefused

ASKED, REMOVED, STAYS = "asked", "removed", "stays"
Happened = WordsRemovalAsked | WordsRemovalAgreed | WordsRemovalRefused


def what(happened: Happened) -> str:
    """What a removal's event means for the words: they are asked for, gone, or stay."""
    match happened:
        case WordsRemovalAsked():
            return ASKED
        case WordsRemovalAgreed():
            return REMOVED
        case WordsRemovalRefused():
            return STAYS


def since(happened: Happened) -> str:
    """What was known of the words before, of those notices that it concerns."""
    return "" if isinstance(happened, WordsRemovalAsked) else ASKED


def followed(one: Notice, happened: Happened) -> told.PageNoticeFollowed:
    """What the notice tells of it."""
    return told.PageNoticeFollowed(area=one.area, notice=one.number, removal=happened.removal, what=what(happened))


def ask_by(one: Notice, outcome: Outcome, at: Circumstances) -> date | None:
    """By when somebody is to ask that words go, as long as for the decision itself; None where no day is set."""
    if outcome is not Outcome.TAKEN_UP or not measure_of(one.page):
        return None
    return at.policy.notice.decide.reckon(at.today, at.calendar).due_on
