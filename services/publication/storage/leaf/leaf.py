"""Rows of the record's leaves, and beside them the words to which they commit. Leaves are added, never changed.

The database refuses to let the service change or delete any; words go by removal alone, through a function of its own.
"""

import json
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg
import rfc8785

from services.publication.domain.leaf.leaf import LONGEST, Kept, Kind, Leaf, entered_late
from shared.database import Session, raw
from shared.proof.merkle import SALT, commitment

_ADD = """
with written as (
  insert into leaf (kind, area, subject, number, content)
  select kind, area, subject, number, content
  from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bytea[]) with ordinality
    told(kind, area, subject, number, content, n) order by n
  on conflict (kind, subject, number) do nothing
  returning leaf, area, kind, subject, number),
waiting as (insert into leaf_waiting select leaf from written)
select leaf, area, kind, subject, number, pg_notify(current_schema() || '_leaf', '') from written
"""
_ADD_WORDS = """
insert into leaf_words (leaf, area, name, salt, value)
select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[], $5::text[])
"""
_KEPT = """
l.kind, l.area, l.subject, l.number, l.content,
  array(select name from leaf_words w where (w.leaf, w.area) = (l.leaf, l.area) order by name) as names,
  array(select salt from leaf_words w where (w.leaf, w.area) = (l.leaf, l.area) order by name) as salts,
  array(select value from leaf_words w where (w.leaf, w.area) = (l.leaf, l.area) order by name) as texts
"""
_NUMBERED = (
    f"select p.number as place, {_KEPT} from leaf_place p join leaf l using (leaf) "  # noqa: S608 fixed columns
    "where p.number >= $1 and p.number < $2 order by p.number"
)
_UNNUMBERED = (
    "select l.leaf, w.leaf is not null as waits, l.content "
    "from leaf l left join leaf_waiting w using (leaf) where l.leaf > $1 "
    "and not exists (select from leaf_place p where p.leaf = l.leaf) order by l.leaf limit $2"
)
_BY_ROW = f"select l.leaf, -1 as place, {_KEPT} from leaf l where l.leaf = any ($1) order by l.leaf"  # noqa: S608 fixed columns

_ADD_LATE = """
insert into leaf_late (kind, subject, number, area, entered_on)
select kind, subject, number, area, $5 from unnest($1::text[], $2::text[], $3::int[], $4::text[])
  told(kind, subject, number, area)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A leaf's number of its subject, its place in the record (None while it waits for one), its bytes."""

    of: int
    place: int | None
    content: bytes


Key = tuple[str, str, int]
"""Kind, subject and number of a leaf."""
Salted = dict[str, tuple[bytes, str]]


def _random(place: int, name: str) -> bytes:  # noqa: ARG001 the shape of every salt
    return os.urandom(SALT)


async def add(session: Session, leaves: Sequence[Leaf], salts: Callable[[int, str], bytes] = _random) -> set[Key]:
    """Add leaves in the transaction that keeps what they tell; the keys of those that are new.

    `salts` are those of their words, by the leaf's place among these and the word's name.

    One that there is already stays as it is. The record's sequencer numbers them after the commit, so the order of
    leaves is not promised across transactions.
    """

    if not leaves:
        return set()
    salted = [{name: (salts(n, name), value) for name, value in leaf.words.items()} for n, leaf in enumerate(leaves)]
    contents = [_content(leaf, words) for leaf, words in zip(leaves, salted, strict=True)]
    connection = await raw(session)
    written = await connection.fetch(
        _ADD,
        [leaf.kind.value for leaf in leaves],
        [leaf.area for leaf in leaves],
        [leaf.subject for leaf in leaves],
        [leaf.number for leaf in leaves],
        contents,
    )
    words = {(leaf.kind.value, leaf.subject, leaf.number): of for leaf, of in zip(leaves, salted, strict=True)}
    rows = [
        (row["leaf"], row["area"], name, salt, value)
        for row in written
        for name, (salt, value) in words[row["kind"], row["subject"], row["number"]].items()
    ]
    if rows:
        await connection.execute(_ADD_WORDS, *zip(*rows, strict=True))
    return {(row["kind"], row["subject"], row["number"]) for row in written}


async def add_late(session: Session, leaves: Sequence[Leaf], on: date) -> int:
    """Add leaves of what was recorded before and has none; each tells that it came on that day. How many are new."""
    new = await add(session, [entered_late(leaf, on) for leaf in leaves])
    if new:
        areas = {(leaf.kind.value, leaf.subject, leaf.number): leaf.area for leaf in leaves}
        rows = [(*key, areas[key]) for key in new]
        await (await raw(session)).execute(_ADD_LATE, *zip(*rows, strict=True), on)
    return len(new)


async def late(session: Session, keys: Collection[Key]) -> dict[Key, date]:
    """When leaves were added that came later than what they tell; those that came with it are absent."""
    if not keys:
        return {}
    rows = await (await raw(session)).fetch(
        "select kind, subject, number, entered_on from leaf_late "
        "where (kind, subject, number) in (select * from unnest($1::text[], $2::text[], $3::int[]))",
        *zip(*keys, strict=True),
    )
    return {(row["kind"], row["subject"], row["number"]): row["entered_on"] for row in rows}


async def times(session: Session, kind: Kind, subjects: Sequence[str]) -> dict[str, int]:
    """The highest number that leaves of this kind have, by subject; subjects of which there are none are absent."""
    rows = await (await raw(session)).fetch(
        "select subject, max(number) as number from leaf where kind = $1 and subject = any ($2) group by subject",
        kind.value,
        list(set(subjects)),
    )
    return {row["subject"]: row["number"] for row in rows}


async def moments(session: Session, kind: Kind, subject: str) -> dict[int, datetime]:
    """When what leaves of this kind tell of a subject was recorded, by number; of leaves that came later, and of
    those that do not read, nothing.
    """
    told = await _moments(session, "l.subject = $2", kind, subject)
    return {number: moment for (_, number), moment in told.items()}


async def moments_of_area(session: Session, kind: Kind, area: str) -> dict[tuple[str, int], datetime]:
    """The same of all subjects of an area, by subject and number."""
    return await _moments(session, "l.area = $2", kind, area)


async def first_moments(session: Session, kind: Kind, subjects: Sequence[str]) -> dict[str, datetime]:
    """When each of these subjects was first told, as its first leaf says; of leaves that came later, nothing."""
    told = await _moments(session, "l.subject = any ($2) and l.number = 1", kind, list(subjects))
    return {subject: moment for (subject, _), moment in told.items()}


async def _moments(session: Session, where: str, kind: Kind, of: str | list[str]) -> dict[tuple[str, int], datetime]:
    rows = await (await raw(session)).fetch(
        "select l.subject, l.number, l.content from leaf l left join leaf_late late using (kind, subject, number) "  # noqa: S608 fixed conditions
        f"where l.kind = $1 and late.number is null and {where}",
        kind.value,
        of,
    )
    return {(row["subject"], row["number"]): moment for row in rows if (moment := at(row["content"])) is not None}


async def cited(session: Session, kind: Kind, subject: str, number: int | None) -> Place | None:
    """The leaf of this number of a subject, its last one without; None where there is none."""
    row = await (await raw(session)).fetchrow(
        "select l.number, p.number as place, l.content from leaf l left join leaf_place p using (leaf) "
        "where l.kind = $1 and l.subject = $2 and ($3::int is null or l.number = $3) order by l.number desc limit 1",
        kind.value,
        subject,
        number,
    )
    return Place(row["number"], row["place"], row["content"]) if row else None


async def numbered(session: Session, first: int, end: int) -> list[Kept]:
    """The leaves from the first number to before the end, in order; one whose row is gone is left out."""
    return [_kept(row) for row in await (await raw(session)).fetch(_NUMBERED, first, end)]


async def unnumbered(session: Session, after: int, limit: int) -> list[tuple[int, bool, bytes]]:
    """The first leaves without a place behind this row: the row of each, whether it waits for a place, its bytes."""
    rows = await (await raw(session)).fetch(_UNNUMBERED, after, limit)
    return [(row["leaf"], row["waits"], row["content"]) for row in rows]


async def of_rows(session: Session, rows: Sequence[int]) -> dict[int, Kept]:
    """The leaves of these rows, by row, whatever their place; one whose row is gone is left out."""
    return {row["leaf"]: _kept(row) for row in await (await raw(session)).fetch(_BY_ROW, list(rows))}


def at(content: bytes) -> datetime | None:
    """The moment that a leaf tells; None for what does not read."""
    try:
        return datetime.fromisoformat(json.loads(content)["at"])
    except (ValueError, TypeError, KeyError):
        return None


def _content(leaf: Leaf, words: Salted) -> bytes:
    commitments = {name: commitment(salt, value.encode()).hex() for name, (salt, value) in words.items()}
    content = rfc8785.dumps(leaf.content(commitments))  # type: ignore[arg-type] # JSON values, as `Fact` says
    if len(content) > LONGEST:
        raise ValueError(f"a leaf of {len(content)} bytes is longer than a bundle can tell")
    return content


def _kept(row: asyncpg.Record) -> Kept:
    words = zip(row["names"], row["salts"], row["texts"], strict=True)
    return Kept(
        row["place"],
        row["kind"],
        row["area"],
        row["subject"],
        row["number"],
        row["content"],
        {name: (salt, value) for name, salt, value in words},
    )
