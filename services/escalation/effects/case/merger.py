"""What merging sets off in other cases, in the same transaction: one takes the other in, or lets it go on by itself."""

from collections.abc import Sequence
from datetime import datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import AgreeAsSecond, Command
from services.escalation.domain.course.command import Merge
from services.escalation.domain.ladder.decision import Events, decide
from services.escalation.domain.ladder.merger import revive, take_in, to_revive
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import proposal
from shared.database import Session
from shared.events.escalation import CaseMerged, CaseRejected, CaseWithdrawn


async def lock_others(session: Session, reference: str, command: Command) -> None:
    """Lock a case together with those that the command may move too, all in order of reference."""
    found = await cases.find(session, reference)
    waits = await proposal.find(session, reference) if isinstance(command, AgreeAsSecond) else None
    decided = waits.command if waits else command
    named = [decided.into] if isinstance(decided, Merge) else []
    joined = to_revive(found) if found else ()
    await cases.lock_all(session, {reference, *named, *joined})


async def settle_others(session: Session, before: Case, events: Events, at: Circumstances) -> None:
    """Tell the other cases what these events of one mean to them."""
    for event in events:
        match event:
            case CaseMerged(into=into):
                await _tell(session, into, take_in(before, event, at), at.now)
            case CaseRejected() | CaseWithdrawn() if event.ended or isinstance(event, CaseRejected):
                await _revive(session, before, to_revive(before), at.now)


async def _revive(session: Session, host: Case, references: Sequence[str], now: datetime) -> None:
    for reference in sorted(references):
        await _tell(session, reference, revive(host), now)


async def _tell(session: Session, reference: str, command: Command, now: datetime) -> None:
    other = await cases.lock(session, reference)
    if other is None:
        raise LookupError(f"no case {reference}, which another goes on as part of")
    at = await circumstances.of_case(session, other, now=now)
    await tell_case(session, other, decide(other, command, at), at)
