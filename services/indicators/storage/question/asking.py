"""The rows of what is asked of bodies: explanations, challenges and enquiries, each a cache of its stream.

What a sort's row holds, and how it is written, is the sort's own. Locked in order of id, which is order of time.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic
from uuid import UUID

from asyncpg import Record

from services.indicators.domain.question.asking import A, Clock, E, Removed, Sort, T, Wanted, folded
from shared import ledger
from shared.database import Session, raw
from shared.events.indicators import Said

NEWEST = UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Generic[A, E]):
    """The rows of one sort.

    `select` reads them, without a condition; `write` inserts or updates one with its `values`; `states` gives the
    condition of each state, as SQL; `made` makes one of a row.
    """

    sort: Sort[A, E]
    select: str
    write: str
    values: Callable[[A], Sequence[object]]
    states: Mapping[str, str]
    made: Callable[[Record], A]

    async def save(self, session: Session, one: A) -> None:
        """Write one, new or locked by this transaction."""
        await (await raw(session)).execute(self.write, *self.values(one))

    async def lock(self, session: Session, id: UUID) -> A | None:
        """One of them, locked."""
        lock = f"select from {self.sort.of.SORT} where id = $1 for update"
        await (await raw(session)).execute(lock, id)
        return await self.find(session, id)

    async def find(self, session: Session, id: UUID) -> A | None:
        """One of them as it stands."""
        row = await (await raw(session)).fetchrow(f"{self.select} where id = $1", id)
        return None if row is None else self.made(row)

    async def of_measure(self, session: Session, area: str, measure: str) -> list[A]:
        """Every one about a measure, the newest first."""
        query = f"{self.select} where area = $1 and measure = $2 order by id desc"
        return [self.made(row) for row in await (await raw(session)).fetch(query, area, measure)]

    async def page(self, session: Session, wanted: Wanted, *, before: UUID | None, limit: int) -> list[A]:
        """At most `limit` of those that are wanted, the newest first, from those older than `before`."""
        words = {"area": wanted.area, "measure": wanted.measure, "body": wanted.body, "challenger": wanted.challenger}
        narrowed = {column: word for column, word in words.items() if word is not None}
        conditions = ["id < $1", *(f"{column} = ${place}" for place, column in enumerate(narrowed, start=3))]
        if wanted.state is not None:
            conditions.append(f"({self.states[wanted.state]})")
        query = f"{self.select} where {' and '.join(conditions)} order by id desc limit $2"
        rows = await (await raw(session)).fetch(query, before or NEWEST, limit, *narrowed.values())
        return [self.made(row) for row in rows]

    async def refold(self, session: Session, stream: str) -> A | None:
        """One as the events of its stream tell it."""
        return await refolded(session, stream, self.sort.evolve)

    async def stored(self, session: Session, stream: str) -> A | None:
        """The row of a stream."""
        return await self.find(session, self.sort.id_of(stream))


# Any: the ledger holds events of every class; the stream's are those that `evolve` knows.
async def refolded(session: Session, stream: str, evolve: Callable[[T | None, Any, datetime], T]) -> T | None:
    """What the events of the stream tell when they are folded again."""
    told = await ledger.read_stream(session, stream)
    return folded(evolve, [(one.event, one.occurred_at) for one in told])


def clocked(row: Record) -> dict[str, Any]:
    """A row's columns, those of its clock as one value; None for what is waited for by no day."""
    columns = dict(row)
    due_on, *how = (columns.pop(name) for name in ("due_on", "reckoning", "policy_version"))
    return columns | {"clock": None if due_on is None else Clock(due_on, *how)}


def answers_of(row: Record) -> tuple[Said, ...]:
    """What a row holds of the answers to a set of questions."""
    return tuple(Said(field, tuple(words)) for field, *words in row["answers"])


def removed_of(row: Record) -> tuple[Removed, ...]:
    """What a row holds of words that were taken out."""
    return tuple(
        Removed(tuple(names), ground, asked_by, agreed_by, date.fromisoformat(on))
        for names, ground, asked_by, agreed_by, on in row["removed"]
    )


def removed_json(removed: Sequence[Removed]) -> str:
    """The same as a row holds it."""
    return json.dumps([[one.names, one.ground, one.asked_by, one.agreed_by, one.on.isoformat()] for one in removed])
