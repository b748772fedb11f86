"""A body names what it wants to read again and again. What a report gives are public figures; its definition is not."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain.figure.report import Report
from services.indicators.schemas.figure.report import ReportIn, report_document
from services.indicators.storage.figure import report
from shared import idempotency
from shared.database import EVERY_AREA, Database
from shared.idempotency import Answer, Once
from shared.problems import NotFound, Stale, VersionMissing


async def store(
    database: Database, sent: ReportIn, *, body: str, id: str, seen: int | None, once: Once, now: datetime
) -> Answer:
    """Keep a definition (201 for the first, 200 for a later one or the same again).

    Raises VersionMissing (428) and Stale (412) where there is a version other than the one seen.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        before, document = await report.lock(session, body, id), sent.document()
        if before is not None and before.document == document:
            return await idempotency.keep(session, once, _answer(200, before))
        _compare(before, seen)
        version = 1 if before is None else before.version + 1
        kept = Report(body=body, id=id, version=version, document=document, stored_at=now)
        await report.save(session, kept)
        return await idempotency.keep(session, once, _answer(201 if before is None else 200, kept))


async def show(database: Database, body: str, id: str) -> Report:
    """One of the body's reports; NotFound for everybody else."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await report.find(session, body, id)
    if found is None:
        raise NotFound("Your body has no report of this name.")
    return found


async def every(database: Database, body: str, *, after: str, limit: int) -> Sequence[Report]:
    """A page of the body's reports in order of name."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await report.every(session, body, after=after, limit=limit)


async def remove(database: Database, body: str, id: str, seen: int | None) -> None:
    """Forget a report; one that is not there is gone already. Raises VersionMissing and Stale as `store` does."""
    async with database.unit_of_work(EVERY_AREA) as session:
        before = await report.lock(session, body, id)
        if before is not None:
            _compare(before, seen)
            await report.remove(session, body, id)


def _compare(before: Report | None, seen: int | None) -> None:
    if before is not None and seen is None:
        raise VersionMissing('There is a report of this name. Say in If-Match which version you saw, like "1".')
    if (seen or 0) != (0 if before is None else before.version):
        raise Stale("The report is not in the version that you saw. Nothing was changed.")


def _answer(status: int, kept: Report) -> Answer:
    location = f"/indicators/v1/reports/{kept.id}/definition"
    return Answer.of(status, report_document(kept), version=kept.version, location=location)
