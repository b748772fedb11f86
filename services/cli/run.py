"""Commands that run the product: all of it on one machine, or one service or worker as a process of its own."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

import migrations
from services.cli.refusal import NotThere, Refusal
from services.escalation.handlers.person import erasure
from services.local import place
from shared import messaging, settings
from shared.auth import follow
from shared.clock import OffsetClock
from shared.database import Database, for_service
from shared.events.topology import KINDS
from shared.messaging import RabbitTransport
from shared.settings import Settings, offered
from shared.web.application import logs

console = Console(highlight=False, soft_wrap=True)

Service = Annotated[str, typer.Argument(help="publication, indicators or escalation")]
Broker = Annotated[str, typer.Option(help="local (one process) or rabbit (every part a process of its own)")]

DATA = Path(".folkmoot")


def up(broker: Broker = "local") -> None:
    """Serve an empty place on 127.0.0.1:8000 and keep what is entered in .folkmoot/."""
    asyncio.run(_up(broker))


async def _up(broker: str) -> None:
    async with place.running(over_rabbitmq=over_rabbitmq(broker), keep_in=DATA) as running:
        say_where(running, console)
        console.print(f"Folkmoot is up: {running.address}   (Ctrl-C ends it; the data stays in {DATA}/)")
        console.print(
            "Load a register, from another terminal in this folder: .venv/bin/folkmoot register load "
            'docs/register.example.toml --by "YOUR NAME" --for sandford-council --paper "AN EXAMPLE"   '
            "(docs/register.md says how it is written). Mail appears on /mail."
        )
        with offered(running.settings) as is_found:
            say_which(console, is_found=is_found)
            await until_interrupted(running.failed)


def say_which(console: Console, *, is_found: bool) -> None:
    """Say it plainly when commands in this folder go to another place than this one."""
    if not is_found:
        console.print("Another place runs from this folder: commands here go on speaking to that one, until it ends.")


def say_where(running: place.Place, console: Console) -> None:
    """Say it plainly when the place does not stand where everybody looks for it."""
    if running.is_moved:
        console.print(f"Port {place.PORT} is in use by another program, so this place is at {running.address} instead.")


def serve(service: Service, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve one service's HTTP application."""
    logs.configure()
    uvicorn.run(
        place.MAINS[known(service)].create(*_world(service)),
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
            tasks.create_task(place.WORKERS[service].run(current, transport, clock))
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


def restore_check() -> None:
    """After a restore from backup: raise every service's epoch, and erase again what was erased."""
    current = settings.read()
    if current.admin_url is None:
        raise Refusal("Set FOLKMOOT_ADMIN_URL: an address with user and password of the database's administrator.")
    for service, epoch in asyncio.run(migrations.raise_epochs(current.admin_url)).items():
        console.print(f"{service} now tells in epoch {epoch}.")
    gone = asyncio.run(_erase_again(current))
    console.print(f"{gone} erased signatures and notices had come back and are gone again.")
    console.print("Start the workers, then look at `folkmoot dead list` of each service and run `folkmoot verify`.")


def erase_again() -> None:
    """Erase again what FOLKMOOT_ERASURE_LEDGER says was erased and a restored backup brought back."""
    current = settings.read()
    if current.erasure_ledger is None:
        raise Refusal("Set FOLKMOOT_ERASURE_LEDGER: the file with the ids of what was erased.")
    console.print(
        f"{asyncio.run(_erase_again(current))} erased signatures and notices had come back and are gone again."
    )


async def _erase_again(current: Settings) -> int:
    database = for_service(current, "escalation", pool_size=1)
    try:
        return await erasure.erase_again(database, current, OffsetClock().now())
    finally:
        await database.close()


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


async def until_interrupted(failed: "asyncio.Task[None]") -> None:
    """Wait for Ctrl-C or SIGTERM, or raise what a failed part raised."""
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({waiting, failed}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if failed.done():
        failed.result()


def over_rabbitmq(broker: str) -> bool:
    """What --broker asks for."""
    if broker not in {"local", "rabbit"}:
        raise Refusal(f"There is no broker {broker}: --broker is local or rabbit.")
    return broker == "rabbit"


def known(service: str) -> str:
    """The service's name, or a message naming the three."""
    if service not in place.MAINS:
        raise Refusal(f"There is no service {service}: there are {', '.join(place.MAINS)}.")
    return service


def _world(service: str) -> tuple[Settings, Database, OffsetClock]:
    current = settings.read()
    return current, for_service(current, service, pool_size=10), OffsetClock()
