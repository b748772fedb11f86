"""Rows of answers that did not come by their day: added once for each entry, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime

from sqlalchemy import text

from shared.database import Session, raw
from shared.events.publication import ResponseOverdue


async def save(session: Session, told: Sequence[ResponseOverdue], now: datetime) -> None:
    """Write that these answers are overdue."""
    if told:
        await (await raw(session)).executemany(
            "insert into overdue (area, agreement, entry, item, due_on, told_at) values ($1, $2, $3, $4, $5, $6)",
            [(*astuple(one), now) for one in told],
        )


async def of_agreement(session: Session, agreement: str) -> Mapping[int, ResponseOverdue]:
    """The answers of an agreement that were told as overdue, by the number of the entry."""
    rows = await session.execute(
        text("select area, agreement, entry, item, due_on from overdue where agreement = :agreement order by entry"),
        {"agreement": agreement},
    )
    return {row["entry"]: ResponseOverdue(**row) for row in rows.mappings()}
