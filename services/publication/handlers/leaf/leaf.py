"""The record is read: its files, the words beside them, one leaf with its proof, and what there is to say of it all."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.publication.domain.leaf.compilation import Compilation, marked
from services.publication.domain.leaf.leaf import Kept
from services.publication.domain.record.counterpart import Counterpart
from services.publication.domain.record.record import Standstill
from services.publication.storage.leaf import leaf as storage
from services.publication.storage.leaf.leaf import Key
from services.publication.storage.record import counterpart, tile
from services.publication.storage.record import record as records
from services.publication.storage.record.record import Cosigned, Signed
from services.publication.storage.record.tile import Disk
from shared.database import EVERY_AREA, Database, Session
from shared.problems import NotFound, NotNow
from shared.proof.merkle import Nodes, consistency, inclusion
from shared.proof.notes import Checkpoint, NotANote, Verifier
from shared.proof.tiles import CHECKPOINT, WIDTH, NotATile, nodes_in
from shared.settings import Settings
from shared.working_days import london_day

_FILE = re.compile(r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/(x[0-9]{3}/)*[0-9]{3}(\.p/([1-9][0-9]{0,2}))?")
_NUMBER = re.compile(r"((?:x[0-9]{3}/){0,4})([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
STRAYS, OLDER = 100, 500  # told at once; entered in one transaction

Told = tuple[Kept, Counterpart | None]


@dataclass(frozen=True, slots=True)
class Proved:
    """A leaf, what the rows say of it today, and the hashes that lead to the root of the tree of that size."""

    leaf: Kept
    shown: Counterpart | None
    size: int
    proof: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class State:
    """What there is to say of the record: its last checkpoint, what waits, who cosigned, why it stands still."""

    last: Signed | None
    waiting: int
    cosigned: Sequence[Cosigned]
    stopped: str
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class WatchedBy:
    """A witness: its key, who runs it, and whether these are the people who run the place."""

    key: Verifier
    by: str
    is_own: bool


def witnesses_of(settings: Settings) -> list[WatchedBy]:
    """Who cosigns this record, in the settings' order. Raises NotANote for one that is not told as settings tell it."""
    return [_witness(one.split(maxsplit=2)) for one in settings.record_witnesses.split(";") if one.strip()]


async def file(settings: Settings, path: str) -> bytes:
    """A file of the record; NotFound for what is none, or not there."""
    if path != CHECKPOINT and not _FILE.fullmatch(path):
        raise NotFound("The record has no such file.")
    held = await asyncio.to_thread(_disk(settings).read, path)
    if held is None:
        raise NotFound("The record has no such file.")
    return held


async def words(database: Database, path: str) -> list[Told]:
    """What the database tells of the leaves of a bundle; NotFound for a path that is none."""
    found = _NUMBER.fullmatch(path)
    width = int(found[3] or WIDTH) if found else 0
    if found is None or width > WIDTH or (width == WIDTH and found[3]):
        raise NotFound("The record has no such bundle.")
    first = int(re.sub("[x/]", "", found[1]) + found[2]) * WIDTH
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _told(session, first, first + width)


async def strays(database: Database) -> list[tuple[str, str, int]]:
    """What would be shown without a leaf, the first of it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await counterpart.strays(session, STRAYS)


async def enter_older(
    database: Database, now: datetime, *, at_once: int = OLDER, compiled: Compilation | None = None
) -> tuple[int, list[Key]]:
    """Add leaves of what was recorded before there were any: how many, and what of it nothing can be told of.

    Each tells the day on which it was added, and who added it. Done again it adds nothing. What nothing can be told of
    holds up nothing that comes after it, however much of it there is. So many are entered in one transaction.
    """
    added, untold = 0, list[Key]()
    after: Key | None = None
    while True:
        async with database.unit_of_work(EVERY_AREA) as session:
            made, unreadable, after = await counterpart.missing(session, at_once, now, after=after)
            told = made if compiled is None else [marked(each, compiled) for each in made]
            added += await storage.add_late(session, told, london_day(now))
        untold += unreadable
        if after is None:
            return added, untold


async def one(database: Database, settings: Settings, number: int) -> Proved:
    """A leaf with its proof; NotFound where no checkpoint names it yet."""
    size = await _size(settings)
    async with database.unit_of_work(EVERY_AREA) as session:
        told = await _told(session, number, number + 1) if number < size else []
    if not told:
        raise NotFound("No checkpoint names a leaf of this number.")
    return Proved(*told[0], size, await _proof(inclusion, settings, number, size))


async def grown(settings: Settings, old: int) -> tuple[int, Sequence[bytes]]:
    """The size of today, and the proof that its first leaves are what they were; NotFound for what never was."""
    size = await _size(settings)
    if old > size:
        raise NotFound(f"The record has {size} leaves, and never had {old}.")
    return size, await _proof(consistency, settings, old, size)


async def state(database: Database) -> State:
    """How it stands."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return State(
            await records.last_signed(session),
            await records.waiting(session),
            await records.last_cosigned(session),
            *await records.stopped(session),
        )


async def concerns(session: Session) -> list[str]:
    """What a person has to look at; nothing while the record is written."""
    why, _ = await records.stopped(session)
    return [f"the record stands still ({why}): {Standstill(why).words}"] if why else []


async def _told(session: Session, first: int, end: int) -> list[Told]:
    kept = await storage.numbered(session, first, end)
    shown = await counterpart.of(session, kept)
    return [(each, shown.get((each.kind, each.subject, each.of))) for each in kept]


async def _size(settings: Settings) -> int:
    try:
        note = await asyncio.to_thread(tile.checkpoint, _disk(settings))
        if note is None:
            raise NotFound("The record has no checkpoint yet.")
        return Checkpoint.parse(note.text).size
    except NotANote:
        raise NotNow("The record's last checkpoint cannot be read.") from None


async def _proof(
    deed: Callable[[int, int, Nodes], list[bytes]], settings: Settings, number: int, size: int
) -> list[bytes]:
    disk = _disk(settings)
    nodes = nodes_in(lambda *place: tile.read_tile(disk, *place), size)
    try:
        return await asyncio.to_thread(deed, number, size, nodes)
    except NotATile:
        raise NotNow("A file of the record is damaged. It will be made again from the database.") from None


def _disk(settings: Settings) -> Disk:
    if settings.record_folder is None:
        raise NotFound("This place keeps no record in files.")
    return Disk(settings.record_folder)


def _witness(told: Sequence[str]) -> WatchedBy:
    if len(told) < 3 or told[1] not in {"own", "independent"}:
        raise NotANote("a witness is told as KEY own NAME or KEY independent NAME")
    return WatchedBy(Verifier.parse(told[0]).as_witness(), told[2].strip(), is_own=told[1] == "own")
