"""The command that loads a register from a file: the first thing a new place needs."""

import asyncio
import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.publication.domain.register import Facts
from services.publication.handlers import register
from services.publication.schemas.register import RegisterIn
from shared import settings
from shared.auth import business_time
from shared.database import for_service
from shared.problems import Problem
from shared.shapes import fit

app = typer.Typer(no_args_is_help=True, help=__doc__)
console = Console(highlight=False)


@app.callback()
def commands() -> None:
    """The public register of who is responsible."""


@app.command()
def load(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Take the facts of a TOML or JSON file: all, or none with every fault named. Loading it again changes nothing."""

    async def loaded() -> dict[str, object]:
        database = for_service(settings.read(), "publication", pool_size=1)
        try:
            return await register.load(database, facts_of(file), now=await business_time(database))
        finally:
            await database.close()

    try:
        console.print(asyncio.run(loaded()))
    except Problem as problem:
        console.print(f"{problem.title}: {problem.detail}")
        for fault in problem.errors:
            console.print(f"  {fault.pointer or ''} {fault.code}: {fault.message}")
        raise typer.Exit(1) from problem


def facts_of(file: Path) -> Facts:
    """The facts that a TOML or JSON file states, of the same shape as the request; Malformed names every fault."""
    written = file.read_text(encoding="utf-8")
    stated = json.loads(written, parse_float=Decimal) if file.suffix == ".json" else tomllib.loads(written)
    return fit(RegisterIn, stated).facts()
