"""A thousand races of each kind for one case: whoever comes first, each has one outcome, and it is the right one."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from services.escalation.domain.case.command import Command
from services.escalation.domain.remedy.command import ClaimRemedy
from services.escalation.domain.screening.command import Admit
from services.escalation.handlers.case import command as commands
from shared.auth import Caller, CallerKind, Grant, known
from shared.database import Database
from shared.settings import Settings
from shared.working_days import end_of_day
from tests.integration.conftest import SetClock
from tests.integration.escalation.case_steps import in_remedy
from tests.integration.escalation.cases import AREA, World, world
from tests.integration.escalation.verified import verify
from tests.soak import races
from tests.soak.memory import Memory, database

RACES, ONE_OF = 1_000, 50
ONE_SECOND = timedelta(seconds=1)
FIRST, SECOND = (
    known(name, CallerKind.OFFICER, "council", name, [Grant(AREA, "case_worker")]) for name in ("first", "second")
)
PARTNER = known("waste", CallerKind.PARTNER, "waste", "waste", [Grant(AREA, "partner")])


@dataclass
class Ground:
    """A place, and two ways into its database: two processes."""

    here: World
    one: Database
    other: Database


@pytest.fixture
async def ground(settings: Settings, escalation: Database, clock: SetClock, admin_url: str) -> AsyncIterator[Ground]:
    async with world(settings, escalation, clock, admin_url) as here:
        ways = [database(settings, "escalation", Memory(), pool_size=races.AT_ONCE + 4) for _ in range(2)]
        yield Ground(here, *ways)
        for way in ways:
            await way.close()


def asked(
    reference: str,
    caller: Caller,
    command: Command,
    now: datetime,
    *,
    seen: int | None = None,
    at: datetime | None = None,
) -> commands.Wish:
    return commands.Wish(
        reference=reference, command=command, caller=caller, expected_version=seen, now=now, received_at=at or now
    )


async def nothing_differs(ground: Ground) -> None:
    assert all(one.differences == () for one in await verify(ground.here.database))


async def test_two_officers_who_admit_one_case_at_once_admit_it_once(ground: Ground) -> None:
    model = await ground.here.open_case()
    references, now = await races.copies(ground.here.admin, model, RACES), ground.here.clock.now()
    before = len(await ground.here.told(model))

    async def race(reference: str) -> tuple[str, ...]:
        """Half of them say which version they saw."""
        seen = before if int(reference[-1]) % 2 else None
        first = asked(reference, FIRST, Admit(level="local", reasons="It cites a measure"), now, seen=seen)
        second = asked(
            reference,
            SECOND,
            Admit(level="area_wide", reasons="It cites one, as its papers show"),
            now,
            seen=seen,
        )
        return tuple(await asyncio.gather(races.outcome(ground.one, first), races.outcome(ground.other, second)))

    outcomes = Counter(tuple(sorted(one)) for one in await races.some_at_once(references, race))
    assert outcomes == {("Stale", "done"): RACES // 2, ("NotNow", "done"): RACES // 2}
    told = await races.told(ground.here.admin, before)
    assert Counter(map(tuple, told.values())) == {("admitted",): RACES}
    await nothing_differs(ground)


async def test_two_sweepers_fire_each_silence_once(ground: Ground) -> None:
    model = await ground.here.open_case()
    await races.copies(ground.here.admin, model, RACES)
    before, due_on = len(await ground.here.told(model)), (await ground.here.show(model)).json()["due_on"]
    ground.here.go_to(date.fromisoformat(due_on) + timedelta(days=1))
    now = ground.here.clock.now()
    await ground.here.hear_canary()
    await asyncio.gather(races.sweep(ground.one, now), races.sweep(ground.other, now))
    await races.sweep(ground.one, now, ground.here.admin)
    told = await races.told(ground.here.admin, before)
    assert Counter(one.count("admitted") for one in told.values()) == {1: RACES}
    assert Counter(map(len, map(set, told.values()))) == Counter(map(len, told.values()))  # nothing is told twice
    assert await ground.here.value("select count(*) from escalation.deadline where attempts > 0") == 0
    await nothing_differs(ground)


async def test_a_claim_of_the_last_second_wins_whichever_of_claim_and_timer_comes_first(ground: Ground) -> None:
    """F37: claims and two sweepers at the same instant; of some the claim is first for certain, of some the timer."""
    model = await in_remedy(ground.here)
    day = date.fromisoformat((await ground.here.show(model)).json()["due_on"])
    references, before = await races.copies(ground.here.admin, model, RACES), len(await ground.here.told(model))
    ground.here.clock.set(datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(days=1))
    now = ground.here.clock.now()
    await ground.here.hear_canary()
    words = ClaimRemedy(evidence="Every round is back", together="The council lent a crew")

    async def claim(reference: str) -> str:
        wish = asked(reference, PARTNER, words, now, at=end_of_day(day) - ONE_SECOND)
        return await races.outcome(ground.one, wish)

    first, last = references[:ONE_OF], references[-ONE_OF:]
    claims = await races.some_at_once(first, claim)
    racing, *_ = await asyncio.gather(
        races.some_at_once(references[ONE_OF:-ONE_OF], claim),
        races.sweep(ground.one, now),
        races.sweep(ground.other, now),
    )
    claims += [*racing, *await races.some_at_once(last, claim)]
    await races.sweep(ground.one, now, ground.here.admin)
    told = await races.told(ground.here.admin, before)
    assert Counter(claims) == {"done": RACES}
    assert Counter(one.count("remedy_claimed") for one in told.values()) == {1: RACES}
    assert {one.count("referred_to_scrutiny") - one.count("deadline_set_aside") for one in told.values()} == {0}
    states = await ground.here.admin.fetch(
        "select state, count(*) as of_state from escalation.ladder_case where reference like 'RACE-%' group by state"
    )
    assert {row["state"]: row["of_state"] for row in states} == {"verifying": RACES}
    timer_first = sum("deadline_set_aside" in one for one in told.values())
    assert 0 < timer_first < RACES
    await nothing_differs(ground)
