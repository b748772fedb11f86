"""Deadlines: each fires once however many sweep, in due order, after any downtime, and a culprit ends named."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import text

from shared import deadlines
from shared.clock import OffsetClock
from shared.database import EVERY_AREA, Database, Session, raw
from shared.deadlines import DeadlineKind, Due, Hold, KindWithoutHandler
from shared.policy import resolve
from tests.integration import spine
from tests.integration.spine import AREA, NOW

KIND = "test.silence"


@dataclass
class Fired:
    """What fired, in order: subject, kind, due and fired moments."""

    order: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)
    chain_to: int = 0
    broken: str = ""
    hold: Hold = Hold.GO
    was_provisional: list[bool] = field(default_factory=list)

    async def lock(self, session: Session, subject: str) -> None:
        await session.execute(text("select pg_advisory_xact_lock(hashtext(:subject))"), {"subject": subject})

    async def holds(self, session: Session, due: Due, now: datetime) -> Hold:  # noqa: ARG002 the shape of Holds
        return self.hold

    async def fire(self, session: Session, due: Due, now: datetime, hold: Hold) -> None:
        if due.subject == self.broken:
            raise RuntimeError("will not fire")
        await session.execute(
            text("insert into fired (subject, kind, due_at, at) values (:subject, :kind, :due_at, :at)"),
            {"subject": due.subject, "kind": due.kind, "due_at": due.due_at, "at": now},
        )
        self.was_provisional.append(hold is Hold.PROVISIONAL)
        if due.round < self.chain_to:  # the next rung's period starts on the day this one was fired
            await arm(session, due.subject, now + timedelta(days=10), round=due.round + 1)

    @property
    def kinds(self) -> dict[str, DeadlineKind]:
        return {KIND: DeadlineKind(self.lock, self.fire, self.holds)}


@pytest.fixture
async def fired(admin_url: str) -> Fired:
    connection = await asyncpg.connect(admin_url)
    await connection.execute("set role folkmoot_owner")
    await connection.execute(
        "create table escalation.fired (n bigint generated always as identity, subject text, kind text, "
        "due_at timestamptz, at timestamptz)"
    )
    await connection.close()
    return Fired()


async def arm(session: Session, subject: str, due_at: datetime, *, round: int = 1) -> None:
    await deadlines.arm(
        session,
        area=AREA,
        subject=subject,
        kind=KIND,
        round=round,
        due_at=due_at,
        working="10 working days",
        policy_version="lof-2026-1",
    )


async def what_fired(escalation: Database) -> list[tuple[str, datetime, datetime]]:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(text("select subject, due_at, at from fired order by n"))
        return [(row.subject, row.due_at, row.at) for row in rows]


async def arm_many(escalation: Database, count: int) -> None:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        await (await raw(session)).execute(
            "insert into deadline (area, subject, kind, round, due_at, sweep_at, working, policy_version) "
            "select $1, 'case/' || n, $2, 1, $3::timestamptz - n * interval '1 minute', "
            "$3::timestamptz - n * interval '1 minute', '', '' from generate_series(1, $4) n",
            AREA,
            KIND,
            NOW,
            count,
        )


async def test_five_sweepers_fire_ten_thousand_deadlines_once_each(escalation: Database, fired: Fired) -> None:
    await arm_many(escalation, 10_000)

    async def sweep_until_none() -> None:
        while await deadlines.sweep(escalation, fired.kinds, NOW):
            pass

    await asyncio.gather(*(sweep_until_none() for _ in range(5)))
    counts = Counter(subject for subject, _, _ in await what_fired(escalation))
    assert len(counts) == 10_000
    assert set(counts.values()) == {1}


async def test_after_a_month_away_each_fires_once_with_both_times_and_no_case_climbs_more_than_one_rung(
    escalation: Database, fired: Fired
) -> None:
    fired.chain_to = 5
    due = [NOW - timedelta(days=days) for days in (30, 3, 17)]
    async with escalation.unit_of_work(EVERY_AREA) as session:
        for n, due_at in enumerate(due):
            await arm(session, f"case/{n}", due_at)
    while await deadlines.sweep(escalation, fired.kinds, NOW):
        pass
    assert await what_fired(escalation) == [(f"case/{n}", due[n], NOW) for n in range(3)]
    later = NOW + timedelta(days=10)
    await deadlines.sweep(escalation, fired.kinds, later)
    assert Counter(subject for subject, _, _ in await what_fired(escalation)) == {f"case/{n}": 2 for n in range(3)}


async def test_deadlines_of_one_subject_fire_in_due_order(escalation: Database, fired: Fired) -> None:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        for round_, days in enumerate((1, 9, 5), start=1):
            await arm(session, "case/1", NOW - timedelta(days=days), round=round_)
    await deadlines.sweep(escalation, fired.kinds, NOW)
    assert [due_at for _, due_at, _ in await what_fired(escalation)] == [NOW - timedelta(days=d) for d in (9, 5, 1)]


async def test_what_is_met_or_cancelled_never_fires(escalation: Database, fired: Fired) -> None:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        await arm(session, "case/met", NOW)
        await arm(session, "case/cancelled", NOW)
        await deadlines.meet(session, "case/met", KIND, NOW)
        await deadlines.cancel(session, "case/cancelled", None, NOW)
    assert await deadlines.sweep(escalation, fired.kinds, NOW) == 0
    assert await what_fired(escalation) == []


async def test_a_deadline_is_swept_from_its_hour_and_not_before(escalation: Database, fired: Fired) -> None:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        await deadlines.arm(
            session,
            area=AREA,
            subject="case/1",
            kind=KIND,
            due_at=NOW,
            sweep_at=NOW + timedelta(hours=3),
            working="",
            policy_version="",
        )
    assert await deadlines.sweep(escalation, fired.kinds, NOW + timedelta(hours=2, minutes=59)) == 0
    assert await deadlines.sweep(escalation, fired.kinds, NOW + timedelta(hours=3)) == 1


async def test_a_held_deadline_waits_and_fires_provisionally_when_told_to(escalation: Database, fired: Fired) -> None:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        await arm(session, "case/1", NOW)
    fired.hold = Hold.WAIT
    await deadlines.sweep(escalation, fired.kinds, NOW)
    assert await what_fired(escalation) == []
    await asyncio.sleep(0.4)
    fired.hold = Hold.PROVISIONAL
    await deadlines.sweep(escalation, fired.kinds, NOW)
    assert len(await what_fired(escalation)) == 1
    assert fired.was_provisional == [True]


async def test_a_culprit_ends_named_and_does_not_hold_up_the_others(escalation: Database, fired: Fired) -> None:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        for n in range(10):
            await arm(session, f"case/{n}", NOW)
    fired.broken = "case/5"
    await deadlines.sweep(escalation, fired.kinds, NOW)
    assert {subject for subject, _, _ in await what_fired(escalation)} == {f"case/{n}" for n in range(10) if n != 5}
    for _ in range(deadlines.ATTEMPTS):
        async with escalation.unit_of_work(EVERY_AREA) as session:
            await session.execute(text("update deadline set claimed_until = null"))
        await deadlines.sweep(escalation, fired.kinds, NOW)
    async with escalation.unit_of_work(EVERY_AREA) as session:
        (stuck,) = await deadlines.open_of(session, "case/5")
    assert stuck.stuck_reason == "RuntimeError: will not fire"


async def test_a_kind_that_nothing_fires_stops_the_start(escalation: Database) -> None:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        await arm(session, "case/1", NOW + timedelta(days=1))
    with pytest.raises(KindWithoutHandler, match=KIND):
        await deadlines.run(escalation, {}, OffsetClock())


async def test_a_connection_lost_at_the_first_question_does_not_end_the_sweeper(
    escalation: Database, fired: Fired, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with escalation.unit_of_work(EVERY_AREA) as session:
        await arm(session, "case/1", NOW - timedelta(days=1))
    working, asked = escalation.unit_of_work, 0

    def lost_at_first(areas: object) -> object:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise asyncpg.InternalClientError("cannot switch to state 11; another operation is in progress")
        return working(areas)  # type: ignore[arg-type]  # as it was given

    monkeypatch.setattr(escalation, "unit_of_work", lost_at_first)
    kinds = {KIND: DeadlineKind(lock=fired.lock, fire=fired.fire)}
    sweeping = asyncio.create_task(deadlines.run(escalation, kinds, OffsetClock()))
    await spine.until(lambda: has_fired(fired), seconds=20)
    assert not sweeping.done()
    assert fired.was_provisional == [False]
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def has_fired(fired: Fired) -> bool:
    return len(fired.was_provisional) == 1


async def test_a_deadline_that_moved_after_it_was_claimed_does_not_fire_where_it_stood(
    escalation: Database, fired: Fired
) -> None:
    policy = resolve("lof-2026-1", (), NOW.date())
    today = deadlines.Mark(kind=KIND, name="plan", due_on=NOW.date() - timedelta(days=2), working="")
    async with escalation.unit_of_work(EVERY_AREA) as session:
        await deadlines.begin(session, "case/1", [today], area=AREA, round=1, policy=policy)

    async def lock_and_move(session: Session, subject: str) -> None:
        later = replace(today, due_on=NOW.date() + timedelta(days=5))
        await deadlines.move(session, subject, [later], area=AREA, round=2, policy=policy)

    kinds = {KIND: DeadlineKind(lock_and_move, fired.fire)}
    assert await deadlines.sweep(escalation, kinds, NOW) == 1
    assert await what_fired(escalation) == []
    async with escalation.unit_of_work(EVERY_AREA) as session:
        (still,) = await deadlines.open_of(session, "case/1")
    assert (still.due_on, still.round) == (NOW.date() + timedelta(days=5), 2)
