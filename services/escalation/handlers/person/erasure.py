"""What was erased stays erased, also after a backup was put back: ids of it are kept in a file outside the database.

The file holds one id a line and nothing else. It is read before anything of a restored database may serve.
"""

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from services.escalation.effects.person.erasure import erase
from services.escalation.storage.person import follower as followers
from services.escalation.storage.person import notice as reporters
from services.escalation.storage.person import retention
from shared.database import EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.settings import Settings
from shared.working_days import london_day

PAGE = 500
AT_ONCE = 50_000  # ids that one question to the database takes


def carrier(settings: Settings) -> Carrier:
    """Who writes the ids into the file; where none is named, the database alone knows them."""

    async def carry(database: Database, errand: Errand) -> None:  # noqa: ARG001 the shape of every carrier
        if settings.erasure_ledger is not None:
            await asyncio.to_thread(_write, settings.erasure_ledger, str(UUID(errand.reference)))

    return carry


def read(path: Path | None) -> list[str]:
    """The ids in the file, each once, in order; none where there is no file. Raises ValueError for any other line."""
    if path is None or not path.exists():
        return []
    lines = path.read_text().splitlines()
    return sorted({str(UUID(line)) for line in lines if line.strip()})


async def erase_again(database: Database, settings: Settings, now: datetime) -> int:
    """Erase what the file says was erased and is here again, by the same rules; how many rows of people."""
    ids, again = await asyncio.to_thread(read, settings.erasure_ledger), 0
    for start in range(0, len(ids), PAGE):
        async with database.unit_of_work(EVERY_AREA) as session:
            page = ids[start : start + PAGE]
            found = await retention.of_ids(session, page)
            await erase(session, found, now)
            given = await reporters.back_again(session, page)
            for reference, number in given:
                await reporters.forget(session, reference, number, on=london_day(now))
            followed = await followers.forget(session, page, on=london_day(now))
            again += len(found) + len(given) + followed
    return again


class Watched:
    """The file as it was last read: read again only when its size or its time has changed.

    What is looked up in the database each time is the whole of it, for a backup may be put back at any moment; as ids
    are a text of 36 letters, that is one question for 50,000 of them.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._mark: tuple[int, int] | None = None
        self._ids: list[str] = []

    async def back_again(self, session: Session) -> Sequence[str]:
        """Ids of what was erased and is here again: nothing may be served until they are gone."""
        ids = await asyncio.to_thread(self._read)
        pages = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
        return [
            one
            for page in pages
            for one in (
                *await retention.not_erased(session, page),
                *await followers.back_again(session, page),
                *(f"{reference}/{number}" for reference, number in await reporters.back_again(session, page)),
            )
        ]

    def _read(self) -> list[str]:
        mark = _mark(self._path)
        if mark is None or mark != self._mark:
            self._ids = read(self._path)
            self._mark = mark  # of before it was read: whatever was written meanwhile is read the next time
        return self._ids


def _mark(path: Path | None) -> tuple[int, int] | None:
    """The size and the time of the file; None where there is none."""
    try:
        found = path.stat() if path is not None else None
    except FileNotFoundError:
        return None
    return (found.st_size, found.st_mtime_ns) if found is not None else None


def _write(path: Path, id: str) -> None:
    """One more line, on the disk before this returns. The same id twice does no harm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{id}\n")
        file.flush()
        os.fsync(file.fileno())
