"""The sealed store: matters of the reserve power, each under a key of its own. Nothing else reads that schema but the
store's days (`commitment`), and nothing here writes to any other.

Every function takes the store's role on for its own statements and lays it down again. A matter is opened for somebody
and for a purpose, both noted in the log of readings by the database itself, before anything is read.
"""

import json
import os
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import text

from services.escalation.domain.reserve.commitment import SALT, Fact, Sheet
from services.escalation.domain.reserve.matter import EVENTS, Event, Happened, Matter, facts_of, folded
from services.escalation.storage.case.seal import OwnSeal, Seal
from shared.database import Session, raw
from shared.ledger import Row

_OPEN = "select number, at, sealed, digest, day from escalation_sealed.open_matter($1, $2, $3)"
_ADD_ENTRY = (
    "insert into escalation_sealed.entry (matter, number, area, at, sealed, digest) values ($1, $2, $3, $4, $5, $6)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it was opened: what happened, what was committed to, the day whose hash holds it, if one does."""

    happened: Happened
    sheet: Sheet
    day: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A matter as the store keeps it."""

    id: UUID
    matter: Matter
    lines: tuple[Line, ...]
    seal: OwnSeal


@dataclass(frozen=True, slots=True)
class Reading:
    """Who opened a matter, for what, and when by the machine's clock."""

    holder: str
    purpose: str
    at: datetime


@asynccontextmanager
async def unlocked(session: Session) -> AsyncIterator[None]:
    """For the statements of the store, and no others: the role that may read it, until the end of the block.

    An error of the database inside ends the transaction and the role with it.
    """
    await session.execute(text("set local role folkmoot_sealed"))
    yield
    await session.execute(text("set local role none"))


async def add(
    session: Session, seal: Seal, id: UUID, happened: Happened, *, area: str, now: datetime, request_sha256: bytes
) -> Kept | None:
    """Keep a matter that begins with being lodged. None when there is one of this name already."""
    own, wrapped = seal.new_matter(id.bytes)
    matter = folded([happened])
    async with unlocked(session):
        added = await session.execute(
            text(
                "insert into escalation_sealed.matter (matter, area, key, lodged_on, due_on, version, request_sha256) "
                "values (:matter, :area, :key, :lodged_on, :due_on, 0, :request) on conflict do nothing returning 1"
            ),
            {
                "matter": id,
                "area": area,
                "key": wrapped,
                "lodged_on": happened.on,
                "due_on": matter.due_on,
                "request": request_sha256,
            },
        )
        if added.one_or_none() is None:
            return None
    return await append(session, Kept(id, matter, (), own), [happened], matter, now=now)


async def request_of(session: Session, id: UUID) -> bytes | None:
    """The hash of the request that lodged the matter; None when there is none of this name in the session's areas."""
    query = text("select request_sha256 from escalation_sealed.matter where matter = :matter")
    async with unlocked(session):
        found: bytes | None = (await session.execute(query, {"matter": id})).scalar_one_or_none()
    return found


async def open_matter(
    session: Session, seal: Seal, id: UUID, *, holder: str, purpose: str, locking: bool = False
) -> Kept | None:
    """The matter, opened for that person and purpose, which is noted; None when the session's areas have none."""
    query = f"select key from escalation_sealed.matter where matter = $1 {'for update' if locking else ''}"  # noqa: S608 fixed
    async with unlocked(session):
        connection = await raw(session)
        wrapped = await connection.fetchval(query, id)
        if wrapped is None:
            return None
        rows = await connection.fetch(_OPEN, id, holder, purpose)
    own = seal.matter(wrapped, id.bytes)
    lines = tuple(_line(own, row) for row in rows)
    return Kept(id, folded(line.happened for line in lines), lines, own)


async def append(session: Session, kept: Kept, happened: Sequence[Happened], after: Matter, *, now: datetime) -> Kept:
    """Write what happened to a matter that this transaction has locked or added; `after` is what it made of it."""
    lines = []
    for number, one in enumerate(happened, start=len(kept.lines) + 1):
        facts = {name: Fact(value=value, salt=os.urandom(SALT)) for name, value in facts_of(one.event).items()}
        lines.append(Line(one, Sheet(number=number, name=one.name, on=one.on, facts=facts), None))
    rows = [
        (kept.id, line.sheet.number, after.area, now, _closed(kept.seal, line), line.sheet.digest) for line in lines
    ]
    async with unlocked(session):
        await (await raw(session)).executemany(_ADD_ENTRY, rows)
        await session.execute(
            text(
                "update escalation_sealed.matter set version = :version, due_on = :due_on, trouble = null "
                "where matter = :matter"
            ),
            {"matter": kept.id, "version": after.version, "due_on": after.due_on if after.is_open else None},
        )
    return Kept(kept.id, after, (*kept.lines, *lines), kept.seal)


async def due(session: Session, today: date) -> list[tuple[UUID, str]]:
    """Matters whose day is over, with their areas; the longest due first."""
    query = text("select matter, area from escalation_sealed.matter where due_on < :today order by due_on, matter")
    async with unlocked(session):
        rows = (await session.execute(query, {"today": today})).all()
    return [(row.matter, row.area) for row in rows]


async def note_trouble(session: Session, id: UUID, reason: str) -> None:
    """Keep why silence could not act on a matter; it is tried again every day."""
    statement = text("update escalation_sealed.matter set trouble = :reason where matter = :matter")
    async with unlocked(session):
        await session.execute(statement, {"matter": id, "reason": reason})


async def of_areas(session: Session) -> list[UUID]:
    """The names of the matters of the session's areas, the last lodged first."""
    query = text("select matter from escalation_sealed.matter order by lodged_on desc, matter")
    async with unlocked(session):
        return list((await session.execute(query)).scalars())


async def readings(session: Session, id: UUID) -> list[Reading]:
    """Who opened a matter, in order."""
    query = text("select holder, purpose, at from escalation_sealed.reading where matter = :matter order by reading")
    async with unlocked(session):
        return [Reading(**row) for row in (await session.execute(query, {"matter": id})).mappings()]


async def note_refusal(session: Session, id: UUID, area: str, *, holder: str, purpose: str) -> None:
    """Note that a matter was not shown to whoever asked for it."""
    statement = text(
        "insert into escalation_sealed.reading (matter, area, holder, purpose) "
        "values (:matter, :area, :holder, :purpose)"
    )
    async with unlocked(session):
        await session.execute(
            statement, {"matter": id, "area": area, "holder": holder, "purpose": f"{purpose}: refused"}
        )


async def lodged_between(session: Session, first: date, before: date, areas: Collection[str]) -> Mapping[str, int]:
    """How many matters were lodged from a day to before another, by area; areas without any are absent."""
    query = text(
        "select area, count(*) as matters from escalation_sealed.matter "
        "where lodged_on >= :first and lodged_on < :before and area = any (:areas) group by area"
    )
    async with unlocked(session):
        rows = await session.execute(query, {"first": first, "before": before, "areas": list(areas)})
        return {row.area: row.matters for row in rows}


async def add_refused_lodging(session: Session, *, area: str, organisation: str, on: date) -> None:
    """Count a refused lodging of an organisation. Which matter it was is not kept here."""
    statement = text(
        "insert into escalation_sealed.refused_lodging (area, organisation, refused_on) values (:area, :of, :on)"
    )
    async with unlocked(session):
        await session.execute(statement, {"area": area, "of": organisation, "on": on})


async def refused_lodgings(session: Session, *, since: date, at_least: int) -> list[tuple[str, str, int]]:
    """Organisations of the session's areas with at least so many refused lodgings since a day: area, who, how many."""
    query = text(
        "select area, organisation, count(*) as refused from escalation_sealed.refused_lodging "
        "where refused_on >= :since group by area, organisation having count(*) >= :at_least "
        "order by area, organisation"
    )
    async with unlocked(session):
        rows = (await session.execute(query, {"since": since, "at_least": at_least})).all()
    return [(row.area, row.organisation, row.refused) for row in rows]


def _closed(seal: OwnSeal, line: Line) -> bytes:
    happened, sheet = line.happened, line.sheet
    content = {
        "name": happened.name,
        "on": happened.on.isoformat(),
        "holder": happened.holder,
        "event": _adapter(happened.name).dump_python(happened.event, mode="json"),
        "salts": {name: fact.salt.hex() for name, fact in sheet.facts.items()},
    }
    return seal.close(f"entry/{sheet.number}", json.dumps(content, ensure_ascii=False))


def _line(seal: OwnSeal, row: Row) -> Line:
    """An entry opened. Raises ValueError when it is not what was committed to."""
    content = json.loads(seal.open(f"entry/{row['number']}", row["sealed"]))
    event: Event = _adapter(content["name"]).validate_python(content["event"])
    happened = Happened(event=event, on=date.fromisoformat(content["on"]), holder=content["holder"])
    salts, values = content["salts"], facts_of(event)
    facts = {name: Fact(value=values[name], salt=bytes.fromhex(salt)) for name, salt in salts.items()}
    sheet = Sheet(number=row["number"], name=happened.name, on=happened.on, facts=facts)
    if sheet.digest != row["digest"]:
        raise ValueError("a sealed entry is not what was committed to")
    return Line(happened, sheet, row["day"])


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(EVENTS[name])
