"""What somebody of the desk was told by name: reading it, marking it as read; and what another service tells of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.escalation.domain.desk.concern import of_submission
from services.escalation.domain.desk.notification import ALL_WORKING, Kind, Notification, Position, Told
from services.escalation.effects.desk.notification import tell
from services.escalation.effects.desk.work import worker_of
from services.escalation.storage.case import register
from services.escalation.storage.desk import notification as storage
from services.escalation.storage.desk.notification import Reader
from shared.auth import Caller
from shared.database import Database, Session
from shared.events.publication import SubmissionHandedIn
from shared.inbox import Received
from shared.policy import Wording
from shared.working_days import london_day

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of what somebody was told, and how many they have not marked as read; the words of each area."""

    found: Sequence[Told]
    new: int
    wordings: Mapping[str, Wording]


async def list_page(
    database: Database, *, caller: Caller, is_new: bool, after: Position | None, limit: int, now: datetime
) -> Listed:
    """What the caller was told, the newest first; with `is_new` only what they have not marked as read."""
    async with database.unit_of_work(caller.areas) as session:
        reader = await _reader(session, caller, now)
        found = await storage.list_page(session, reader, is_new=is_new, after=after, limit=limit)
        return Listed(
            found=found,
            new=await storage.count_new(session, reader, most=MOST_COUNTED),
            wordings={
                area: await register.wording(session, area, london_day(now)) for area in {one.area for one in found}
            },
        )


async def count_new(database: Database, *, caller: Caller, now: datetime) -> int:
    """How many things the caller was told and has not marked as read; MOST_COUNTED stands for that many and more."""
    async with database.unit_of_work(caller.areas) as session:
        return await storage.count_new(session, await _reader(session, caller, now), most=MOST_COUNTED)


async def mark(database: Database, ids: Collection[UUID] | None, *, caller: Caller, now: datetime) -> None:
    """The caller has read these, or with None everything; of what they were never told nothing is kept."""
    async with database.unit_of_work(caller.areas) as session:
        await storage.mark(session, await _reader(session, caller, now), ids)


async def keep_submissions(session: Session, received: Sequence[Received]) -> None:
    """Ask a second person about entries that were handed in, and tell whoever did what came of it.

    Each once: the inbox takes a version of a stream only once.
    """
    for one in received:
        at, event = one.envelope, one.event
        handed_in = None
        if not isinstance(event, SubmissionHandedIn):
            handed_in = await storage.of_stream(session, at.stream, Kind.SUBMISSION, "handed_in")
        like = Notification(
            area=at.area,
            stream=at.stream,
            version=at.version,
            reference=f"{event.agreement}/{event.submission}",
            kind=Kind.SUBMISSION,
            roles=ALL_WORKING,
            by=at.actor,
        )
        told = of_submission(event, like, handed_in)
        if told is not None:
            await tell(session, [told], at.occurred_at)


async def _reader(session: Session, caller: Caller, now: datetime) -> Reader:
    worker = await worker_of(session, caller, london_day(now))
    return Reader(caller, worker.accounts, now)
