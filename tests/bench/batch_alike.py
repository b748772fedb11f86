"""P2: the same batches beside what teams usually write: FastAPI, Pydantic, an ORM's `add_all`; and beside datasette,
which puts them into SQLite with the same key and does nothing else.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel
from sqlalchemy import UniqueConstraint
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.bench import ingest
from tests.bench.elsewhere import interpreter
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.ingest import ROWS, as_csv, as_json, rows

MEASURES = 3
DATASETTE = "datasette==1.0a41"  # the insert API is not in 0.65
BATCHES = [rows(measure) for measure in range(MEASURES)]


class Base(DeclarativeBase):
    """The tables of the peer."""


class Figure(Base):
    """A row as a team would usually keep it."""

    __tablename__ = "peer_figure"
    __table_args__ = (UniqueConstraint("area", "measure", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area: Mapped[str]
    measure: Mapped[str]
    period: Mapped[str]
    value: Mapped[Decimal]


class RowIn(BaseModel):
    """A row as it is sent."""

    area: str
    measure: str
    period: str
    value: Decimal


class BatchIn(BaseModel):
    """A batch as it is sent."""

    rows: list[RowIn]


@asynccontextmanager
async def peer(admin_url: str) -> AsyncIterator[AsyncClient]:
    """The peer's application on a table of its own."""
    engine = create_async_engine(admin_url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    sessions, app = async_sessionmaker(engine), FastAPI()

    @app.post("/batches", status_code=201)
    async def post(batch: BatchIn) -> dict[str, int]:
        async with sessions.begin() as session:
            session.add_all([Figure(**row.model_dump()) for row in batch.rows])
        return {"rows": len(batch.rows)}

    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://127.0.0.1:8000") as client:
        yield client
    await engine.dispose()


async def ours(ground: Ground) -> Figures:
    """The product, by CSV and by JSON."""
    found: dict[str, float] = {}
    async with ingest.ingest(ground) as place:
        for name, made, kind in (("product", as_csv, "text/csv"), ("product by JSON", as_json, "application/json")):
            bodies = [made(batch) for batch in BATCHES]
            await place.post(bodies[0], kind)
            await place.empty()
            began = time.perf_counter()
            for body in bodies:
                await place.post(body, kind)
            found[name] = ROWS * MEASURES / (time.perf_counter() - began)
            await place.count(ROWS * MEASURES)
            await place.empty()
    return found


async def theirs(ground: Ground) -> Figures:
    """The peer, by JSON."""
    async with ingest.ingest(ground) as place, peer(place.admin_url) as client:
        taken = await _timed(client, [as_json(batch) for batch in BATCHES])
        stored = await place.admin.fetchval("select count(*) from peer_figure")
        if stored != ROWS * MEASURES:
            raise RuntimeError(f"the peer stored {stored} rows")
        await place.admin.execute("drop table peer_figure")
    return {"peer": ROWS * MEASURES / taken}


async def datasette(ground: Ground) -> Figures:  # noqa: ARG001 it has a database of its own kind
    """Datasette's insert API, by JSON, in the environment that it has to itself."""
    python = await asyncio.to_thread(interpreter, DATASETTE)
    script = Path(__file__).with_name("datasette_insert.py")
    with tempfile.TemporaryDirectory() as folder:
        batches = Path(folder, "batches")
        await asyncio.to_thread(batches.write_bytes, b"\n".join(map(as_json, BATCHES)))
        asked = await asyncio.create_subprocess_exec(python, script, batches, folder, stdout=asyncio.subprocess.PIPE)
        told = json.loads((await asked.communicate())[0])
    if told["rows"] != ROWS * MEASURES:
        raise RuntimeError(f"datasette stored {told['rows']} rows")
    return {"datasette": ROWS * MEASURES / told["seconds"]}


async def _timed(client: AsyncClient, bodies: Sequence[bytes]) -> float:
    began = time.perf_counter()
    for body in bodies:
        answer = await client.post("/batches", content=body, headers={"Content-Type": "application/json"})
        if answer.status_code != 201:
            raise RuntimeError(answer.text[:500])
    return time.perf_counter() - began


GOAL = Goal(
    name="P2",
    subject="bulk ingest over HTTP against FastAPI with an ORM's add_all, and against datasette's insert",
    unit="rows/s",
    sides=(ours, theirs, datasette),
    targets=(Target(of="peer", at_least=20), Target(of="datasette", at_least=3)),
    turns=3,
    rows=ROWS * MEASURES,
)
