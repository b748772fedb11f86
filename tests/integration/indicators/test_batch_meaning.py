"""What a row means beyond its number: revised, withdrawn, suppressed; what a batch may leave out or only try."""

import asyncio
import csv
import io
import re
from datetime import UTC, datetime

import polars as pl
import pytest
from httpx import Response

from services.indicators.domain.figure.observation import Figure, place_in_time, year_in_time
from services.indicators.handlers.figure.verification import verify
from services.indicators.schemas.figure.figure import framed
from services.indicators.storage.figure import figure
from services.indicators.storage.figure.copying import FIRST_YEAR, LAST_YEAR
from shared import auth
from shared.database import Database
from shared.events import new_id
from shared.periods import parse
from tests.integration.conftest import SetClock
from tests.integration.indicators.figures import (
    COLLEGE,
    COUNCIL,
    NEET,
    STAFF,
    TRAFFORD,
    WASTE,
    World,
    row,
    target,
)

BATCHES = "/indicators/v1/batches"
AT = f"/indicators/v1/measures/{TRAFFORD}/{WASTE}"


async def send(here: World, *rows: dict[str, object], query: str = "", **headers: str) -> Response:
    sending = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Idempotency-Key": str(new_id())} | headers
    return await here.client.post(f"/indicators/v1/batches{query}", json={"rows": rows}, headers=sending)


async def observations(here: World, query: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await here.client.get(f"{AT}/observations{query}")).json()["observations"]
    return found


async def test_a_revision_says_why_and_how_sure_and_who_looked_at_it(here: World) -> None:
    await send(here, row("57") | {"status": "provisional"})
    changed = row("58") | {"status": "revised", "audit": "external", "reason": "weighbridge recalibrated"}
    assert (await send(here, changed)).json()["revised"] == 1
    assert (await send(here, changed | {"reason": "as before"})).json()["same"] == 1
    assert (await send(here, changed | {"audit": "internal"})).json()["revised"] == 1
    kept = (await here.client.get(f"{AT}/revisions?period=2024/25")).json()["revisions"]
    assert [(one["value"], one["status"], one["audit"], one["reason"]) for one in kept] == [
        ("57", "provisional", None, None),
        ("58", "revised", "external", "weighbridge recalibrated"),
        ("58", "revised", "internal", "weighbridge recalibrated"),
    ]


async def test_both_live_keys_of_one_system_repeat_the_same_request(here: World) -> None:
    old, new = [await auth.create_key(here.admin, COUNCIL, [TRAFFORD], name="rotating") for _ in range(2)]
    other = await auth.create_key(here.admin, COUNCIL, [TRAFFORD], name="another")

    async def by(key: str, value: str, name: str = "nightly-1") -> Response:
        return await send(here, row(value), Authorization=f"Bearer {key}", **{"Idempotency-Key": name})

    first = await by(old, "57")
    assert (await by(new, "58", "nightly-2")).json()["revised"] == 1
    repeated = await by(new, "57")
    assert (repeated.status_code, repeated.content) == (201, first.content)
    assert [one["value"] for one in await observations(here)] == ["58"]
    assert (await by(new, "59")).status_code == 422
    assert (await by(other, "59")).json()["revised"] == 1


async def test_a_reason_that_nobody_can_see_is_refused(here: World) -> None:
    await send(here, row("57"))
    for answer in (
        await send(here, row("58"), query="?reason=%E2%80%8B"),
        await send(here, row("58") | {"reason": "\u200b \u2060\u3164"}),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "invisible")
    assert [one["value"] for one in await observations(here)] == ["57"]


async def test_a_change_tells_its_own_reason_or_its_batchs_or_that_none_was_given(here: World) -> None:
    await send(here, row("57"), row("50", "2023/24"), row("40", "2022/23"))
    taken_back = row(None, "2022/23") | {"action": "withdraw"}
    explained = (row("58"), row("51", "2023/24") | {"reason": "two depots added"}, taken_back, row("30", "2021/22"))
    tried = (await send(here, *explained, query="?dry_run=true")).json()
    assert (tried["revised"], tried["withdrawn"], tried["without_reason"]) == (2, 1, 2)
    answer = (await send(here, *explained, query="?reason=weighbridge+recalibrated", **{"Idempotency-Key": "k"})).json()
    assert (answer["new"], answer["revised"], answer["withdrawn"], answer["without_reason"]) == (1, 2, 1, 0)
    again = await send(here, *explained, query="?reason=other", **{"Idempotency-Key": "k"})
    assert again.json()["type"] == "/problems/key-reused"
    silent = (await send(here, row("59"), row(None, "2023/24") | {"action": "withdraw"})).json()
    assert (silent["revised"], silent["withdrawn"], silent["without_reason"]) == (1, 1, 2), "taken all the same"
    late = (await send(here, row("59"), query="?reason=said+too+late")).json()
    assert (late["same"], late["revised"], late["without_reason"]) == (1, 0, 0), "the same value costs nothing"
    told = {
        period: [
            (one["reason"], one["why"])
            for one in (await here.client.get(f"{AT}/revisions?period={period}")).json()["revisions"]
        ]
        for period in ("2021/22", "2022/23", "2023/24", "2024/25")
    }
    recalibrated, none = ("weighbridge recalibrated",) * 2, (None, "No reason was given.")
    assert told == {
        "2021/22": [(None, None)],
        "2022/23": [(None, None), recalibrated],
        "2023/24": [(None, None), ("two depots added",) * 2, none],
        "2024/25": [(None, None), recalibrated, none],
    }
    page = (await here.client.get(f"/measures/{TRAFFORD}/{WASTE}")).text
    assert "2022/23 withdrawn; it was 40%. The reason given: weighbridge recalibrated." in page
    assert "2023/24 revised from 50% to 51%. The reason given: two depots added." in page
    assert "2023/24 withdrawn; it was 51%. No reason was given." in page
    assert "2024/25 revised from 57% to 58%. The reason given: weighbridge recalibrated." in page
    assert "2024/25 revised from 58% to 59%. No reason was given." in page
    partner = (await here.client.get(f"/areas/{TRAFFORD}/partners/{COUNCIL}")).text
    assert "It changed or withdrew 2 figures that had been published. No reason was given." in partner
    assert not [one for found in await verify(here.database) for one in found.differences]


async def test_a_reason_is_public_and_so_has_an_end_and_no_character_that_misleads(here: World) -> None:
    for reason, code in (("x" * 201, "too-long"), ("a\u202eb", "forbidden-character"), ("=1", "formula")):
        sent = {"Authorization": f"Bearer {await here.key(COUNCIL)}", "Idempotency-Key": code}
        answer = await here.client.post(BATCHES, params={"reason": reason}, json={"rows": [row()]}, headers=sent)
        (fault,) = answer.json()["errors"]
        assert (answer.status_code, fault["code"], fault["pointer"]) == (422, code, "/reason")
    assert await here.count("batch") == 0


async def test_a_withdrawn_figure_no_longer_counts_and_stays_on_the_record(here: World) -> None:
    await here.tell(target("60", "2023/24"), target("60"))
    await send(here, row("61", "2023/24"), row("50"))
    withdrawal = row(None) | {"action": "withdraw", "reason": "counted twice"}
    answer = (await send(here, withdrawal)).json()
    assert (answer["withdrawn"], answer["revised"]) == (1, 0)
    assert [(one["event"], one["period"], one["verdict"]) for one in answer["judgements"]] == [
        ("measure.recovered", "2023/24", "met")
    ]
    (_, latest) = await observations(here)
    assert (latest["value"], latest["missing"], latest["is_withdrawn"]) == (None, "withdrawn: counted twice", True)
    assert (await send(here, withdrawal)).json()["same"] == 1
    assert (await send(here, row("62"))).json()["revised"] == 1


async def test_what_was_never_there_cannot_be_withdrawn(here: World) -> None:
    answer = await send(here, row(None) | {"action": "withdraw", "reason": "never mind"})
    assert answer.status_code == 422
    assert [(e["row"], e["column"], e["code"]) for e in answer.json()["errors"]] == [
        (1, "action", "nothing-to-withdraw")
    ]
    assert await here.count("batch") == 0
    good = row(name=STAFF)
    partly = await send(here, row(None) | {"action": "withdraw", "reason": "never mind"}, good, query="?mode=partial")
    assert (partly.json()["refused"], await here.count("figure"), await here.count("series")) == (1, 1, 1)


async def test_a_suppressed_figure_is_neither_missing_nor_zero(here: World) -> None:
    await send(here, row(None) | {"suppressed": "small-number", "reason": "fewer than five children"})
    (one,) = await observations(here)
    assert (one["value"], one["suppressed"], one["missing"]) == (
        None,
        "small-number",
        "suppressed: fewer than five children",
    )
    assert (await send(here, row(None) | {"missing": "not held"})).json()["revised"] == 1


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"value": "1", "suppressed": "small-number", "reason": "x"}, "suppressed", "value-and-suppressed"),
        ({"value": None, "suppressed": "shame", "reason": "x"}, "suppressed", "bad-suppression"),
        ({"value": None, "suppressed": "small-number"}, "reason", "reason-needed"),
        ({"value": "1", "action": "withdraw", "reason": "x"}, "value", "withdrawn-with-value"),
        ({"audit": "friendly"}, "audit", "bad-audit"),
        ({"action": "delete"}, "action", "bad-action"),
        ({"reason": "=1"}, "reason", "formula"),
    ],
)
async def test_what_contradicts_itself_is_named(here: World, cells: dict[str, object], column: str, code: str) -> None:
    answer = await send(here, row() | cells)
    assert [(e["column"], e["code"]) for e in answer.json()["errors"]] == [(column, code)]


BAD = (row("57"), row("x", "2023/24"), row("58", "2022/23"), row("1", name=NEET), row("2", name="bins"))


async def test_in_partial_mode_the_good_rows_are_stored_and_the_others_come_back(here: World) -> None:
    answer = await send(here, *BAD, query="?mode=partial")
    told = answer.json()
    assert (answer.status_code, told["rows"], told["new"], told["refused"], told["total_errors"]) == (201, 5, 2, 3, 3)
    assert [(e["row"], e["code"]) for e in told["errors"]] == [
        (2, "bad-number"),
        (4, "not-your-measure"),
        (5, "unknown-measure"),
    ]
    shown = await here.client.get(answer.headers["location"], headers={"Authorization": f"Bearer {here.keys[COUNCIL]}"})
    assert (shown.json()["refused"], await here.count("figure")) == (3, 2)


async def test_a_partial_batch_without_a_good_row_is_refused_like_any_other(here: World) -> None:
    assert (await send(here, row("x"), query="?mode=partial")).status_code == 422
    assert (await send(here, row(name="bins"), query="?mode=partial")).status_code == 409
    assert await here.count("batch") == 0


async def test_a_dry_run_says_what_would_become_of_each_row_and_stores_nothing(here: World) -> None:
    await send(here, row("57"), row("50", "2023/24"))
    before = [await here.count(table) for table in ("figure", "series", "period", "batch", "ledger", "idempotency")]
    sent = (row("57"), row("51", "2023/24"), row("40", "2022/23"), row("x", "2021/22"))
    answer = await send(here, *sent, query="?dry_run=true")
    told = answer.json()
    assert [(f["row"], f["effect"], f["standing"], f["value"]) for f in told["figures"]] == [
        (1, "same", "57", "57"),
        (2, "revised", "50", "51"),
        (3, "new", None, "40"),
    ]
    counts = [told[name] for name in ("rows", "same", "revised", "new", "refused", "total_errors")]
    assert (answer.status_code, counts) == (200, [4, 1, 1, 1, 1, 1])
    after = [await here.count(table) for table in ("figure", "series", "period", "batch", "ledger", "idempotency")]
    assert after == before


async def test_faults_come_back_as_csv_that_a_clerk_mends_and_sends_again(here: World) -> None:
    answer = await send(
        here, row("57"), row("1,5", "2023/24") | {"status": "final"}, row("=1", "2022/23"), Accept="text/csv"
    )
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/csv; charset=utf-8")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(one["value"], one["status"]) for one in rows] == [("57", ""), ("1,5", "final"), ("'=1", "")]
    assert [one["error"].partition(":")[0] for one in rows] == ["", "value", "value"]
    mended = answer.text.replace('"1,5"', "1.5").replace("'=1", "2")
    again = await here.post(content=mended.encode(), kind="text/csv")
    assert (again.status_code, again.json()["new"]) == (201, 3)


async def test_in_partial_mode_only_the_rows_that_were_not_stored_come_back_as_csv(here: World) -> None:
    answer = await send(here, *BAD, query="?mode=partial", Accept="text/csv")
    assert (answer.status_code, "location" in answer.headers) == (201, True)
    assert [one["value"] for one in csv.DictReader(io.StringIO(answer.text))] == ["x", "1", "2"]
    fine = await send(here, row("9", "2019/20"), query="?mode=partial", Accept="text/csv")
    assert fine.json()["new"] == 1, "with nothing to mend the receipt is told"


async def test_a_body_lists_its_own_receipts_page_by_page(here: World) -> None:
    sent = [(await send(here, row("5", str(year)))).json()["batch"] for year in range(2001, 2006)]
    await here.post(row("5", name=NEET), body=COLLEGE)
    at, found = "/indicators/v1/batches?limit=2", list[str]()
    while at:
        page = (await here.client.get(at, headers={"Authorization": f"Bearer {here.keys[COUNCIL]}"})).json()
        found += [one["batch"] for one in page["batches"]]
        at = page.get("links", {}).get("next", "")
    assert found == sent[::-1]


async def test_figures_are_told_as_they_stood_on_a_day(here: World, clock: SetClock) -> None:
    await send(here, row("57", "2023/24"))
    clock.set(datetime(2026, 3, 9, 9, tzinfo=UTC))
    await send(here, row("58", "2023/24"), row("60"))
    assert [one["value"] for one in await observations(here)] == ["58", "60"]
    assert [one["value"] for one in await observations(here, "?as_of=2026-03-08")] == ["57"]
    assert await observations(here, "?as_of=2026-03-01") == []
    told = await here.client.get(f"{AT}/observations.csv?as_of=2026-03-02")
    assert [one["value"] for one in csv.DictReader(io.StringIO(told.text))] == ["57"]


async def test_who_saw_other_figures_than_now_stand_changes_nothing(here: World) -> None:
    await send(here, row("57"))
    seen = (await here.client.get(f"{AT}/observations")).json()["figures_version"]
    header = {"If-Match": f'"{seen}"'}
    answers = await asyncio.gather(*(send(here, row(str(n)), **header) for n in range(50, 54)))
    assert sorted(answer.status_code for answer in answers) == [201, 412, 412, 412]
    assert (await send(here, row("1"), query="?dry_run=true", **header)).status_code == 412
    listed = (await here.client.get(f"{AT}/observations")).headers["etag"]
    unread = await send(here, row("1"), **{"If-Match": listed})
    assert (unread.status_code, "not a list's ETag" in unread.json()["detail"]) == (400, True)
    assert (await send(here, row("1"), row("1", name=STAFF), **header)).status_code == 400
    assert await here.count("figure") == 2


async def test_figures_of_another_area_are_not_copied_past_the_policy(indicators: Database) -> None:
    strange = Figure(1, "E08000002", "E08000002", WASTE, parse("2024/25"), None, "x")
    frame = framed([strange]).with_columns(pl.lit(1, pl.Int32).alias("batch"))
    async with indicators.unit_of_work(frozenset({TRAFFORD})) as session:
        compared = await figure.compare(session, frame)
        with pytest.raises(figure.StrangeArea):
            await figure.pack(session, compared)


async def test_every_year_has_its_own_partition_as_storage_thinks(here: World) -> None:
    rows = await here.admin.fetch(
        "select c.relname, pg_get_expr(c.relpartbound, c.oid) as bound from pg_class c "
        "join pg_inherits on inhrelid = c.oid where inhparent = 'indicators.figure'::regclass"
    )
    bounds = {row["relname"]: row["bound"] for row in rows}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        edges = year_in_time(year), year_in_time(year + 1)
        assert re.findall("[0-9]+", bounds[f"figure_{year}"]) == [str(edge) for edge in edges]
    latest = "explain select period from indicators.figure where series = 1 order by period desc limit 1"
    plan = " ".join(row[0] for row in await here.admin.fetch(latest))
    assert "Merge Append" not in plan, "whoever asks for the latest figure looks into every year"
    assert place_in_time(parse("1900")) < year_in_time(FIRST_YEAR)


async def test_a_figure_of_any_year_is_stored_and_found(here: World, clock: SetClock) -> None:
    clock.set(datetime(2060, 1, 1, tzinfo=UTC))
    years = ["1900", "1999", "2000", "2019/20", "2040", "2041", "2059"]
    assert (await send(here, *(row("5", year) for year in years))).json()["new"] == len(years)
    assert [one["period"] for one in await observations(here)] == years


async def test_odd_periods_are_told_in_the_receipt_and_in_a_dry_run_and_the_figures_are_taken(here: World) -> None:
    plain = await send(here, row("57"), row("56", "2020/21-2022/23"), row("55", "2023-06-30"))
    assert "warnings" not in plain.json()
    odd = [row("58", "2024"), row("59", "2025-01"), row("60", "2025-02"), row("61", "2025/26")]
    told = (await send(here, *odd, query="?dry_run=true")).json()["warnings"]
    assert [(one["code"], one["periods"], one["row"], one["rows"]) for one in told] == [
        ("other-kind-of-year", ["2024"], 1, 1),
        ("period-shorter", ["2025-01", "2025-02"], 2, 2),
        ("period-not-over", ["2025/26"], 4, 1),
    ]
    taken = await send(here, *odd)
    assert (taken.status_code, taken.json()["new"], taken.json()["warnings"]) == (201, 4, told)
    withdrawn: dict[str, object] = {
        "area": TRAFFORD,
        "measure": WASTE,
        "period": "2024",
        "action": "withdraw",
        "reason": "another year",
    }
    again = await send(here, withdrawn, row("62", "2025/26") | {"status": "provisional"})
    assert (again.status_code, "warnings" in again.json()) == (201, False)
    assert (await send(here, row("1", "2023"))).json()["warnings"][0]["code"] == "other-kind-of-year"
