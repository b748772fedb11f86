"""The review of a text that a notice hid: who may ask, who finds, what follows. Pure."""

from collections.abc import Collection, Sequence
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.petition.notice import Finding, Notice
from shared.events.escalation import notice as told

OWN_DECISION = "Your body hid the text: somebody of another body reviews that."
OWN_REVIEW = "It is about your own body: somebody of another body finds that its text stays hidden."


def ask_review(one: Notice, due_on: date) -> Sequence[object]:
    """Whoever started the petition asks, once. Raises Refused where nothing was hidden, or one was asked for."""
    if not one.may_be_reviewed:
        raise Refused("no_review", "A review is asked for once, of a text that was hidden.")
    return (told.ReviewAsked(petition=one.reference, notice=one.number, due_on=due_on),)


def open_findings(one: Notice, *, at: Circumstances, about: Collection[str]) -> tuple[Finding, ...]:
    """What whoever acts may find: nothing of what they or their body hid, and nobody leaves a text hidden that is about
    their own body. Nothing where no review waits.
    """
    if one.review is None or one.review.finding is not None or _is_own_decision(one, at):
        return ()
    return (Finding.SHOWN,) if is_own_cause(about, at) else (Finding.UPHELD, Finding.SHOWN)


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
    by = at.actor.public_name
    if _is_own_decision(one, at):
        raise NotYourPart("own_decision", OWN_DECISION)
    if finding not in open_findings(one, at=at, about=about):
        raise NotYourPart("own_cause", OWN_REVIEW)
    if finding is Finding.UPHELD:
        return (told.HidingUpheld(petition=one.reference, notice=one.number, reasons=reasons, by=by, role=role),)
    event = told.HidingReversed if hidden_by_others else told.TextShown
    return (event(petition=one.reference, notice=one.number, reasons=reasons, by=by, role=role),)


def _is_own_decision(one: Notice, at: Circumstances) -> bool:
    """Whether whoever acts hid the text, or their body did."""
    decider = at.register.authority if one.by == "council" else one.by
    return at.actor.id == one.account or at.register.are_one(at.actor.body or at.register.authority, decider)
