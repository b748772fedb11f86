"""The whole record as files: made once a day for whoever comes first; and read."""

from collections.abc import Sequence
from datetime import date

from services.publication.domain.search.download import TABLES, File, Form
from services.publication.storage.search import download as storage
from shared.database import EVERY_AREA, Database
from shared.problems import NotFound


async def files(database: Database, day: date) -> Sequence[File]:
    """The files of that day, made where there are none yet, or where one holds what is gone since."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if await storage.are_current(session, day):
            return await storage.files(session)
    async with database.unit_of_work(EVERY_AREA) as session:
        as_of = await storage.begin(session)
        if not await storage.are_current(session, day):
            for table in TABLES:
                await storage.make(session, table, day, as_of)
        return await storage.files(session)


async def content(database: Database, name: str, form: Form, day: date) -> tuple[File, bytes]:
    """One file with its bytes; NotFound where there is no table of this name."""
    await files(database, day)
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await storage.content(session, name, form)
    if found is None:
        raise NotFound("The record has no table of this name.")
    return found
