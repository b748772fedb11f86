"""Commands for what did not arrive: dead letters of each consumer, and sending events again."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from services.cli.run import known
from services.indicators.worker import PROJECTIONS as OF_INDICATORS
from services.publication.worker import PROJECTIONS as OF_PUBLICATION
from shared import dead_letters, inbox, ledger, settings
from shared.auth import business_time
from shared.database import EVERY_AREA, Session, for_service
from shared.events.topology import consumers_of, producer

dead = typer.Typer(no_args_is_help=True, help="Dead letters: list, show, retry, discard.")
PROJECTIONS = {**OF_PUBLICATION, **OF_INDICATORS}

console = Console(highlight=False)
T = TypeVar("T")

Consumer = Annotated[str, typer.Argument(help="such as indicators.target")]


@dead.command("list")
def list_all(service: str) -> None:
    """Dead letters of a service, the oldest first."""
    for letter in _in(service, lambda session, _: dead_letters.find(session)):
        console.print(
            f"{letter.consumer} {letter.stream} {letter.version}: {letter.reason} "
            f"({letter.attempts} attempts, {letter.held_up} wait behind it)"
        )


@dead.command()
def show(consumer: Consumer, stream: str, version: int) -> None:
    """One dead letter with its content."""
    for letter in _in(consumer.partition(".")[0], lambda session, _: dead_letters.find(session, consumer)):
        if (letter.stream, letter.version) == (stream, version):
            console.print_json(json.dumps(letter.envelope))


@dead.command()
def retry(consumer: Consumer, stream: str, version: int) -> None:
    """Give a dead letter its attempts again."""
    _in(consumer.partition(".")[0], lambda session, _: dead_letters.retry(session, consumer, stream, version))


@dead.command()
def discard(
    consumer: Consumer,
    stream: str,
    version: int,
    reason: Annotated[str, typer.Option(help="why; kept in the ledger")],
    by: Annotated[str, typer.Option(help="the post that decides")],
) -> None:
    """Move the stream past a dead letter for good. This is told in the ledger."""
    _in(
        consumer.partition(".")[0],
        lambda session, now: dead_letters.discard(session, consumer, stream, version, reason=reason, actor=by, now=now),
    )


def resend(service: str, stream: str = "", since: int = -1) -> None:
    """Send events of a service again, of one --stream or all after position --since; consumers skip what they have."""
    if not stream and since < 0:
        raise typer.BadParameter("say --stream or --since")
    position = None if stream else since
    count = _in(service, lambda session, _: ledger.resend(session, stream=stream or None, since=position))
    console.print(f"{count} events are on their way again.")


def rebuild(consumer: Consumer) -> None:
    """Empty a projection and let everything be told to it again, such as publication.case."""
    forget = PROJECTIONS.get(consumer)
    if forget is None:
        raise typer.BadParameter(f"only projections can be rebuilt: {', '.join(PROJECTIONS)}")

    async def empty(session: Session, _: datetime) -> None:
        await inbox.forget(session, consumer)
        await forget(session)

    service, kind = consumer.partition(".")[0], consumers_of(consumer.partition(".")[0])[consumer]
    _in(service, empty)
    count = _in(producer(kind), lambda session, _: ledger.resend(session, kind=kind, since=0))
    console.print(f"{count} events of {kind} are on their way to {consumer} again.")


def _in(service: str, work: Callable[[Session, datetime], Awaitable[T]]) -> T:
    async def connected() -> T:
        database = for_service(settings.read(), known(service), pool_size=1)
        try:
            now = await business_time(database)
            async with database.unit_of_work(EVERY_AREA) as session:
                return await work(session, now)
        finally:
            await database.close()

    return asyncio.run(connected())
