"""The command that runs all of the product on one machine, and what it shares with the demonstration."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.cli.refusal import Refusal
from services.local import place
from shared.settings import offered

console = Console(highlight=False, soft_wrap=True)

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
