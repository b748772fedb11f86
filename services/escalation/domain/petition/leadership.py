"""Who speaks for a petition while it is signed: whoever started it may leave it, and a signer may take it up. Pure.

Others have put their names to it, so that nobody takes it back for them: it goes on if one of them speaks for it, and
ends with its count when none does. What its signatures have led to before that stays owed.
"""

from datetime import date

from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.petition.petition import Petition, Standing
from shared.events import escalation as told


def leave(about: Petition, take_up_by: date, today: date) -> told.leadership.PetitionLeft:
    """Its organiser leaves it. Raises Refused where it is not being signed any more, or somebody left it already."""
    if not may_be_left(about, today):
        raise Refused("not_being_signed", "It is not being signed any more, so there is nothing to leave here.")
    return told.leadership.PetitionLeft(petition=about.reference, take_up_by=take_up_by)


def may_be_left(about: Petition, today: date) -> bool:
    """Whether its organiser may leave it: while it is signed and has not gone in; then they leave its case."""
    return about.standing is Standing.GATHERING and about.closes_on >= today and about.left_on is None


def may_be_taken_up(about: Petition, today: date) -> bool:
    """Whether somebody who signed it may take it up: until the day that was set, also when it has gone in by then."""
    return about.take_up_by is not None and about.lapsed_on is None and today <= about.take_up_by


def take_up(about: Petition, today: date) -> told.leadership.PetitionTakenUp:
    """Somebody who signed it speaks for it from now on. Raises Refused where somebody does, or its day is over."""
    if not may_be_taken_up(about, today):
        raise Refused("not_to_be_taken_up", "Somebody speaks for this petition, or the day to take it up is over.")
    return told.leadership.PetitionTakenUp(petition=about.reference)


def lapse(about: Petition, count: int) -> tuple[object, ...]:
    """What silence does: it ends as withdrawn, unless somebody took it up, or it closed or went in before."""
    if about.take_up_by is None or about.standing is not Standing.GATHERING:
        return ()
    ended = told.leadership.PetitionWithdrawn(
        petition=about.reference, take_up_by=about.take_up_by, count=count, required=about.threshold
    )
    return (ended,)
