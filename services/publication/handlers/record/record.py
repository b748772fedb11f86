"""The record is written: leaves get their numbers, files are made of them, and a checkpoint is signed. One at a time.

What was signed is never taken back: neither for a smaller tree nor for another of the same size, also not after a
restore. Then it stands still, by a name that readiness and the proof page show, until a person has looked.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

import structlog

from services.publication.domain.record.record import Standstill, Stopped
from services.publication.storage.record import record as storage
from services.publication.storage.record import tile
from services.publication.storage.record.record import RowsMissing, Signed, Superseded
from services.publication.storage.record.tile import Disk, Forked, Mending
from shared.clock import Clock
from shared.database import DATABASE_ERRORS, EVERY_AREA, Database
from shared.proof.merkle import EMPTY, Edge, leaf_hash
from shared.proof.notes import PRIVATE, Checkpoint, Key, NotANote, signed
from shared.proof.tiles import WIDTH, NotATile
from shared.settings import PLACEHOLDER, Settings

PAGE = 16 * WIDTH  # leaves that one checkpoint adds at most, and that are read at once
POLL, GATHER, LOOK_AGAIN = 5.0, 0.2, 30.0  # seconds

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Book:
    """Where the record's files are kept, and the key that signs them."""

    disk: Disk
    key: Key


def book_of(settings: Settings) -> Book | None:
    """Where this place keeps its record; None where it keeps none. Raises NotANote for a key that is none.

    Of a secret that is no written key one is made, under the name that the record has by its public address.
    """
    secret = settings.record_key.get_secret_value()
    if settings.record_folder is None or secret == PLACEHOLDER:
        return None
    if secret.startswith(PRIVATE):
        key = Key.parse(secret)
    else:
        key = Key.of_secret(secret, f"{settings.public_address.partition('//')[2].strip('/')}/record")
    return Book(Disk(settings.record_folder), key)


async def write_for_ever(book: Book, database: Database, clock: Clock) -> None:
    """Write the record when nobody else does, until cancelled; a lost connection is opened again."""
    while True:
        try:
            await _lead(book, database, clock)
        except* DATABASE_ERRORS as lost:
            log.warning("record.connection_lost", error=repr(lost.exceptions))
        except* Superseded:
            log.warning("record.superseded")
        await asyncio.sleep(0.5)


async def _lead(book: Book, database: Database, clock: Clock) -> None:
    async with storage.leading(database) as told:
        writer = await begin(book, database)
        while True:
            told.clear()
            if await _stands_still(writer, clock):
                await asyncio.sleep(LOOK_AGAIN)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await told.wait()
            await asyncio.sleep(GATHER)  # what comes in a burst shares a checkpoint


async def _stands_still(writer: "Writer", clock: Clock) -> bool:
    """Write what there is to write; whether nothing can be written until a person has looked, which is noted then."""
    why = ""
    try:
        while await writer.write():
            pass
    except Stopped as stopped:
        why = stopped.why.value
        log.exception("record.stopped", why=why)
    async with writer.database.unit_of_work(EVERY_AREA) as session:
        await storage.hold(session, writer.term)
        await storage.stop(session, why, clock.now())
    return bool(why)


async def begin(book: Book, database: Database) -> "Writer":
    """Become the one who writes: whoever was before writes nothing more."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return Writer(book, database, await storage.take_term(session))


class Writer:
    """Who writes the record in one term."""

    def __init__(self, book: Book, database: Database, term: int) -> None:
        """It looks at everything there is before it writes for the first time, and after every standstill."""
        self.book, self.database, self.term = book, database, term
        self._is_sound = False

    async def write(self) -> bool:
        """Number what waits, make files of it, sign; True when there may be more. Raises Stopped, Superseded."""
        try:
            if not self._is_sound:
                await self._look()
            return await self._write()
        except Stopped:
            self._is_sound = False
            raise
        except RowsMissing as missing:
            self._is_sound = False
            raise Stopped(Standstill.ROWS_MISSING) from missing

    async def _write(self) -> bool:
        async with self.database.unit_of_work(EVERY_AREA) as session:
            await storage.hold(session, self.term)
            await storage.place(session, PAGE)
        async with self.database.unit_of_work(EVERY_AREA) as session:
            last, size = await storage.last_signed(session), await storage.size(session)
            before = last.checkpoint if last else Checkpoint(self.book.key.name, 0, EMPTY)
            end = min(size, before.size + PAGE)
            leaves = await storage.contents(session, before.size // WIDTH * WIDTH, end)
        if last is None or end > before.size:
            last = await self._sign(before, end, leaves)
        await self._publish(last)
        await self._at_disk(tile.prune, self.book.disk, before.size, end)
        return end < size

    async def _sign(self, before: Checkpoint, end: int, leaves: list[bytes]) -> Signed:
        if await self._at_disk(tile.root_of, self.book.disk, before.size) != before.root:
            raise Stopped(Standstill.ANOTHER_ROOT)
        root = await self._at_disk(tile.grow, self.book.disk, before.size, end, leaves)
        new = Checkpoint(self.book.key.name, end, root)
        return await self._keep(new)

    async def _keep(self, new: Checkpoint) -> Signed:
        async with self.database.unit_of_work(EVERY_AREA) as session:
            await storage.hold(session, self.term)
            return await storage.sign(session, new, signed(new, self.book.key))

    async def _publish(self, last: Signed) -> None:
        async with self.database.unit_of_work(EVERY_AREA) as session:
            lines = await storage.cosignatures(session, last.checkpoint.size)
        await self._at_disk(tile.publish, self.book.disk, last.note.with_lines(lines))

    async def _look(self) -> None:
        """Hold rows, files and signatures against each other, and write again the files that are not as they must be.

        Nothing is mended before the rows give the roots that were signed.
        """
        shown = await self._shown()
        async with self.database.unit_of_work(EVERY_AREA) as session:
            last, size = await storage.last_signed(session), await storage.size(session)
        if shown is not None and shown.size > size:
            raise Stopped(Standstill.FILES_AHEAD)
        if last is not None and last.checkpoint.size > size:
            raise Stopped(Standstill.ROWS_MISSING)
        signed_so_far = [each for each in (shown, last.checkpoint if last else None) if each is not None]
        end = max((each.size for each in signed_so_far), default=0)
        roots = await self._roots(end, {each.size for each in signed_so_far})
        if any(roots[each.size] != each.root for each in signed_so_far):
            raise Stopped(Standstill.ANOTHER_ROOT)
        if shown is not None and (last is None or last.checkpoint.size < shown.size):
            await self._keep(shown)
        await self._mend(end)
        self._is_sound = True

    async def _roots(self, end: int, sizes: set[int]) -> dict[int, bytes]:
        """The roots that the rows give trees of these sizes."""
        edge, found = Edge(), {0: EMPTY}
        for first in range(0, end, PAGE):
            for leaf in await self._contents(first, end):
                edge.add(leaf_hash(leaf))
                if edge.size in sizes:
                    found[edge.size] = edge.root()
        return found

    async def _mend(self, end: int) -> None:
        mending = Mending(self.book.disk, end)
        for first in range(0, end, PAGE):
            leaves = await self._contents(first, end)
            for at in range(0, len(leaves), WIDTH):
                await self._at_disk(mending.look_at, (first + at) // WIDTH, leaves[at : at + WIDTH])
        await self._at_disk(mending.finish)
        if mending.mended:
            log.warning("record.mended", files=mending.mended)

    async def _contents(self, first: int, end: int) -> list[bytes]:
        async with self.database.unit_of_work(EVERY_AREA) as session:
            return await storage.contents(session, first, min(end, first + PAGE))

    async def _shown(self) -> Checkpoint | None:
        try:
            note = await self._at_disk(tile.checkpoint, self.book.disk)
            if note is None:
                return None
            if not note.signed_by(self.book.key.verifier()):
                raise Stopped(Standstill.ANOTHER_KEY)
            return Checkpoint.parse(note.text)
        except NotANote as unreadable:
            raise Stopped(Standstill.UNREADABLE) from unreadable

    async def _at_disk(self, deed: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Do something with the files, off the event loop."""
        try:
            return await asyncio.to_thread(deed, *arguments, **named)
        except (OSError, NotATile) as failed:
            raise Stopped(Standstill.FILES_FAIL) from failed
        except Forked as forked:
            raise Stopped(Standstill.FILES_AHEAD) from forked
