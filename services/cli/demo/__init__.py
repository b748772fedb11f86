"""The demonstration: two real places loaded over HTTP, one petition driven up the whole ladder, and the site served.

It does from outside what partners, citizens and officers do, with their own keys and sessions, and touches nothing of
the product's inside but the place's clock and the mail folder.
"""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from services.cli.demo.evidence import check
from services.cli.demo.explanation import answer_one
from services.cli.demo.loading import load_negotiation, load_place
from services.cli.demo.negotiation import Negotiation
from services.cli.demo.people import People, Refused
from services.cli.demo.petition import gather
from services.cli.demo.story import climb, seat_negotiators
from services.cli.demo.ward import settle_in
from services.cli.up import Broker, over_rabbitmq, say_where, say_which, until_interrupted
from services.local import advance, place
from services.local.place import Place
from shared.settings import offered

NOTICE = (
    "Demonstration. The figures are real, and so is the negotiation of Bath and North East Somerset. Trafford's "
    "agreements, targets and partners' duties, the petition, the explanation and everything said or done in them are "
    "invented."
)

console = Console(highlight=False, soft_wrap=True)


Exit = Annotated[bool, typer.Option("--exit", help="stop after the last step; 0 only if every step was seen")]


def demonstrate(*, broker: Broker = "local", exit: Exit = False) -> None:
    """Load the sample place, climb the ladder under a moving clock, and serve the site until Ctrl-C."""
    try:
        raise typer.Exit(asyncio.run(_demo(broker, exit=exit)))
    except Refused as refused:
        console.print(f"The demonstration stopped: {refused}")
        raise typer.Exit(1) from refused


async def _demo(broker: str, *, exit: bool) -> int:
    console.print("Starting PostgreSQL, three services and their workers ...")
    async with place.running(over_rabbitmq=over_rabbitmq(broker), notice=NOTICE) as running:
        say_where(running, console)
        playing = asyncio.create_task(_play(running))
        await asyncio.wait({playing, running.failed}, return_when=asyncio.FIRST_COMPLETED)
        if not playing.done():
            playing.cancel()
            running.failed.result()
        missing = playing.result()
        if not exit:
            console.print(f"\nServing {running.address} until Ctrl-C.")
            with offered(running.settings) as is_found:
                say_which(console, is_found=is_found)
                await until_interrupted(running.failed)
    return 1 if missing else 0


async def _play(running: Place) -> list[str]:
    """Everything in order; answers what should be seen on pages and feeds and is not."""
    async with People(running) as people, advance.timeline(running.settings) as time:
        await load_place(people, console)
        await load_negotiation(people, console)
        await time.settle()
        why = await answer_one(people, time, console)
        reference = await gather(people, time, console)
        talks = Negotiation(people, time, console)
        await talks.begin()
        steps = await climb(people, time, reference, console, meanwhile=talks)
        await time.settle()
        missing = await check(people, reference, steps, why, talks=talks, console=console)
        councillor, _ = await settle_in(people, time, console)
        registrar = await seat_negotiators(people)
        await time.settle()
        for sight, account in (
            ("the desk", "scrutiny-officer"),
            ("petitions to check", "petitions-officer"),
            ("a councillor's ward", councillor),
            ("the desk of negotiations", registrar),
            ("rules, closed days, keys and failed messages", "administrator"),
        ):
            console.print(
                f"To see {sight}, sign in at {running.address}/account/sign-in as {account} "
                f"with the password {people.passwords[account]} (of this demonstration only)."
            )
        await people.connect_provider()
        console.print("Or sign in there with the development provider, and pick whoever you want to be.")
        return missing
