"""One partner challenges another on a measure: it reaches who answers for it; a reply or silence follows, in public."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx import Response

from services.indicators.handlers.figure import verification
from services.indicators.worker import DEADLINES
from shared import deadlines
from shared.events import new_id
from shared.events.publication import PartnerRegistered
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import BURY, BURY_COUNCIL, COLLEGE, COUNCIL, NEET, TRAFFORD, WASTE, World
from tests.integration.indicators.test_explanation import ANSWERS

ALL = "/indicators/v1/challenges"
WORDS = "Why does the recycling of the town centre lag behind the suburbs?"
REPLY = "Flats share bins there; two hundred new ones come in May."
DUE_ON = date(2026, 3, 30)  # twenty working days after Monday 2 March


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(
        PartnerRegistered(
            area=TRAFFORD,
            partner=COLLEGE,
            name="Trafford College",
            partner_kind="college",
            regime="none",
            inspectorate="",
        )
    )
    return here


async def make(here: World, *, body: str = COLLEGE, key: str | None = None, **sent: Any) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(body)}", "Idempotency-Key": key or str(new_id())}
    content = {"area": TRAFFORD, "measure": WASTE, "words": WORDS, **sent}
    return await here.client.post(ALL, json=content, headers=headers)


async def reply(
    here: World, made: dict[str, object], *, body: str = COUNCIL, version: int = 1, **sent: Any
) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(body)}", "Idempotency-Key": str(new_id())}
    headers["If-Match"] = f'"{version}"'
    return await here.client.post(f"{ALL}/{made['challenge']}/reply", json={"reply": REPLY, **sent}, headers=headers)


async def shown(here: World, made: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = (await here.client.get(f"{ALL}/{made['challenge']}")).json()
    return found


async def sweep(here: World, clock: SetClock, day: date) -> None:
    clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    await deadlines.sweep(here.database, DEADLINES, clock.now())


async def test_a_challenge_reaches_the_lead_with_a_reckoned_day_and_is_public(here: World) -> None:
    made = (await make(here)).json()
    assert (made["challenger_name"], made["body_name"], made["asked_as"]) == (
        "Trafford College",
        "Trafford Council",
        "lead",
    )
    assert (made["state"], made["due_on"]) == ("made", DUE_ON.isoformat())
    assert "20 working days after 2 March 2026" in made["reckoning"]
    assert await shown(here, made) == made
    assert await here.told(f"challenge/{made['challenge']}") == ["challenge.made"]


async def test_the_body_that_was_challenged_replies_once_and_in_time(here: World, clock: SetClock) -> None:
    made = (await make(here)).json()
    assert (await reply(here, made)).status_code == 201
    after = await shown(here, made)
    assert (after["state"], after["reply"], after["is_late"]) == ("answered", REPLY, False)
    assert (await reply(here, made, version=2)).status_code == 409
    await sweep(here, clock, date(2026, 4, 30))
    assert await here.told(f"challenge/{made['challenge']}") == ["challenge.made", "challenge.answered"]


async def test_silence_puts_it_on_the_list_of_scrutiny_and_a_late_reply_is_taken_as_late(
    here: World, clock: SetClock
) -> None:
    made = (await make(here)).json()
    await sweep(here, clock, date(2026, 3, 31))
    await sweep(here, clock, date(2026, 4, 1))
    listed = (await here.client.get(f"{ALL}?state=unanswered&area={TRAFFORD}")).json()["challenges"]
    assert [one["challenge"] for one in listed] == [made["challenge"]]
    assert (await reply(here, made, version=2)).status_code == 201
    after = await shown(here, made)
    assert (after["state"], after["is_late"]) == ("answered", True)
    told = await here.told(f"challenge/{made['challenge']}")
    assert told == ["challenge.made", "challenge.unanswered", "challenge.answered"]


async def test_the_sets_of_questions_work_between_partners(here: World) -> None:
    made = (await make(here, questions="below-target-1")).json()
    assert (await reply(here, made)).status_code == 422
    wrong = await reply(here, made, answers={**ANSWERS, "improved_on": "2020-01-01"})
    assert [fault["pointer"] for fault in wrong.json()["errors"]] == ["/answers/improved_on"]
    assert (await reply(here, made, answers=ANSWERS)).status_code == 201
    answers = (await shown(here, made))["answers"]
    assert isinstance(answers, dict)
    assert answers["cause"] == [ANSWERS["cause"]]


@pytest.mark.parametrize(
    ("sent", "body", "status", "said"),
    [
        ({}, COUNCIL, 409, "own-measure"),
        ({"measure": NEET}, COUNCIL, 409, "own-measure"),
        ({"measure": "no-such"}, COLLEGE, 409, "not-known-here-yet"),
        ({"area": BURY}, COLLEGE, 403, "not-yours"),
        ({}, BURY_COUNCIL, 409, "not-a-partner-here"),
        ({"words": "Too short"}, COLLEGE, 422, "/words"),
        ({"questions": "no-such-set"}, COLLEGE, 422, "/questions"),
        ({"more": "x"}, COLLEGE, 422, "/more"),
    ],
)
async def test_a_challenge_that_may_not_be_made_is_refused_by_name_and_stores_nothing(
    here: World, sent: dict[str, Any], body: str, status: int, said: str
) -> None:
    answer = await make(here, body=body, **sent)
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert await here.count("challenge") == 0


async def test_nobody_but_the_body_challenged_replies_and_only_to_what_it_saw(here: World) -> None:
    made = (await make(here)).json()
    assert (await reply(here, made, body=COLLEGE)).status_code == 403
    assert (await reply(here, made, version=7)).status_code == 412
    assert (await reply(here, {"challenge": new_id()})).status_code == 404
    assert (await shown(here, made))["state"] == "made"


async def test_one_challenge_stands_at_a_time_and_a_repeated_request_makes_no_second(here: World) -> None:
    first, again = [await make(here, key="challenge-1") for _ in range(2)]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    second = await make(here)
    assert (second.status_code, second.json()["rule"]) == (409, "challenge-stands")
    assert (await reply(here, first.json())).status_code == 201
    assert (await make(here)).status_code == 201
    pages = (await here.client.get(f"{ALL}?limit=1")).json()
    onward = (await here.client.get(pages["links"]["next"])).json()
    assert [one["state"] for one in (*pages["challenges"], *onward["challenges"])] == ["made", "answered"]


async def test_every_challenge_is_what_its_events_tell(here: World) -> None:
    made = (await make(here)).json()
    await reply(here, made)
    assert [one.differences for one in await verification.verify(here.database) if one.subject == "challenges"] == [()]
    await here.admin.execute("update indicators.challenge set reply = 'something else, written by hand'")
    found = [one for one in await verification.verify(here.database) if one.subject == "challenges"]
    assert found[0].checked == 1
    assert found[0].differences


async def test_the_measures_page_tells_what_was_asked_and_that_no_reply_came(here: World, clock: SetClock) -> None:
    await make(here, words="Why does <b>recycling</b> lag behind in the town centre?")
    page = (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert "What partners ask of one another" in page
    assert "&lt;b&gt;recycling&lt;/b&gt;" in page
    assert "A reply is due by" in page
    await sweep(here, clock, date(2026, 3, 31))
    assert "No reply came by 30 March 2026" in (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
