"""A case stands still and goes on, through the doors: what is told and what is kept back, its clock, and its page."""

from datetime import timedelta
from typing import Any

from httpx import Response

from tests.integration.escalation.cases import World

REASONS = "The police hold the files"
LETTER = "Letter 7 of the chief constable"


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


async def test_a_pause_is_made_longer_by_two_bodies_on_something_new_and_not_for_ever(here: World) -> None:
    reference, who, first_on = await here.open_case(), "monitoring_officer", here.clock.now().date()
    said = {"reason_class": "legal_proceedings", "reasons": REASONS, "letter": LETTER}
    await here.do(who, reference, "pause", **said, review_on=(first_on + timedelta(days=85)).isoformat())

    async def renew(day: int, letter: str = "") -> Response:
        words = "The court sits again in the autumn" if letter == LETTER else f"It has sat until the day before {day}"
        on = (first_on + timedelta(days=day)).isoformat()
        said: dict[str, Any] = {"letter": letter} if letter else {}
        return await here.ask(who, reference, "renew_pause", reasons=words, review_on=on, **said)

    here.go_to(first_on + timedelta(days=80))
    again = await renew(150, letter=LETTER.upper())
    assert [(one["pointer"], one["code"]) for one in again.json()["errors"]] == [("/letter", "used-before")]
    asked = await renew(150)
    assert asked.status_code == 200, asked.text
    assert asked.json()["waiting"]["of"] == "outsider", asked.text
    assert asked.json()["due_on"] == (first_on + timedelta(days=85)).isoformat()  # until somebody agrees
    for own in ("case_worker", who, "waste"):
        alone = await here.ask(own, reference, "agree_as_second", reasons="The court has not ended yet")
        assert alone.status_code == 403, own
    longer = await here.do("fire", reference, "agree_as_second", reasons="The court has not ended yet")
    assert longer["due_on"] == (first_on + timedelta(days=150)).isoformat()
    assert await here.value("select count(*) from escalation.pause where reference = $1", reference) == 2

    here.go_to(first_on + timedelta(days=145))
    for day in (181, 235):
        far = await renew(day)
        assert [one["code"] for one in far.json()["errors"]] == ["too-long-in-all"], far.text
        assert "A case may stand still for 180 days in all" in far.text
    assert (await renew(235, "Letter 9 of the court")).json()["waiting"]["of"] == "outsider"
    await here.do("police", reference, "agree_as_second", reasons="The court has not ended yet")
    here.go_to(first_on + timedelta(days=230))
    assert (await renew(320, "Letter 10 of the court")).status_code == 200
    await here.do("fire", reference, "agree_as_second", reasons="The court has not ended yet")
    here.go_to(first_on + timedelta(days=290))
    last = await renew(366, "Letter 11 of the court")
    assert [one["code"] for one in last.json()["errors"]] == ["too-long-in-all"]


async def test_a_case_that_its_organiser_left_is_taken_up_by_a_body_or_ends(here: World) -> None:
    for body, ended in (("fire", "duty_served"), (None, "withdrawn")):
        reference = await here.open_case()
        await here.do("case_worker", reference, "admit", level="local", reasons="It cites a measure")
        await here.do("case_worker", reference, "serve_duty")
        await here.do("case_worker", reference, "withdraw", reasons="They wrote that they have moved")
        left = await here.do("police", reference, "agree_as_second", reasons="They wrote it to us too")
        assert (left["state"], left["silence"]) == ("duty_served", "withdrawn")
        if body is None:
            await here.sweep()
        else:
            await here.do(body, reference, "adopt", reasons="It harms our work")
        assert (await here.show(reference)).json()["state"] == ended
