"""Commands that run one service or worker as a process of its own, and make ready what these need.

No more is imported than the one part needs: that is most of what a process takes to start.
"""

import asyncio
import signal
from importlib import import_module
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

import migrations
from services.cli.refusal import NotThere, Refusal
from shared import messaging, settings
from shared.auth import follow
from shared.clock import OffsetClock
from shared.database import Database, for_service
from shared.events.topology import KINDS
from shared.messaging import RabbitTransport
from shared.settings import Settings
from shared.web.application import logs

console = Console(highlight=False, soft_wrap=True)

SERVICES = ("publication", "indicators", "escalation")
Service = Annotated[str, typer.Argument(help="publication, indicators or escalation")]


def serve(service: Service, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve one service's HTTP application."""
    logs.configure()
    uvicorn.run(
        import_module(f"services.{known(service)}.main").create(*_world(service)),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # for whom a proxy asks is read where the settings say which proxies are ours
        timeout_graceful_shutdown=15,
    )


def work(service: Service) -> None:
    """Run one service's background process: relay, consumers, deadlines, errands."""
    logs.configure()
    asyncio.run(_work(known(service)))


async def _work(service: str) -> None:
    current, database, clock = _world(service)
    if current.amqp_url is None:
        raise Refusal("A worker of its own needs FOLKMOOT_AMQP_URL.")
    transport = RabbitTransport(current.amqp_url.get_secret_value())
    working = asyncio.current_task()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, lambda: working and working.cancel())
    try:
        async with asyncio.TaskGroup() as tasks:
            if current.is_local:
                tasks.create_task(follow(database, clock))
            tasks.create_task(import_module(f"services.{service}.worker").run(current, transport, clock))
    except asyncio.CancelledError:
        return
    finally:
        await transport.close()
        await database.close()


def migrate(to: Annotated[str, typer.Option(help="head, or base to take everything down")] = "head") -> None:
    """Bring the database of FOLKMOOT_ADMIN_URL up to date: roles, schemas, tables."""
    current = settings.read()
    if current.admin_url is None:
        raise Refusal("Set FOLKMOOT_ADMIN_URL: an address with user and password that may create roles.")
    if to not in {"head", "base"}:
        raise Refusal("--to is head or base.")
    asyncio.run(migrations.migrate(current.admin_url, current.role_password.get_secret_value(), to=to))
    console.print(f"The schemas {', '.join(migrations.SCHEMAS)} are at {to}.")


def topology(*, declare: Annotated[bool, typer.Option("--declare", help="declare it at the broker")] = False) -> None:
    """Print the stream kinds and who listens; with --declare, make the queues (at deploy time, before any traffic)."""
    current = settings.read() if declare else None
    for kind, row in KINDS.items():
        console.print(f"{kind:24} {', '.join(row.consumers) or 'nobody'}")
    if current is not None:
        if current.amqp_url is None:
            raise Refusal("Set FOLKMOOT_AMQP_URL: the address of the broker.")
        try:
            asyncio.run(messaging.declare_topology(current.amqp_url.get_secret_value()))
        except ConnectionError as error:
            raise NotThere("The broker is out of reach. Is it running where FOLKMOOT_AMQP_URL says?") from error
        console.print("Declared.")


def known(service: str) -> str:
    """The service's name, or a message naming the three."""
    if service not in SERVICES:
        raise Refusal(f"There is no service {service}: there are {', '.join(SERVICES)}.")
    return service


def _world(service: str) -> tuple[Settings, Database, OffsetClock]:
    current = settings.read()
    return current, for_service(current, service, pool_size=10), OffsetClock()
