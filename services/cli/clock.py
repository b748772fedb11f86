"""Commands for a local place's clock: what time it is there, and moving it forward. Local mode only."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console

from services.cli.refusal import Refusal
from services.local.advance import timeline
from shared import settings
from shared.calendars import KNOWN_UNTIL
from shared.settings import Settings
from shared.working_days import LONDON

FARTHEST = timedelta(days=366 * 100)

app = typer.Typer(no_args_is_help=True, help=__doc__)
console = Console(highlight=False)


@app.command()
def show(
    ahead: Annotated[
        int | None, typer.Option(min=1, max=366, help="the instant so many days ahead, as publish_at takes it")
    ] = None,
) -> None:
    """Business time, as every process has it."""

    async def read() -> datetime:
        async with timeline(settings.read()) as time:
            return await time.now()

    now = asyncio.run(read())
    console.print(_told(now) if ahead is None else f"{now + timedelta(days=ahead):%Y-%m-%dT%H:%M:00Z}")


@app.command()
def advance(
    to: Annotated[str, typer.Option(help="a day to come, such as 2027-01-31: at 9:00")] = "",
    days: Annotated[int | None, typer.Option(help="how many days, 1 or more")] = None,
) -> None:
    """Move to a day, or by a number of days, stopping at each deadline on the way. Time never goes back."""
    if bool(to) is (days is not None):
        raise Refusal("Say either --to and a day, such as --to 2027-01-31, or --days and a number.")
    if days is not None and not 1 <= days <= FARTHEST.days:
        raise Refusal("--days takes a whole number of days, from 1 to a hundred years': time never goes back.")
    goal = _nine_o_clock(to) if to else None

    stops, now = asyncio.run(_move(settings.read(), goal, days or 0))
    fell = "1 deadline" if stops == 1 else f"{stops} deadlines"
    console.print(f"{_told(now)}; {fell} fell due on the way.")


async def _move(current: Settings, goal: datetime | None, days: int) -> tuple[int, datetime]:
    async with timeline(current) as time:
        now = await time.now()
        goal = goal or now + timedelta(days=days)
        if goal <= now:
            raise Refusal(f"It is {_told(now)} already: time never goes back.")
        if goal.date() > KNOWN_UNTIL:
            raise Refusal(f"Working days are known until {KNOWN_UNTIL:%d %B %Y}: no deadline could be set after it.")
        return await time.advance(goal), await time.now()


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%A %d %B %Y, %H:%M}"


def _nine_o_clock(written: str) -> datetime:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Refusal("--to takes a day of the calendar, written like 2027-01-31.") from None
    return datetime(day.year, day.month, day.day, 9, tzinfo=LONDON)
