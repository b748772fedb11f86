"""`folkmoot meetings`: a committee's meetings are read from a calendar file, or from a public address.

A door like the machines' one, for whoever runs the service: it fetches with the same care as `folkmoot pull`.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.cli.refusal import Refusal
from services.cli.register import By, For
from services.escalation.api.scrutiny.meeting import brought
from services.escalation.domain.case.meeting import Changes
from services.escalation.handlers.scrutiny import meeting
from services.publication.domain.leaf.compilation import Compilation
from services.publication.schemas.leaf.compilation import CompilationIn
from shared import settings
from shared.auth import Caller, CallerKind, business_time
from shared.database import Database, for_service
from shared.files.unpacking import Bounds
from shared.formats.icalendar_reader import LONGEST_READ
from shared.outside.addresses import SCHEME
from shared.outside.fetching import Held, NotFetched, Way, fetch
from shared.shapes import fit
from shared.working_days import in_words

console = Console(highlight=False, markup=False, soft_wrap=True)


def take_meetings(
    source: Annotated[str, typer.Argument(help="a calendar file, or an address that begins with https://")],
    *,
    area: Annotated[str, typer.Option(help="the code of the area")],
    committee: Annotated[str, typer.Option(help="the code of the committee; `committee` where there is one alone")],
    by: By,
    body: For,
    paper: Annotated[str, typer.Option(help="the paper or address that the days come from; it stays beside each day")],
    only: Annotated[str, typer.Option(help="words that the name of an event holds")] = "",
) -> None:
    """Enter the meetings of a committee from a calendar: all of it or nothing.

    Beside each day stays who entered it, for which body of the register, and from which paper.
    """
    compiled = fit(CompilationIn, {"by": by, "body": body, "paper": paper}).compilation()
    found = asyncio.run(_take(source, area, committee, only, compiled))
    for words, days in (("Entered", found.added), ("Called off", found.called_off)):
        console.print(f"{words}: {', '.join(map(in_words, days)) or 'none'}.")
    if found.missing:
        console.print(f"Not in the calendar, and left as they are: {', '.join(map(in_words, found.missing))}.")


async def _take(source: str, area: str, committee: str, only: str, compiled: Compilation) -> Changes:
    content = await content_of(source, Way())
    database = for_service(settings.read(), "escalation", pool_size=1)
    try:
        now = await business_time(database)
        return await enter(database, content, compiled, area=area, committee=committee, only=only, now=now)
    finally:
        await database.close()


async def enter(
    database: Database,
    content: bytes,
    compiled: Compilation,
    *,
    area: str,
    committee: str,
    only: str,
    now: datetime,
) -> Changes:
    """Enter what a calendar tells of, as `compiled` says by whom. Raises Malformed, NotFound."""
    keeper = Caller(
        id="folkmoot meetings",
        kind=CallerKind.OFFICER,
        body=compiled.body,
        areas=frozenset({area}),
        roles=frozenset({"scrutiny_officer"}),
        name="folkmoot meetings",
    )
    events, origin = brought(content, only), f"Entered by {compiled.by} from {compiled.paper}."
    return await meeting.take_calendar(database, area, committee, events, caller=keeper, now=now, origin=origin)


async def content_of(source: str, way: Way) -> bytes:
    """What the file or address holds. Raises Refusal with the reason where nothing can be had."""
    if not source.startswith(SCHEME):
        try:
            return await asyncio.to_thread(Path(source).read_bytes)
        except OSError as error:
            raise Refusal(f"{source} cannot be read: {error.strerror}.") from None
    try:
        fetched = await fetch(source, Held(), Bounds(LONGEST_READ, LONGEST_READ), way)
    except NotFetched as refusal:
        raise Refusal(str(refusal)) from None
    if fetched is None:
        raise Refusal("The address told of nothing.")
    with fetched.file:
        return fetched.file.read()
