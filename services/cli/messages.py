"""Commands for what did not arrive: dead letters of each consumer, and sending events again."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from services.cli.refusal import Refusal
from services.cli.run import known
from services.escalation.worker import PROJECTIONS as OF_ESCALATION
from services.indicators.worker import PROJECTIONS as OF_INDICATORS
from services.publication.worker import PROJECTIONS as OF_PUBLICATION
from shared import dead_letters, inbox, ledger, settings
from shared.auth import business_time
from shared.database import EVERY_AREA, Session, for_service
from shared.events.topology import consumers_of, producer
from shared.problems import NotFound

dead = typer.Typer(no_args_is_help=True, help="Dead letters: list, show, retry, discard.")
COMMAND_LINE = "command-line"
PROJECTIONS = {**OF_PUBLICATION, **OF_INDICATORS, **OF_ESCALATION}

console = Console(highlight=False, markup=False, soft_wrap=True)
T = TypeVar("T")

Consumer = Annotated[str, typer.Argument(help="such as indicators.target")]
Version = Annotated[int, typer.Argument(min=1, max=2**31 - 1, help="the event's number in its stream")]


@dead.command("list")
def list_all(service: str) -> None:
    """Dead letters of a service, the oldest first."""
    letters = _in(service, lambda session, _: dead_letters.find(session))
    if not letters:
        console.print(f"{service} has no dead letters.")
    for letter in letters:
        console.print(
            f"{letter.consumer} {letter.stream} {letter.version}: {letter.reason} "
            f"({letter.attempts} attempts, {letter.held_up} {'waits' if letter.held_up == 1 else 'wait'} behind it)"
        )


@dead.command()
def show(consumer: Consumer, stream: str, version: Version) -> None:
    """One dead letter with its content."""
    letters = _in(consumer.partition(".")[0], lambda session, _: dead_letters.find(session, consumer))
    found = [letter for letter in letters if (letter.stream, letter.version) == (stream, version)]
    if not found:
        raise NotFound("There is no such dead letter.")
    console.print_json(json.dumps(found[0].envelope))


@dead.command()
def retry(consumer: Consumer, stream: str, version: Version) -> None:
    """Give a dead letter its attempts again."""
    _in(
        consumer.partition(".")[0],
        lambda session, now: dead_letters.retry(session, consumer, stream, version, actor=COMMAND_LINE, now=now),
    )
    console.print(f"{consumer} tries event {version} of {stream} again.")


@dead.command()
def discard(
    consumer: Consumer,
    stream: str,
    version: Version,
    reason: Annotated[str, typer.Option(help="why; kept in the ledger")],
    by: Annotated[str, typer.Option(help="the post that decides")],
) -> None:
    """Move the stream past a dead letter for good. This is told in the ledger."""
    if not (reason.strip() and by.strip()):
        raise Refusal("Say why and who decides: --reason and --by are kept in the ledger.")
    _in(
        consumer.partition(".")[0],
        lambda session, now: dead_letters.discard(session, consumer, stream, version, reason=reason, actor=by, now=now),
    )
    console.print(f"{consumer} goes on without event {version} of {stream}.")


def resend(
    service: str,
    stream: Annotated[str, typer.Option(help="the stream whose events to send")] = "",
    since: Annotated[
        int | None, typer.Option(min=0, max=2**63 - 1, help="the position after which to send all")
    ] = None,
) -> None:
    """Send events of a service again, of one --stream or all after position --since; consumers skip what they have."""
    if bool(stream) is (since is not None):
        raise Refusal("Say either --stream and its name, or --since and a position of the ledger.")
    count = _in(service, lambda session, _: ledger.resend(session, stream=stream or None, since=since))
    if stream and not count:
        raise Refusal(f"{service} has nothing to send of a stream {stream}, or all of it is on its way already.")
    console.print(f"{_events(count)} on their way again.")


def rebuild(consumer: Consumer) -> None:
    """Empty a projection and let everything be told to it again, such as publication.case."""
    forget = PROJECTIONS.get(consumer)
    if forget is None:
        raise Refusal(f"{consumer} cannot be rebuilt; only projections can: {', '.join(PROJECTIONS)}")

    async def empty(session: Session, _: datetime) -> None:
        await inbox.forget(session, consumer)
        await forget(session)

    service, kind = consumer.partition(".")[0], consumers_of(consumer.partition(".")[0])[consumer]
    _in(service, empty)
    count = _in(producer(kind), lambda session, _: ledger.resend(session, kind=kind, since=0))
    console.print(f"{_events(count)} of {kind} on their way to {consumer} again.")


def _events(count: int) -> str:
    return f"{count} event{'' if count == 1 else 's'}"


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
