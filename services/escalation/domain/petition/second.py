"""Who may say yes or no to another's refusal of a petition: the second person, and whoever reviews it. Pure."""

from collections.abc import Collection, Sequence

from services.escalation.domain.case import second
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.petition.clock import election
from services.escalation.domain.petition.guard import About
from services.escalation.domain.petition.moderation import Moderation, Refusal, Standing


def concerned(about: About) -> Sequence[str]:
    """The body that the petition is about: whoever answers for its measure."""
    return (about.at.register.answering,)


def require_second(one: Moderation, about: About) -> Refusal:
    """The proposal to which the actor may say yes or no: not their own, and not about their own body."""
    if one.proposal is None:
        raise Refused("nothing_proposed", "Nobody proposed to refuse it.")
    if about.at.actor.is_person(one.proposal.account):
        raise NotYourPart("own_proposal", "You proposed this: a second person says yes or no.")
    if is_own_cause(concerned(about), about.at):
        raise NotYourPart("own_cause", "Somebody of another body than the one it is about says yes or no.")
    return one.proposal


def require_proposer(one: Moderation, about: About) -> None:
    """Refuse whoever neither proposed to refuse it nor checks it for the body that did. Raises Refused, NotYourPart."""
    if one.proposal is None:
        raise Refused("nothing_proposed", "Nobody proposed to refuse it.")
    actor = about.at.actor
    if actor.id != one.proposal.account and actor.public_name != one.proposal.by:
        raise NotYourPart("not_the_proposer", "Only whoever proposed it, or somebody of their body, takes it back.")


def require_may_hold(one: Moderation, about: About, checking: Collection[str]) -> None:
    """It waits for an election once, and by nobody of the body that it is about; who has none of the roles of those
    `checking` it lets it wait only as whoever is asked to agree to its refusal. Raises Refused, NotYourPart.
    """
    if election(about.at) is None:
        raise Refused("no_election", "It is held only in the time before an election.")
    if one.holds:
        raise Refused("held_already", "It was held once. Publish it, send it back, or refuse it.")
    if is_own_cause(concerned(about), about.at):
        words = "It is about your own body. Propose to refuse it: somebody of another body may let it wait instead."
        raise NotYourPart("own_cause", words)
    if about.at.actor.roles.isdisjoint(checking):
        require_second(one, about)


def require_not_asked_out(one: Moderation, about: About) -> None:
    """One body proposes to refuse the same petition so often, and no more. Raises Refused."""
    words = "Your organisation proposed {times} times to refuse it, and nobody agreed. It cannot be asked again."
    second.require_not_asked_out(about.at.actor.public_name, one.denied, words, about.at)


def require_other(one: Moderation, about: About) -> None:
    """Nobody reviews what they decided, and outside the committee nobody of the same body does."""
    organisation = about.at.register.organisation
    own = organisation(about.at.actor.body or about.at.register.authority)
    if about.at.actor.id in {account for account, _ in one.judges}:
        raise NotYourPart("own_refusal", "You had a part in refusing it: somebody else reviews that.")
    bodies = {about.at.register.authority if body == "council" else body for _, body in one.judges}
    if one.standing is Standing.REVIEW and own in {organisation(body) for body in bodies}:
        raise NotYourPart("own_body", "Your body refused it: somebody of another body reviews that.")
