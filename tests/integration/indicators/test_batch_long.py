"""Batches that are read, compared and copied in several stretches: one batch nevertheless, to its last row."""

import asyncio
from datetime import date, timedelta

import pytest
from httpx import Response

from services.indicators.effects.figure import figure as effects
from services.indicators.schemas.figure import csv_rows
from tests.integration.indicators.figures import COUNCIL, TRAFFORD, WASTE, World, place
from tests.integration.spine import until

STATIONS = [f"T{number:03}" for number in range(100)]
DAYS = [date(2023, 6, 1) + timedelta(days=n) for n in range(600)]
LINES = [f"{station},{WASTE},{day},{n % 97}.5" for n, day in enumerate(DAYS) for station in STATIONS]


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(*(place(TRAFFORD, station, f"Station {station}", "air_station") for station in STATIONS))
    return here


def as_csv(lines: list[str]) -> bytes:
    return ("area,measure,period,value\n" + "\n".join(lines) + "\n").encode()


async def send(here: World, lines: list[str], key: str | None = None) -> Response:
    return await here.post(content=as_csv(lines), kind="text/csv", key=key)


def changed(lines: list[str], to: str, *rows: int) -> list[str]:
    """The lines, those of these rows (from 1) with another value."""
    found = list(lines)
    for at in rows:
        found[at - 1] = f"{found[at - 1].rpartition(',')[0]},{to}"
    return found


async def test_a_long_batch_is_one_batch_to_its_last_row(here: World) -> None:
    last = len(LINES)
    assert last > effects.AT_ONCE, "this batch is stored in one stretch"
    assert len(as_csv(LINES)) > csv_rows.PIECE, "this batch is read in one piece"

    wrong = changed(LINES, "x", 1, last - 1)
    refused = await send(here, [*wrong[:-1], wrong[1]])
    errors = [(error["row"], error["code"]) for error in refused.json()["errors"]]
    assert (refused.status_code, errors) == (
        422,
        [(1, "bad-number"), (last - 1, "bad-number"), (last, "duplicate-row")],
    )
    assert [await here.count(table) for table in ("figure", "series", "batch", "idempotency")] == [0, 0, 0, 0]

    first = (await send(here, LINES)).json()
    assert (first["new"], first["rows"]) == (last, last)
    again = (await send(here, changed(LINES, "1.25", last))).json()
    assert (again["same"], again["revised"], again["new"]) == (last - 1, 1, 0)
    stands = await here.admin.fetch(
        "select revision, value::text, row from indicators.observation where place = $1 and period = $2 order by 1",
        STATIONS[-1],
        str(DAYS[-1]),
    )
    assert [tuple(row) for row in stands] == [(1, f"{(len(DAYS) - 1) % 97}.5", last), (2, "1.25", last)]


async def test_two_long_batches_for_the_same_series_queue_and_neither_loses_a_row(here: World) -> None:
    await here.key(COUNCIL)
    answers = await asyncio.gather(*(send(here, changed(LINES, value, len(LINES))) for value in ("1.25", "2.25")))
    assert sorted((told["new"], told["same"], told["revised"]) for told in (answer.json() for answer in answers)) == [
        (0, len(LINES) - 1, 1),
        (len(LINES), 0, 0),
    ]


async def test_a_connection_lost_half_way_leaves_nothing_and_the_same_request_is_done(here: World) -> None:
    await here.key(COUNCIL)
    blocker = here.admin.transaction()
    await blocker.start()
    await here.admin.execute("lock table indicators.figure_2024 in access exclusive mode")
    sending = asyncio.create_task(send(here, LINES, key="lost"))
    end = "select pg_terminate_backend(pid) from pg_locks where relation = $1::regclass and not granted"

    async def is_ended() -> bool:
        return await here.admin.fetchval(end, "indicators.figure_2024") is True

    await until(is_ended)
    answer = await sending
    await blocker.rollback()
    assert (answer.status_code, await here.count("figure")) == (503, 0)
    done = await send(here, LINES, key="lost")
    assert (done.status_code, done.json()["new"], await here.count("figure")) == (201, len(LINES), len(LINES))
