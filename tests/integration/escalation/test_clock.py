"""The clocks of cases: reminders, days that were missed, claims of the last second, and what is late or in time."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from services.escalation.domain.remedy.command import ClaimRemedy
from services.escalation.handlers.case import command as commands
from services.escalation.worker import DEADLINES, errands
from shared import auth, deadlines
from shared.database import EVERY_AREA
from shared.errands import carry_some
from shared.events import publication as stated
from shared.problems import NotNow
from shared.settings import Settings
from shared.working_days import end_of_day
from tests.integration.escalation.cases import AREA, World
from tests.integration.escalation.verified import verify

ONE_SECOND = timedelta(seconds=1)


def closed(on: date, reason: str = "Bank holiday for the Jubilee", area: str = AREA) -> stated.CalendarClosed:
    return stated.CalendarClosed(area=area, closed_on=on, reason=reason, basis="Proclamation")


async def count_again(here: World, settings: Settings) -> None:
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    assert await here.value("select count(*) from escalation.errand where done_at is null or attempts > 0") == 0


async def last_told(here: World, reference: str) -> dict[str, Any]:
    history: list[dict[str, Any]] = (await here.show(reference)).json()["history"]
    return history[-1]


async def duty_served(here: World) -> str:
    """A case whose partner has ten working days from 2 March 2026 for its plan, and ten more before silence acts."""
    reference = await here.open_case()
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
    await here.do("case_worker", reference, "serve_duty")
    return reference


async def in_remedy(here: World, by_on: date) -> str:
    reference = await duty_served(here)
    plan = {"actions": "Two more rounds", "owner": "Head of waste", "target": "60 %", "by_on": by_on.isoformat()}
    await here.do("waste", reference, "file_plan", **plan)
    return reference


async def open_days(here: World, reference: str) -> dict[str, date]:
    rows = await here.admin.fetch(
        "select kind, due_on from escalation.deadline where subject = $1 and met_at is null and cancelled_at is null "
        "and fired_at is null",
        f"case/{reference}",
    )
    return {row["kind"]: row["due_on"] for row in rows}


async def days_pass(here: World, until: date) -> None:
    """The clock goes from deadline to deadline, as it does where the process is never down."""
    goal = datetime.combine(until, time(10), UTC)
    while True:
        async with here.database.unit_of_work(EVERY_AREA) as session:
            moment = await deadlines.next_sweep_at(session)
        if moment is None or moment > goal:
            break
        await here.sweep_at(moment)
    here.clock.set(goal)


async def test_each_day_is_reminded_of_once_before_it_and_told_once_when_it_is_missed(here: World) -> None:
    reference = await duty_served(here)
    assert await open_days(here, reference) == {
        "case.acknowledgement": date(2026, 3, 9),
        "case.acknowledgement_reminder": date(2026, 3, 4),
        "case.asked": date(2026, 3, 16),
        "case.reminder": date(2026, 3, 11),
        "case.silence": date(2026, 3, 30),
    }
    await days_pass(here, date(2026, 3, 29))
    told = [
        one for one in (await here.show(reference)).json()["history"] if one["event"][5:] in ("reminded", "day_missed")
    ]
    assert [(one["event"], one["facts"]["about"], one["occurred_at"][:10]) for one in told] == [
        ("case.reminded", "acknowledgement", "2026-03-04"),
        ("case.day_missed", "acknowledgement", "2026-03-10"),
        ("case.reminded", "asked", "2026-03-11"),
        ("case.day_missed", "asked", "2026-03-17"),
    ]
    assert [one["facts"].get("days_left") for one in told] == [3, None, 3, None]
    assert [one["facts"].get("missed_on") for one in told] == [None, "2026-03-09", None, "2026-03-16"]
    assert {tuple(one["facts"]["bodies"]) for one in told} == {("waste",)}
    assert {one["facts"]["late_since"] for one in told} == {None}
    assert (await here.show(reference)).json()["state"] == "duty_served"


async def test_what_was_done_in_time_is_neither_reminded_of_nor_missed(here: World) -> None:
    reference = await duty_served(here)
    await here.do("waste", reference, "acknowledge")
    assert set(await open_days(here, reference)) == {"case.asked", "case.reminder", "case.silence"}
    await days_pass(here, date(2026, 3, 12))
    assert (await here.told(reference))[-2:] == ["case.duty_acknowledged", "case.reminded"]
    await here.do(
        "waste",
        reference,
        "file_plan",
        actions="Two more rounds a week",
        owner="Head of waste",
        target="60%",
        by_on="2026-04-30",
    )
    await days_pass(here, date(2026, 4, 20))
    assert (await here.told(reference))[-1] == "case.remedy_planned"


async def test_after_weeks_of_downtime_what_was_missed_bears_its_true_day_and_one_rung_is_climbed(here: World) -> None:
    reference = await duty_served(here)
    await here.sweep_at(datetime(2026, 6, 1, 9, tzinfo=UTC))
    history = (await here.show(reference)).json()["history"][-3:]
    assert [(one["event"], one["facts"].get("missed_on"), one["facts"]["late_since"]) for one in history] == [
        ("case.day_missed", "2026-03-09", "2026-03-09"),
        ("case.day_missed", "2026-03-16", "2026-03-16"),
        ("case.referred_to_scrutiny", None, "2026-03-30"),
    ]
    assert {one["occurred_at"][:10] for one in history} == {"2026-06-01"}
    assert all(one.differences == () for one in await verify(here.database))


async def test_a_hearing_that_nobody_fixes_is_told_of_before_the_stage_is_spent(here: World) -> None:
    reference = await duty_served(here)
    await here.sweep()
    assert (await open_days(here, reference))["case.hearing_date"] == date(2026, 5, 15)
    await days_pass(here, date(2026, 5, 16))
    told = await last_told(here, reference)
    assert (told["event"], told["facts"]["about"], told["facts"]["bodies"]) == ("case.day_missed", "hearing_date", [])
    assert (await here.show(reference)).json()["state"] == "referred"


async def claim(here: World, reference: str, *, received_at: datetime, now: datetime) -> None:
    """The subject's claim: the door stamped it when its first byte came, and the handler came to it later."""
    caller = await auth.check_key(here.database, await here.key("waste"))
    assert caller is not None
    wish = commands.Wish(
        reference=reference,
        command=ClaimRemedy(evidence="Every round is back", together="The council lent a crew"),
        caller=caller,
        expected_version=None,
        now=now,
        received_at=received_at,
    )
    await commands.act(here.database, wish)


async def test_a_claim_of_the_last_second_beats_the_timer_and_one_a_second_later_does_not(here: World) -> None:
    day = date(2026, 4, 30)
    in_time, late = await in_remedy(here, day), await in_remedy(here, day)
    swept_at = datetime(2026, 5, 1, 2, tzinfo=UTC)
    await here.sweep_at(swept_at)
    assert [(await here.show(one)).json()["state"] for one in (in_time, late)] == ["referred", "referred"]
    now = swept_at + timedelta(minutes=1)
    await claim(here, in_time, received_at=end_of_day(day) - ONE_SECOND, now=now)
    with pytest.raises(NotNow):
        await claim(here, late, received_at=end_of_day(day), now=now)
    assert (await here.told(in_time))[-2:] == ["case.deadline_set_aside", "case.remedy_claimed"]
    assert [(await here.show(one)).json()["state"] for one in (in_time, late)] == ["verifying", "referred"]


async def test_claims_received_in_time_win_whichever_of_timer_and_claim_comes_first(here: World) -> None:
    """F37: two sweepers and the claims at the same instant, each case in whatever order the locks give."""
    day = date(2026, 4, 30)
    references = [await in_remedy(here, day) for _ in range(8)]
    here.clock.set(datetime(2026, 5, 1, 2, tzinfo=UTC))
    await here.hear_canary()
    now = here.clock.now()

    async def sweep() -> None:
        while await deadlines.sweep(here.database, DEADLINES, now):
            pass

    claims = (claim(here, one, received_at=end_of_day(day) - ONE_SECOND, now=now) for one in references)
    await asyncio.gather(sweep(), sweep(), *claims)
    await sweep()
    assert {(await here.show(one)).json()["state"] for one in references} == {"verifying"}
    assert {(await here.told(one)).count("case.remedy_claimed") for one in references} == {1}
    assert all(one.differences == () for one in await verify(here.database))
