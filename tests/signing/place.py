"""A place of its own in which people sign over HTTP: a database, an open petition, and the service as processes."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import httpx
from pydantic import SecretStr
from sqlalchemy import make_url

from migrations import migrate
from services.escalation.storage.case.seal import Seal
from shared import auth
from shared.database import for_service
from shared.settings import Mode, Settings, as_environment
from tests.databases import execute_on
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World, world
from tests.integration.escalation.petitions import opened, override

SECRET = "a secret of the benches alone"
HEADERS = {"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000"}  # the public address, which a proxy keeps
STARTS_WITHIN = 60.0  # seconds
NIGHT = time(3)  # when what is due at a day's end is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Where the service answers, the petition that is signed there, and a way beside the doors to look at rows."""

    addresses: Sequence[str]
    reference: str
    here: World
    seal: Seal

    async def tokens(self, *, fresh: int) -> list[str]:
        """The tokens in the letters of so many signatures that wait for their button, the last ones put down; of those
        whose links are over, none."""
        rows = await self.here.admin.fetch(
            "select signature from escalation_private.signature where petition = $1 and confirmed_at is null "
            "and expires_at > $3 order by signature desc limit $2",
            self.reference,
            fresh,
            self.here.clock.now(),
        )
        return [self.seal.token(str(row["signature"])) for row in rows]

    async def pass_time(self, to: datetime) -> None:
        """Go to that moment, doing each night on the way what is due then; never back."""
        while (night := self._next_night()) <= to:
            await self.here.sweep_at(night)
        if to > self.here.clock.now():
            self.here.clock.set(to)
            await auth.move_clock(self.here.database, to)

    def _next_night(self) -> datetime:
        now = self.here.clock.now()
        return datetime.combine(now.date() + timedelta(days=now.time() >= NIGHT), NIGHT, UTC)


@asynccontextmanager
async def signing(
    postgres_url: str, name: str, mode: Mode, *, overrides: Mapping[str, str], processes: int = 1
) -> AsyncIterator[Signing]:
    """Make the place, open its petition and serve it until left. `name` is the database's."""
    await execute_on(postgres_url, f"drop database if exists {name} with (force)")
    await execute_on(postgres_url, f"create database {name}")
    admin_url = make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    await migrate(admin_url, SECRET)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            mode=Mode.LOCAL,
            database_url=make_url(admin_url).set(username=None, password=None).render_as_string(),
            role_password=SecretStr(SECRET),
            secret=SecretStr(SECRET),
            mail_folder=Path(folder),
            trusted_proxies=1,
        )
        database = for_service(settings, "escalation")
        try:
            async with world(settings, database, SetClock(datetime.now(UTC)), admin_url) as here:
                for key, value in overrides.items():
                    await override(here, key, value)
                reference = await opened(here, settings)
                await auth.free_clock(here.admin)
                async with served(settings.model_copy(update={"mode": mode}), processes) as addresses:
                    yield Signing(addresses=addresses, reference=reference, here=here, seal=Seal(SECRET))
        finally:
            await database.close()


@asynccontextmanager
async def served(settings: Settings, processes: int, service: str = "escalation") -> AsyncIterator[list[str]]:
    """A service as so many processes on loopback; their addresses."""
    ports = [_free_port() for _ in range(processes)]
    environment = {name: value for name, value in as_environment(settings).items() if value != "None"}
    command = [sys.executable, "-m", "services.cli", "serve", service, "--port"]
    running = [
        await asyncio.create_subprocess_exec(
            *command,
            str(port),
            env=os.environ | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for port in ports
    ]
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        async with httpx.AsyncClient() as client, asyncio.timeout(STARTS_WITHIN):
            for address in addresses:
                while not await _answers(client, address):  # noqa: ASYNC110 another process tells it by answering
                    await asyncio.sleep(0.1)
        yield addresses
    finally:
        for one in running:
            one.terminate()
        for one in running:
            await one.wait()


async def _answers(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(f"{address}/healthz")).status_code == 200
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
