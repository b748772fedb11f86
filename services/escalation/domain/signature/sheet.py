"""Photographs and scans of sheets of signatures: which lines each shows, and how many a batch takes. Pure.

Nothing of a person stands here, and no picture.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap, Incomplete, NotYourPart, Refused
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.signature.paper import Batch

STAFF = ("case_worker", "intake_clerk", "monitoring_officer", "scrutiny_officer")
COMPARING = (*STAFF, "partner")
MOST_FOR_EACH = 2  # pictures of each sheet, front and back
MOST = 100  # of one batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A picture of a sheet: its number in the batch from 1, the lines that it shows, what its bytes are."""

    number: int
    first_line: int
    last_line: int
    media_type: str

    def shows(self, lines: Collection[int]) -> bool:
        """Whether one of these lines is on it."""
        return any(self.first_line <= line <= self.last_line for line in lines)


def require_comparer(batch: Batch, at: Circumstances) -> None:
    """Refuse whoever entered the batch, and whoever is of the body that answers: they neither compare nor see.

    Where the responsible authority answers itself its own people compare what another body entered, and no batch of
    their own: somebody of another body does, of a partner too. Raises NotYourPart.
    """
    if at.actor.id == batch.entered_by:
        raise NotYourPart("same_person", "You entered these sheets. Somebody else compares them.")
    if not is_own_cause((at.register.answering,), at):
        if at.actor.roles.isdisjoint(STAFF) and not needs_other_body(batch, at):
            raise NotYourPart(
                "not_asked", "People of partners compare what the authority entered in its own cause only."
            )
        return
    if not at.register.are_one(at.register.answering, at.register.authority):
        raise NotYourPart("own_cause", "Your body answers for what the petition is about. Others compare its sheets.")
    if needs_other_body(batch, at):
        words = "Your body answers for what the petition is about, and entered these sheets itself."
        raise NotYourPart("own_cause", f"{words} Somebody of another body compares them.")


def may_compare(batch: Batch, at: Circumstances) -> bool:
    """Whether the actor may compare its lines."""
    try:
        require_comparer(batch, at)
    except Refused:
        return False
    return not at.actor.roles.isdisjoint(COMPARING)


def needs_other_body(batch: Batch, at: Circumstances) -> bool:
    """Whether the responsible authority answers for the matter and entered the batch itself: all of its people are shut
    out from comparing it then, and it may be that nobody else is there.
    """
    answering = at.register.answering
    return at.register.are_one(answering, at.register.authority) and at.register.are_one(batch.body, answering)


def counts_by_silence(batch: Batch, at: Circumstances, *, missed: int) -> bool:
    """Whether silence decides about the lines: so many days were missed, none but another body might have looked, and
    it has not decided yet.
    """
    return missed >= at.policy.paper.silence_after and not batch.is_bounded and needs_other_body(batch, at)


def require_room(batch: Batch, others: Sequence[Sheet], *, first_line: int, last_line: int) -> None:
    """Raises Refused for a batch that was decided or has its pictures, Incomplete for lines that it has not."""
    if not batch.is_open:
        raise Refused("batch_decided", "What counts of this batch was decided: no more pictures are kept of it.")
    if len(others) >= min(MOST, batch.sheets * MOST_FOR_EACH):
        raise Refused("too_many_sheets", "A batch keeps two pictures of each sheet, and at most 100.")
    if last_line < first_line:
        raise Incomplete([Gap("last_line", "before_the_first", "The last line comes before the first one.")])
    if last_line > batch.lines:
        raise Incomplete([Gap("last_line", "no_such_line", f"The batch has {batch.lines} lines.")])
