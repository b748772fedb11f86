"""What follows when nobody does anything about a petition that waits: every waiting state ends or moves. Pure.

Silence never buries a petition. What nobody looked at is published and says so, if the machine found nothing in its
words; if it did, the words go back once to be mended, and after that are published without the places that it found.
"""

from services.escalation.domain.petition.clock import reckoned
from services.escalation.domain.petition.guard import HIDING, About
from services.escalation.domain.petition.moderation import Cause, How, Moderation, Standing
from shared.events.escalation import moderation as told


def silence(one: Moderation, about: About, *, left_out: int) -> object:
    """What happens by itself after the day of its clock, as one event. `left_out`: the places that would be left out.

    Raises ValueError for one that has ended.
    """
    match one.standing:
        case Standing.SPONSORING:
            return _closed(one, Cause.NOT_SPONSORED)
        case Standing.WAITING:
            due_on = reckoned(Standing.OVERDUE, about.at).due_on
            return told.ModerationOverdue(petition=one.reference, due_on=due_on)
        case Standing.HELD:
            due_on = reckoned(Standing.WAITING, about.at).due_on
            return told.ModerationResumed(petition=one.reference, due_on=due_on)
        case Standing.OVERDUE:
            return _undecided(one, about, left_out)
        case Standing.RETURNED:
            return _closed(one, Cause.NOT_MENDED)
        case Standing.REFUSED:
            return _closed(one, Cause.NOT_REVIEWED)
        case Standing.REVIEW | Standing.COMMITTEE:
            return _unreviewed(one, about, left_out)
        case Standing.PUBLISHED | Standing.CLOSED:
            raise ValueError("nothing runs on a petition that was published or closed")


def foreseen(one: Moderation, *, publishes: bool) -> str:
    """What `silence` makes of one that is overdue, in words for its organiser and for everybody. `publishes`: whether
    the area lets silence publish.
    """
    if not publishes:
        return "it ends, and that nobody decided is counted in public"
    if one.sent_back:
        return "it is published by itself, without the places that the machine found"
    return "it is published by itself; if the machine found something in it, it first goes back once to be mended"


def _undecided(one: Moderation, about: About, left_out: int) -> object:
    """Nobody has looked at it, twice over."""
    if not about.at.policy.moderation.silence_publishes:
        return _closed(one, Cause.NOT_DECIDED)
    if about.flags and not one.sent_back:
        return _sent_back(one, about, about.flags)
    return _published(one, How.UNCHECKED, left_out)


def _unreviewed(one: Moderation, about: About, left_out: int) -> object:
    """A review that nobody held is decided for the citizen. What a person found unfit to be shown, no machine shows:
    it goes back once to be mended; refused for that once more, and left once more without a review, it ends.
    """
    codes = one.refusal.codes if one.refusal else ()
    if not HIDING.isdisjoint(codes):
        return _closed(one, Cause.REVIEW_NOT_HELD) if one.sent_back else _sent_back(one, about, codes)
    if about.flags and not one.sent_back:
        return _sent_back(one, about, about.flags)
    return _published(one, How.UNREVIEWED, left_out)


def _sent_back(one: Moderation, about: About, faults: tuple[str, ...]) -> object:
    return told.ModerationReturned(
        petition=one.reference,
        faults=tuple(dict.fromkeys(faults)),
        by="",
        role="",
        reasons="",
        due_on=reckoned(Standing.RETURNED, about.at).due_on,
    )


def _published(one: Moderation, how: How, left_out: int) -> object:
    return told.ModerationPublished(petition=one.reference, how=how, by="", role="", reasons="", left_out=left_out)


def _closed(one: Moderation, cause: Cause) -> object:
    return told.ModerationClosed(petition=one.reference, cause=cause, by="", role="", reasons="")
