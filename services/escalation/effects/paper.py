"""What entering sheets of signatures and comparing them have in common: the batch, its clock, who acts."""

from collections.abc import Sequence
from datetime import datetime

from services.escalation.domain.case.circumstances import MACHINE, Circumstances
from services.escalation.domain.petition.paper import Batch
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects import circumstances
from services.escalation.schemas.actor import actor_of
from services.escalation.storage import petition as petitions
from services.escalation.storage.petition import Kept
from shared import deadlines
from shared.auth import Caller
from shared.database import Session
from shared.problems import Fault, Malformed, NotFound, NotYours

DAY = "petition.paper"


async def arm(session: Session, about: Petition, number: int, at: Circumstances, *, round: int) -> None:
    """Set the day until which somebody compares the lines of a batch."""
    waits = at.policy.paper.check.reckon(at.today, at.calendar)
    await deadlines.arm_day(
        session,
        area=about.area,
        subject=subject_of(about, number),
        kind=DAY,
        round=round,
        due_on=waits.due_on,
        working=waits.words(),
        policy=at.policy,
    )


async def at_of(session: Session, kept: Kept, now: datetime, caller: Caller | None) -> Circumstances:
    """What rules the petition, and who acts. Raises NotYours for whoever holds no role there."""
    about = kept.petition
    actor = actor_of(caller, about.area) if caller else MACHINE
    if caller is not None and actor.body is None:
        raise NotYours("You hold no role for a body in this petition's area.")
    return await circumstances.of_measure(session, about.area, measure=about.measure, now=now, actor=actor)


def role_of(caller: Caller, allowed: Sequence[str]) -> str:
    """The first of these roles that the caller holds."""
    return next((role for role in allowed if role in caller.roles), "")


def subject_of(about: Petition, number: int) -> str:
    """What a batch's clock is about."""
    return f"{petitions.stream(about.reference)}/paper-{number}"


def one_of(batches: Sequence[Batch], number: int) -> Batch:
    """The batch of this number. Raises NotFound."""
    found = next((batch for batch in batches if batch.number == number), None)
    if found is None:
        raise NotFound("There is no such batch of sheets.")
    return found


def require(kept: Kept | None) -> Kept:
    """The petition. Raises NotFound where there is none."""
    if kept is None:
        raise NotFound("There is no petition of this reference.")
    return kept


def wrong(words: str, code: str, pointer: str) -> Malformed:
    """The problem of one field."""
    return Malformed("Some of what was sent does not fit.", errors=[Fault(code, words, pointer)])
