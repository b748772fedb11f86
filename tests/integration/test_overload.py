"""A database that is busy, or drops us, is told as 503 with a time to come back: never as an error of ours."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, Depends
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse

from shared.clock import OffsetClock
from shared.database import EVERY_AREA, Database
from shared.settings import Settings
from shared.shapes import Whole
from shared.web.application.app import create_app
from shared.web.callers import anyone

router = APIRouter()


@router.get("/indicators/v1/slow/{milliseconds}", dependencies=[Depends(anyone)])
async def slow(request: Request, milliseconds: Annotated[Whole, "how long"]) -> JSONResponse:
    async with request.app.state.database.unit_of_work(EVERY_AREA) as session:
        await session.execute(text("select pg_sleep(:seconds)"), {"seconds": milliseconds / 1000})
    return JSONResponse({})


@pytest.fixture
async def client(settings: Settings, indicators: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        "indicators",
        settings=settings,
        database=indicators,
        clock=OffsetClock(),
        routers=(router,),
        templates=Path(__file__).parent,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=settings.public_address) as client:
        yield client


async def test_when_every_connection_is_taken_a_request_waits_two_seconds_and_is_asked_to_come_back(
    client: httpx.AsyncClient, indicators: Database
) -> None:
    async with AsyncExitStack() as held:
        for _ in range(5):
            _ = await held.enter_async_context(indicators.unit_of_work(EVERY_AREA))
        began = time.monotonic()
        answer, ready = await asyncio.gather(client.get("/indicators/v1/slow/0"), client.get("/readyz"))
        waited = time.monotonic() - began
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert answer.json()["type"] == "/problems/unavailable"
    assert ready.status_code == 503
    assert waited < 6
    assert (await client.get("/indicators/v1/slow/0")).status_code == 200


async def test_a_session_that_the_server_ends_is_told_as_unavailable(client: httpx.AsyncClient, admin_url: str) -> None:
    request = asyncio.create_task(client.get("/indicators/v1/slow/20000"))
    admin = await asyncpg.connect(admin_url)
    query = (
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where query like '%pg_sleep%' and datname = current_database() and pid <> pg_backend_pid()"
    )
    async with asyncio.timeout(10):
        while not await admin.fetch(query):  # noqa: ASYNC110 the server does not tell when the query has begun
            await asyncio.sleep(0.05)
    await admin.close()
    assert (await request).status_code == 503
    assert (await client.get("/indicators/v1/slow/0")).status_code == 200
