"""`folkmoot push`: a partner's nightly job sends a file of figures and comes back with a receipt, or says why not.

It stands on the public API alone and needs no settings of the product; without an address it asks the place that runs
in its folder. Each try of one command carries one Idempotency-Key, so a cut line stores nothing twice; the same file
sent by a later command is compared anew. Exit statuses are those of BSD's sysexits, which schedulers know.
"""

import asyncio
import json
import os
import random
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from shared.settings import address_here

ADDRESS = "http://127.0.0.1:8000"
BATCHES = "/indicators/v1/batches"
PART = 1 << 16  # bytes sent at once
LONGEST_WAIT = 60.0  # seconds between two tries, unless the other side asks for more
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_BUSY = frozenset({408, 425, 429, 502, 503, 504})

app = typer.Typer(add_completion=False)
console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


class Status(IntEnum):
    """How a push ended, as its exit status."""

    TAKEN = 0
    USAGE = 64  # asked in a way that cannot work
    FAULTY = 65  # the file's figures are not right; nothing was stored
    NO_INPUT = 66  # the file cannot be read
    FAILED = 70  # the other side failed in a way of its own
    LATER = 75  # out of reach, or busy: the same command may succeed later
    REFUSED = 77  # this key may not do this


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is to be sent."""

    file: Path
    size: int
    headers: dict[str, str]
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it: the receipt or the problem, as the other side worded it."""

    status: Status
    answer: dict[str, Any]


Sent = Callable[[int], None]
Pause = Callable[[float], Awaitable[None]]


class NoParcel(ValueError):
    """The file cannot be sent as it is; the message says why."""


def parcel(
    file: Path,
    *,
    mapping: str | None = None,
    partial: bool = False,
    rehearse: bool = False,
    publish_at: str | None = None,
    reason: str | None = None,
) -> Parcel:
    """The file made ready. Raises NoParcel for an ending that is not known, and OSError."""
    name, headers = file.name.lower(), {}
    if name.endswith(".gz"):
        name, headers["Content-Encoding"] = name.removesuffix(".gz"), "gzip"
    kind = TYPES.get(Path(name).suffix)
    if kind is None:
        raise NoParcel(f"{file}: the ending is none of {', '.join(TYPES)}, with or without .gz")
    size = file.stat().st_size
    parameters = {"mapping": mapping} if mapping else {}
    parameters |= {"mode": "partial"} if partial else {}
    parameters |= {"dry_run": "true"} if rehearse else {}
    parameters |= {"publish_at": publish_at} if publish_at else {}
    parameters |= {"reason": reason} if reason else {}
    return Parcel(
        file=file,
        size=size,
        headers=headers | {"Content-Type": kind, "Idempotency-Key": f"push-{secrets.token_hex(16)}"},
        parameters=parameters,
    )


async def deliver(
    client: httpx.AsyncClient,
    parcel: Parcel,
    *,
    tries: int,
    sent: Sent,
    said: Callable[[str], object] = console.print,
    pause: Pause = asyncio.sleep,
) -> Outcome:
    """Send the parcel until it is answered, at most `tries` times.

    `sent` is told how many bytes of a try have left, `said` why and when it is tried again.
    """
    last = Outcome(status=Status.LATER, answer={"detail": "It was not tried."})
    for number in range(1, tries + 1):
        wait = min(LONGEST_WAIT, 2.0**number) * random.uniform(0.5, 1)  # noqa: S311 spreads the load, no secret
        try:
            answer = await client.post(
                BATCHES, content=_parts(parcel.file, sent), headers=parcel.headers, params=parcel.parameters
            )
        except httpx.TransportError as error:
            last = Outcome(status=Status.LATER, answer={"detail": f"The line was cut: {type(error).__name__}."})
        else:
            last = _read(answer)
            if last.status is not Status.LATER:
                return last
            wait = max(wait, _asked_to_wait(answer))
        if number < tries:
            said(f"{last.answer.get('detail', 'No answer.')} Trying again in {wait:.0f} s ({number + 1} of {tries}).")
            await pause(wait)
    return last


async def _parts(file: Path, sent: Sent) -> AsyncIterator[bytes]:
    """The file's bytes, read while they are sent."""
    done = 0
    with file.open("rb") as opened:
        while part := await asyncio.to_thread(opened.read, PART):
            yield part
            done += len(part)
            sent(done)


def _read(answer: httpx.Response) -> Outcome:
    try:
        document = answer.json()
    except ValueError:
        document = {"detail": f"Answered {answer.status_code}, in no form that can be read."}
    return Outcome(status=_status(answer), answer=document if isinstance(document, dict) else {"detail": document})


def _status(answer: httpx.Response) -> Status:
    if answer.is_success:
        return Status.TAKEN
    code = answer.status_code
    if code in _BUSY or (code == 409 and "retry-after" in answer.headers):  # not now, perhaps soon
        return Status.LATER
    if code in {401, 403}:
        return Status.REFUSED
    return Status.FAULTY if answer.is_client_error else Status.FAILED


def _asked_to_wait(answer: httpx.Response) -> float:
    said = answer.headers.get("retry-after", "")
    return float(said) if said.isdecimal() else 0.0


@app.command()
def push(
    file: Path,
    *,
    to: Annotated[
        str | None,
        typer.Option(envvar="FOLKMOOT_ADDRESS", help="where Folkmoot is; else the place that runs in this folder"),
    ] = None,
    key_file: Annotated[Path | None, typer.Option(help="holds the API key; else it is FOLKMOOT_KEY")] = None,
    mapping: Annotated[str | None, typer.Option(help="the mapping that your columns are read by")] = None,
    partial: Annotated[bool, typer.Option("--partial", help="store the good rows and be told the others")] = False,
    rehearse: Annotated[bool, typer.Option("--dry-run", help="store nothing; say what would become of it")] = False,
    publish_at: Annotated[str | None, typer.Option(help="when it shall be public: YYYY-MM-DDTHH:MM:SSZ")] = None,
    reason: Annotated[str | None, typer.Option(help="why figures that stand are changed; public")] = None,
    receipt: Annotated[Path | None, typer.Option(help="write the receipt, or the faults, to this file")] = None,
    tries: Annotated[int, typer.Option(min=1, max=100, help="how often to try while the line is cut")] = 8,
) -> None:
    """Send a file of figures. Status: 0 taken, 65 faults in it, 66 no such file, 75 try later, 77 not this key's."""
    try:
        key = (key_file.read_text() if key_file else os.environ.get("FOLKMOOT_KEY", "")).strip()
        sending = parcel(
            file, mapping=mapping, partial=partial, rehearse=rehearse, publish_at=publish_at, reason=reason
        )
    except OSError as error:
        _end(Status.NO_INPUT, f"{error.filename}: {error.strerror}")
    except NoParcel as error:
        _end(Status.USAGE, str(error))
    to = to or address_here() or ADDRESS
    if httpx.URL(to).scheme not in ("http", "https") or not httpx.URL(to).host:
        _end(Status.USAGE, "--to is an address that begins with https:// or http://.")
    if not key.isascii() or not key.isprintable() or not key:
        _end(Status.USAGE, "There is no API key: set FOLKMOOT_KEY, or name a --key-file that holds it.")
    outcome = asyncio.run(_push(to, key, sending, tries))
    _tell(outcome, receipt, is_rehearsal=rehearse)
    raise typer.Exit(outcome.status)


async def _push(to: str, key: str, sending: Parcel, tries: int) -> Outcome:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    timeout = httpx.Timeout(600, connect=10)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(sending.file.name, total=sending.size)
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=to, headers=headers, timeout=timeout) as client:
            return await deliver(client, sending, tries=tries, sent=lambda done: progress.update(task, completed=done))


def _tell(outcome: Outcome, receipt: Path | None, *, is_rehearsal: bool) -> None:
    """The answer whole on standard output or to the file; a sentence for people on standard error."""
    written = json.dumps(outcome.answer, ensure_ascii=False, indent=2)
    if receipt is None:
        sys.stdout.write(written + "\n")
    else:
        receipt.write_text(written + "\n", encoding="utf-8")
    if outcome.status is Status.TAKEN:
        counted = [f"{outcome.answer[name]} {name}" for name in ("new", "revised", "same") if name in outcome.answer]
        if is_rehearsal:
            said = "Nothing was stored. It would be"
        else:
            said = "Taken, and not public yet" if outcome.answer.get("state") == "held" else "Taken"
        console.print(f"{said}: {', '.join(counted)}.")
        if silent := outcome.answer.get("without_reason"):
            console.print(f"{silent} changed without a reason, and the public is told so; --reason gives one.")
        return
    console.print(f"Not taken: {outcome.answer.get('detail', '')}")
    for fault in outcome.answer.get("errors", [])[:10]:
        where = " ".join(f"{name} {fault[name]}" for name in ("row", "column", "cell", "pointer") if name in fault)
        console.print(f"  {where}: {fault.get('message', '')}")
    total = outcome.answer.get("total_errors", 0)
    if isinstance(total, int) and total > 10:
        console.print(f"  ... {total} in all; the whole list is in the answer.")


def _end(status: Status, words: str) -> NoReturn:
    console.print(words)
    raise typer.Exit(status)
