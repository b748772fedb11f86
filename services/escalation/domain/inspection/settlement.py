"""The settlement of a complaint: who are its parties, and what must hold where one of them agrees."""

# ruff: noqa: ARG005 every guard is asked in the same way

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import Guard
from services.escalation.domain.case.part import as_asked, raised_by
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.trigger import ORGANISER, PERSONAL
from services.escalation.domain.inspection import command as asked
from shared.legible import SAYS_NOTHING, says_something


def party(case: Case, at: Circumstances) -> str:
    """As whom the actor would agree to a settlement: in person where it raised a case so, else its organisation. Who is
    no party, and does not try the settlement, writes down what the organiser of a petition says.
    """
    asks = as_asked(at)
    if ORGANISER in asks.actor.roles:
        return ORGANISER
    in_person = (one.behind.party for one in raised_by(case, asks) if one.kind in PERSONAL)
    own = next(in_person, at.register.organisation(asks.actor.public_name))
    writes = own not in parties(case, at) and asks.actor.body != case.inspection.facilitator
    return ORGANISER if writes and ORGANISER in parties(case, at) else own


def is_for_organiser(case: Case, at: Circumstances) -> bool:
    """Whether the organiser's yes to a settlement is written down by another."""
    return party(case, at) == ORGANISER and ORGANISER not in as_asked(at).actor.roles


def parties(case: Case, at: Circumstances) -> tuple[str, ...]:
    """Who must agree to a settlement: every organisation that complains, and whoever stands behind the case; never the
    body that answers, which may have taken over from one of them.
    """
    own = at.register.organisation(case.subject)
    behind = (one.behind.party for one in case.who_speaks)
    return tuple(
        one for one in dict.fromkeys((*case.inspection.complainants, *behind)) if at.register.organisation(one) != own
    )


PROPOSED = Guard(
    "settlement_proposed",
    "The facilitator has proposed no settlement yet.",
    lambda case, at: case.inspection.settlement is not None,
)


PARTY = Guard(
    "party_to_the_settlement",
    "Only the partners that complain and whoever raised the case agree to a settlement.",
    lambda case, at: party(case, at) in parties(case, at),
)


def says_how(case: Case, command: asked.AgreeSettlement, at: Circumstances) -> Iterator[Gap]:
    """Where another writes it down: when and how the organiser said so."""
    if is_for_organiser(case, at) and not says_something(command.reasons):
        yield Gap("reasons", SAYS_NOTHING, "Write down when and how the organiser said that they agree.")


NOT_AGREED = Guard(
    "not_agreed_before",
    "You have agreed to this settlement already.",
    lambda case, at: (
        case.inspection.settlement is not None and party(case, at) not in case.inspection.settlement.agreed
    ),
)
