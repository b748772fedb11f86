"""Following an area's figures: every change once, in order, also those that are stored while somebody reads."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.events import new_id
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
    row,
)

FEED = f"/indicators/v1/areas/{TRAFFORD}/changes"
Told = tuple[str, str, str, int]


async def read(here: World, since: str | None = None, limit: int = 3) -> tuple[list[dict[str, Any]], str]:
    """Everything from a cursor on, page by page, and the cursor to come back with."""
    found: list[dict[str, Any]] = []
    path = f"{FEED}?limit={limit}" + (f"&since={since}" if since else "")
    while True:
        answer = await here.client.get(path)
        assert answer.status_code == 200, answer.text
        found += answer.json()["changes"]
        onward = re.fullmatch(r'<([^>]+)>; rel="next"', answer.headers.get("link", ""))
        assert (onward is not None) == ("links" in answer.json())
        if onward is None:
            return found, answer.json()["cursor"]
        path = onward[1]


def told(changes: list[dict[str, Any]]) -> list[Told]:
    return [(one["change"], one["measure"], one["period"], one["revision"]) for one in changes]


async def test_what_is_new_revised_or_withdrawn_is_told_in_order_and_a_withdrawal_is_a_tombstone(here: World) -> None:
    await here.post(row("57.5", "2023/24"), row("58.10", "2024/25"))
    first, cursor = await read(here)
    await here.post(row("58.2"))
    await here.post(row(None, "2023/24") | {"action": "withdraw", "reason": "counted twice"})
    later, end = await read(here, cursor)
    assert told(first) == [("new", WASTE, "2023/24", 1), ("new", WASTE, "2024/25", 1)]
    assert told(later) == [("revised", WASTE, "2024/25", 2), ("withdrawn", WASTE, "2023/24", 2)]
    assert (first[1]["value"], later[1]["value"], later[1]["reason"]) == ("58.10", None, "counted twice")
    assert await read(here, end) == ([], end)


async def test_what_changes_nothing_is_no_change_and_other_areas_have_their_own(here: World) -> None:
    await here.post(row("57.5"), row("42.0", code=ENGLAND))
    await here.post(row("57.50"))
    await here.key(BURY_COUNCIL, BURY)
    await here.post(row("51", code=BURY), body=BURY_COUNCIL)
    changes, cursor = await read(here)
    assert [(one["place"], one["value"]) for one in changes] == [(TRAFFORD, "57.5"), (ENGLAND, "42.0")]
    assert cursor == "2.0"


async def test_pages_end_inside_a_batch_and_go_on_there(here: World) -> None:
    await here.post(*(row("1", str(year)) for year in range(2000, 2020)))
    for limit in (1, 7, 20, 21):
        changes, _ = await read(here, limit=limit)
        assert [one["period"] for one in changes] == [str(year) for year in range(2000, 2020)]


async def test_from_a_moment_on_begins_with_the_first_batch_received_then_or_later(
    here: World, clock: SetClock
) -> None:
    await here.post(row("57.5", "2022/23"))
    clock.advance(hours=1)
    moment = clock.now()
    await here.post(row("58.5", "2023/24"))
    assert [one["period"] for one in (await read(here, moment.strftime("%Y-%m-%dT%H:%M:%SZ")))[0]] == ["2023/24"]
    assert (await read(here, "2026-03-03T00:00:00Z"))[0] == []


async def test_a_batch_that_is_stored_after_a_later_one_is_not_missed(here: World) -> None:
    """A number drawn earlier and committed later: whoever follows numbers of batches would never hear of it."""
    await here.post(row("57.5"))
    _, cursor = await read(here)
    async with here.admin.transaction():
        await here.admin.execute("set local search_path to indicators")
        await here.admin.execute(
            """
            insert into batch select $1, nextval('batch_number'), partner, sender, areas, 1, 0, 0, 1, 0, 1, 0, 0,
                                     sha256, figures_sha256, received_at, received_at from batch
            """,
            new_id(),
        )
        await here.admin.execute(
            """
            insert into figure (area, series, period, revision, batch, row, value)
            select area, series, period, 2, (select max(number) from batch), 1, 59 from figure
            """
        )
        assert (await here.post(row("7", name=STAFF))).status_code == 201
        seen, after = await read(here, cursor)
        assert told(seen) == [("new", STAFF, "2024/25", 1)]
    assert told((await read(here, after))[0]) == [("revised", WASTE, "2024/25", 2)]
    assert len((await read(here))[0]) == 3


async def test_nothing_is_missed_or_doubled_while_figures_arrive(here: World) -> None:
    followed: list[dict[str, Any]] = []
    writing = asyncio.Event()

    async def write(measure: str, body: str = COUNCIL) -> None:
        for value in range(12):
            answer = await here.post(*(row(str(value), str(year), measure) for year in (2019, 2020, 2021)), body=body)
            assert answer.status_code == 201, answer.text

    async def follow() -> None:
        cursor: str | None = None
        while True:
            is_last = writing.is_set()
            changes, cursor = await read(here, cursor, limit=2)
            followed.extend(changes)
            if is_last:
                return

    await here.key(COUNCIL)
    await here.key(COLLEGE)
    reader = asyncio.create_task(follow())
    await asyncio.gather(write(WASTE), write(STAFF), write(NEET, COLLEGE))
    writing.set()
    await reader
    wanted = {
        ("new" if at == 0 else "revised", measure, str(year), at + 1)
        for measure in (WASTE, STAFF, NEET)
        for at in range(12)
        for year in (2019, 2020, 2021)
    }
    assert len(followed) == len(wanted)
    assert set(told(followed)) == wanted


async def test_what_the_reader_holds_is_not_sent_again(here: World) -> None:
    await here.post(row("57.5"))
    etag = (await here.client.get(FEED)).headers["etag"]
    assert (await here.client.get(FEED, headers={"If-None-Match": etag})).status_code == 304
    await here.post(row("58"))
    assert (await here.client.get(FEED, headers={"If-None-Match": etag})).status_code == 200


@pytest.mark.parametrize(
    "since", ["x", "1", "9.0", "1.2.3", "2026-03-02", "999999999.1", "%00", "-1.0", "1.9999999999"]
)
async def test_a_cursor_that_nobody_was_given_is_refused(here: World, since: str) -> None:
    answer = await here.client.get(f"{FEED}?since={since}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_the_feed_of_an_unknown_area_is_not_found(here: World) -> None:
    assert (await here.client.get("/indicators/v1/areas/E99999999/changes")).status_code == 404


async def test_a_moment_with_its_zone_written_out_is_read(here: World) -> None:
    await here.post(row("57.5"))
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC) - timedelta(minutes=1)
    answer = await here.client.get(FEED, params={"since": moment.isoformat()})
    assert len(answer.json()["changes"]) == 1
