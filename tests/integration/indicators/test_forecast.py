"""Forecasts at the door: in time by the lead alone, told as they come true or not; series begun anew by a person."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from httpx import Response

from services.indicators.handlers.figure.verification import verify
from shared import auth
from shared.database import Database
from shared.events import new_id
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import COLLEGE, COUNCIL, NEET, TRAFFORD, WASTE, World, row, target, world

FORECASTS = f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/forecasts"
BASELINES = f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/baselines"
STREAM = f"forecast/{TRAFFORD}/{WASTE}"
REASON = "A new contract with weekly collections began on 1 April."


@pytest.fixture
async def here(settings: Settings, indicators: Database, clock: SetClock, admin_url: str) -> AsyncIterator[World]:
    clock.set(datetime(2026, 3, 2, 9, tzinfo=UTC))
    async with world(settings, indicators, clock, admin_url) as found:
        yield found


async def lodge(
    here: World, period: str = "2025/26", value: str = "58", *, body: str = COUNCIL, key: str = "", at: str = FORECASTS
) -> Response:
    sent = {"period": period, "value": value, "lower": str(int(value) - 1), "upper": str(int(value) + 1)}
    headers = {"Authorization": f"Bearer {await here.key(body)}", "Idempotency-Key": key or str(new_id())}
    return await here.client.post(at, json=sent, headers=headers)


async def read(here: World, at: str = FORECASTS) -> dict[str, object]:
    answer = await here.client.get(at)
    assert answer.status_code == 200, answer.text
    content: dict[str, object] = answer.json()
    return content


async def differences(here: World) -> list[str]:
    return [sentence for one in await verify(here.database) for sentence in one.differences]


async def test_the_lead_lodges_a_forecast_and_it_is_told_beside_the_track_record(here: World) -> None:
    answer = await lodge(here)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["value"], answer.json()["track_record"]["scored"]) == ("58", 0)
    assert await here.told(STREAM) == ["forecast.lodged"]
    (shown,) = (await here.client.get(FORECASTS)).json()["forecasts"]
    assert (shown["lower"], shown["upper"], shown["partner"], shown["counts"]) == ("57", "59", COUNCIL, True)
    assert shown["outcome"] is None
    assert not await differences(here)


async def test_the_same_request_again_lodges_nothing_more(here: World) -> None:
    first, again = await lodge(here, key="once"), await lodge(here, key="once")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert await here.count("forecast") == 1
    assert (await lodge(here, value="59", key="once")).json()["type"] == "/problems/key-reused"


async def test_a_forecast_after_the_last_day_of_its_period_is_refused_by_name(here: World, clock: SetClock) -> None:
    clock.set(datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    assert (await lodge(here)).status_code == 201  # half past eleven in London
    clock.set(datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    late = await lodge(here)  # half past midnight in London
    assert (late.status_code, late.json()["type"]) == (409, "/problems/period-over")
    assert await here.count("forecast") == 1


async def test_who_does_not_lead_lodges_no_forecast(here: World) -> None:
    answer = await lodge(here, body=COLLEGE)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours")
    owner = await lodge(here, body=COLLEGE, at=FORECASTS.replace(WASTE, NEET))
    assert owner.status_code == 403
    assert (await here.client.post(FORECASTS, json={})).status_code == 401
    assert await here.count("forecast") == 0


async def test_a_measure_that_the_register_has_not_told_of_is_not_known_here_yet(here: World) -> None:
    answer = await lodge(here, at=FORECASTS.replace(WASTE, "bins"))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-known-here-yet")
    assert (await here.client.get(FORECASTS.replace(WASTE, "bins"))).status_code == 404


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"period": "2013/15"}, "bad-period"),
        ({"period": "next year"}, "bad-period"),
        ({"value": "70"}, "outside-its-interval"),
        ({"lower": "59", "upper": "57"}, "outside-its-interval"),
        ({"value": "NaN"}, "not-a-finite-number"),
        ({"upper": None}, "wrong-type"),
        ({"mood": "good"}, "unknown-field"),
    ],
)
async def test_a_forecast_that_makes_no_sense_is_refused_with_its_fault(
    here: World, changed: dict[str, object], code: str
) -> None:
    sent = {"period": "2025/26", "value": "58", "lower": "57", "upper": "59"} | changed
    headers = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Idempotency-Key": str(new_id())}
    answer = await here.client.post(FORECASTS, json=sent, headers=headers)
    assert answer.status_code == 422, answer.text
    assert code in {fault["code"] for fault in answer.json()["errors"]}
    assert await here.count("forecast") == 0


async def test_a_forecast_after_its_figure_is_refused(here: World) -> None:
    assert (await here.post(row("57", "2025/26"))).status_code == 201
    answer = await lodge(here)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/figure-already-here")
    assert await here.count("forecast") == 0


@pytest.mark.parametrize(("came", "event", "inside"), [("58.5", "scored", True), ("60", "missed", False)])
async def test_the_figure_that_arrives_tells_whether_the_forecast_held(
    here: World, clock: SetClock, came: str, event: str, inside: bool
) -> None:
    await lodge(here)
    clock.set(datetime(2026, 6, 1, 9, tzinfo=UTC))
    assert (await here.post(row(came, "2025/26"))).status_code == 201
    assert await here.told(STREAM) == ["forecast.lodged", f"forecast.{event}"]
    (shown,) = (await here.client.get(FORECASTS)).json()["forecasts"]
    assert (shown["outcome"]["actual"], shown["outcome"]["inside_interval"]) == (came, inside)
    assert not await differences(here)


async def test_a_revised_figure_tells_the_outcome_again_and_the_same_figure_does_not(
    here: World, clock: SetClock
) -> None:
    await lodge(here)
    clock.set(datetime(2026, 6, 1, 9, tzinfo=UTC))
    for came in ("58.5", "58.5", "61", "61.0"):
        await here.post(row(came, "2025/26"))
    assert await here.told(STREAM) == ["forecast.lodged", "forecast.scored", "forecast.missed"]
    await here.post(row(None, "2025/26") | {"missing": "withdrawn"})
    record = (await here.client.get(FORECASTS)).json()["track_record"]
    assert record["scored"] == 0
    assert not await differences(here)


async def test_the_track_record_is_graded_from_the_fourth_forecast_on(here: World, clock: SetClock) -> None:
    for year in range(2021, 2025):
        clock.set(datetime(year, 12, 30, 9, tzinfo=UTC))
        assert (await lodge(here, str(year), "51")).status_code == 201
        grade = (await here.client.get(FORECASTS)).json()["track_record"]["grade"]
        assert grade is None
        clock.set(datetime(year + 1, 1, 5, 9, tzinfo=UTC))
        assert (await here.post(row("50", str(year)))).status_code == 201
    record = (await here.client.get(FORECASTS)).json()["track_record"]
    assert (record["grade"], record["hit_rate"], record["inside_interval"]) == ("good", "1.000000000000", 4)
    assert record["mean_absolute_percentage_error"] == "0.020000000000"
    clock.set(datetime(2025, 12, 30, 9, tzinfo=UTC))
    assert (await lodge(here, "2025", "51")).json()["track_record"]["grade"] == "good"


async def test_two_forecasts_at_once_are_kept_one_after_the_other(here: World) -> None:
    await here.key(COUNCIL)
    answers = await asyncio.gather(lodge(here, value="57"), lodge(here, value="59"), lodge(here, value="58"))
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    shown = (await here.client.get(FORECASTS)).json()["forecasts"]
    assert [(one["version"], one["counts"]) for one in shown] == [(3, True), (2, False), (1, False)]
    assert not await differences(here)


async def officer(here: World, body: str = COLLEGE) -> dict[str, str]:
    key = await auth.create_key(here.admin, body, [TRAFFORD], ["scrutiny_officer"], name="scrutiny")
    return {"Authorization": f"Bearer {key}", "Idempotency-Key": str(new_id())}


def begun(period: str = "2024/25", cause: str = "process_changed") -> dict[str, str]:
    return {"period": period, "cause": cause, "reason": REASON}


async def test_an_officer_begins_a_series_anew_with_a_reason_and_it_is_told(here: World) -> None:
    headers = await officer(here)
    answer = await here.client.post(BASELINES, json=begun(), headers=headers)
    assert answer.status_code == 201, answer.text
    again = await here.client.post(BASELINES, json=begun(), headers=headers)
    assert (again.status_code, again.content) == (201, answer.content)
    assert await here.told(f"baseline/{TRAFFORD}/{WASTE}") == ["baseline.set"]
    (shown,) = (await here.client.get(BASELINES)).json()["baselines"]
    assert (shown["reason"], shown["body"], shown["cause"]) == (REASON, COLLEGE, "process_changed")
    assert not await differences(here)


async def test_nobody_moves_the_limits_of_what_the_own_body_leads(here: World) -> None:
    answer = await here.client.post(BASELINES, json=begun(), headers=await officer(here, COUNCIL))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours")
    partners = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Idempotency-Key": "x"}
    assert (await here.client.post(BASELINES, json=begun(), headers=partners)).status_code == 403
    assert await here.count("baseline") == 0


@pytest.mark.parametrize("changed", [{"reason": "because"}, {"cause": "other"}, {"period": "2013/15"}])
async def test_a_decision_without_reason_or_cause_is_refused(here: World, changed: dict[str, str]) -> None:
    answer = await here.client.post(BASELINES, json=begun() | changed, headers=await officer(here))
    assert answer.status_code == 422
    assert await here.count("baseline") == 0


async def test_a_series_begins_anew_with_a_period_once(here: World) -> None:
    first = await officer(here)
    await here.client.post(BASELINES, json=begun(), headers=first)
    second = first | {"Idempotency-Key": str(new_id())}
    answer = await here.client.post(BASELINES, json=begun(cause="definition_changed"), headers=second)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-begun-here")


FORGERIES = (
    "update indicators.forecast set value = value + 0.5",
    "update indicators.forecast_outcome set actual = 1, error = 57",
    "update indicators.forecast_outcome set is_missed = not is_missed",
    "delete from indicators.forecast_outcome",
    "update indicators.figure set value = 57.9",
    "update indicators.baseline set reason = 'something else that is long enough'",
)


async def test_what_was_changed_by_hand_is_named(here: World, clock: SetClock) -> None:
    await here.tell(target("60", "2025/26"))
    await lodge(here)
    await here.client.post(BASELINES, json=begun(), headers=await officer(here))
    clock.set(datetime(2026, 6, 1, 9, tzinfo=UTC))
    await here.post(row("58.5", "2025/26"))
    tables = ("forecast", "forecast_outcome", "baseline", "figure")
    for table in tables:
        await here.admin.execute(f"create table kept_{table} as table indicators.{table}")
    for forgery in FORGERIES:
        assert not (await here.admin.execute(forgery)).endswith(" 0"), forgery
        assert await differences(here), forgery
        for table in tables:
            await here.admin.execute(f"delete from indicators.{table}")
            await here.admin.execute(f"insert into indicators.{table} select * from kept_{table}")
    assert not await differences(here)


SAMPLES = f"/indicators/v1/measures/{TRAFFORD}/{NEET}/samples"


async def state(here: World, period: str, counted: int, *, body: str = COLLEGE, key: str = "") -> Response:
    sent = {"period": period, "basis": "share", "counted": counted, "of": 1100}
    headers = {"Authorization": f"Bearer {await here.key(body)}", "Idempotency-Key": key or str(new_id())}
    return await here.client.post(SAMPLES, json=sent, headers=headers)


@pytest.mark.parametrize(("now", "travel"), [("50.9", "no_clear_change"), ("58", "worse")])
async def test_a_difference_within_the_noise_of_a_sample_is_no_clear_change(here: World, now: str, travel: str) -> None:
    for period, value in (("2024", "50"), ("2025", now)):
        await here.post(row(value, period, NEET), body=COLLEGE)
        assert (await state(here, period, round(float(value) * 11))).status_code == 201
    shown = (await here.client.get(SAMPLES.replace("samples", "series"))).json()
    assert shown["reading"]["direction"]["travel"] == travel
    assert shown["series"][0]["interval"]["method"] == "wilson"
    page = (await here.client.get(f"/measures/{TRAFFORD}/{NEET}")).text
    assert ("no clear change" in page) is (travel == "no_clear_change")
    assert "the true figure most likely lies between" in page
    assert await here.told(f"sample/{TRAFFORD}/{NEET}") == ["sample.stated"] * 2
    assert not await differences(here)


async def test_only_the_owner_of_a_figure_says_what_it_rests_on(here: World) -> None:
    answer = await state(here, "2025", 500, body=COUNCIL)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours")
    first, again = await state(here, "2025", 500, key="once"), await state(here, "2025", 500, key="once")
    assert (first.status_code, first.content) == (201, again.content)
    assert await here.count("sample") == 1
    await here.admin.execute("update indicators.sample set counted = 501")
    assert await differences(here)


async def test_a_forecast_that_was_missed_raises_a_question_and_a_better_one_lifts_it(
    here: World, clock: SetClock
) -> None:
    await lodge(here)
    clock.set(datetime(2026, 4, 20, 9, tzinfo=UTC))
    await here.post(row("50", "2025/26"))
    standing = (await here.client.get("/indicators/v1/warnings")).json()["warnings"]
    assert [(one["cause"], one["period"]) for one in standing] == [("forecast_missed", "2025/26")]
    assert "between 57 and 59; it came to 50" in standing[0]["working"]
    assert "What was not foreseen?" in (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    await here.post(row("58.2", "2025/26"))  # revised into the range
    assert (await here.client.get("/indicators/v1/warnings")).json()["warnings"] == []
    assert await here.told(f"warning/{TRAFFORD}/{WASTE}/forecast_missed") == ["warning.raised", "warning.lifted"]
    assert not await differences(here)
