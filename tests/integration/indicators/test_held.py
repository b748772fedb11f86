"""Figures that wait until the instant that their body named: nothing of them is read before, and every move is told."""

import asyncio
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from services.indicators.handlers.figure.verification import verify
from services.indicators.schemas.figure.held import HELD_EXAMPLE, RELEASES_EXAMPLE
from services.indicators.worker import DEADLINES
from shared import auth
from shared.auth import Grant
from shared.database import EVERY_AREA
from shared.deadlines import next_sweep_at, sweep
from shared.events import new_id
from shared.events.publication import PartnerRegistered
from tests.integration.conftest import SetClock
from tests.integration.examples import shape
from tests.integration.indicators.figures import (
    BURY_COUNCIL,
    COLLEGE,
    COUNCIL,
    ENGLAND,
    NEET,
    REGISTER,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    lead,
    row,
    target,
)
from tests.integration.indicators.mappings import MAPPING, TABLE

V1 = "/indicators/v1"
SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
INSTANT = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PASSWORD = "correct horse battery"
(REGISTERED,) = (one for one in REGISTER if isinstance(one, PartnerRegistered) and one.partner == COUNCIL)
HOLDS = replace(REGISTERED, embargo=True)
CLEARS = replace(REGISTERED, embargo=True, clearance=True)
SDMX = "application/vnd.sdmx.data+csv"
SDMX_HEAD = "DATAFLOW,REF_AREA,MEASURE,TIME_PERIOD,OBS_VALUE,EMBARGO_TIME\n"


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(HOLDS, target("60"))
    return here


async def post(
    here: World,
    *rows: dict[str, object],
    at: datetime | str | None = INSTANT,
    body: str = COUNCIL,
    reason: str = "",
    **headers: str,
) -> httpx.Response:
    """Post a batch that waits until an instant."""
    sent = {"Authorization": f"Bearer {await here.key(body)}", "Content-Type": "application/json"}
    sent |= {"Idempotency-Key": str(new_id())} | {name.replace("_", "-"): value for name, value in headers.items()}
    query = {} if at is None else {"publish_at": at.isoformat() if isinstance(at, datetime) else at}
    query |= {"reason": reason} if reason else {}
    content = json.dumps({"rows": rows})
    return await here.client.post(f"{V1}/batches", content=content, params=query, headers=sent)


async def held(here: World, *rows: dict[str, object], at: datetime | None = INSTANT) -> str:
    answer = await post(here, *rows, at=at)
    assert (answer.status_code, answer.json()["state"]) == (201, "held"), answer.text
    return str(answer.json()["batch"])


async def get(here: World, path: str, body: str = COUNCIL) -> httpx.Response:
    return await here.client.get(V1 + path, headers={"Authorization": f"Bearer {await here.key(body)}"})


async def shown(here: World, id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await get(here, f"/batches/{id}")).json()
    return found


async def move(
    here: World, id: str, instant: datetime, seen: int, body: str = COUNCIL, *, key: str | None = None
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {await here.key(body)}", "Idempotency-Key": key or str(new_id())}
    return await here.client.put(
        f"{V1}/batches/{id}/publish_at",
        json={"publish_at": instant.isoformat()},
        headers=headers | {"If-Match": f'"{seen}"'},
    )


async def sweep_at(here: World, clock: SetClock, moment: datetime) -> int:
    clock.set(moment)
    return await sweep(here.database, DEADLINES, moment)


async def figure(here: World, period: str = "2024/25", query: str = "") -> str | None:
    """The value that everybody reads."""
    found = await here.client.get(f"{V1}/measures/{TRAFFORD}/{WASTE}/observations{query}")
    return next((one["value"] for one in found.json()["observations"] if one["period"] == period), None)


async def test_a_batch_appears_at_its_instant_once_and_its_sender_gets_one_answer(here: World, clock: SetClock) -> None:
    key = str(new_id())
    first = await post(here, row("57.5"), Idempotency_Key=key)
    receipt = first.json()
    assert (receipt["state"], receipt["new"], receipt["publish_at"]) == ("held", 1, INSTANT.isoformat())
    async with here.database.unit_of_work(EVERY_AREA) as session:
        assert await next_sweep_at(session) == INSTANT  # where a clock that is moved by hand stops
    assert await sweep_at(here, clock, INSTANT - SECOND) == 0
    clock.set(INSTANT)
    await sweep(here.database.on_trial(), DEADLINES, INSTANT)  # a worker that dies before its commit
    assert await here.count("batch") == await here.count("figure") == 0
    await asyncio.gather(*(sweep(here.database, DEADLINES, INSTANT) for _ in range(2)))
    told = await shown(here, receipt["batch"])
    assert (told["state"], told["published_at"], told["received_at"]) == (
        "published",
        INSTANT.isoformat(),
        SENT.isoformat(),
    )
    assert [one["verdict"] for one in told["judgements"]] == ["missed"]
    assert await here.told(f"batch/{receipt['batch']}") == ["batch.accepted", "batch.released"]
    assert await here.count("batch") == await here.count("figure") == 1
    assert (await post(here, row("57.5"), Idempotency_Key=key)).content == first.content
    assert [one["state"] for one in (await get(here, "/batches")).json()["batches"]] == ["published"]
    assert not [one for one in await verify(here.database) if one.differences]


async def everything_public(here: World, id: str) -> dict[str, tuple[int, str, bytes]]:
    """What nobody in particular reads at every address that can be read: status, ETag and bytes."""
    known = {"area": TRAFFORD, "name": WASTE, "measure": WASTE, "body": COUNCIL, "place": ENGLAND, "id": id}
    app: Any = here.client._transport.app  # type: ignore[attr-defined]  # of this process
    routes = [one for one in iter_route_contexts(app.router.routes) if isinstance(one.original_route, APIRoute)]
    paths = {one.path or "" for one in routes if "GET" in (one.methods or ())}
    found = {}
    for path in sorted(path for path in paths if path not in {"/healthz", "/readyz"}):
        at = (
            path.format_map({name: known.get(name, "1") for name in re.findall(r"{(\w+)", path)})
            if "{" in path
            else path
        )
        for query in ("", f"?period=2024/25&area={TRAFFORD}&place=*&body={COUNCIL}"):
            answer = await here.client.get(at + query)
            content = answer.content
            if answer.status_code >= 400:  # which tell the number of the request, and that asked for
                content = re.sub(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", b"", content)
            found[at.replace(id, "") + query] = (answer.status_code, answer.headers.get("etag", ""), content)
    return found


async def rows(here: World) -> dict[str, list[str]]:
    """Every row of the service, apart from those that only its body's own doors and the deadlines read."""
    own = ("held_batch", "held_figure", "held_move", "deadline", "idempotency")
    tables = await here.admin.fetch(
        "select tablename from pg_tables where schemaname = 'indicators' and not tablename = any ($1)", own
    )
    return {
        name: sorted(r[0] for r in await here.admin.fetch(f"select t::text from indicators.{name} t"))
        for name in (table["tablename"] for table in tables)
    }


async def test_the_reason_of_a_batch_waits_with_it_and_is_public_with_it(here: World, clock: SetClock) -> None:
    await post(here, row("57"), row("50", "2023/24"), at=None)
    sent = (row("58"), row("51", "2023/24") | {"reason": "two depots added"})
    waits = (await post(here, *sent, reason="weighbridge recalibrated")).json()
    silent = (await post(here, row("59"), at=INSTANT + SECOND)).json()
    assert (waits["without_reason"], silent["without_reason"]) == (0, 1)
    await sweep_at(here, clock, INSTANT)
    await sweep_at(here, clock, INSTANT + SECOND)
    for period, reasons in {"2024/25": ["weighbridge recalibrated", None], "2023/24": ["two depots added"]}.items():
        found = await here.client.get(f"{V1}/measures/{TRAFFORD}/{WASTE}/revisions?period={period}")
        assert [one["reason"] for one in found.json()["revisions"][1:]] == reasons
    assert (await shown(here, waits["batch"]))["without_reason"] == 0
    assert (await shown(here, silent["batch"]))["without_reason"] == 1


async def test_nothing_of_a_held_batch_can_be_read_before_its_instant(here: World, clock: SetClock) -> None:
    await post(here, row("50", "2023/24"), row("40", "2024/25", code=ENGLAND), at=None)
    clock.set(INSTANT - SECOND)
    before, stood = await everything_public(here, str(new_id())), await rows(here)
    clock.set(SENT)
    number = await held(
        here, row("57.5"), row("51", "2023/24"), row("41", "2024/25", code=ENGLAND), row("9", name=STAFF)
    )
    assert await sweep_at(here, clock, INSTANT - SECOND) == 0
    assert await everything_public(here, number) == before
    assert await rows(here) == stood
    asked = {"area": TRAFFORD, "measure": WASTE, "period": "2024/25", "purpose": "For the report of June."}
    headers = {"Authorization": f"Bearer {await here.key(BURY_COUNCIL, TRAFFORD)}", "Idempotency-Key": "ask"}
    answer = await here.client.post(f"{V1}/enquiries", json=asked, headers=headers)
    assert (answer.status_code, answer.json()["state"]) == (201, "asked")  # what waits answers nobody
    for path in (f"/batches/{number}", f"/batches/{number}/figures"):
        assert (await get(here, path, BURY_COUNCIL)).status_code == 404
    assert (await get(here, "/batches", BURY_COUNCIL)).json()["batches"] == []
    assert (await move(here, number, INSTANT, 1, BURY_COUNCIL)).status_code == 404
    own = (await get(here, f"/batches/{number}/figures?limit=3")).json()
    assert [(one["row"], one["value"]) for one in own["figures"]] == [(1, "57.5"), (2, "51"), (3, "41")]
    rest = (await get(here, own["links"]["next"].removeprefix(V1))).json()
    assert [(one["row"], one["value"]) for one in rest["figures"]] == [(4, "9")]

    assert await sweep_at(here, clock, INSTANT) == 1
    after = await everything_public(here, number)
    measure = f"{V1}/measures/{TRAFFORD}/{WASTE}"
    changed = {path for path in after if after[path] != before[path]}
    assert {measure, f"{measure}/observations", f"/measures/{TRAFFORD}/{WASTE}", f"{V1}/releases"} <= changed
    assert await figure(here) == "57.5"
    assert await figure(here, query="?as_of=2026-03-19") is None
    assert await figure(here, query="?as_of=2026-03-20") == "57.5"
    since = (await here.client.get(f"{V1}/areas/{TRAFFORD}/changes?since=2026-03-19T09:00:00Z")).json()
    assert {one["batch"] for one in since["changes"]} == {number}
    answered = (await here.client.get(f"{V1}/enquiries")).json()["enquiries"][0]
    assert (answered["state"], answered["is_late"]) == ("answered", False)


async def test_what_cannot_wait_is_refused_by_name_and_leaves_nothing(here: World) -> None:
    await post(here, row("57.5"), at=None)
    good = row("58", "2025/26")
    refused = {
        "no zone": (await post(here, good, at="2026-03-20T09:30:00"), 422, "not-a-time"),
        "no time": (await post(here, good, at="tomorrow"), 422, "not-a-time"),
        "past": (await post(here, good, at=SENT), 422, "in-the-past"),
        "too far": (await post(here, good, at=SENT + timedelta(days=367)), 422, "too-far-ahead"),
        "not this body": (await post(here, row("7", name=NEET), body=COLLEGE), 403, "no-embargo"),
        "conditional": (await post(here, good, If_Match='"1"'), 400, "held-and-conditional"),
        "what stands": (await post(here, row("59") | {"action": "append"}), 422, "already-there"),
        "what is wrong": (await post(here, row("lots")), 422, "bad-number"),
    }
    for times in (f"{INSTANT.isoformat()}\nF,{TRAFFORD},{WASTE},2026/27,3,\n", "2026-03-20T09:30:00\n"):
        content = f"{SDMX_HEAD}F,{TRAFFORD},{WASTE},2025/26,58,{times}".encode()
        code = "several-times" if times.count("\n") > 1 else "not-a-time"
        refused[code + " in the file"] = (await here.post(content=content, kind=SDMX), 422, code)
    for name, (answer, status, code) in refused.items():
        assert answer.status_code == status, f"{name}: {answer.text}"
        assert code in answer.text, f"{name}: {answer.text}"
    assert await here.count("held_batch") == 0
    content = f"{SDMX_HEAD}F,{TRAFFORD},{WASTE},2025/26,58,{INSTANT.isoformat()}\n".encode()
    told = (await here.post(content=content, kind=SDMX)).json()
    assert (told["state"], told["publish_at"]) == ("held", INSTANT.isoformat())
    assert await figure(here, "2025/26") is None


async def test_every_move_of_an_instant_is_told_afterwards_and_late_ones_are_marked(
    here: World, clock: SetClock
) -> None:
    number = await held(here, row("57.5"))
    later, last = INSTANT + timedelta(days=1), INSTANT + timedelta(days=2)
    assert (await move(here, number, later, 7)).status_code == 412
    assert (await move(here, number, SENT, 1)).status_code == 422
    assert shape((await move(here, number, later, 1)).json()) == shape(HELD_EXAMPLE)
    clock.set(later - timedelta(hours=2))
    assert (await move(here, number, last, 2)).json()["moves"][-1]["is_late"] is True
    assert await sweep_at(here, clock, later) == 0
    assert (await here.client.get(f"{V1}/releases")).json() == {"releases": []}
    assert await sweep_at(here, clock, last) == 1
    (told,) = (await here.client.get(f"{V1}/releases?area={TRAFFORD}&body={COUNCIL}")).json()["releases"]
    assert (told["announced_at"], told["released_at"]) == (INSTANT.isoformat(), last.isoformat())
    assert told["measures"] == [{"area": TRAFFORD, "measure": WASTE}]
    assert [one["is_late"] for one in told["moves"]] == [False, True]
    assert shape(told | {"moves": told["moves"][:1]}) == shape(RELEASES_EXAMPLE["releases"][0])
    page = (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert "The time to publish the latest figures was changed 2 times, once less than a day ahead." in page
    assert (await move(here, number, last + SECOND, 4)).status_code == 409
    plain = await held(here, row("58"), at=last + timedelta(days=3))
    assert await sweep_at(here, clock, last + timedelta(days=3)) == 1
    page = (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert "was changed" not in page
    first = (await here.client.get(f"{V1}/releases?limit=1")).json()
    second = (await here.client.get(first["links"]["next"])).json()
    assert [one["releases"][0]["batch"] for one in (first, second)] == [plain, number]
    await here.admin.execute("update indicators.held_move set after = after + interval '1 day'")
    assert [one.subject for one in await verify(here.database) if one.differences] == ["batches that wait or waited"]


async def test_what_can_be_stored_no_more_is_told_to_its_body_and_the_rest_is_stored(
    here: World, clock: SetClock
) -> None:
    new = row("57.5") | {"action": "append"}
    number = await held(here, new, row("50", "2023/24"), row("9", name=STAFF))
    other = await held(here, row("8", "2023/24", name=STAFF))
    await post(here, row("57"), at=None)
    await here.tell(lead(TRAFFORD, STAFF, COLLEGE, date(2026, 3, 10)))
    await sweep_at(here, clock, INSTANT)
    told = await shown(here, number)
    assert (told["state"], told["rows"], told["new"], told["refused"]) == ("published", 3, 1, 2)
    assert [(one["row"], one["code"]) for one in told["errors"]] == [(1, "already-there"), (3, "not-your-measure")]
    assert (await shown(here, other))["state"] == "refused"
    assert [await figure(here, period) for period in ("2024/25", "2023/24")] == ["57", "50"]
    assert len((await get(here, f"/batches/{number}/figures")).json()["figures"]) == 3
    assert not [one for one in await verify(here.database) if one.differences]


async def test_a_partners_own_table_waits_like_any_batch_and_its_faults_name_the_rows_that_were_sent(
    here: World, clock: SetClock
) -> None:
    key = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Idempotency-Key": str(new_id())}
    kept = await here.client.put(f"{V1}/mappings/waste", json=MAPPING, headers=key)
    assert kept.status_code == 201, kept.text
    key |= {"Idempotency-Key": str(new_id()), "Content-Type": "text/csv"}
    query = {"mapping": "waste", "publish_at": INSTANT.isoformat()}
    sent = (await here.client.post(f"{V1}/batches", content=TABLE, params=query, headers=key)).json()
    assert (sent["state"], sent["mapped"]["mapping"]) == ("held", "waste"), sent
    own = (await get(here, f"/batches/{sent['batch']}/figures")).json()["figures"]
    assert len(own) == sent["new"]
    await here.tell(lead(TRAFFORD, WASTE, COLLEGE, date(2026, 3, 10)))
    await sweep_at(here, clock, INSTANT)
    told = await shown(here, sent["batch"])
    assert told["state"] == "refused"
    assert {one["row"] for one in told["errors"]} == {one["row"] for one in own}
    await here.tell(lead(TRAFFORD, WASTE, COUNCIL, date(2026, 3, 11)))
    key |= {"Idempotency-Key": str(new_id())}
    query["publish_at"] = (INSTANT + SECOND).isoformat()
    again = (await here.client.post(f"{V1}/batches", content=TABLE, params=query, headers=key)).json()
    await sweep_at(here, clock, INSTANT + SECOND)
    told = await shown(here, again["batch"])
    assert (told["state"], told["new"], told["mapped"]) == ("published", sent["new"], sent["mapped"])
    assert not [one for one in await verify(here.database) if one.differences]


async def test_what_was_sent_in_time_and_waits_is_not_late(here: World, clock: SetClock) -> None:
    await post(here, row("50"), row("7", name=STAFF), at=None)
    sent, late = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 7, 1, 9, tzinfo=UTC)
    instant = late + timedelta(days=30)

    async def standing() -> set[str]:
        due = (await here.client.get(f"{V1}/calendar/{TRAFFORD}?body={COUNCIL}")).json()["due"]
        return {one["standing"] for one in due if one["measure"] == WASTE}

    async def times_told_late(name: str) -> int:
        return (await here.told(f"measure/{TRAFFORD}/{name}")).count("observation.late")

    clock.set(late)
    assert await standing() == {"late"}
    after_its_day = await held(here, row("51", "2025/26"), at=instant)
    assert await standing() == {"late"}
    clock.set(sent)
    in_time = await held(here, row("51", "2025/26"), row("8", "2025/26", name=STAFF), at=instant)
    clock.set(late)
    assert await standing() == {"due"}
    await sweep_at(here, clock, late)
    assert await times_told_late(WASTE) == await times_told_late(STAFF) == 0
    await here.tell(lead(TRAFFORD, STAFF, COLLEGE, date(2026, 7, 10)))  # so that STAFF's figure is refused
    await sweep_at(here, clock, instant)
    assert [await times_told_late(name) for name in (WASTE, STAFF)] == [0, 1]
    assert "Figures that were late" not in (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert [(await shown(here, each))["received_at"] for each in (in_time, after_its_day)] == [
        sent.isoformat(),
        late.isoformat(),
    ]
    await here.tell(CLEARS)
    clock.set(datetime(2027, 5, 4, 9, tzinfo=UTC))
    sent_back = await held(here, row("49", "2023/24"), row("52", "2026/27"), at=None)
    await sweep_at(here, clock, datetime(2027, 7, 12, 9, tzinfo=UTC))
    assert await times_told_late(WASTE) == 0
    answer = await press(here, sent_back, "return", await person(here, "ada"), reason="Two months are counted twice.")
    assert answer.status_code == 200
    assert await times_told_late(WASTE) == 1
    assert await standing() == {"late"}
    await sweep_at(here, clock, datetime(2027, 7, 13, 9, tzinfo=UTC))
    told = (await here.client.get(f"{V1}/measures/{TRAFFORD}/{WASTE}")).json()["late"]
    assert [(one["period"], one["told_at"][:10]) for one in told] == [("2026/27", "2027-07-12")]
    assert not [one for one in await verify(here.database) if one.differences]


async def person(here: World, name: str, body: str = COUNCIL) -> dict[str, str]:
    """The headers of somebody of a body who is signed in."""
    await auth.create_account(here.admin, name, PASSWORD, body=body, grants=[Grant(TRAFFORD, "partner")])
    session = await auth.sign_in(here.database, name, PASSWORD)
    return {"Origin": str(here.client.base_url), "Cookie": f"folkmoot={session}"}


async def press(
    here: World, id: str, deed: str, who: dict[str, str], key: str | None = None, **sent: str
) -> httpx.Response:
    headers = who | {"Idempotency-Key": key or str(new_id())}
    content = json.dumps(sent) if sent else ""
    headers |= {"Content-Type": "application/json"}
    return await here.client.post(f"{V1}/batches/{id}:{deed}", headers=headers, content=content)
