"""Commands for a trial's clock: what time it is there, and moving it forward. Local mode only."""

import asyncio
from datetime import date, datetime, timedelta

import typer
from rich.console import Console

from services.local.advance import timeline
from shared import settings
from shared.working_days import LONDON

app = typer.Typer(no_args_is_help=True, help=__doc__)
console = Console(highlight=False)


@app.command()
def show() -> None:
    """Business time, as every process has it."""

    async def read() -> datetime:
        async with timeline(settings.read()) as time:
            return await time.now()

    console.print(f"{asyncio.run(read()).astimezone(LONDON):%A %d %B %Y, %H:%M}")


@app.command()
def advance(to: str = "", days: int = 0) -> None:
    """Move to a day (--to 2027-01-31, at 9:00) or by --days, stopping at each deadline on the way."""

    async def move() -> tuple[int, datetime]:
        async with timeline(settings.read()) as time:
            goal = _nine_o_clock(date.fromisoformat(to)) if to else await time.now() + timedelta(days=days)
            return await time.advance(goal), await time.now()

    stops, now = asyncio.run(move())
    console.print(f"{now.astimezone(LONDON):%A %d %B %Y, %H:%M}; {stops} deadlines fell due on the way.")


def _nine_o_clock(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=LONDON)
