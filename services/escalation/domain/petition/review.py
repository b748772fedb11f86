"""The review of a text that a notice hid: who may ask, who finds, what follows. Pure."""

from collections.abc import Collection, Sequence
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.petition.notice import Finding, Notice
from shared.events.escalation import notice as told

OWN_REVIEW = "It is about your own body: somebody of another body finds that its text stays hidden."


def ask_review(one: Notice, due_on: date) -> Sequence[object]:
    """Whoever started the petition asks, once. Raises Refused where nothing was hidden, or one was asked for."""
    if not one.may_be_reviewed:
        raise Refused("no_review", "A review is asked for once, of a text that was hidden.")
    return (told.ReviewAsked(petition=one.reference, notice=one.number, due_on=due_on),)


def find(
    one: Notice,
    finding: Finding,
    reasons: str,
    *,
    at: Circumstances,
    about: Collection[str],
    role: str,
    hidden_by_others: bool,
) -> Sequence[object]:
    """What a review tells. Whoever hid the text, and their body, do not review that, and nobody leaves a text hidden
    that is about their own body; `hidden_by_others`: another notice hides it too. Raises NotYourPart, Refused.
    """
    if one.review is None or one.review.finding is not None:
        raise Refused("no_review", "Nobody waits for a review of this.")
    by, own = at.actor.public_name, at.actor.body or at.register.authority
    decider = at.register.authority if one.by == "council" else one.by
    if at.actor.id == one.account or at.register.are_one(own, decider):
        raise NotYourPart("own_decision", "Your body hid the text: somebody of another body reviews that.")
    if finding is Finding.UPHELD:
        if is_own_cause(about, at):
            raise NotYourPart("own_cause", OWN_REVIEW)
        return (told.HidingUpheld(petition=one.reference, notice=one.number, reasons=reasons, by=by, role=role),)
    event = told.HidingReversed if hidden_by_others else told.TextShown
    return (event(petition=one.reference, notice=one.number, reasons=reasons, by=by, role=role),)
