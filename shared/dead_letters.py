"""Dead letters: events that a consumer could not apply in all its attempts, seen, retried or discarded by a person.

The row in `waiting` is the dead letter. Discarding moves the stream past it. Both are themselves told in the ledger, in
the area that the event is of.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from shared import ledger
from shared.database import Session
from shared.events.operations import LetterDiscarded, LetterRetried
from shared.problems import NotFound, NotNow


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event that was not applied, and how many of its stream wait behind it."""

    consumer: str
    stream: str
    version: int
    reason: str
    attempts: int
    arrived_at: datetime
    held_up: int
    envelope: dict[str, Any]


async def find(
    session: Session, consumer: str | None = None, *, areas: Collection[str] | None = None, id: str | None = None
) -> list[DeadLetter]:
    """The dead letters of this service, the oldest first: all of them, or those of a consumer, of these areas, of this
    event.
    """
    rows = await session.execute(
        text(
            "select consumer, stream, version, dead_reason as reason, attempts, arrived_at, envelope, "
            "(select count(*) from waiting b where b.consumer = w.consumer and b.stream = w.stream "
            " and b.version > w.version) as held_up "
            "from waiting w where dead_reason is not null and (cast(:consumer as text) is null "
            "or consumer = :consumer) and (cast(:areas as text[]) is null or envelope ->> 'area' = any (:areas)) "
            "and (cast(:id as text) is null or envelope ->> 'id' = :id) order by arrived_at, stream, version"
        ),
        {"consumer": consumer, "areas": None if areas is None else sorted(areas), "id": id},
    )
    return [DeadLetter(**row) for row in rows.mappings()]


async def retry(session: Session, consumer: str, stream: str, version: int, *, actor: str, now: datetime) -> None:
    """Give a dead letter all its attempts again, and tell so; NotFound when there is none."""
    again = await session.execute(
        text(
            "update waiting set dead_reason = null, attempts = 0, next_attempt_at = clock_timestamp() "
            "where consumer = :consumer and stream = :stream and version = :version and dead_reason is not null "
            "returning envelope"
        ),
        {"consumer": consumer, "stream": stream, "version": version},
    )
    envelope = _require(again.scalar_one_or_none())
    retried = LetterRetried(consumer=consumer, stream=stream, version=version, event_id=str(envelope["id"]))
    await _tell(session, retried, envelope, actor=actor, now=now)


async def discard(
    session: Session, consumer: str, stream: str, version: int, *, reason: str, actor: str, now: datetime
) -> None:
    """Move the stream past a dead letter for good, and tell so. NotFound when there is none; NotNow while it is not the
    stream's next event.
    """
    where = {"consumer": consumer, "stream": stream, "version": version}
    await session.execute(
        text("insert into progress (consumer, stream, version) values (:consumer, :stream, 0) on conflict do nothing"),
        where,
    )
    progress = await session.execute(
        text("select version from progress where consumer = :consumer and stream = :stream for update"), where
    )
    applied = int(progress.scalar_one())
    gone = await session.execute(
        text(
            "delete from waiting where consumer = :consumer and stream = :stream and version = :version "
            "and dead_reason is not null returning envelope"
        ),
        where,
    )
    envelope = _require(gone.scalar_one_or_none())
    if version == applied + 1:
        await session.execute(
            text(
                "update progress set version = :version, epoch = greatest(epoch, :epoch) "
                "where consumer = :consumer and stream = :stream"
            ),
            where | {"epoch": envelope["epoch"]},
        )
    elif version > applied:
        raise NotNow("Earlier events of this stream are missing; it cannot be moved past them.")
    discarded = LetterDiscarded(
        consumer=consumer, stream=stream, version=version, event_id=str(envelope["id"]), reason=reason
    )
    await _tell(session, discarded, envelope, actor=actor, now=now)


def _require(envelope: dict[str, Any] | None) -> dict[str, Any]:
    if envelope is None:
        raise NotFound("There is no such dead letter.")
    return envelope


async def _tell(
    session: Session, happened: LetterDiscarded | LetterRetried, envelope: dict[str, Any], *, actor: str, now: datetime
) -> None:
    """One after the other in the consumer's own stream; two at the same moment wait for each other."""
    stream = f"inbox/{happened.consumer}"
    await session.execute(text("select pg_advisory_xact_lock(hashtext(:stream))"), {"stream": stream})
    versions = await session.execute(
        text("select coalesce(max(version), 0) from ledger where stream = :stream"), {"stream": stream}
    )
    expected = int(versions.scalar_one())
    await ledger.append(session, stream, expected, [happened], area=str(envelope["area"]), actor=actor, now=now)
