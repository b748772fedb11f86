"""How a listing is ordinarily served: a route with a `response_model`, its rows read and validated for every reader.

Served by `python -m uvicorn tests.bench.plain_listing:app`; DATABASE names the database, AGREEMENT the listing.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["DATABASE"])


class Entry(BaseModel):
    """One entry, as a machine reads it."""

    number: int
    round: str
    party: str
    party_name: str
    kind: str
    item_title: str
    item_code: str | None
    status: str | None
    reason: str | None
    said_on: str | None
    target_value: Decimal | None
    target_period: str | None
    unit: str | None
    source: str
    came: str
    entered_by: str
    recorded_at: datetime


@asynccontextmanager
async def _until_stopped(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001 the shape of a lifespan
    yield
    await engine.dispose()


app = FastAPI(lifespan=_until_stopped)


@app.get("/healthz")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@app.get("/entries", response_model=list[Entry])
async def entries() -> object:
    """The first entries of the agreement."""
    columns = ", ".join(Entry.model_fields)
    async with engine.begin() as connection:
        await connection.execute(text("select set_config('app.areas', '*', true)"))
        found = await connection.execute(
            text(f"select {columns} from publication.entry where agreement = :agreement order by number limit 50"),
            {"agreement": os.environ["AGREEMENT"]},
        )
        return found.mappings().all()
