"""A case stands still and goes on, through the doors: what is told and what is kept back, its clock, and its page."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared.database import Database
from shared.settings import Settings
from tests.integration.cases import World, world
from tests.integration.conftest import SetClock

REASONS = "The police hold the files"
LETTER = "Letter 7 of the chief constable"


@pytest.fixture
async def here(settings: Settings, escalation: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    async with world(settings, escalation, clock, admin_url) as found:
        yield found


async def test_a_case_stands_still_until_its_review_day_and_then_goes_on_by_itself(here: World) -> None:
    reference = await here.open_case()
    before = (await here.show(reference)).json()
    review_on = here.clock.now().date() + timedelta(days=60)
    paused = await here.do(
        "monitoring_officer",
        reference,
        "pause",
        reason_class="statutory_process",
        reasons=REASONS,
        review_on=review_on.isoformat(),
        letter=LETTER,
    )
    assert (paused["state"], paused["due_on"], paused["silence"]) == ("screening", review_on.isoformat(), "paused")
    refused = await here.ask("case_worker", reference, "admit", level="local", reasons="It cites a measure")
    assert (refused.status_code, refused.json()["rule"]) == (409, "paused")
    assert "a process set by law comes first" in refused.json()["detail"]

    public = (await here.show(reference)).text
    told = await here.value("select string_agg(data::text, ' ') from escalation.ledger")
    assert not [secret for secret in (REASONS, LETTER) if secret in public + told]
    assert await here.value("select letter || reasons from escalation.pause") == LETTER + REASONS

    await here.sweep()
    after = (await here.show(reference)).json()
    assert (after["state"], after["silence"], after["course"]["pause"]) == ("screening", "screening", None)
    assert after["due_on"] > before["due_on"]
    assert (await here.told(reference))[-2:] == ["case.paused", "case.resumed"]
    await here.sweep()
    assert (await here.show(reference)).json()["state"] == "admitted"


async def test_a_case_that_its_organiser_left_is_taken_up_by_a_body_or_ends(here: World) -> None:
    for body, ended in (("fire", "duty_served"), (None, "withdrawn")):
        reference = await here.open_case()
        await here.do("case_worker", reference, "admit", level="local", reasons="It cites a measure")
        await here.do("case_worker", reference, "serve_duty")
        left = await here.do("case_worker", reference, "withdraw", reasons="They wrote that they have moved")
        assert (left["state"], left["silence"]) == ("duty_served", "withdrawn")
        if body is None:
            await here.sweep()
        else:
            await here.do(body, reference, "adopt", reasons="It harms our work")
        assert (await here.show(reference)).json()["state"] == ended
