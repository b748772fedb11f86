"""A body of the register ceases: its cases go on with its successor, told to everybody, and its own people are out."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.escalation.worker import errands
from shared.errands import carry_some
from shared.events.publication import PartnerEnded
from shared.settings import Settings
from tests.integration.escalation.cases import AREA, MEASURE, ROLES, World, body
from tests.integration.escalation.test_trigger import SAID
from tests.integration.escalation.verified import verify


async def test_open_cases_move_to_the_successor_the_day_after_the_last_one(
    here: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROLES, "green", ("green", ["partner"]))
    served, screened = await here.open_case(), await here.open_case()
    await here.do("case_worker", served, "admit", level="local", reasons="It cites a measure")
    before = await here.do("case_worker", served, "serve_duty")
    await here.do("waste", served, "acknowledge")
    today = here.clock.now().date()
    ending = PartnerEnded(
        area=AREA, partner="waste", last_on=today + timedelta(days=9), successors=("green",), basis="Order of 2026"
    )
    await here.tell(body(AREA, "green"), ending)
    await here.tell(replace(ending, last_on=today + timedelta(days=2)))

    await here.sweep_at(here.clock.now() + timedelta(days=1))
    assert (await here.show(served)).json()["remedy"]["duty"]["lead"] == "waste"
    await here.sweep_at(here.clock.now() + timedelta(days=2))
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    after = (await here.show(served)).json()
    duty = after["remedy"]["duty"]
    assert (duty["lead"], duty["lead_name"], after["state"]) == ("green", "Green", "duty_served")
    assert after["due_on"] > before["due_on"]
    assert (await here.told(served))[-1] == "case.body_succeeded"
    assert after["history"][-1]["facts"]["working_days"] == 20
    assert after["history"][-2]["sentence"].startswith("Waste said that it has received")
    assert "Green took over from Waste on" in after["standing"]["where"]
    assert "case.body_succeeded" not in await here.told(screened)

    plan: dict[str, Any] = {
        "actions": "New bins, as its papers show",
        "owner": "Head",
        "target": "55 %",
        "sign": "Every bin stands",
    }
    plan["by_on"] = (here.clock.now().date() + timedelta(days=40)).isoformat()
    out = await here.ask("waste", served, "file_plan", **plan)
    assert (out.status_code, out.json()["rule"]) == (403, "not_your_part")
    assert (await here.do("green", served, "file_plan", **plan))["state"] == "remedy_running"
    headers = {"Authorization": f"Bearer {await here.key('waste')}", "Idempotency-Key": "their-last-word"}
    late = {
        "subject": "fire",
        "measure": MEASURE,
        "inspectorate": "X",
        "ground": "risk",
        "link": "https://x.example.org",
    }
    late |= {"area": AREA, "began_on": today.isoformat()}
    raised = {
        "area": AREA,
        "measure": MEASURE,
        "decided_on": today.isoformat(),
        "steps": "Two letters were sent",
    } | SAID
    for address, said in (("inspections", late), ("triggers/partner_action", raised)):
        gone = await here.client.post(f"/escalation/v1/{address}", json=said, headers=headers)
        assert (gone.status_code, gone.json()["rule"]) == (403, "has_ceased"), gone.text
    await here.do("case_worker", screened, "admit", level="local", reasons="It cites a measure")
    assert (await here.do("case_worker", screened, "serve_duty"))["remedy"]["duty"]["lead"] == "green"
    assert [difference for one in await verify(here.database) for difference in one.differences] == []


async def test_a_complaint_passes_on_and_no_count_falls_because_bodies_became_one(
    here: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROLES, "green", ("green", ["partner"]))
    reference = await here.open_case()
    for _ in range(4):
        await here.sweep()
    await here.do("case_worker", reference, "request_call_in")
    complaint: dict[str, Any] = {"grounds": "It harms our work", "authorised_by": "Chief officer"}
    await here.do("police", reference, "lodge_complaint", **complaint)
    last_on = here.clock.now().date()
    one = PartnerEnded(area=AREA, partner="police", last_on=last_on, successors=("green",), basis="Order of 2026")
    await here.tell(body(AREA, "green"), one)
    await here.sweep_at(here.clock.now() + timedelta(days=1))
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    rows = await here.admin.fetch(
        "select body, withdrawn_at is null as stands from escalation.complaint order by withdrawn_at nulls last"
    )
    assert [(row["body"], row["stands"]) for row in rows] == [("police", False), ("green", True)]

    twice = await here.ask("green", reference, "lodge_complaint", **complaint)
    assert twice.status_code == 409
    admitted = await here.do("fire", reference, "lodge_complaint", **complaint)
    assert (admitted["state"], admitted["complaints"]["organisations"]) == ("call_in_admitted", ["green", "fire"])
    await here.tell(replace(one, partner="fire", last_on=here.clock.now().date()))
    await here.sweep_at(here.clock.now() + timedelta(days=1))
    while await carry_some(here.database, errands(settings, here.clock)):
        pass
    both = (await here.show(reference)).json()
    assert both["complaints"] == {"count": 2, "organisations": ["green"]}
    assert [difference for found in await verify(here.database) for difference in found.differences] == []
