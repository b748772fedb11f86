"""Keeping what waits for a second person, and what came of it: the row, its event, the day on which the clock looks."""

from datetime import datetime

from services.publication.domain.agreement import Agreement
from services.publication.domain.circumstances import Circumstances
from services.publication.domain.clearance import Hidden
from services.publication.domain.command import PublishEntries
from services.publication.domain.submission import Submission
from services.publication.storage import submission as storage
from shared import deadlines, ledger
from shared.auth import Caller
from shared.database import Session
from shared.events.publication import (
    SubmissionHandedIn,
    SubmissionPublished,
    SubmissionReturned,
    SubmissionWithdrawn,
)
from shared.working_days import london_day

LOOK = "submission.look"

Told = SubmissionHandedIn | SubmissionPublished | SubmissionReturned | SubmissionWithdrawn


async def hold(
    session: Session,
    agreement: Agreement,
    command: PublishEntries,
    *,
    by: Circumstances,
    caller: Caller,
    now: datetime,
    entry: int | None = None,
    wish: Hidden | None = None,
) -> Submission:
    """Keep what was handed in until a second person looks, or the clock does: entries, or what is asked of one."""
    name, area = agreement.opened.agreement, agreement.opened.area
    reckoned = by.policy.negotiation.publish.reckon(london_day(now), by.calendar)
    held = Submission(
        agreement=name,
        submission=await storage.following(session, name),
        area=area,
        body=caller.acting_body(),
        author=command.author,
        entries=command.entries,
        after=len(agreement.marks),
        account=caller.id,
        system=caller.system,
        received_at=now,
        due_on=reckoned.due_on,
        entry=entry,
        wish=wish,
    )
    await storage.add(session, held)
    told = SubmissionHandedIn(
        area=area,
        agreement=name,
        submission=held.submission,
        by=held.body,
        entries=len(held.entries),
        due_on=held.due_on,
    )
    await _tell(session, held, told, caller.id, now)
    working = f"{by.policy.negotiation.publish.words()} for a second person to look"
    await deadlines.arm_day(
        session, area=area, subject=about(held), kind=LOOK, due_on=held.due_on, working=working, policy=by.policy
    )
    return held


async def answer_submission(session: Session, answered: Submission, told: Told, actor: str, now: datetime) -> None:
    """Keep what came of it; nobody needs to look any more."""
    await storage.answer(session, answered)
    await deadlines.meet(session, about(answered), LOOK, now)
    await _tell(session, answered, told, actor, now)


async def _tell(session: Session, held: Submission, told: Told, actor: str, now: datetime) -> None:
    await ledger.append(session, about(held), held.version - 1, [told], area=held.area, actor=actor, now=now)


def about(held: Submission) -> str:
    """What the deadline of a submission is about; its stream's name too."""
    return f"submission/{held.agreement}/{held.submission}"


def submission_of(subject: str) -> tuple[str, int]:
    """The agreement and the number of the submission that a deadline is about."""
    name, _, number = subject.removeprefix("submission/").rpartition("/")
    return name, int(number)
