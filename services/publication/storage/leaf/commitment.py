"""Rows of the sealed store's hashes and of matters that were unsealed, as escalation told them. Projections only."""

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text

from services.publication.domain.leaf.commitment import Leaf, Opened
from shared.database import Session, raw


async def add(session: Session, leaves: Sequence[Leaf]) -> None:
    """Keep days' hashes; one that is there already stays."""
    rows = [(leaf.day, leaf.leaf, leaf.told_at) for leaf in leaves]
    await (await raw(session)).executemany(
        "insert into commitment (day, leaf, told_at) values ($1, $2, $3) on conflict do nothing", rows
    )


async def add_opened(session: Session, opened: Opened) -> None:
    """Keep a matter that was unsealed; one that is there already stays."""
    await session.execute(
        text(
            "insert into opened_matter (matter, area, reference, opened_at, entries) "
            "values (:matter, :area, :reference, :opened_at, cast(:entries as jsonb)) on conflict do nothing"
        ),
        {
            "matter": opened.matter,
            "area": opened.area,
            "reference": opened.reference,
            "opened_at": opened.opened_at,
            "entries": json.dumps(opened.entries),
        },
    )


async def remove_all(session: Session) -> None:
    """Take all of it away."""
    await session.execute(text("delete from commitment"))
    await session.execute(text("delete from opened_matter"))


async def leaves(session: Session, *, after: date, limit: int) -> list[Leaf]:
    """A page of the days' hashes in order, beginning after a day."""
    query = text("select day, leaf, told_at from commitment where day > :after order by day limit :limit")
    return [Leaf(**row) for row in (await session.execute(query, {"after": after, "limit": limit})).mappings()]


async def opened(session: Session, *, after: UUID | None, limit: int) -> list[Opened]:
    """A page of the matters that were unsealed, in the order in which they were, beginning after one."""
    query = text(
        "select matter, area, reference, opened_at, entries from opened_matter "
        "where cast(:after as uuid) is null or (opened_at, matter) > "
        "(select opened_at, matter from opened_matter where matter = :after) order by opened_at, matter limit :limit"
    )
    return [Opened(**row) for row in (await session.execute(query, {"after": after, "limit": limit})).mappings()]
