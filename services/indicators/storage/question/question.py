"""What all questions to a body have alike in storage: explanations, challenges and enquiries, by page and by stream.

The rows and their columns are each sort's own; so is what its events make of it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from asyncpg import Record

from services.indicators.domain.question.clock import Clock
from shared import ledger
from shared.database import Session, raw

T = TypeVar("T")
# Any: each sort folds events of its own classes, and has columns of its own.
Folded = Callable[[Sequence[tuple[Any, datetime]]], T | None]

NEWEST = UUID(int=(1 << 128) - 1)


def clocked(row: Record) -> dict[str, Any]:
    """A row's columns, those of its clock as one value; None for what is waited for by no day."""
    columns = dict(row)
    due_on, *how = (columns.pop(name) for name in ("due_on", "reckoning", "policy_version"))
    return columns | {"clock": None if due_on is None else Clock(due_on, *how)}


async def newest(
    session: Session,
    select: str,
    wanted: Mapping[str, str | None],
    *,
    state: str | None,
    before: UUID | None,
    limit: int,
) -> Sequence[Record]:
    """At most `limit` of the rows of `select`, the newest first, from those older than `before`.

    `wanted` gives columns their word; what is None does not narrow. `state` is the condition of a state, as SQL.
    """
    narrowed = {column: word for column, word in wanted.items() if word is not None}
    conditions = ["id < $1", *(f"{column} = ${place}" for place, column in enumerate(narrowed, start=3))]
    if state is not None:
        conditions.append(f"({state})")
    query = f"{select} where {' and '.join(conditions)} order by id desc limit $2"
    found: Sequence[Record] = await (await raw(session)).fetch(query, before or NEWEST, limit, *narrowed.values())
    return found


async def refolded(session: Session, stream: str, folded: Folded[T]) -> T | None:
    """What the events of the stream tell when they are folded again."""
    told = await ledger.read_stream(session, stream)
    return folded([(one.event, one.occurred_at) for one in told])
