"""Who may act, through the doors: nobody in a raiser's place, and no request for a second person in anybody's way."""

from datetime import date
from typing import Any

import pytest

from shared.events import new_id
from shared.events.publication import LeadAssigned
from tests.integration.escalation.cases import AREA, MEASURE, World

SAYS: dict[str, Any] = {"reasons": "So it stands in our minutes"}


@pytest.fixture
async def here(here: World) -> World:
    """The council itself answers for the measure."""
    own = LeadAssigned(
        area=AREA,
        measure=MEASURE,
        lead="council",
        contributors=(),
        data_owners=(),
        basis="its own service",
        since_on=date(2025, 4, 2),
    )
    await here.tell(own)
    return here


async def raise_one(here: World, body: str = "police", **said: str) -> str:
    """A partner's notice about the council; the case that it opens."""
    answer = await here.client.post(
        "/escalation/v1/triggers/partner_action",
        json={
            "area": AREA,
            "measure": MEASURE,
            "title": "Bins that nobody empties",
            "failure": "Bins in our streets stand full for weeks.",
            "steps": "Two letters, and a meeting in January.",
            "decided_on": here.clock.now().date().isoformat(),
            "reference": "4/26",
        }
        | said,
        headers={"Authorization": f"Bearer {await here.key(body)}", "Idempotency-Key": str(new_id())},
    )
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["reference"])


async def test_nobody_takes_a_case_back_for_a_body_and_the_council_takes_up_none_about_itself(here: World) -> None:
    reference = await raise_one(here)
    await here.do("case_worker", reference, "admit", level="local", **SAYS)
    refused = await here.ask("case_worker", reference, "withdraw", **SAYS)
    assert (refused.status_code, refused.json()["rule"]) == (409, "speaks_for_itself")
    left = await here.do("police", reference, "withdraw", **SAYS)
    assert (left["silence"], left["waiting"]) == ("withdrawn", None)
    for who in ("case_worker", "committee"):
        refused = await here.ask(who, reference, "adopt", **SAYS)
        assert (refused.status_code, refused.json()["rule"]) == (409, "not_about_itself"), who
    back = await here.do("police", reference, "adopt", **SAYS)
    assert (back["silence"], back["course"]["adopters"]) == ("admitted", ["police"])


async def test_what_waits_for_a_second_person_keeps_nobody_else_from_what_they_may_do_alone(here: World) -> None:
    reference = await here.open_case()
    await raise_one(here, join=reference)
    await here.do("case_worker", reference, "admit", level="local", **SAYS)
    asked = await here.do("case_worker", reference, "withdraw", **SAYS)  # as the petition's organiser wrote
    assert asked["waiting"]["of"] == "outsider"
    again = await here.ask("monitoring_officer", reference, "withdraw", **SAYS)
    assert again.status_code == 403
    left = await here.do("police", reference, "withdraw", **SAYS)
    assert (left["raised"]["left"], left["waiting"]["command"]) == (["police"], "withdraw")
    agreed = await here.do("fire", reference, "agree_as_second", **SAYS)
    assert (agreed["silence"], agreed["waiting"]) == ("withdrawn", None)
