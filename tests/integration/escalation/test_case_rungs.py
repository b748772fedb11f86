"""The wider rungs through the machines' door: reviews, repetitions, disputes, more time, help, and relapse."""

from datetime import date, timedelta
from typing import Any

from services.escalation.storage.case import case as cases
from shared.database import EVERY_AREA
from shared.events.indicators import MeasureFellBelowTarget, MeasureRecovered
from tests.integration.escalation.case_steps import in_remedy, judged, plan, row_equals_stream
from tests.integration.escalation.cases import World


async def test_a_refusal_is_reviewed_by_others_than_those_who_refused(here: World) -> None:
    reference = await here.open_case()
    await here.do(
        "case_worker",
        reference,
        "reject",
        reason_code="vexatious",
        reasons="Forty letters, as its papers show",
    )
    await here.do("monitoring_officer", reference, "agree_as_second", reasons="The rule says so")
    await here.do("case_worker", reference, "request_review", reasons="It was one letter")
    early = await here.ask("committee", reference, "uphold_rejection", reasons="Forty letters, as its papers show")
    assert (early.status_code, early.json()["rule"]) == (409, "looked_at_from_outside")
    for insider in ("case_worker", "waste"):
        inside = await here.ask(insider, reference, "back_rejection", reasons="It is right, as its papers show")
        assert (inside.status_code, inside.json()["rule"]) == (403, "not_your_part")
    await here.do("fire", reference, "back_rejection", reasons="It is right, as its papers show")
    ended = await here.do("committee", reference, "uphold_rejection", reasons="Forty letters, as its papers show")
    assert (ended["state"], ended["cause"]) == ("rejected_final", "vexatious")
    await row_equals_stream(here, reference)


async def test_whoever_had_a_hand_in_a_refusal_is_known_by_account(here: World) -> None:
    reference = await here.open_case()
    await here.do(
        "case_worker",
        reference,
        "reject",
        reason_code="vexatious",
        reasons="Forty letters, as its papers show",
    )
    await here.do("monitoring_officer", reference, "agree_as_second", reasons="The rule says so")
    async with here.database.unit_of_work(EVERY_AREA) as session:
        found = (await cases.refusers(session, [reference]))[reference]
    assert len(found) == 2
    assert await here.value("select count(distinct actor) from escalation.ledger where actor = any($1)", found) == 2


async def test_a_repetition_is_told_by_the_cases_that_ended_lately_about_the_same_measure(here: World) -> None:
    first = await in_remedy(here)
    await here.do("waste", first, "claim_remedy", evidence="The rounds run", together="The council drove with us")
    await here.tell(judged(here, MeasureRecovered, "61", period="2025/26", verdict="met", before="missed"))
    again = await here.open_case()
    bare = await here.ask("case_worker", again, "admit", level="local", reasons="It cites an agreed measure")
    assert [(e["pointer"], e["code"]) for e in bare.json()["errors"]] == [("/new_evidence", "missing")]
    assert first in bare.json()["errors"][0]["message"]
    said: dict[str, Any] = {
        "reason_code": "repeats_within_six_months",
        "reasons": "The same bins, as its papers show",
    }
    unnamed = await here.ask("case_worker", again, "reject", **said, repeats=again)
    assert [e["code"] for e in unnamed.json()["errors"]] == ["not-an-earlier-case"]
    await here.do("case_worker", again, "reject", **said, repeats=first)


async def test_a_duty_is_disputed_and_passed_on_through_the_doors(here: World) -> None:
    reference = await here.open_case()
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
    await here.do("case_worker", reference, "serve_duty")
    await here.do("waste", reference, "dispute_duty", body="fire", reasons="They own the yard")
    passed = await here.do(
        "case_worker", reference, "reassign_duty", body="council", reasons="Its depot does, as its papers show"
    )
    assert (passed["remedy"]["duty"]["lead"], passed["remedy"]["reassignments"]) == ("council", 1)
    assert await here.value("select subject from escalation.ladder_case where reference = $1", reference) == "council"
    assert (await here.ask("waste", reference, "file_plan", **plan(date(2026, 12, 1)))).status_code == 403
    await row_equals_stream(here, reference)


async def test_a_plan_names_what_will_show_it_more_time_is_granted_and_help_is_tried(here: World) -> None:
    await here.tell(
        judged(here, MeasureFellBelowTarget, "57.5", period="2024/25", verdict="missed", before="not_judged")
    )
    reference = await here.open_case()
    await here.do("case_worker", reference, "admit", level="local", reasons="It cites an agreed measure")
    await here.do("case_worker", reference, "serve_duty")
    soon = here.clock.now().date() + timedelta(days=3)
    unseen = await here.ask("waste", reference, "file_plan", **plan(soon))
    assert [(e["pointer"], e["code"]) for e in unseen.json()["errors"]] == [("/sign", "missing")]
    await here.do("waste", reference, "file_plan", **plan(soon), sign="Two more rounds run")
    later = (soon + timedelta(days=7)).isoformat()
    await here.do("waste", reference, "request_more_time", until_on=later, reasons="A lorry broke down")
    granted = await here.do("case_worker", reference, "grant_more_time", reasons="It did, as its papers show")
    assert granted["due_on"] == later
    tried = {"process": "training", "outcome": "Two more drivers", "until_on": later}
    await here.do("waste", reference, "start_process", **tried)
    ended = await here.do("waste", reference, "end_process", number=1, result="They drive, as its papers show")
    assert [one["result"] for one in ended["processes"]] == ["They drive, as its papers show"]
    await row_equals_stream(here, reference)


async def test_a_closed_case_is_taken_up_again_when_its_measure_fails_again(here: World) -> None:
    reference = await in_remedy(here)
    await here.do("waste", reference, "claim_remedy", evidence="The rounds run", together="The council drove with us")
    await here.tell(judged(here, MeasureRecovered, "61", period="2025/26", verdict="met", before="missed"))
    assert (await here.show(reference)).json()["state"] == "resolved_stage1"
    closed_on = here.clock.now().date()
    here.go_to(closed_on + timedelta(days=500))  # a year is over, but no further figure has come
    after = f"{closed_on.year + 1}"
    await here.tell(judged(here, MeasureFellBelowTarget, "50", period=after, verdict="missed", before="met"))
    again = (await here.show(reference)).json()
    assert (again["state"], again["closed_on"], again["relapsed_from"]) == ("referred", None, ["resolved_stage1"])
    assert (await here.told(reference))[-3:] == [
        "case.figures_noted",
        "case.relapsed",
        "case.referred_to_scrutiny",
    ]
    await row_equals_stream(here, reference)
    await here.sweep()  # and its clock runs
    assert (await here.show(reference)).json()["state"] == "stage2_exhausted"
