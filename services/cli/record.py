"""Commands around the public record: make its key, check one from anywhere, and watch one that is somebody else's."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

import httpx
import typer
from rich.console import Console

from services.cli.refusal import NotThere, Refusal
from services.cli.register import By, For
from services.publication.domain.leaf.compilation import Compilation
from services.publication.handlers.leaf import leaf
from services.publication.handlers.register import register
from services.publication.schemas.leaf.compilation import CompilationIn
from shared import settings
from shared.auth import business_time
from shared.database import for_service
from shared.proof.checking import Read, check, key_of
from shared.proof.notes import Key, NotANote, Note, Verifier
from shared.proof.witnessing import Refused, Witness
from shared.settings import Settings
from shared.shapes import fit

T = TypeVar("T")

console = Console(highlight=False, soft_wrap=True)
app = typer.Typer(no_args_is_help=True, help="The key of the public record, and what was public before it began.")

SILENCE = 20.0
Where = Annotated[
    str, typer.Argument(help="the record's address, such as https://moot.example.org/record, or a folder")
]
KnownKey = Annotated[str | None, typer.Option("--key", help="its key, as you kept it from before")]


@app.command("key")
def make_key(name: Annotated[str, typer.Argument(help="the record's address without https://")]) -> None:
    """Make a key for a record: the secret for FOLKMOOT_RECORD_KEY, and the public one for everybody."""
    try:
        key = Key(name, os.urandom(32))
    except NotANote as wrong:
        raise Refusal(f"{wrong}.") from None
    console.print(f"Secret, for FOLKMOOT_RECORD_KEY: {key.written()}", markup=False)
    console.print(f"Public, for everybody:           {key.verifier()}", markup=False)


@app.command("enter-older")
def enter_older(*, by: By, body: For) -> None:
    """Add to the record what was public here before the record began; each tells that it was added today. Once only.

    Each says on the record who added it, and for which body.
    """
    compiled = fit(CompilationIn, {"by": by, "body": body}).compilation()
    added, untold = asyncio.run(_entered(settings.read(), compiled))
    facts = "One fact that was" if added == 1 else f"{added} facts that were"
    console.print(
        f"{facts} recorded earlier have their leaves now." if added else "Nothing was missing; nothing was added."
    )
    for kind, subject, number in untold:
        console.print(f"Not added, because its rows make no sense: {kind} {subject} {number}", markup=False)
    if untold:
        raise typer.Exit(1)


async def _entered(current: Settings, compiled: Compilation) -> tuple[int, list[tuple[str, str, int]]]:
    database = for_service(current, "publication", pool_size=1)
    try:
        if not any(compiled.body in held.partners for held in await register.every(database)):
            raise Refusal(f"No register here knows a body {compiled.body}.")
        return await leaf.enter_older(database, await business_time(database), compiled=compiled)
    finally:
        await database.close()


def verify_record(
    where: Where,
    key: KnownKey = None,
    kept: Annotated[list[Path] | None, typer.Option(help="a checkpoint that you kept from before")] = None,
    keep: Annotated[Path | None, typer.Option(help="a new folder for a copy of all that was read")] = None,
) -> None:
    """Check a whole record: signature, tree, every leaf against its words, and that it only grew. Status 1 if not."""
    with _reader(where) as files:
        read = _copying(files, keep) if keep else files
        known = _key(key, read)
        found = check(read, known, [_note(path) for path in kept or ()])
    for finding in found.findings:
        console.print(str(finding), markup=False)
    if found.findings:
        count = len(found.findings)
        console.print("One thing is not as it must be." if count == 1 else f"{count} things are not as they must be.")
        raise typer.Exit(1)
    size = found.checkpoint.size if found.checkpoint else 0
    console.print(f"The record is whole: {size} leaves, signed by {known.name}.", markup=False)
    if key is None:
        console.print(f"Its key is what it says itself. Keep it, and give it next time: --key {known}", markup=False)


def witness(
    where: Where,
    *,
    name: Annotated[str, typer.Option(help="the name to sign under, such as your.site/watch")],
    folder: Annotated[Path, typer.Option(help="what it keeps lies here")] = Path("folkmoot-witness"),
    key: KnownKey = None,
    every: Annotated[float, typer.Option(help="minutes between two looks")] = 60,
    stale_hours: Annotated[float, typer.Option(help="hours without growth after which it speaks up")] = 36,
    once: Annotated[bool, typer.Option("--once", help="look once and end")] = False,
) -> None:
    """Watch a record: keep what was seen, cosign what only grew, and refuse all else, with status 1 where --once."""
    watching = _noted(lambda: Witness(folder, name, record_key=Verifier.parse(key) if key else None))
    console.print(f"Watching as {watching.verifier}", markup=False)
    while True:
        is_well = _look(watching, where, timedelta(hours=stale_hours))
        if once:
            raise typer.Exit(0 if is_well else 1)
        time.sleep(every * 60)


def _look(watching: Witness, where: str, stale_after: timedelta) -> bool:
    now = datetime.now(UTC)
    try:
        with _reader(where) as read:
            seen = watching.look(read, now, stale_after=stale_after)
    except (Refused, NotThere) as refused:
        console.print(f"{now:%Y-%m-%d %H:%M} REFUSED: {refused}", markup=False)
        return False
    console.print(f"{now:%Y-%m-%d %H:%M} {seen.checkpoint.size} leaves, cosigned.", markup=False)
    console.print(seen.line, markup=False)
    if _is_address(where):
        _send(where, seen.checkpoint.size, seen.line)
    return True


def _send(where: str, size: int, line: str) -> None:
    """Tell the record; that it does not take the line of a witness that it does not list is no fault of the witness."""
    parts = urlsplit(where)
    address = f"{parts.scheme}://{parts.netloc}/publication/v1/record/cosignatures"
    try:
        answer = httpx.post(address, json={"size": size, "line": line}, timeout=SILENCE)
    except httpx.HTTPError:
        console.print("The record did not take the cosignature: it is out of reach.")
        return
    if answer.is_error:
        console.print(f"The record did not take the cosignature ({answer.status_code}). Does it list this witness?")


@contextmanager
def _reader(where: str) -> Iterator[Read]:
    """What answers the files of the record at an address, or in a folder."""
    if _is_address(where):
        headers = {"Accept-Encoding": "identity"}
        with httpx.Client(base_url=f"{where.rstrip('/')}/", timeout=SILENCE, headers=headers) as client:
            yield lambda path: _fetched(client, where, path)
        return
    folder = Path(where)
    if not folder.is_dir():
        raise Refusal(f"{where} is neither an address nor a folder.")
    yield lambda path: (folder / path).read_bytes() if (folder / path).is_file() else None


def _fetched(client: httpx.Client, where: str, path: str) -> bytes | None:
    try:
        answer = client.get(path)
    except httpx.HTTPError as error:
        raise NotThere(f"{where} is out of reach.") from error
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    if answer.is_error:
        raise NotThere(f"{where}/{path} answers {answer.status_code}.")
    return answer.content


def _copying(read: Read, folder: Path) -> Read:
    """The same, and what was read stays in a folder that is itself a record."""
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty: a copy is kept in a new folder.")

    def copy(path: str) -> bytes | None:
        held = read(path)
        if held is not None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(held)
        return held

    copy("record.json")
    return copy


def _key(told: str | None, read: Read) -> Verifier:
    return _noted(lambda: Verifier.parse(told) if told else key_of(read)[0])


def _note(path: Path) -> Note:
    return _noted(lambda: Note.parse(path.read_bytes()))


def _noted(read: Callable[[], T]) -> T:
    try:
        return read()
    except (NotANote, OSError) as wrong:
        raise Refusal(f"{wrong}.") from None


def _is_address(where: str) -> bool:
    return where.startswith(("https://", "http://"))
