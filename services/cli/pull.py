"""`folkmoot pull`: what bodies' mappings name by public addresses is fetched by its rhythm and taken as their figures.

A door like the machines' one: it fetches, has the mapping read what came, and posts it by the handler of every batch.
All rows of a file are taken or none. What came of it is kept for the body to read at /indicators/v1/pulls.
"""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from services.cli.push import Status
from services.indicators.domain.mapping.pull import Outcome, Pull, Wanted, begin, brought, still
from services.indicators.domain.measure.register import Poster
from services.indicators.handlers.figure import batch
from services.indicators.handlers.mapping import mapping as mappings
from services.indicators.handlers.mapping import pull
from services.indicators.schemas.figure.post import Post
from services.indicators.schemas.mapping.sheet import MOST_SENT, MOST_UNPACKED, Sheet, kind_of
from shared import settings
from shared.auth import read_offset
from shared.clock import OffsetClock
from shared.database import Database, for_service
from shared.events import new_id
from shared.files.unpacking import Bounds
from shared.idempotency import Once
from shared.outside.fetching import Fetched, Held, NotFetched, Way, fetch
from shared.problems import Problem
from shared.settings import Settings
from shared.working_days import london_day

BOUNDS = Bounds(MOST_SENT, MOST_UNPACKED)
MOST_SHOWN = 10  # faults of one file
EFFECTS = ("new", "revised", "same", "withdrawn")
STATUSES = {
    Outcome.TAKEN: Status.TAKEN,
    Outcome.UNCHANGED: Status.TAKEN,
    Outcome.FAULTY: Status.FAULTY,
    Outcome.REFUSED: Status.REFUSED,
    Outcome.NOT_NOW: Status.LATER,
}
GRAVEST = (Status.FAULTY, Status.REFUSED, Status.LATER, Status.TAKEN)

Now = Callable[[], datetime]

console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Done:
    """A pull as it was kept, and the receipt of the batch where figures were taken. Any: the receipt is JSON."""

    pull: Pull
    receipt: dict[str, Any] = field(default_factory=dict)


def pull_due(
    *,
    body: Annotated[str | None, typer.Option(help="for this body alone")] = None,
    mapping: Annotated[str | None, typer.Option(help="by mappings of this name alone")] = None,
    every: Annotated[bool, typer.Option("--all", help="also those whose day has not come")] = False,
    rehearse: Annotated[
        bool, typer.Option("--dry-run", help="fetch, say what would become of it, store nothing")
    ] = False,
) -> None:
    """Fetch what mappings name by a public address. Status: 0 done, 65 faults in a file, 75 try later, 77 refused."""
    raise typer.Exit(asyncio.run(_pull(settings.read(), body, mapping, is_all=every, is_rehearsal=rehearse)))


async def _pull(
    current: Settings, body: str | None, mapping: str | None, *, is_all: bool, is_rehearsal: bool
) -> Status:
    database = for_service(current, "indicators", pool_size=3)
    try:
        now = OffsetClock(await read_offset(database)).now
        found = await pull.wanted(database, body=body, mapping=mapping, now=now())
        if not found:
            console.print("No mapping names such an address.")
            return Status.TAKEN if body is mapping is None else Status.USAGE
        due = [one for one in found if is_all or one.is_due(london_day(now()))]
        if not due:
            console.print(f"Nothing is due: {_counted(found)} asked in time.")
            return Status.TAKEN
        done = await pull_each(database.on_trial() if is_rehearsal else database, due, now=now, way=Way())
    finally:
        await database.close()
    if is_rehearsal:
        console.print("Nothing was stored. What would have become of it stands above.")
    return min((STATUSES[one.pull.outcome] for one in done), key=GRAVEST.index)


async def pull_each(database: Database, due: Sequence[Wanted], *, now: Now, way: Way) -> list[Done]:
    """Pull one after another, each told as soon as it is done; what stops one stops none of the others."""
    done = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=len(due))
        for one in due:
            progress.update(task, description=one.name)
            done.append(await pull_one(database, one, now=now, way=way))
            _tell(done[-1], is_kept=not database.is_trial)
            progress.advance(task)
    return done


async def pull_one(database: Database, wanted: Wanted, *, now: Now, way: Way) -> Done:
    """Fetch, read, post, and keep what came of it."""
    begun, last = begin(wanted, id=new_id(), at=now()), wanted.alike
    held = Held(last.etag, last.last_modified) if last else Held()
    try:
        fetched = await fetch(wanted.source.address, held, BOUNDS, way)
    except (NotFetched, Problem) as refusal:
        return Done(await pull.fail(database, begun, refusal))
    if fetched is None:
        return Done(await pull.keep(database, still(begun, wanted)))
    with fetched.file:
        etag, last_modified = fetched.held.etag, fetched.held.last_modified
        file = brought(begun, fetched.sha256, etag=etag, last_modified=last_modified, at=now())
        if wanted.has(fetched.sha256):
            return Done(await pull.keep(database, file))
        return await _posted(database, wanted, fetched, file)


async def _posted(database: Database, wanted: Wanted, fetched: Fetched, file: Pull) -> Done:
    sheet = Sheet(fetched.file, kind_of(fetched.content_type, wanted.source.address))
    try:
        sent = await mappings.read(database, sheet, body=wanted.body, id=wanted.mapping, version=wanted.version)
        once = Once(f"pull/{wanted.body}", wanted.key(fetched.sha256), "folkmoot pull", bytes.fromhex(fetched.sha256))
        poster = Poster(body=wanted.body, areas=wanted.areas)
        post = Post(
            sent=sent,
            poster=poster,
            sender=once.client,
            once=once,
            received_at=file.asked_at,
            fetched_from=wanted.source.address,
        )
        receipt = json.loads((await batch.post(database, post)).body)
    except Problem as problem:
        return Done(await pull.fail(database, file, problem))
    return Done(await pull.take(database, file, receipt), receipt)


def _tell(done: Done, *, is_kept: bool) -> None:
    """A line on standard output for each; faults, the first of them, beneath."""
    ended = done.pull
    name = f"{ended.body}/{ended.mapping}"
    match ended.outcome:
        case Outcome.TAKEN:
            counts = ", ".join(f"{done.receipt[effect]} {effect}" for effect in EFFECTS)
            typer.echo(f"{name}: taken: {counts}. Batch {ended.batch}." if is_kept else f"{name}: would be {counts}.")
        case Outcome.UNCHANGED:
            typer.echo(f"{name}: nothing changed since it was fetched last. Nothing was posted.")
        case _:
            typer.echo(f"{name}: {ended.outcome.replace('_', ' ')}: {ended.detail}")
    for error in ended.errors[:MOST_SHOWN]:
        where = " ".join(f"{part} {error[part]}" for part in ("row", "column", "pointer") if part in error)
        typer.echo(f"  {where}: {error['message']}")
    if ended.total_errors > MOST_SHOWN:
        typer.echo(f"  ... {ended.total_errors} in all; they stand at /indicators/v1/pulls.")


def _counted(found: Sequence[Wanted]) -> str:
    return "the one address was" if len(found) == 1 else f"all {len(found)} addresses were"
