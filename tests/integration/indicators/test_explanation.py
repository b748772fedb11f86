"""A measure that misses its target asks its lead partner why, with a clock: asked once, answered, or met by silence."""

from datetime import UTC, date, datetime

import pytest
from httpx import Response

from services.indicators.handlers.figure import verification
from services.indicators.worker import CONSUMERS, DEADLINES
from shared import deadlines
from shared.database import Database
from shared.events import new_id
from shared.events.base import pack
from shared.events.publication import PolicyOverridden
from shared.inbox import Inbox
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import (
    BURY,
    BURY_COUNCIL,
    COLLEGE,
    COUNCIL,
    NEET,
    TRAFFORD,
    WASTE,
    World,
    area,
    lead,
    measure,
    row,
    target,
    world,
)

ALL = "/indicators/v1/explanations"
DUE_ON = date(2026, 3, 16)  # ten working days after Monday 2 March
ANSWERS: dict[str, object] = {
    "cause": "Collections stopped for six weeks.",
    "confidence": "fairly_sure",
    "other_causes": ["Wetter weather made loads heavier."],
    "measures_affected": [NEET],
    "bodies_affected": [COUNCIL],
    "actions": ["Two more crews from May"],
    "actions_confidence": "sure",
    "improved_on": "2026-10-01",
    "owner": "Head of waste",
    "contingency": "Crews are lent by a neighbour.",
}


async def asked(here: World, query: str = "") -> list[dict[str, object]]:
    answer = await here.client.get(f"{ALL}{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["explanations"]
    return found


async def missed(here: World) -> dict[str, object]:
    """A miss of the target of 2024/25; the one request that follows."""
    await here.tell(target("60"))
    assert (await here.post(row("57.5"))).status_code == 201
    (request,) = await asked(here)
    return request


async def answer(
    here: World,
    request: dict[str, object],
    answers: dict[str, object] | None = None,
    *,
    body: str = COUNCIL,
    key: str | None = None,
    version: object = None,
) -> Response:
    headers = {"Authorization": f"Bearer {await here.key(body)}", "Idempotency-Key": key or str(new_id())}
    headers["If-Match"] = f'"{version or request["version"]}"'
    path = f"{ALL}/{request['explanation']}/answers"
    return await here.client.post(path, json={"answers": ANSWERS if answers is None else answers}, headers=headers)


async def sweep(here: World, clock: SetClock, day: date) -> None:
    clock.set(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    await deadlines.sweep(here.database, DEADLINES, clock.now())


async def stream(here: World, request: dict[str, object]) -> list[str]:
    return await here.told(f"explanation/{request['explanation']}")


async def test_a_missed_target_asks_its_lead_partner_why_with_a_reckoned_day(here: World) -> None:
    request = await missed(here)
    assert (request["body"], request["body_name"], request["asked_as"]) == (COUNCIL, "Trafford Council", "lead")
    assert (request["state"], request["asked_on"], request["due_on"]) == ("asked", "2026-03-02", DUE_ON.isoformat())
    assert "10 working days after 2 March 2026" in str(request["reckoning"])
    assert (request["period"], request["value"], request["target"]) == ("2024/25", "57.5", "60")
    assert (request["questions"], request["policy_version"]) == ("below-target-1", "lof-2026-1")
    assert await stream(here, request) == ["explanation.asked"]


async def test_a_target_that_comes_after_the_figure_asks_on_the_day_it_was_set(here: World) -> None:
    await here.post(row("57.5"))
    await here.tell(target("60"))
    (request,) = await asked(here)
    assert request["asked_on"] == "2026-03-01"


async def test_where_nobody_leads_the_responsible_authority_is_asked_and_that_is_said(
    settings: Settings, indicators: Database, clock: SetClock, admin_url: str
) -> None:
    events = [
        *area(TRAFFORD, "Trafford", COUNCIL),
        measure(TRAFFORD, WASTE),
        lead(TRAFFORD, WASTE, COUNCIL, since=date(2026, 3, 2)),
    ]
    async with world(settings, indicators, clock, admin_url, events=events) as here:
        await here.post(row("57.5"))
        await here.tell(target("60"))  # on 1 March, a day before anybody led
        (request,) = await asked(here)
        assert (request["body"], request["asked_as"], request["basis"]) == (COUNCIL, "responsible_authority", None)
        shown = (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
        assert "nobody has agreed to answer for this measure" in shown


async def test_a_figure_near_its_target_asks_nobody(here: World) -> None:
    await here.tell(target("60"))
    await here.post(row("59.7"))
    assert await asked(here) == []


async def test_a_second_miss_while_one_is_open_does_not_ask_twice(here: World) -> None:
    request = await missed(here)
    await here.tell(target("62", "2025/26"))
    await here.post(row("50", "2025/26"))
    assert await asked(here) == [request]


async def test_a_revised_figure_that_still_misses_does_not_ask_twice(here: World) -> None:
    request = await missed(here)
    await here.post(row("57.4"))
    assert await asked(here) == [request]


async def test_a_miss_of_a_later_period_after_an_answer_asks_again(here: World) -> None:
    request = await missed(here)
    assert (await answer(here, request)).status_code == 201
    await here.post(row("57.3"))
    assert len(await asked(here)) == 1
    await here.tell(target("62", "2025/26"))
    await here.post(row("50", "2025/26"))
    assert [one["period"] for one in await asked(here)] == ["2025/26", "2024/25"]


async def test_a_batch_that_is_sent_twice_asks_once(here: World) -> None:
    await here.tell(target("60"))
    for _ in range(2):
        assert (await here.post(row("57.5"), key="same")).status_code == 201
    assert len(await asked(here)) == 1


async def test_a_target_that_is_delivered_twice_asks_once(here: World, indicators: Database) -> None:
    await here.post(row("57.5"))
    message = pack([here.envelope(target("60"), datetime(2026, 3, 1, 8, tzinfo=UTC))])
    consumer = "indicators.target"
    for _ in range(2):
        await Inbox(indicators, consumer, CONSUMERS[consumer]).receive(message)
    assert len(await asked(here)) == 1


async def test_the_lead_partner_answers_and_everybody_reads_it(here: World, clock: SetClock) -> None:
    request = await missed(here)
    taken = await answer(here, request)
    assert taken.status_code == 201, taken.text
    told = taken.json()
    assert (told["state"], told["is_late"], told["answers"]["improved_on"]) == ("given", False, ["2026-10-01"])
    shown = await here.client.get(f"{ALL}/{request['explanation']}")
    assert (shown.json(), shown.headers["etag"]) == (told, '"2"')
    assert await stream(here, request) == ["explanation.asked", "explanation.given"]
    await sweep(here, clock, date(2026, 3, 20))
    assert await stream(here, request) == ["explanation.asked", "explanation.given"]


async def test_the_same_answer_sent_again_is_the_same_answer(here: World) -> None:
    request = await missed(here)
    first, second = [await answer(here, request, key="mine") for _ in range(2)]
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert await stream(here, request) == ["explanation.asked", "explanation.given"]
    third = await answer(here, request, version=2)
    assert (third.status_code, third.json()["rule"]) == (409, "given")


async def test_an_answer_names_the_version_that_was_seen(here: World) -> None:
    request = await missed(here)
    stale = await answer(here, request, version=7)
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale")
    path = f"{ALL}/{request['explanation']}/answers"
    headers = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Idempotency-Key": "x"}
    assert (await here.client.post(path, json={"answers": ANSWERS}, headers=headers)).status_code == 428


async def test_nobody_but_the_body_that_was_asked_answers(here: World) -> None:
    request = await missed(here)
    refused = await answer(here, request, body=COLLEGE)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-yours")
    await here.key(BURY_COUNCIL, BURY)
    assert (await answer(here, request, body=BURY_COUNCIL)).status_code == 403
    path = f"{ALL}/{request['explanation']}/answers"
    assert (await here.client.post(path, json={"answers": ANSWERS})).status_code == 401
    unknown = await answer(here, request | {"explanation": str(new_id())})
    assert unknown.status_code == 404
    assert await stream(here, request) == ["explanation.asked"]


async def test_the_key_of_the_same_body_in_another_area_does_not_answer(here: World) -> None:
    request = await missed(here)
    here.keys.clear()
    await here.key(COUNCIL, BURY)
    assert (await answer(here, request)).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("cause", None, "missing"),
        ("owner", None, "missing"),
        ("other_causes", None, "missing"),
        ("actions", [], "too-few"),
        ("confidence", "certain", "not-a-choice"),
        ("improved_on", "2026-03-02", "not-in-the-future"),
        ("measures_affected", ["bins"], "unknown-measure"),
        ("measures_affected", [WASTE], "unknown-measure"),
        ("bodies_affected", ["mi5"], "unknown-body"),
        ("colour", "red", "unknown-field"),
    ],
)
async def test_what_is_not_right_is_named_by_its_field(here: World, field: str, value: object, code: str) -> None:
    request = await missed(here)
    sent = {name: said for name, said in ({**ANSWERS, field: value}).items() if said is not None}
    refused = await answer(here, request, sent)
    assert refused.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]] == [(f"/answers/{field}", code)]
    assert await stream(here, request) == ["explanation.asked"]


async def test_every_fault_is_named_at_once(here: World) -> None:
    refused = await answer(here, await missed(here), {"cause": "Rain fell for weeks on end."})
    pointers = {fault["pointer"] for fault in refused.json()["errors"]}
    assert pointers == {
        f"/answers/{name}"
        for name in (
            "confidence",
            "other_causes",
            "actions",
            "actions_confidence",
            "improved_on",
            "owner",
            "contingency",
        )
    }


async def test_an_empty_list_says_that_no_other_cause_was_considered(here: World) -> None:
    told = (await answer(here, await missed(here), ANSWERS | {"other_causes": []})).json()
    assert told["answers"]["other_causes"] == []


async def test_silence_by_the_day_is_told_once_and_shown(here: World, clock: SetClock) -> None:
    request = await missed(here)
    await sweep(here, clock, DUE_ON)
    assert (await asked(here))[0]["state"] == "asked"
    for day in (date(2026, 3, 17), date(2026, 3, 18)):
        await sweep(here, clock, day)
    assert await stream(here, request) == ["explanation.asked", "explanation.missing"]
    assert [one["explanation"] for one in await asked(here, "?state=missing")] == [request["explanation"]]
    shown = (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert "No answer came by 16 March 2026" in shown


async def test_a_late_answer_is_taken_and_shown_as_late(here: World, clock: SetClock) -> None:
    request = await missed(here)
    await sweep(here, clock, date(2026, 3, 17))
    taken = await answer(here, request, version=2)
    assert taken.status_code == 201, taken.text
    assert (taken.json()["state"], taken.json()["is_late"]) == ("given", True)
    assert await stream(here, request) == ["explanation.asked", "explanation.missing", "explanation.given"]
    assert "after its day" in (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text


async def test_a_measure_that_recovers_before_an_answer_ends_the_request(here: World, clock: SetClock) -> None:
    request = await missed(here)
    await here.post(row("60.5"))
    (ended,) = await asked(here)
    assert ended["state"] == "withdrawn"
    assert (await answer(here, request, version=2)).json()["rule"] == "withdrawn"
    await sweep(here, clock, date(2026, 3, 20))
    assert await stream(here, request) == ["explanation.asked", "explanation.withdrawn"]
    query = "select count(*) from indicators.deadline where cancelled_at is null and kind = $1"
    assert await here.admin.fetchval(query, "explanation.silence") == 0


async def test_a_period_that_is_missed_again_after_it_was_put_right_asks_again(here: World) -> None:
    await missed(here)
    await here.post(row("60.5"))
    await here.post(row("57"))
    assert [one["state"] for one in await asked(here)] == ["asked", "withdrawn"]


async def test_an_area_may_decide_for_another_set_and_another_clock(here: World) -> None:
    for key, value in (("explanation.questions", '"below-target-short-1"'), ("explanation.answer", '"5 WD"')):
        await here.tell(
            PolicyOverridden(
                area=TRAFFORD,
                key=key,
                value=value,
                basis="local agreement",
                decided_by="partnership board",
                since_on=date(2026, 1, 1),
            )
        )
    request = await missed(here)
    assert (request["questions"], request["due_on"]) == ("below-target-short-1", "2026-03-09")
    assert str(request["policy_version"]).startswith("lof-2026-1+")
    short = {name: ANSWERS[name] for name in ("cause", "other_causes", "actions", "improved_on", "owner")}
    assert (await answer(here, request, ANSWERS)).status_code == 422
    assert (await answer(here, request, short)).status_code == 201
    asks = (await here.client.get("/indicators/v1/question-sets/below-target-short-1")).json()
    assert [field["field"] for question in asks["asked"] for field in question["fields"]][:2] == [
        "cause",
        "other_causes",
    ]


async def test_requests_are_read_by_area_measure_state_and_body_a_page_at_a_time(here: World) -> None:
    await here.tell(target("60"), target("3", name=NEET))
    await here.post(row("57.5"))
    await here.post(row("9.9", name=NEET), body=COLLEGE)
    assert len(await asked(here, f"?area={TRAFFORD}&state=asked&body={COUNCIL}")) == 2
    assert [one["measure"] for one in await asked(here, f"?measure={NEET}")] == [NEET]
    assert await asked(here, f"?area={BURY}") == []
    first = (await here.client.get(f"{ALL}?area={TRAFFORD}&limit=1")).json()
    second = (await here.client.get(first["links"]["next"])).json()
    assert [one["measure"] for one in (*first["explanations"], *second["explanations"])] == [NEET, WASTE]
    assert "links" not in second
    for query in ("state=lost", "limit=0", "before=x"):
        assert (await here.client.get(f"{ALL}?{query}")).status_code == 422


async def test_what_is_stored_is_what_the_events_tell(here: World, clock: SetClock) -> None:
    request = await missed(here)
    await sweep(here, clock, date(2026, 3, 17))
    await answer(here, request, version=2)
    found = {one.subject: one for one in await verification.verify(here.database)}
    assert (found["explanations"].checked, found["explanations"].differences) == (1, ())
    await here.admin.execute("update indicators.explanation set due_on = '2026-03-18'")
    found = {one.subject: one for one in await verification.verify(here.database)}
    assert len(found["explanations"].differences) == 1
