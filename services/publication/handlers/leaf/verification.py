"""Checking the record's leaves as whoever copies it does: each against its words, and against the rows that pages show.

Where the record's files are kept, what was signed is held against the rows too. What somebody writes in the same moment
is looked at twice, and told only where it is wrong both times.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from services.publication.domain.leaf.leaf import Kept
from services.publication.domain.record.counterpart import Counterpart
from services.publication.schemas.leaf.leaf import words_document
from services.publication.storage.leaf import leaf as storage
from services.publication.storage.record import counterpart
from services.publication.storage.record import record as records
from services.publication.storage.record.record import RowsMissing
from shared.database import EVERY_AREA, Database
from shared.proof.checking import Contents, check_files, compared, contents_of
from shared.proof.leaves import Finding
from shared.proof.notes import Verifier
from shared.proof.tiles import WIDTH
from shared.verification import Verified

PAGE, STRAYS = 16 * WIDTH, 1_000


@dataclass(frozen=True, slots=True)
class _Held:
    """The bytes of every leaf in the order of their places, then of those that have none yet, and the rows of these."""

    leaves: Sequence[bytes]
    placed: int
    rows: Sequence[int]
    wrong: Sequence[str]


async def verify(database: Database) -> list[Verified]:
    """Every leaf that the database tells, every row that pages show. Nothing is changed."""
    checked, differences = await _twice(lambda: _every_leaf(database))
    return [Verified("leaves", checked, differences)]


async def verify_files(database: Database, read: Callable[[str], bytes | None], key: Verifier) -> Verified:
    """The same leaves against the files that were signed with this key; `read` answers a file by its path."""
    checked, differences = await _twice(lambda: _signed(database, read, key))
    return Verified("signed leaves", checked, differences)


async def _twice(check: Callable[[], Awaitable[tuple[int, Sequence[str]]]]) -> tuple[int, tuple[str, ...]]:
    """What is wrong now and a moment later: a leaf and its row are read one after the other while others write."""
    checked, found = await check()
    again = set((await check())[1]) if found else set[str]()
    return checked, tuple(one for one in found if one in again)


async def _signed(database: Database, read: Callable[[str], bytes | None], key: Verifier) -> tuple[int, Sequence[str]]:
    files = await asyncio.to_thread(_first_checkpoint_then, read)
    held = await _held(database)
    found = await asyncio.to_thread(check_files, files, key, held.leaves[: held.placed])
    return held.placed, [str(one) for one in found]


async def _every_leaf(database: Database) -> tuple[int, Sequence[str]]:
    held = await _held(database)
    contents, wrong = contents_of(held.leaves)
    differences = [*held.wrong, *(_sentence(one, contents) for one in wrong)]
    for first in range(0, len(held.leaves), WIDTH):
        numbers = range(first, min(first + WIDTH, len(held.leaves)))
        document = words_document(await _told(database, held, numbers))
        differences += [_sentence(one, contents) for one in compared(document, contents, numbers)]
    async with database.unit_of_work(EVERY_AREA) as session:
        strays = await counterpart.strays(session, STRAYS)
    differences += [f"{kind} {subject} {number}: it is shown without a leaf" for kind, subject, number in strays]
    return len(held.leaves), differences


async def _held(database: Database) -> _Held:
    leaves, rows, wrong = list[bytes](), list[int](), list[str]()
    async with database.unit_of_work(EVERY_AREA) as session:
        size = await records.size(session)
    for first in range(0, size, PAGE):
        end = min(first + PAGE, size)
        async with database.unit_of_work(EVERY_AREA) as session:
            try:
                leaves += await records.contents(session, first, end)
            except RowsMissing as missing:
                wrong.append(str(missing))
                there = {one.number: one.content for one in await storage.numbered(session, first, end)}
                leaves += [there.get(number, b"") for number in range(first, end)]
    after = 0
    while True:
        async with database.unit_of_work(EVERY_AREA) as session:
            found = await storage.unnumbered(session, after, PAGE)
        if not found:
            return _Held(leaves, size, rows, wrong)
        for row, waits, content in found:
            leaves.append(content)
            rows.append(row)
            wrong += [] if waits else [f"the leaf in row {row} has no number and waits for none"]
        after = rows[-1]


async def _told(database: Database, held: _Held, numbers: range) -> list[tuple[Kept, Counterpart | None]]:
    """What the rows say of these leaves, as the record's own address tells it."""
    first = max(numbers.start, held.placed)
    rows = held.rows[first - held.placed : max(numbers.stop - held.placed, 0)]
    async with database.unit_of_work(EVERY_AREA) as session:
        kept = await storage.numbered(session, numbers.start, min(numbers.stop, held.placed))
        behind = await storage.of_rows(session, rows)
        kept += [replace(behind[row], number=number) for number, row in enumerate(rows, first) if row in behind]
        shown = await counterpart.of(session, kept)
    return [(one, shown.get((one.kind, one.subject, one.of))) for one in kept]


def _sentence(finding: Finding, contents: Contents) -> str:
    """The finding by what its leaf is about: a leaf that waits may have another number a moment later."""
    leaf = contents.told[finding.number] if finding.number is not None else None
    where = f"{leaf['kind']} {leaf['subject']} {leaf['number']}" if leaf else "a leaf"
    return f"{where}: {finding.words}"


def _first_checkpoint_then(read: Callable[[str], bytes | None]) -> Callable[[str], bytes | None]:
    """The same files with the checkpoint as it is now: leaves are read after it, and may be more by then."""
    kept = read("checkpoint")
    return lambda path: kept if path == "checkpoint" else read(path)
