"""What may be done about a petition that is not public yet, in which state and by whom. Pure.

Default deny: what has no row is refused. Nobody reviews their own refusal, and nobody refuses alone what is asked of
their own body.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from services.escalation.domain.case.refusal import Gap, Incomplete, NotYourPart, Refused
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.petition.clock import reckoned
from services.escalation.domain.petition.guard import (
    About,
    Said,
    fit_to_refuse,
    fit_to_return,
    is_hidden,
    minute_of,
    minuted,
    reasoned,
)
from services.escalation.domain.petition.moderation import OPEN, Cause, How, Moderation, Refusal, Standing
from services.escalation.domain.petition.second import (
    concerned,
    require_may_hold,
    require_not_asked_out,
    require_other,
    require_proposer,
    require_second,
)
from shared.events.escalation import Minute
from shared.events.escalation import moderation as told


class Deed(StrEnum):
    """What may be done. The values are the last part of the addresses."""

    PUBLISH = "publish"
    RETURN = "return"
    REFUSE = "refuse"
    HOLD = "hold"
    AGREE = "agree"
    DISAGREE = "disagree"
    TAKE_BACK = "take_back"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    MEND = "mend"
    ASK_REVIEW = "ask_review"
    WITHDRAW = "withdraw"


BY_ORGANISER = (Deed.MEND, Deed.ASK_REVIEW, Deed.WITHDRAW)
BY_OFFICERS = tuple(deed for deed in Deed if deed not in BY_ORGANISER)

WORKERS = ("case_worker",)
LATE = (*WORKERS, "monitoring_officer", "scrutiny_officer")
OUTSIDERS = ("case_worker", "monitoring_officer", "partner")
COMMITTEE = ("scrutiny_officer",)
DECIDING = (Deed.PUBLISH, Deed.RETURN, Deed.REFUSE, Deed.HOLD)

TABLE: dict[tuple[Standing, Deed], tuple[str, ...]] = {
    **{(Standing.WAITING, deed): WORKERS for deed in DECIDING},
    **{(Standing.OVERDUE, deed): LATE for deed in DECIDING},
    **{
        (state, deed): OUTSIDERS
        for state in (Standing.WAITING, Standing.OVERDUE)
        for deed in (Deed.AGREE, Deed.DISAGREE, Deed.HOLD)
    },
    (Standing.OVERDUE, Deed.HOLD): (*LATE, "partner"),
    (Standing.HELD, Deed.PUBLISH): WORKERS,
    (Standing.WAITING, Deed.TAKE_BACK): WORKERS,
    (Standing.OVERDUE, Deed.TAKE_BACK): LATE,
    **{(Standing.REVIEW, deed): OUTSIDERS for deed in (Deed.UPHOLD, Deed.OVERTURN)},
    **{(Standing.COMMITTEE, deed): COMMITTEE for deed in (Deed.UPHOLD, Deed.OVERTURN)},
    (Standing.RETURNED, Deed.MEND): (ORGANISER,),
    (Standing.REFUSED, Deed.ASK_REVIEW): (ORGANISER,),
    **{(state, Deed.WITHDRAW): (ORGANISER,) for state in OPEN},
}
ROLES: dict[Deed, tuple[str, ...]] = {
    deed: tuple(sorted({role for (_, of), roles in TABLE.items() if of is deed for role in roles})) for deed in Deed
}


def begin(area: str, reference: str, measure: str, about: About) -> told.ModerationBegun:
    """The organiser stands by it."""
    sponsors = about.at.policy.petition.sponsors
    standing = Standing.SPONSORING if sponsors else Standing.WAITING
    return told.ModerationBegun(
        area=area,
        petition=reference,
        measure=measure,
        sponsors=sponsors,
        flags=about.flags,
        due_on=_due(standing, about),
    )


def sponsor(one: Moderation, count: int, about: About) -> tuple[object, ...]:
    """What follows when so many have signed, the organiser among them."""
    if one.standing is not Standing.SPONSORING or count <= one.sponsors:
        return ()
    due_on = _due(Standing.WAITING, about)
    return (told.ModerationSponsored(petition=one.reference, count=count, due_on=due_on),)


def decide(one: Moderation, deed: Deed, said: Said, about: About) -> object:
    """What the deed comes to, as one event.

    Raises Refused with what stands against it, NotYourPart where somebody else must do it, Incomplete naming each gap.
    """
    roles = TABLE.get((one.standing, deed))
    if roles is None:
        raise Refused("not_in_this_state", "This cannot be done about the petition now.")
    if about.at.actor.roles.isdisjoint(roles):
        raise NotYourPart("not_your_role", "Your role does not allow this now.")
    return _DECIDED[deed](one, said, about)


def may(one: Moderation, deed: Deed, about: About) -> bool:
    """Whether the deed is open to the actor now, whatever is still to be said."""
    try:
        decide(one, deed, Said(reasons=""), about)
    except Incomplete:
        return True
    except Refused:
        return False
    return True


def may_read(one: Moderation, about: About) -> bool:
    """Whether the actor may read words that are not public: case workers, and whoever may decide now."""
    return "case_worker" in about.at.actor.roles or any(may(one, deed, about) for deed in BY_OFFICERS)


def _publish(one: Moderation, said: Said, about: About) -> object:
    _require(reasoned(said))
    return _published(one, How.DECIDED, said, about)


def _return(one: Moderation, said: Said, about: About) -> object:
    if one.returns or one.sent_back:
        raise Refused("returned_already", "It was sent back once. Publish it, or refuse it.")
    _require(fit_to_return(said))
    return told.ModerationReturned(
        petition=one.reference,
        faults=said.codes,
        by=_by(about),
        role=_role(one, Deed.RETURN, about),
        reasons=said.reasons,
        due_on=_due(Standing.RETURNED, about),
    )


def _refuse(one: Moderation, said: Said, about: About) -> object:
    is_own = is_own_cause(concerned(about), about.at)
    if is_own and one.proposal is not None:
        raise Refused(
            "waits_for_second", "Somebody proposed to refuse it: a person of another body says yes or no first."
        )
    _require(fit_to_refuse(said, about))
    if not is_own:
        return _refused(one, said, about, second="")
    require_not_asked_out(one, about)
    return told.RefusalProposed(
        petition=one.reference,
        codes=said.codes,
        by=_by(about),
        role=_role(one, Deed.REFUSE, about),
        reasons=said.reasons,
        same_as=said.same_as,
        answered_by=said.answered_by,
    )


def _hold(one: Moderation, said: Said, about: About) -> object:
    require_may_hold(one, about, TABLE[one.standing, Deed.PUBLISH])
    _require(reasoned(said))
    return told.ModerationHeld(
        petition=one.reference,
        by=_by(about),
        role=_role(one, Deed.HOLD, about),
        reasons=said.reasons,
        due_on=_due(Standing.HELD, about),
    )


def _agree(one: Moderation, said: Said, about: About) -> object:
    first = require_second(one, about)
    _require(reasoned(said))
    agreed = Said(reasons=first.reasons, codes=first.codes, same_as=first.same_as, answered_by=first.answered_by)
    _require(fit_to_refuse(agreed, about))
    return _refused(one, agreed, about, second=_by(about), first=first)


def _disagree(one: Moderation, said: Said, about: About) -> object:
    require_second(one, about)
    _require(reasoned(said))
    role = _role(one, Deed.DISAGREE, about)
    return told.RefusalDropped(petition=one.reference, by=_by(about), role=role, reasons=said.reasons)


def _take_back(one: Moderation, said: Said, about: About) -> object:
    require_proposer(one, about)
    _require(reasoned(said))
    role = _role(one, Deed.TAKE_BACK, about)
    return told.RefusalTakenBack(petition=one.reference, by=_by(about), role=role, reasons=said.reasons)


def _uphold(one: Moderation, said: Said, about: About) -> object:
    require_other(one, about)
    role = _role(one, Deed.UPHOLD, about)
    if one.standing is Standing.REVIEW:
        _require(reasoned(said))
        return told.RefusalFoundRight(
            petition=one.reference,
            by=_by(about),
            role=role,
            reasons=said.reasons,
            due_on=_due(Standing.COMMITTEE, about),
        )
    _require(minuted(said, one, about.at))
    return told.ModerationClosed(
        petition=one.reference,
        cause=Cause.UPHELD,
        by=_by(about),
        role=role,
        reasons=said.reasons,
        minute=minute_of(said, about),
    )


def _overturn(one: Moderation, said: Said, about: About) -> object:
    require_other(one, about)
    _require(reasoned(said) if one.standing is Standing.REVIEW else minuted(said, one, about.at))
    return _published(one, How.REVIEWED, said, about, minute=minute_of(said, about))


def _mend(one: Moderation, said: Said, about: About) -> object:  # noqa: ARG001 shape of every deed
    due_on = _due(Standing.WAITING, about)
    return told.ModerationMended(petition=one.reference, flags=about.flags, due_on=due_on)


def _ask_review(one: Moderation, said: Said, about: About) -> object:
    _require(reasoned(said))
    return told.ModerationReviewAsked(petition=one.reference, due_on=_due(Standing.REVIEW, about))


def _withdraw(one: Moderation, said: Said, about: About) -> object:  # noqa: ARG001 shape of every deed
    return told.ModerationClosed(
        petition=one.reference, cause=Cause.WITHDRAWN, by=ORGANISER, role=ORGANISER, reasons=""
    )


def _published(
    one: Moderation, how: How, said: Said, about: About, *, minute: Minute | None = None
) -> told.ModerationPublished:
    deed = Deed.PUBLISH if how is How.DECIDED else Deed.OVERTURN
    return told.ModerationPublished(
        petition=one.reference,
        how=how,
        by=_by(about),
        role=_role(one, deed, about),
        reasons=said.reasons,
        left_out=0,
        minute=minute,
    )


def _refused(
    one: Moderation, said: Said, about: About, *, second: str, first: Refusal | None = None
) -> told.ModerationRefused:
    return told.ModerationRefused(
        petition=one.reference,
        codes=said.codes,
        by=first.by if first else _by(about),
        role=_role(one, Deed.AGREE if first else Deed.REFUSE, about),
        reasons=said.reasons,
        same_as=said.same_as,
        answered_by=said.answered_by,
        second=second,
        is_hidden=is_hidden(said.codes, about.flags),
        due_on=_due(Standing.REFUSED, about),
    )


def _require(gaps: object) -> None:
    if found := tuple[Gap, ...](gaps):  # type: ignore[arg-type]
        raise Incomplete(found)


def _by(about: About) -> str:
    return about.at.actor.public_name


def _role(one: Moderation, deed: Deed, about: About) -> str:
    """The role in which the actor does it."""
    return next(role for role in TABLE[one.standing, deed] if role in about.at.actor.roles)


def _due(standing: Standing, about: About) -> date:
    return reckoned(standing, about.at).due_on


_DECIDED: dict[Deed, Callable[[Moderation, Said, About], object]] = {
    Deed.PUBLISH: _publish,
    Deed.RETURN: _return,
    Deed.REFUSE: _refuse,
    Deed.HOLD: _hold,
    Deed.AGREE: _agree,
    Deed.DISAGREE: _disagree,
    Deed.TAKE_BACK: _take_back,
    Deed.UPHOLD: _uphold,
    Deed.OVERTURN: _overturn,
    Deed.MEND: _mend,
    Deed.ASK_REVIEW: _ask_review,
    Deed.WITHDRAW: _withdraw,
}
