"""Posting figures over HTTP to a real database: all rows or none, revisions, judgements, receipts."""

import asyncio
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import asyncpg
import pytest

from shared import auth
from shared.database import Database
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import (
    BURY,
    BURY_COUNCIL,
    COLLEGE,
    COUNCIL,
    ENGLAND,
    NEET,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    lead,
    place,
    row,
    target,
)

STREAM = f"measure/{TRAFFORD}/{WASTE}"


async def test_a_parameter_that_nobody_reads_or_that_is_said_twice_is_refused(here: World) -> None:
    headers = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Content-Type": "application/json"}
    content = json.dumps({"rows": [row()]})
    later = "2026-11-01T09:30:00Z"
    for query, code in (
        (f"publishat={later}", "unknown-parameter"),
        ("dryrun=true", "unknown-parameter"),
        (f"publish_at={later}&publish_at={later}", "repeated-parameter"),
    ):
        sent = headers | {"Idempotency-Key": code}
        answer = await here.client.post(f"/indicators/v1/batches?{query}", content=content, headers=sent)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert await here.count("figure") == 0
    read = await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations?asof=2020-01-01")
    assert read.json()["errors"][0]["code"] == "unknown-parameter"
    assert (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}?utm_source=mail")).status_code == 200


async def test_a_batch_is_stored_whole_and_answered_with_a_receipt(here: World) -> None:
    answer = await here.post(row(), row("41.9", "2024/25", WASTE, ENGLAND), row("1", "2023/24"))
    assert answer.status_code == 201
    receipt = answer.json()
    assert {name: receipt[name] for name in ("rows", "new", "same", "revised", "reference")} == {
        "rows": 3,
        "new": 3,
        "same": 0,
        "revised": 0,
        "reference": 1,
    }
    assert await here.told(f"batch/{receipt['batch']}") == ["batch.accepted"]
    shown = await here.client.get(answer.headers["location"], headers={"Authorization": f"Bearer {here.keys[COUNCIL]}"})
    assert shown.json() == receipt | {"sent_by": receipt["sent_by"] | {"name": "main"}}


async def test_one_bad_row_among_many_stores_nothing(here: World) -> None:
    rows = [row("1", f"{year}") for year in range(1950, 2020)]
    rows[50] = row("1,234", "2019/21")
    answer = await here.post(*rows, key="k")
    assert answer.status_code == 422
    assert [(e["row"], e["column"], e["code"]) for e in answer.json()["errors"]] == [
        (51, "period", "bad-period"),
        (51, "value", "bad-number"),
    ]
    assert [await here.count(table) for table in ("observation", "batch", "ledger", "idempotency")] == [0, 0, 0, 0]
    rows[50] = row("12.34", "2019/20")
    assert (await here.post(*rows, key="k")).status_code == 201


async def test_the_same_request_again_gets_the_same_answer_and_changes_nothing(here: World) -> None:
    first, second = [await here.post(row(), key="march") for _ in range(2)]
    assert (second.status_code, second.content) == (201, first.content)
    assert (await here.count("batch"), await here.count("observation")) == (1, 1)
    assert (await here.post(row("58"), key="march")).json()["type"] == "/problems/key-reused"


async def test_the_same_request_sent_twice_at_once_is_done_once(here: World) -> None:
    await here.key(COUNCIL)
    answers = await asyncio.gather(*(here.post(row(), key="march") for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await here.count("observation") == 1


async def test_a_figure_sent_again_costs_nothing_and_a_changed_one_is_a_revision(here: World) -> None:
    await here.post(row("57.5"))
    again = (await here.post(row("57.50"))).json()
    assert (again["new"], again["same"], again["revised"]) == (0, 1, 0)
    changed = (await here.post(row("57.51") | {"status": "revised"})).json()
    assert (changed["new"], changed["same"], changed["revised"]) == (0, 0, 1)
    revisions = await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/revisions?period=2024/25")
    kept = revisions.json()["revisions"]
    assert [(one["revision"], one["value"], one["status"]) for one in kept] == [
        (1, "57.5", None),
        (2, "57.51", "revised"),
    ]
    assert all(one["received_at"] and one["recorded_at"] for one in kept)


async def test_figures_come_back_to_the_digit(here: World) -> None:
    sent = ["57.50", "0.0", "-3.250", "1343645", "0.10000000000000000000000000000000000001"]
    rows = [
        f'{{"area":"{TRAFFORD}","measure":"{STAFF}","period":"{2000 + n}","value":{v}}}' for n, v in enumerate(sent)
    ]
    await here.post(content=f'{{"rows":[{",".join(rows)}]}}'.encode())
    listed = await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{STAFF}/observations")
    assert [one["value"] for one in listed.json()["observations"]] == sent


async def test_missing_is_kept_with_its_reason_and_is_not_zero(here: World) -> None:
    await here.post(row(None) | {"missing": "survey not held"})
    listed = await here.client.get(f"/indicators/v1/measures/{TRAFFORD}/{WASTE}/observations")
    (one,) = listed.json()["observations"]
    assert (one["value"], one["missing"]) == (None, "survey not held")


async def test_what_the_register_copy_does_not_know_is_not_known_here_yet(here: World) -> None:
    answer = await here.post(row(), row(name="bins"), row(code="E99999999"))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-known-here-yet")
    assert answer.headers["retry-after"]
    assert [(e["row"], e["code"]) for e in answer.json()["errors"]] == [(2, "unknown-measure"), (3, "unknown-area")]


async def test_a_partner_may_post_its_own_measures_only(here: World) -> None:
    answer = await here.post(row(), row(name=NEET))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours")
    assert [(e["row"], e["column"], e["code"]) for e in answer.json()["errors"]] == [(2, "measure", "not-your-measure")]
    named = f"{NEET} for {TRAFFORD} is given by {COLLEGE}, and you send for {COUNCIL}"
    assert answer.json()["errors"][0]["message"].endswith(named)
    assert (await here.post(row("5", name=NEET), body=COLLEGE)).status_code == 201
    assert (await here.post(row(), body=COLLEGE)).status_code == 403


async def test_who_may_post_follows_the_register_by_day(here: World, clock: SetClock) -> None:
    await here.tell(lead(TRAFFORD, WASTE, COUNCIL, date(2026, 4, 1), owners=[COLLEGE]))
    assert (await here.post(row(), body=COLLEGE)).status_code == 403
    clock.set(datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert (await here.post(row(), body=COLLEGE)).status_code == 201
    assert (await here.post(row("1", "2020/21"))).status_code == 403


async def test_another_areas_figures_are_not_yours_to_write(here: World) -> None:
    answer = await here.post(row(code=BURY))
    assert [e["code"] for e in answer.json()["errors"]] == ["not-your-area"]
    await here.tell(place(TRAFFORD, BURY, "Bury", "council_area"))
    assert (await here.post(row("1", code=BURY))).json()["reference"] == 1
    await here.key(BURY_COUNCIL, BURY)
    assert (await here.post(row("2", code=BURY), body=BURY_COUNCIL)).json()["reference"] == 0
    listed = (await here.client.get(f"/indicators/v1/measures/{BURY}/{WASTE}/observations")).json()
    assert [one["value"] for one in listed["observations"]] == ["2"]


async def test_a_batch_serves_every_area_of_its_key(here: World) -> None:
    await here.tell(lead(BURY, WASTE, "waste-authority"), lead(TRAFFORD, WASTE, "waste-authority"))
    here.keys["waste-authority"] = await auth.create_key(here.admin, "waste-authority", [TRAFFORD, BURY])
    receipt = (await here.post(row("1"), row("2", code=BURY), row("3", code=ENGLAND), body="waste-authority")).json()
    assert (receipt["areas"], receipt["rows"], receipt["new"]) == ([BURY, TRAFFORD], 3, 4)


async def test_a_key_an_idempotency_key_and_a_content_type_are_needed(here: World) -> None:
    headers = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Content-Type": "application/json"}
    post = here.client.post
    assert (await post("/indicators/v1/batches", content=b"{}", headers={"Idempotency-Key": "k"})).status_code == 401
    without = await post("/indicators/v1/batches", content=b"{}", headers=headers)
    assert (without.status_code, without.json()["type"]) == (400, "/problems/key-missing")
    assert (await here.post(row(), kind="text/plain")).status_code == 415
    assert (await here.post(row(), kind="text/csv; charset=latin-1")).status_code == 400


async def test_a_receipt_is_shown_to_the_body_that_sent_the_batch_only(here: World) -> None:
    at = (await here.post(row())).headers["location"]
    college = {"Authorization": f"Bearer {await here.key(COLLEGE)}"}
    assert (await here.client.get(at, headers=college)).status_code == 404
    assert (await here.client.get(at)).status_code == 401


async def test_two_batches_on_the_same_measures_queue_and_number_their_revisions(here: World) -> None:
    await here.tell(target("60"), target("60", name=STAFF))
    await here.key(COUNCIL)
    names = (WASTE, STAFF)

    async def post(value: int) -> int:
        ordered = names if value % 2 else names[::-1]
        return (await here.post(*(row(str(value), name=name) for name in ordered))).status_code

    assert set(await asyncio.gather(*(post(value) for value in range(1, 13)))) == {201}
    found = await here.admin.fetch(
        "select measure, array_agg(revision order by revision) r from indicators.observation group by 1"
    )
    assert {r["measure"]: r["r"] for r in found} == {name: list(range(1, 13)) for name in names}
    last = await here.admin.fetchval(
        "select value from indicators.observation where measure = $1 order by revision desc limit 1", WASTE
    )
    judged = await here.admin.fetchval("select value from indicators.judgement where area = $1 and value > 0", TRAFFORD)
    assert judged == last


async def test_the_service_cannot_change_or_delete_a_stored_figure(here: World, indicators: Database) -> None:
    await here.post(row())
    connection = await indicators.kept_connection()
    for statement in (
        "update figure set value = 99",
        "delete from figure",
        "truncate figure",
        "insert into figure select * from figure",
        "select * from figure_2025",
        "update figure_2025 set value = 99",
        "delete from batch",
        "update series set area = 'E08000002'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.execute("select set_config('app.areas', $1, false)", BURY)
    assert await connection.fetchval("select count(*) from observation") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("insert into series (area, measure, place) values ($1, 'm', $1)", TRAFFORD)
    await connection.close()


async def test_ten_thousand_rows_are_stored_and_stored_again_in_seconds(here: World) -> None:
    stations = [f"T{number:03}" for number in range(100)]
    await here.tell(*(place(TRAFFORD, station, f"Station {station}", "air_station") for station in stations))
    rows = [row(f"{n % 97}.{n % 10}", str(1920 + n // 100), code=stations[n % 100]) for n in range(10_000)]
    loop = asyncio.get_running_loop()
    started = loop.time()
    assert (await here.post(*rows)).json()["new"] == 10_000
    again = (await here.post(*rows)).json()
    assert (again["same"], again["new"]) == (10_000, 0)
    assert loop.time() - started < 20, "an order of magnitude more than it takes"


async def test_a_value_is_stored_as_an_exact_decimal(here: World) -> None:
    await here.post(row("0.1"))
    assert await here.admin.fetchval("select value from indicators.observation") == Decimal("0.1")
