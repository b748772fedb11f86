"""The sweep: claims what is due by a lease and lets go; then each subject is locked, in sorted order and before its
deadline, the kind's handler looks again and fires. What firing means is the kind's own affair.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import structlog
from sqlalchemy import text

from shared.clock import Clock, sleep_or_moved
from shared.database import DATABASE_ERRORS, EVERY_AREA, Database, Session, is_out_of_reach, raw
from shared.deadlines.arming import OPEN

CLAIM = 500
GROUP = 50
AT_ONCE = 2  # groups: one is worked out here while the other is worked on in the database
LEASE = "60 s"
HELD = "300 ms"
PATIENCE = "200 ms"  # for a subject that somebody else has locked: the sweep comes again, others are waiting
SWEEP_LIMIT = 120.0  # seconds: a connection that hangs must not end all sweeping
ATTEMPTS = 5
POLL = 0.5

_DUE = "id, area, subject, kind, round, due_on, due_at, policy_version"

log = structlog.get_logger()


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


async def run(database: Database, kinds: Mapping[str, DeadlineKind], clock: Clock) -> None:
    """Sweep until cancelled; refuses to start while a kind is armed that nothing here can fire."""
    while (armed := await _armed(database)) is None:
        await sleep_or_moved(clock, POLL)
    if unknown := sorted(armed - kinds.keys()):
        raise KindWithoutHandler(f"{database.schema} has deadlines that nothing fires: {', '.join(unknown)}")
    while True:
        try:
            async with asyncio.timeout(SWEEP_LIMIT):
                found = await sweep(database, kinds, clock.now())
        except DATABASE_ERRORS as error:
            log.warning("deadlines.sweep_failed", service=database.schema, error=type(error).__name__)
            found = 0
        if not found:
            await sleep_or_moved(clock, POLL)


async def _armed(database: Database) -> set[str] | None:
    """The kinds that are armed; nothing while the database cannot serve, as for every later sweep."""
    try:
        async with database.unit_of_work(EVERY_AREA) as session:
            return set(await session.scalars(text(f"select distinct kind from deadline where {OPEN}")))  # noqa: S608 fixed
    except DATABASE_ERRORS as error:
        if not is_out_of_reach(error):
            raise
        log.warning("deadlines.sweep_failed", service=database.schema, error=type(error).__name__)
        return None


async def sweep(database: Database, kinds: Mapping[str, DeadlineKind], now: datetime) -> int:
    """Claim some due deadlines and fire them; the number claimed. Any number of sweepers may run."""
    due = await _claim(database, kinds, now)
    for turn in _turns(due):
        groups = (turn[start : start + GROUP] for start in range(0, len(turn), GROUP))
        await asyncio.gather(*(_fire_groups(database, kinds, groups, now) for _ in range(AT_ONCE)))
    return len(due)


async def _fire_groups(
    database: Database, kinds: Mapping[str, DeadlineKind], groups: Iterator[Sequence[Due]], now: datetime
) -> None:
    for group in groups:
        await _fire_group(database, kinds, group, now)


async def _claim(database: Database, kinds: Mapping[str, DeadlineKind], now: datetime) -> list[Due]:
    async with database.unit_of_work(EVERY_AREA) as session:
        connection = await raw(session)
        rows = await connection.fetch(
            f"update deadline set claimed_until = clock_timestamp() + interval '{LEASE}' where id in ("  # noqa: S608
            f" select id from deadline where sweep_at <= $1 and {OPEN}"
            "  and (claimed_until is null or claimed_until < clock_timestamp()) and kind = any ($2)"
            "  order by sweep_at limit $3 for update skip locked)"
            f" returning {_DUE}",
            now,
            list(kinds),
            CLAIM,
        )
    return [Due(**row) for row in rows]


def _turns(due: Sequence[Due]) -> list[list[Due]]:
    """In due order, no subject twice in a turn: its next deadline sees what its first has done."""
    nth_of_subject: Counter[str] = Counter()
    turns: defaultdict[int, list[Due]] = defaultdict(list)
    for d in sorted(due, key=lambda d: (d.due_at, d.id)):
        turns[nth_of_subject[d.subject]].append(d)
        nth_of_subject[d.subject] += 1
    return list(turns.values())


async def _fire_group(database: Database, kinds: Mapping[str, DeadlineKind], due: Sequence[Due], now: datetime) -> None:
    """Fire a group in one transaction; when that fails, each deadline alone, and the culprit is counted.

    A database that cannot serve, or a subject that somebody holds, is nobody's fault: the next sweep tries again.
    """
    try:
        async with database.unit_of_work(EVERY_AREA) as session:
            await session.execute(text(f"set local lock_timeout = '{PATIENCE}'"))
            await _fire_all(session, kinds, sorted(due, key=lambda d: d.subject), now)
    except Exception as error:  # noqa: BLE001 one of them raised: find out which
        if len(due) > 1:
            for one in due:
                await _fire_group(database, kinds, [one], now)
        elif is_out_of_reach(error):
            log.warning("deadlines.out_of_reach", subject=due[0].subject, error=type(error).__name__)
            async with database.unit_of_work(EVERY_AREA) as session:
                await _let_wait(session, [due[0].id])
        else:
            await _count_failure(database, due[0], error)


async def _fire_all(session: Session, kinds: Mapping[str, DeadlineKind], due: Sequence[Due], now: datetime) -> None:
    """`due` in order of subject, each subject once. All are marked before the first fires: nobody else takes them."""
    for d in due:
        await kinds[d.kind].lock(session, d.subject)
    holds = {d.id: await kinds[d.kind].holds(session, d, now) for d in due}
    fired = await _mark_fired(session, [d.id for d in due if holds[d.id] is not Hold.WAIT], now)
    await _let_wait(session, holds.keys() - fired.keys())
    for d in due:
        if d.id in fired:
            await kinds[d.kind].fire(session, fired[d.id], now, holds[d.id])


async def _mark_fired(session: Session, ids: Sequence[int], now: datetime) -> dict[int, Due]:
    """Those of `ids` that are still open, still due and the first due of their subject; they are marked as fired.

    As they stand now: since they were claimed they may have been moved.
    """
    rows = await (await raw(session)).fetch(
        f"update deadline d set fired_at = $2 where id = any ($1) and sweep_at <= $2 and {OPEN} and not exists ("  # noqa: S608 fixed
        " select from deadline e where e.subject = d.subject and e.sweep_at <= $2"
        f" and (e.due_at, e.id) < (d.due_at, d.id) and {OPEN}) returning {_DUE}",
        ids,
        now,
    )
    return {row["id"]: Due(**row) for row in rows}


async def _let_wait(session: Session, ids: Collection[int]) -> None:
    """Look at those that are still open again in a moment."""
    if ids:
        await (await raw(session)).execute(
            f"update deadline set claimed_until = clock_timestamp() + interval '{HELD}' "  # noqa: S608 fixed
            f"where id = any ($1) and {OPEN}",
            list(ids),
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
