"""What the sealed store does every day, whether or not there is anything in it: one deadline, at one hour, for all.

First silence acts on the matters whose day is over; then the store's hash of every day that ended is told, as a public
event without an area. No matter has a deadline of its own: such a row could be counted.
"""

import os
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from services.escalation.domain.case.circumstances import SYSTEM
from services.escalation.domain.reserve.commitment import NOTHING_BEFORE, SALT, Day
from services.escalation.domain.reserve.decision import fire
from services.escalation.effects.case import circumstances
from services.escalation.effects.reserve.reserve import write_matter
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.reserve import commitment
from services.escalation.storage.reserve import reserve as store
from shared import deadlines, ledger
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import DeadlineKind, Due, Hold
from shared.events.escalation import CommitmentMade
from shared.policy import released, resolve
from shared.working_days import end_of_day, london_day, swept_from

DAY = "commitment.day"
WORKING = "every day, whatever the sealed store holds"


async def begin(database: Database, now: datetime) -> None:
    """Have the sealed store's day looked at from today on, if it is not yet, or was given up on."""
    async with database.unit_of_work(EVERY_AREA) as session:
        await commitment.lock(session, commitment.STREAM)
        waiting = await deadlines.open_of(session, commitment.STREAM)
        if any(one.stuck_reason for one in waiting):  # given up on: the next makes up for the days since
            await deadlines.cancel(session, commitment.STREAM, DAY, now)
        elif waiting:
            return
        await _arm(session, london_day(now))


def deadline(seal: Seal) -> DeadlineKind:
    """The day's deadline; `seal` opens what silence acts on."""

    async def end_days(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 a deadline's shape
        await _let_silence_act(session, seal, now)
        await _commit(session, due.due_on or london_day(now), now)
        await _arm(session, london_day(now))

    return DeadlineKind(lock=commitment.lock, fire=end_days)


async def _let_silence_act(session: Session, seal: Seal, now: datetime) -> None:
    """Each matter by itself: one that cannot be moved is noted where it lies, and holds up nobody."""
    for matter, area in await store.due(session, london_day(now)):
        try:
            async with session.begin_nested():
                await _pass_on(session, seal, matter, area, now)
        except Exception as error:  # noqa: BLE001 a log line would tell that there is a matter; it is noted with it
            await store.note_trouble(session, matter, type(error).__name__)


async def _pass_on(session: Session, seal: Seal, id: UUID, area: str, now: datetime) -> None:
    kept = await store.open_matter(session, seal, id, holder=SYSTEM, purpose="silence", locking=True)
    if kept is None:
        return
    at = await circumstances.of_measure(session, area, measure="", now=now, policy_on=kept.matter.lodged_on)
    await write_matter(session, kept, fire(kept.matter, at), at)


async def _commit(session: Session, due_on: date, now: datetime) -> None:
    """Tell the hash of every day since the last up to yesterday: after an interruption, one for each day missed."""
    count, last, head = await commitment.last_day(session)
    first = last + timedelta(days=1) if last else due_on
    told = []
    for day in _days(first, london_day(now)):
        entries = await commitment.without_day(session, end_of_day(day))
        made = Day(day, os.urandom(SALT), head or NOTHING_BEFORE, tuple(entries))
        await commitment.keep(session, made)
        head = made.head
        told.append(CommitmentMade(day=day, leaf=made.leaf))
    await ledger.append(session, commitment.STREAM, count, told, area="", actor=SYSTEM, now=now)


def _days(first: date, before: date) -> Collection[date]:
    return [first + timedelta(days=ahead) for ahead in range((before - first).days)]


async def _arm(session: Session, day: date) -> None:
    """Look at the store when this day is over: at the hour of the profile, the same in every area."""
    policy = resolve(released()[-1], (), day)
    await deadlines.arm(
        session,
        area="",
        subject=commitment.STREAM,
        kind=DAY,
        round=day.toordinal(),
        due_on=day,
        due_at=end_of_day(day),
        sweep_at=swept_from(day, policy.clock.sweep_after),
        working=WORKING,
        policy_version=policy.version,
    )
