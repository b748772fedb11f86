"""A whole Folkmoot on one machine: its PostgreSQL, its services behind one address, its workers.

In one process the three applications are held by one parent and the workers run in one task group: if one dies, the
process stops with its error. Over RabbitMQ each is a process of its own.
"""

import asyncio
import json
import secrets
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.types import ASGIApp

from migrations import migrate
from services.escalation import main as escalation
from services.escalation import worker as escalation_worker
from services.indicators import main as indicators
from services.indicators import worker as indicators_worker
from services.local import processes
from services.local import provider as development
from services.local.gateway import Gateway
from services.local.provider import Provider
from services.publication import main as publication
from services.publication import worker as publication_worker
from shared import messaging
from shared.auth import free_clock
from shared.clock import OffsetClock
from shared.database import administrator_at, for_service, without_login
from shared.messaging import LocalTransport
from shared.proof.notes import Key
from shared.servers import postgres, rabbitmq
from shared.servers.ways import free_port
from shared.settings import Mode, Settings
from shared.web.application import logs

MAINS = {"publication": publication, "indicators": indicators, "escalation": escalation}
WORKERS = {"publication": publication_worker, "indicators": indicators_worker, "escalation": escalation_worker}
PORT = 8000


@dataclass(frozen=True, slots=True)
class Place:
    """A running Folkmoot: its address, and the settings that its parts were started with."""

    address: str
    settings: Settings
    failed: asyncio.Task[None]
    provider: Provider
    is_moved: bool
    """Whether the port that was asked for was in use, so that another was taken."""


@asynccontextmanager
async def running(
    *, over_rabbitmq: bool, keep_in: Path | None = None, port: int = PORT, notice: str | None = None
) -> AsyncIterator[Place]:
    """Bring everything up and serve it; ends what it started on leaving.

    With `keep_in` the data stays there for the next time, else it goes with the process. When `port` is taken, a free
    one is used.
    """
    async with AsyncExitStack() as stack:
        folder = _folder(stack, keep_in)
        log = (folder / "folkmoot.log").open("a")  # open to the end: what is logged while ending has its place too
        logs.configure(log)
        settings = await _database(stack, folder, is_kept=keep_in is not None)
        wanted, port = port, port if _is_free(port) else free_port()
        secret = secrets.token_urlsafe(32)
        settings = settings.model_copy(
            update={
                "public_address": f"http://127.0.0.1:{port}",
                "notice": notice,
                "provider_secrets": SecretStr(json.dumps({development.SECRET_NAME: secret})),
            }
        )
        provider = Provider(settings, secret=secret, clock=OffsetClock())
        if over_rabbitmq:
            broker = await asyncio.to_thread(rabbitmq.start)
            stack.callback(broker.stop)
            await messaging.declare_topology(broker.url)
            settings = settings.model_copy(update={"amqp_url": SecretStr(broker.url)})
            services, failed = await stack.enter_async_context(processes.running(settings, log))
        else:
            services, failed = await stack.enter_async_context(_one_process(settings))
        beside = {development.SEGMENT: provider.app()}
        await stack.enter_async_context(_served(Gateway(services, beside=beside), port))
        yield Place(settings.public_address, settings, failed, provider, is_moved=port != wanted)


def _folder(stack: AsyncExitStack, keep_in: Path | None) -> Path:
    folder = keep_in or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="folkmoot-")))
    folder.mkdir(parents=True, exist_ok=True)
    return folder.absolute()


async def _database(stack: AsyncExitStack, folder: Path, *, is_kept: bool) -> Settings:
    if is_kept:
        server = await asyncio.to_thread(postgres.start_kept, postgres.kept_folder(folder / "postgres"))
    else:
        server = await asyncio.to_thread(postgres.start_throwaway)
    stack.callback(server.stop)
    settings = Settings(
        mode=Mode.LOCAL,
        database_url=without_login(server.url),
        admin_url=server.url,
        mail_folder=folder / "mail",
        secret=SecretStr(kept_secret(folder / "secret")),
        record_folder=folder / "record",
        record_key=SecretStr(kept_key(folder / "record.key")),
    )
    await migrate(server.url, settings.role_password.get_secret_value())
    async with administrator_at(server.url) as administrator:
        await free_clock(administrator)
    return settings


def kept_secret(file: Path) -> str:
    """The secret of a place, made when it was new. By another one nobody could read what was sealed before."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32), "ascii")
    return file.read_text("ascii")


def kept_key(file: Path) -> str:
    """The key that signs the place's record, made when it was new: by another one the record could not go on."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(Key("local.folkmoot/record", secrets.token_bytes(32)).written(), "ascii")
    return file.read_text("ascii")


@asynccontextmanager
async def _one_process(settings: Settings) -> AsyncIterator[tuple[Mapping[str, ASGIApp], asyncio.Task[None]]]:
    clock, transport = OffsetClock(), LocalTransport()
    async with AsyncExitStack() as stack:
        services: dict[str, ASGIApp] = {}
        for name, main in MAINS.items():
            app = main.create(settings, for_service(settings, name), clock)
            await stack.enter_async_context(_started(app))
            services[name] = app
        working = asyncio.create_task(_work(settings, transport, clock))
        stack.push_async_callback(_cancel, working)
        yield services, working


async def _work(settings: Settings, transport: LocalTransport, clock: OffsetClock) -> None:
    async with asyncio.TaskGroup() as tasks:
        for worker in WORKERS.values():
            tasks.create_task(worker.run(settings, transport, clock))


@asynccontextmanager
async def _started(app: FastAPI) -> AsyncIterator[None]:
    async with app.router.lifespan_context(app):
        yield


@asynccontextmanager
async def _served(app: ASGIApp, port: int) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        if serving.done():
            serving.result()
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handlers: whoever runs the place ends it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the command."""
        yield


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
