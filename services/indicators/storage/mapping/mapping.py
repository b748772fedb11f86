"""Mappings of bodies' own tables: versions are added and never changed, and each body sees its own alone."""

import json
from collections.abc import Sequence

from sqlalchemy import text

from services.indicators.domain.mapping.mapping import Kept
from shared.database import Session

_COLUMNS = "body, mapping as id, version, document, stored_at"
_SAVE = """
insert into mapping (body, mapping, version, document, stored_at)
values (:body, :id, :version, cast(:document as jsonb), :stored_at)
"""
_NEWEST = f"select {_COLUMNS} from mapping where body = :body and mapping = :id order by version desc limit 1"  # noqa: S608 fixed columns
_FIND = f"select {_COLUMNS} from mapping where body = :body and mapping = :id and version = :version"  # noqa: S608 fixed columns
_EVERY = f"""
select distinct on (mapping) {_COLUMNS} from mapping where body = :body and mapping > :after
order by mapping, version desc limit :limit
"""  # noqa: S608 fixed columns


async def lock(session: Session, body: str, id: str) -> Kept | None:
    """The newest version of a mapping, its writers queueing from here on; None for a mapping that is not there yet."""
    await session.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"indicators.mapping/{body}/{id}"}
    )
    return await newest(session, body, id)


async def newest(session: Session, body: str, id: str) -> Kept | None:
    """The newest version of one of the body's mappings."""
    row = (await session.execute(text(_NEWEST), {"body": body, "id": id})).mappings().one_or_none()
    return None if row is None else Kept(**row)


async def find(session: Session, body: str, id: str, version: int) -> Kept | None:
    """One version of one of the body's mappings."""
    values = {"body": body, "id": id, "version": version}
    row = (await session.execute(text(_FIND), values)).mappings().one_or_none()
    return None if row is None else Kept(**row)


async def every(session: Session, body: str, *, after: str, limit: int) -> Sequence[Kept]:
    """The newest versions of the body's mappings in order of id, those behind `after`."""
    values = {"body": body, "after": after, "limit": limit}
    return [Kept(**row) for row in (await session.execute(text(_EVERY), values)).mappings()]


async def save(session: Session, kept: Kept) -> None:
    """Keep a new version."""
    values = {name: getattr(kept, name) for name in Kept.__slots__}
    await session.execute(text(_SAVE), values | {"document": json.dumps(kept.document, ensure_ascii=False)})
