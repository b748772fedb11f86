"""Second persons: which decisions need one, of whom it is asked, and what waits until then.

Nobody judges their own cause: where the subject is the body that the decider works for, somebody from another body must
agree. A few decisions need two persons whoever the subject is. Until the second has agreed nothing happens but that the
question is told, and without an answer the decision has no effect, which is what favours the citizen.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.trigger import ORGANISER


class Second(StrEnum):
    """When a row's decision needs a second person."""

    ALWAYS = "always"
    OWN_CAUSE = "in one's own cause"
    OTHER_SIDE = "of those who raised the case"
    OUTSIDER = "always somebody of another body"
    AGAIN = "in one's own cause, and each time after the first"
    AS_AT_FIRST = "always, and of the same as at first"
    LATER_RUNG = "of those who raised the case, where the other is with the committee; else in one's own cause"
    WRITTEN_DOWN = "in one's own cause, and where another writes down what somebody says"


class Asked(StrEnum):
    """Who is asked to be the second. The values are codes of the profile's words."""

    MONITORING_OFFICER = "monitoring_officer"
    OUTSIDER = "outsider"
    RAISER = "raiser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A decision that waits for its second person: the command's name, who is asked, since when, their last day; and
    by whom it was proposed, as the record names them.
    """

    command: str
    of: str
    second_by: date
    asked_on: date
    by: str = ""


def asked_of(concerned: Collection[str], second: Second | None, at: Circumstances) -> Asked | None:
    """Of whom a second opinion is needed when this actor decides about these bodies; None when nobody's is."""
    if second is None:
        return None
    if second is Second.OTHER_SIDE:
        return Asked.RAISER
    if second is Second.OUTSIDER or is_own_cause(concerned, at):
        return Asked.OUTSIDER
    if second is Second.ALWAYS and is_about(concerned, at.register.authority, at):
        return Asked.OUTSIDER  # the council's own officer says nothing in the council's cause
    return Asked.MONITORING_OFFICER if second is Second.ALWAYS else None


def is_own_cause(concerned: Collection[str], at: Circumstances) -> bool:
    """Whether the actor decides about their own body, or another arm of it."""
    if at.actor.body is None and ORGANISER in at.actor.roles:
        return False
    return is_about(concerned, at.actor.body or at.register.authority, at)


def is_about(concerned: Collection[str], body: str, at: Circumstances) -> bool:
    """Whether one of these bodies is this one, or another arm of it."""
    return any(at.register.are_one(body, one) for one in concerned)


def require_not_asked_out(body: str, denied: Iterable[str], words: str, at: Circumstances) -> None:
    """One organisation asks a second person for the same so often, and no more. `denied` are the bodies that asked for
    the same and to whom nobody agreed, one for each time; `words` of the refusal have `{times}`. Raises Refused.
    """
    own = at.register.organisation(body)
    times = sum(at.register.organisation(one) == own for one in denied)
    if times >= at.policy.safeguard.second_asks:
        raise Refused("asked_too_often", words.format(times=times))


SECONDERS = frozenset({"case_worker", "monitoring_officer", "partner"})


def may_second(concerned: Collection[str], of: str, at: Circumstances, *, is_of_raisers: bool = False) -> bool:
    """Whether the actor may be the second person to what another proposed; `is_of_raisers` where it raised the case,
    or complains in it.
    """
    if at.proposal is None or at.actor.is_person(at.proposal.by.id):
        return False
    if of == Asked.RAISER:
        return is_of_raisers
    if at.actor.body is None or not at.actor.roles & SECONDERS or is_own_cause(concerned, at):
        return False
    if of == Asked.OUTSIDER:
        own, asking = (one.body or at.register.authority for one in (at.actor, at.proposal.by))
        return not at.register.are_one(own, asking)
    return Asked.MONITORING_OFFICER.value in at.actor.roles
