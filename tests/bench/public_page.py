"""P7: pages and listings that everybody reads, against a web server sending the same bytes, and the ordinary route.

The place is the sample's two, their negotiations entered; then one agreement with a hundred thousand entries: the last
page of its listing must take no longer than the first.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
from sqlalchemy import make_url

from deploy.sample import exports
from shared.servers.ways import free_port
from shared.settings import Settings
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.growth import milliseconds
from tests.bench.reading import a_second, nginx
from tests.bench.world import World, world
from tests.people import both, put
from tests.signing.place import HEADERS, STARTS_WITHIN, served

BATH, TRAFFORD = "E06000022", "E08000009"
NAME, LONG = "bathnes-laa-2008-2011", "a-long-one"
PAGE, LISTING = f"/agreements/{NAME}", f"/publication/v1/agreements/{NAME}/entries?limit=50"
ROWS = 100_000
HOST = HEADERS["Host"]
# As an agreement and its first entry, under another name; the entry so many times.
FILL = """
insert into publication.agreement
select (jsonb_populate_record(a, jsonb_build_object('agreement', $1::text))).*
from publication.agreement a where agreement = $2 on conflict do nothing
"""
ENTRIES = """
insert into publication.entry
select (jsonb_populate_record(e, jsonb_build_object('agreement', $1::text, 'number', n))).*
from publication.entry e, generate_series(1, $3::int) n where e.agreement = $2 and e.number = 1 on conflict do nothing
"""


async def place(ground: Ground) -> World:
    """The sample's places and negotiations, entered through the doors once."""
    here = await world(ground)
    admin = await asyncpg.connect(here.admin_url)
    is_there = await admin.fetchval("select exists (select from publication.agreement where agreement = $1)", LONG)
    if not is_there:
        keys = await both(admin, "trafford-council", [BATH, TRAFFORD])
        async with (
            served(here.settings, 1, "publication") as (address,),
            httpx.AsyncClient(base_url=address, headers=HEADERS) as client,
        ):
            for posting in (exports.register(), *exports.agreement(), *exports.negotiation()):
                (await put(client, posting, keys)).raise_for_status()
        await admin.execute("set session_replication_role = replica")
        await admin.execute(FILL, LONG, NAME)
        await admin.execute(ENTRIES, LONG, NAME, ROWS)
        await admin.execute("analyze publication.entry")
    await admin.close()
    return here


async def reading(ground: Ground) -> Figures:
    """The product's page, its 304s and its listing; the same page from nginx; the listing by an ordinary route."""
    here = await place(ground)
    with tempfile.TemporaryDirectory() as folder:
        async with served(here.settings, 1, "publication") as (address,), ordinary(here.settings) as other:
            async with httpx.AsyncClient(base_url=address, headers=HEADERS) as client:
                page, listing = await client.get(PAGE), await client.get(LISTING)
                pages = [await client.get(path) for path in ("/", "/agreements", "/record", "/who", PAGE)]
            files = {"page.html": page.content, "listing.json": listing.content}
            plain = uvicorn("plain_bytes", "/", BYTES=str(len(page.content)))
            async with nginx(Path(folder) / "nginx", files) as peer, plain as least:
                return {
                    "product": await a_second(address + PAGE, Host=HOST),
                    "nginx": await a_second(f"{peer}/page.html"),
                    "least in Python": await a_second(least),
                    "304s": await a_second(address + PAGE, Host=HOST, If_None_Match=page.headers["etag"]),
                    "listing": await a_second(address + LISTING, Host=HOST),
                    "ordinary": await a_second(f"{other}/entries"),
                    "heaviest page kB": max(len(one.content) for one in pages) / 1000,
                }


async def long_listing(ground: Ground) -> Figures:
    """Milliseconds of the first and the last page of a hundred thousand entries, each made anew."""
    here = await place(ground)
    async with served(here.settings, 1, "publication") as (address,):
        signed = HEADERS | {"Cookie": "folkmoot=nobody"}  # whoever brings a cookie is not answered from what is kept
        async with httpx.AsyncClient(base_url=address, headers=signed) as client:

            async def ask(after: int) -> None:
                path = f"/publication/v1/agreements/{LONG}/entries?limit=50&after={after}"
                (await client.get(path)).raise_for_status()

            await ask(0)
            return {
                "first page ms": await milliseconds(lambda: ask(0)),
                "last page ms": await milliseconds(lambda: ask(ROWS - 50)),
            }


def ordinary(settings: Settings) -> AbstractAsyncContextManager[str]:
    """The ordinary route as a process; its address."""
    url = make_url(settings.database_url).set(drivername="postgresql+asyncpg", username="folkmoot_publication")
    url = url.set(password=settings.role_password.get_secret_value())
    return uvicorn("plain_listing", "/entries", DATABASE=url.render_as_string(hide_password=False), AGREEMENT=NAME)


@asynccontextmanager
async def uvicorn(module: str, path: str, **told: str) -> AsyncIterator[str]:
    """An application of this folder as a process; its address, once `path` is answered."""
    port = free_port()
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "uvicorn", f"tests.bench.{module}:app", "--port", str(port), "--no-access-log"),
        *(("--lifespan", "off") if module == "plain_bytes" else ()),
        env=os.environ | told,
        stderr=subprocess.DEVNULL,
    )
    try:
        async with httpx.AsyncClient() as client, asyncio.timeout(STARTS_WITHIN):
            while not await _answers(client, f"http://127.0.0.1:{port}{path}"):  # noqa: ASYNC110 it tells by answering
                await asyncio.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        await running.wait()


async def _answers(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(address)).is_success
    except httpx.TransportError:
        return False


GOAL = Goal(
    name="P7",
    subject="public pages and listings, against nginx with the same bytes and against an ordinary route",
    unit="answers/s",
    sides=(reading, long_listing),
    targets=(
        Target(of="nginx", at_least=0.3),
        Target(figure="listing", of="ordinary", at_least=5),
        Target(figure="304s", of="product", at_least=1),
        Target(figure="last page ms", of="first page ms", at_most=1.5),
        Target(figure="heaviest page kB", at_most=60),
    ),
    turns=3,
    rows=ROWS,
)
