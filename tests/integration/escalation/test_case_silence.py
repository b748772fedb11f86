"""Silence moves cases by its deadlines: one rung, once, however late the sweep and however many sweepers."""

import asyncio
from datetime import date, timedelta

from services.escalation.worker import DEADLINES
from shared import deadlines
from shared.events.indicators import MeasureRecovered
from tests.integration.escalation.case_steps import in_remedy, judged, row_equals_stream
from tests.integration.escalation.cases import World


async def test_silence_alone_ends_a_case_and_every_deadline_fires_once(here: World) -> None:
    reference = await here.open_case()
    for _ in range(5):
        await here.sweep()
    case = (await here.show(reference)).json()
    assert (case["state"], case["cause"]) == ("closed_unresolved", "not_called_in")
    assert await here.told(reference) == [
        "case.opened",
        "case.acknowledged",
        "case.day_missed",
        "case.admitted",
        "case.duty_served",
        "case.day_missed",
        "case.day_missed",
        "case.referred_to_scrutiny",
        "case.day_missed",
        "case.scrutiny_exhausted",
        "case.closed",
    ]
    assert await here.value("select count(*) from escalation.deadline where fired_at is null") == 0
    await row_equals_stream(here, reference)


async def test_a_sweep_that_comes_a_year_late_moves_one_rung_and_says_since_when(here: World) -> None:
    reference = await in_remedy(here)
    due_on = (await here.show(reference)).json()["due_on"]
    await here.sweep(days_late=365)
    await here.sweep(days_late=-365)
    case = (await here.show(reference)).json()
    assert (case["state"], case["late_since"]) == ("referred", due_on)
    assert case["since_on"] == (date.fromisoformat(due_on) + timedelta(days=366)).isoformat()


async def test_after_long_downtime_five_sweepers_move_every_case_one_rung_once(here: World) -> None:
    references = [await here.open_case() for _ in range(30)]
    here.clock.advance(days=700)
    await here.hear_canary()
    while any(await asyncio.gather(*(deadlines.sweep(here.database, DEADLINES, here.clock.now()) for _ in range(5)))):
        pass
    for reference in references:
        assert await here.told(reference) == [
            "case.opened",
            "case.acknowledged",
            "case.day_missed",
            "case.admitted",
        ]
    fired = await here.admin.fetchrow(
        "select count(fired_at) as fired, count(*) as armed, min(fired_at - due_at) > '600 days' as late, "
        "min(due_at) filter (where fired_at is null) > $1 as next_ahead from escalation.deadline "
        "where kind = 'case.silence'",
        here.clock.now(),
    )
    assert fired is not None
    assert dict(fired) == {"fired": 30, "armed": 60, "late": True, "next_ahead": True}


async def test_silence_waits_while_figures_may_be_on_their_way_and_then_fires_provisionally(here: World) -> None:
    reference = await in_remedy(here)
    await here.do(
        "waste", reference, "claim_remedy", evidence="The new rounds run", together="The council drove with us"
    )
    due_on = date.fromisoformat((await here.show(reference)).json()["due_on"])
    await here.hear_canary()
    here.go_to(due_on + timedelta(days=1))
    await sweep_now(here)
    assert (await here.show(reference)).json()["state"] == "verifying"
    here.go_to(due_on + timedelta(days=8))
    await sweep_now(here)
    assert (await here.show(reference)).json()["state"] == "referred"
    told = await here.value("select data from escalation.ledger order by position desc limit 1")
    assert '"is_provisional": true' in told


async def test_figures_received_in_time_set_aside_what_the_machine_did(here: World) -> None:
    reference = await in_remedy(here)
    await here.do(
        "waste", reference, "claim_remedy", evidence="The new rounds run", together="The council drove with us"
    )
    in_time = judged(here, MeasureRecovered, "61", period="2025/26", verdict="met", before="missed")
    said_at = here.clock.now()
    await here.sweep()
    assert (await here.show(reference)).json()["remedy"]["referral_cause"] == "not_checked"
    await here.tell(in_time, at=said_at)
    assert (await here.show(reference)).json()["state"] == "resolved_stage1"
    assert (await here.told(reference))[-3:] == [
        "case.deadline_set_aside",
        "case.figures_noted",
        "case.remedy_verified",
    ]
    moments = await here.admin.fetch(
        "select occurred_at from escalation.ledger where stream like 'case/%' order by version"
    )
    assert [row["occurred_at"] for row in moments] == sorted(row["occurred_at"] for row in moments)
    await row_equals_stream(here, reference)


async def sweep_now(here: World) -> None:
    await here.admin.execute("update escalation.deadline set claimed_until = null")
    await deadlines.sweep(here.database, DEADLINES, here.clock.now())
