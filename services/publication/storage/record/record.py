"""Rows of the record: the number of each leaf, the checkpoints signed so far, and who may number and sign now."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from shared.database import Database, Session, raw
from shared.proof.notes import Checkpoint, Note

_PLACE = """
with next as (select leaf from leaf_waiting order by leaf limit $1 for update),
gone as (delete from leaf_waiting w using next where w.leaf = next.leaf)
insert into leaf_place (number, leaf)
select (select coalesce(max(number) + 1, 0) from leaf_place) + row_number() over (order by leaf) - 1, leaf from next
"""
_LEAVES = """
select p.number, l.content from leaf_place p join leaf l using (leaf)
where p.number >= $1 and p.number < $2 order by p.number
"""


class Superseded(RuntimeError):
    """Another process numbers the leaves now; whoever hears this is to write nothing more."""


class RowsMissing(RuntimeError):
    """Leaves that have a number are not in the database, or not in one unbroken row."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it was signed, and when."""

    checkpoint: Checkpoint
    note: Note
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The last size that a witness cosigned, its line and its moment."""

    witness: str
    size: int
    line: str
    cosigned_at: datetime


@asynccontextmanager
async def leading(database: Database) -> AsyncIterator[asyncio.Event]:
    """Wait until nobody else writes, then keep others from it; the event is set whenever a leaf comes."""
    connection, told = await database.kept_connection(), asyncio.Event()
    try:
        await connection.execute("select pg_advisory_lock(hashtextextended($1, 0))", f"{database.schema}.record")
        await connection.add_listener(f"{database.schema}_leaf", lambda *_: told.set())
        yield told
    finally:
        await connection.close(timeout=2)


async def take_term(session: Session) -> int:
    """Begin a new term: whoever wrote in an older one writes nothing more."""
    return int((await session.execute(text("update record_writer set term = term + 1 returning term"))).scalar_one())


async def hold(session: Session, term: int) -> None:
    """Keep the term to the end of the transaction; raises Superseded where it is another's by now."""
    held = (await session.execute(text("select term from record_writer for update"))).scalar_one()
    if held != term:
        raise Superseded(f"term {held} has begun, this is {term}")


async def stop(session: Session, why: str, now: datetime) -> None:
    """Say by a name why nothing is written; empty for nothing. The moment is that of the first time.

    What is so already is not said again: whoever keeps answers hears of every statement that writes here.
    """
    if (await stopped(session))[0] != why:
        await session.execute(
            text("update record_writer set stopped = :why, stopped_at = :at"), {"why": why, "at": now if why else None}
        )


async def stopped(session: Session) -> tuple[str, datetime | None]:
    """Why nothing is written, and since when; empty for nothing."""
    row = (await session.execute(text("select stopped, stopped_at from record_writer"))).one()
    return row.stopped, row.stopped_at


async def place(session: Session, limit: int) -> None:
    """Number the leaves that wait, in the order in which they came, without a gap."""
    await (await raw(session)).execute(_PLACE, limit)


async def size(session: Session) -> int:
    """How many leaves have a number."""
    return int((await session.execute(text("select coalesce(max(number) + 1, 0) from leaf_place"))).scalar_one())


async def waiting(session: Session) -> int:
    """How many leaves have none yet."""
    return int((await session.execute(text("select count(*) from leaf_waiting"))).scalar_one())


async def contents(session: Session, first: int, end: int) -> list[bytes]:
    """The bytes of the leaves from the first number to before the end; raises RowsMissing where one is not there."""
    rows = await (await raw(session)).fetch(_LEAVES, first, end)
    if [row["number"] for row in rows] != list(range(first, end)):
        raise RowsMissing(f"of the leaves {first} to {end - 1} some are missing")
    return [row["content"] for row in rows]


async def sign(session: Session, checkpoint: Checkpoint, note: Note) -> Signed:
    """Keep a checkpoint, one of each size."""
    statement = "insert into checkpoint (size, root, note) values (:size, :root, :note) returning signed_at"
    values = {"size": checkpoint.size, "root": checkpoint.root, "note": str(note)}
    return Signed(checkpoint, note, (await session.execute(text(statement), values)).scalar_one())


async def last_signed(session: Session) -> Signed | None:
    """The checkpoint of the largest tree; None before there is any."""
    found = await signed(session, limit=1)
    return found[0] if found else None


async def signed(session: Session, *, limit: int) -> list[Signed]:
    """The last checkpoints, the largest tree first."""
    rows = await session.execute(
        text("select note, signed_at from checkpoint order by size desc limit :limit"), {"limit": limit}
    )
    return [_signed(row.note, row.signed_at) for row in rows]


async def signed_at(session: Session, size: int) -> Signed | None:
    """The checkpoint of this size; None where none was signed."""
    row = (
        await session.execute(text("select note, signed_at from checkpoint where size = :size"), {"size": size})
    ).one_or_none()
    return _signed(row.note, row.signed_at) if row else None


async def cosign(session: Session, cosigned: Cosigned) -> None:
    """Keep a witness's cosignature, and have the record written with it; one that is there already stays."""
    await session.execute(
        text(
            "insert into cosignature (size, witness, line, cosigned_at) values (:size, :witness, :line, :at) "
            "on conflict do nothing"
        ),
        {
            "size": cosigned.size,
            "witness": cosigned.witness,
            "line": cosigned.line,
            "at": cosigned.cosigned_at,
        },
    )
    await session.execute(text("select pg_notify(current_schema() || '_leaf', '')"))


async def cosignatures(session: Session, size: int) -> Sequence[str]:
    """The lines of whoever cosigned the checkpoint of this size."""
    rows = await session.execute(
        text(
            "select distinct on (witness) line from cosignature where size = :size order by witness, cosigned_at desc"
        ),
        {"size": size},
    )
    return list(rows.scalars())


async def last_cosigned(session: Session) -> list[Cosigned]:
    """The last word of every witness."""
    rows = await session.execute(
        text(
            "select distinct on (witness) witness, size, line, cosigned_at from cosignature "
            "order by witness, size desc, cosigned_at desc"
        )
    )
    return [Cosigned(**row) for row in rows.mappings()]


def _signed(note: str, at: datetime) -> Signed:
    parsed = Note.parse(note.encode())
    return Signed(Checkpoint.parse(parsed.text), parsed, at)
