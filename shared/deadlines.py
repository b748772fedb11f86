"""Deadlines are rows. The sweep claims what is due by a lease and lets go; then each subject is locked, in sorted order
and before its deadline, the kind's handler looks again and fires. What firing means is the kind's own affair.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.clock import Clock, sleep_or_moved
from shared.database import EVERY_AREA, Database, Session, raw

CLAIM = 100
GROUP = 50
LEASE = "60 s"
HELD = "300 ms"
ATTEMPTS = 5
POLL = 0.5

log = structlog.get_logger()

_OPEN = "met_at is null and cancelled_at is null and fired_at is null and stuck_reason is null"


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline that has fallen due: whose it is, what for, and the last day that would have been in time."""

    id: int
    area: str
    subject: str
    kind: str
    round: int
    due_on: date | None
    due_at: datetime
    policy_version: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """An open deadline with its working, as pages show it."""

    subject: str
    kind: str
    round: int
    due_on: date | None
    due_at: datetime
    working: str
    stuck_reason: str | None


class Hold(StrEnum):
    """Whether a due deadline may fire yet."""

    GO = "go"
    WAIT = "wait"
    PROVISIONAL = "provisional"


Fire = Callable[[Session, Due, datetime, Hold], Awaitable[None]]
Lock = Callable[[Session, str], Awaitable[object]]
Holds = Callable[[Session, Due, datetime], Awaitable[Hold]]


async def _never_held(session: Session, due: Due, now: datetime) -> Hold:  # noqa: ARG001 the shape of every Holds
    return Hold.GO


@dataclass(frozen=True, slots=True)
class DeadlineKind:
    """What a kind does: lock its subject, say whether facts may still be on their way, and fire."""

    lock: Lock
    fire: Fire
    holds: Holds = _never_held


class KindWithoutHandler(RuntimeError):
    """A deadline of this kind is armed and nothing here could fire it: the worker does not start."""


async def arm(
    session: Session,
    *,
    area: str,
    subject: str,
    kind: str,
    due_at: datetime,
    working: str,
    policy_version: str,
    round: int = 1,
    due_on: date | None = None,
    sweep_at: datetime | None = None,
) -> None:
    """Arm one round of a deadline. In time is before `due_at`; the sweep looks from `sweep_at` (default: due_at)."""
    await session.execute(
        text(
            "insert into deadline (area, subject, kind, round, due_on, due_at, sweep_at, working, policy_version) "
            "values (:area, :subject, :kind, :round, :due_on, :due_at, :sweep_at, :working, :policy_version)"
        ),
        {
            "area": area,
            "subject": subject,
            "kind": kind,
            "round": round,
            "due_on": due_on,
            "due_at": due_at,
            "sweep_at": sweep_at or due_at,
            "working": working,
            "policy_version": policy_version,
        },
    )


async def meet(session: Session, subject: str, kind: str, now: datetime) -> None:
    """What was due has been done: the open rounds of this kind are met."""
    await _end(session, "met_at", subject, kind, now)


async def cancel(session: Session, subject: str, kind: str | None, now: datetime) -> None:
    """Nothing is due any more: open deadlines of the subject (of one kind, or all) are cancelled."""
    await _end(session, "cancelled_at", subject, kind, now)


async def _end(session: Session, column: str, subject: str, kind: str | None, now: datetime) -> None:
    statement = (
        f"update deadline set {column} = :now where subject = :subject "  # noqa: S608 one of two fixed columns
        "and (cast(:kind as text) is null or kind = :kind) "
        "and met_at is null and cancelled_at is null and fired_at is null"
    )
    await session.execute(text(statement), {"subject": subject, "kind": kind, "now": now})


async def open_of(session: Session, subject: str) -> list[Deadline]:
    """The open deadlines of a subject, the next first; stuck ones with their reason."""
    rows = await session.execute(
        text(
            "select subject, kind, round, due_on, due_at, working, stuck_reason from deadline where subject = :subject "
            "and met_at is null and cancelled_at is null and fired_at is null order by due_at, id"
        ),
        {"subject": subject},
    )
    return [Deadline(**row) for row in rows.mappings()]


async def next_sweep_at(session: Session) -> datetime | None:
    """The moment of the next open deadline, for moving a local clock from stop to stop."""
    rows = await session.execute(text(f"select min(sweep_at) from deadline where {_OPEN}"))  # noqa: S608 fixed
    moment: datetime | None = rows.scalar_one()
    return moment


async def run(database: Database, kinds: Mapping[str, DeadlineKind], clock: Clock) -> None:
    """Sweep until cancelled; refuses to start while a kind is armed that nothing here can fire."""
    async with database.unit_of_work(EVERY_AREA) as session:
        armed = await session.execute(text(f"select distinct kind from deadline where {_OPEN}"))  # noqa: S608 fixed
        if unknown := sorted({kind for (kind,) in armed} - kinds.keys()):
            raise KindWithoutHandler(f"{database.schema} has deadlines that nothing fires: {', '.join(unknown)}")
    while True:
        try:
            found = await sweep(database, kinds, clock.now())
        except (OSError, DBAPIError, TimeoutError) as error:
            log.warning("deadlines.sweep_failed", service=database.schema, error=type(error).__name__)
            found = 0
        if not found:
            await sleep_or_moved(clock, POLL)


async def sweep(database: Database, kinds: Mapping[str, DeadlineKind], now: datetime) -> int:
    """Claim up to 100 due deadlines and fire them; the number claimed. Any number of sweepers may run."""
    async with database.unit_of_work(EVERY_AREA) as session:
        connection = await raw(session)
        rows = await connection.fetch(
            f"update deadline set claimed_until = clock_timestamp() + interval '{LEASE}' where id in ("  # noqa: S608
            f" select id from deadline where sweep_at <= $1 and {_OPEN}"
            "  and (claimed_until is null or claimed_until < clock_timestamp()) and kind = any ($2)"
            "  order by due_at, id limit $3 for update skip locked)"
            " returning id, area, subject, kind, round, due_on, due_at, policy_version",
            now,
            list(kinds),
            CLAIM,
        )
    due = sorted((Due(**row) for row in rows), key=lambda d: (d.due_at, d.id))
    subjects = list(dict.fromkeys(d.subject for d in due))
    for start in range(0, len(subjects), GROUP):
        group = set(subjects[start : start + GROUP])
        await _fire_group(database, kinds, [d for d in due if d.subject in group], now)
    return len(due)


async def _fire_group(database: Database, kinds: Mapping[str, DeadlineKind], due: Sequence[Due], now: datetime) -> None:
    """Fire a group in one transaction; when that fails, each deadline alone, and the culprit is counted."""
    try:
        async with database.unit_of_work(EVERY_AREA) as session:
            await _fire_all(session, kinds, due, now)
    except Exception as error:  # noqa: BLE001 one of them raised: find out which
        if len(due) > 1:
            for one in due:
                await _fire_group(database, kinds, [one], now)
        else:
            await _count_failure(database, due[0], error)


async def _fire_all(session: Session, kinds: Mapping[str, DeadlineKind], due: Sequence[Due], now: datetime) -> None:
    locks = sorted({(d.subject, d.kind) for d in due})
    for subject, kind in locks:
        await kinds[kind].lock(session, subject)
    for d in sorted(due, key=lambda d: (d.subject, d.due_at, d.id)):
        hold = await kinds[d.kind].holds(session, d, now)
        if hold is Hold.WAIT:
            await _let_wait(session, d)
        elif await _still_open(session, d, now):
            await kinds[d.kind].fire(session, d, now, hold)


async def _still_open(session: Session, due: Due, now: datetime) -> bool:
    statement = f"update deadline set fired_at = :now where id = :id and {_OPEN} returning id"  # noqa: S608 fixed
    return (await session.execute(text(statement), {"id": due.id, "now": now})).scalar_one_or_none() is not None


async def _let_wait(session: Session, due: Due) -> None:
    await session.execute(
        text(f"update deadline set claimed_until = clock_timestamp() + interval '{HELD}' where id = :id"),  # noqa: S608
        {"id": due.id},
    )


async def _count_failure(database: Database, due: Due, error: Exception) -> None:
    log.warning("deadlines.fire_failed", subject=due.subject, kind=due.kind, error=type(error).__name__)
    async with database.unit_of_work(EVERY_AREA) as session:
        await session.execute(
            text(
                "update deadline set attempts = attempts + 1, "
                "claimed_until = clock_timestamp() + make_interval(secs => power(3, attempts)), "
                "stuck_reason = case when attempts + 1 >= :attempts then :reason end where id = :id"
            ),
            {"id": due.id, "attempts": ATTEMPTS, "reason": f"{type(error).__name__}: {error}"[:500]},
        )
