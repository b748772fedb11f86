"""Reports of bodies: each body sees and changes its own alone, so every statement names the body."""

import json
from collections.abc import Sequence

from sqlalchemy import text

from services.indicators.domain.figure.report import Report
from shared.database import Session

_COLUMNS = "body, report as id, version, document, stored_at"
_FIND = f"select {_COLUMNS} from report where body = :body and report = :id"  # noqa: S608 fixed columns
_EVERY = f"""
select {_COLUMNS} from report where body = :body and report > :after order by report limit :limit
"""  # noqa: S608 fixed columns
_SAVE = """
insert into report (body, report, version, document, stored_at)
values (:body, :id, :version, cast(:document as jsonb), :stored_at)
on conflict (body, report)
do update set version = excluded.version, document = excluded.document, stored_at = excluded.stored_at
"""
_LOCK = "select pg_advisory_xact_lock(hashtextextended(:key, 0))"


async def lock(session: Session, body: str, id: str) -> Report | None:
    """One of the body's reports, its writers queueing from here on; None for one that is not there."""
    await session.execute(text(_LOCK), {"key": f"indicators.report/{body}/{id}"})
    return await find(session, body, id)


async def find(session: Session, body: str, id: str) -> Report | None:
    """One of the body's reports."""
    row = (await session.execute(text(_FIND), {"body": body, "id": id})).mappings().one_or_none()
    return None if row is None else Report(**row)


async def every(session: Session, body: str, *, after: str, limit: int) -> Sequence[Report]:
    """The body's reports in order of id, those behind `after`."""
    rows = await session.execute(text(_EVERY), {"body": body, "after": after, "limit": limit})
    return [Report(**row) for row in rows.mappings()]


async def save(session: Session, report: Report) -> None:
    """Keep a new version in the place of the one before."""
    values = {name: getattr(report, name) for name in Report.__slots__}
    await session.execute(text(_SAVE), values | {"document": json.dumps(report.document, ensure_ascii=False)})


async def remove(session: Session, body: str, id: str) -> None:
    """Forget one of the body's reports."""
    await session.execute(text("delete from report where body = :body and report = :id"), {"body": body, "id": id})
