"""What entering sheets of signatures and comparing them have in common: the batch, its clock, who acts."""

from collections.abc import Sequence

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.desk.concern import of_sheets
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.signature.paper import Batch
from services.escalation.effects.desk import notification as notifications
from services.escalation.storage.petition import petition as petitions
from shared import deadlines
from shared.auth import Caller
from shared.database import Session
from shared.problems import Fault, Malformed, NotFound

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


async def ask_others(session: Session, about: Petition, batch: Batch, at: Circumstances) -> None:
    """Tell people of other bodies by name that lines wait which only they may compare, where that is so."""
    stream = petitions.stream(about.reference)
    await notifications.tell(session, of_sheets(batch, about, at, stream=stream), at.now)


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


def wrong(words: str, code: str, pointer: str) -> Malformed:
    """The problem of one field."""
    return Malformed("Some of what was sent does not fit.", errors=[Fault(code, words, pointer)])
