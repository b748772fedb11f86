"""The ledger: a service's one append-only history, the only way to tell the world. It knows nothing of brokers.

One row per event; events of a kind that somebody listens to also get a pointer in the outbox, which the relay carries.
Personal data never enters it, not even hashed.
"""

from collections.abc import Collection, Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol, cast

import asyncpg
from pydantic import TypeAdapter
from sqlalchemy import text

from shared.database import Session, raw
from shared.events.base import CATALOGUE, Envelope, Heading, declared, new_id
from shared.events.topology import KINDS
from shared.problems import NotNow

correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)
causation_id: ContextVar[str | None] = ContextVar("causation_id", default=None)

_APPEND = """
with written as (
  insert into ledger (event_id, kind, stream, version, epoch, type, area, data, actor, correlation_id, causation_id,
                      occurred_at)
  select id, $2, $3, $4 + n, (select number from epoch), type, $7, data::jsonb, $8, $9::uuid, $10::uuid, $11
  from unnest($1::uuid[], $5::text[], $6::text[]) with ordinality as told(id, type, data, n)
  order by n
  returning position),
pointed as (insert into outbox (position) select position from written where $12)
select pg_notify(current_schema() || '_outbox', '')
"""
_BEGIN_EACH = """
with written as (
  insert into ledger (event_id, kind, stream, version, epoch, type, area, data, actor, correlation_id, causation_id,
                      occurred_at)
  select id, $2, stream, 1, (select number from epoch), type, area, data::jsonb, actor, $8::uuid, $9::uuid, occurred_at
  from unnest($1::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $10::timestamptz[])
    with ordinality as told(id, stream, type, data, area, actor, occurred_at, n)
  order by n
  returning position),
pointed as (insert into outbox (position) select position from written where $11)
select pg_notify(current_schema() || '_outbox', '')
"""
_COLUMNS = """
position, event_id, kind, stream, version, epoch, type, area, data, actor, correlation_id, causation_id, occurred_at
"""


class Row(Protocol):
    """A row by column name, whichever driver read it."""

    def __getitem__(self, name: str, /) -> Any:  # noqa: ANN401 columns have many types
        """The column's value."""
        ...


class Conflict(NotNow):
    """Somebody else moved this first."""

    slug, title = "moved-meanwhile", "Somebody else changed this first"


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the ledger holds it, decoded into its class."""

    position: int
    stream: str
    version: int
    type: str
    event: object
    area: str
    actor: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The one event that a new stream begins with."""

    stream: str
    event: object
    area: str
    actor: str
    now: datetime


async def append(
    session: Session,
    stream: str,
    expected_version: int,
    events: Sequence[object],
    *,
    area: str,
    actor: str,
    now: datetime,
) -> int:
    """Append `events` to `stream` in the caller's transaction and return the stream's new version.

    All events are of one kind; the stream stands at `expected_version` (0 = new), else Conflict. The relay is woken
    when the transaction commits.
    """
    if not events:
        return expected_version
    entries = [declared(happened) for happened in events]
    kind = entries[0].kind
    if any(entry.kind != kind for entry in entries):
        raise ValueError(f"a stream carries one kind; {stream} was given several")
    connection = await raw(session)
    try:
        await connection.execute(
            _APPEND,
            [new_id() for _ in events],
            kind,
            stream,
            expected_version,
            [entry.type for entry in entries],
            [
                _adapter(entry.type).dump_json(happened).decode()
                for entry, happened in zip(entries, events, strict=True)
            ],
            area,
            actor,
            correlation_id.get(),
            causation_id.get(),
            now,
            bool(KINDS[kind].consumers),
        )
    except asyncpg.UniqueViolationError as error:
        raise Conflict("This changed while the request was being worked on; look again and repeat it.") from error
    return expected_version + len(events)


async def begin_each(session: Session, beginnings: Sequence[Beginning]) -> None:
    """`append` of the first event of each of these new streams, all of one kind."""
    entries = [declared(one.event) for one in beginnings]
    (kind,) = {entry.kind for entry in entries}
    connection = await raw(session)
    await connection.execute(
        _BEGIN_EACH,
        [new_id() for _ in beginnings],
        kind,
        [one.stream for one in beginnings],
        [entry.type for entry in entries],
        [_adapter(declared(one.event).type).dump_json(one.event).decode() for one in beginnings],
        [one.area for one in beginnings],
        [one.actor for one in beginnings],
        correlation_id.get(),
        causation_id.get(),
        [one.now for one in beginnings],
        bool(KINDS[kind].consumers),
    )


async def read_stream(session: Session, stream: str) -> list[Recorded]:
    """Every event of a stream, in order."""
    query = text(f"select {_COLUMNS} from ledger where stream = :stream order by version")  # noqa: S608 fixed columns
    return [_recorded(row) for row in (await session.execute(query, {"stream": stream})).mappings()]


async def read_streams(session: Session, streams: Collection[str]) -> dict[str, list[Recorded]]:
    """Every event of each of these streams, in order; an empty list for a stream of which nothing was told."""
    query = f"select {_COLUMNS} from ledger where stream = any ($1) order by stream, version"  # noqa: S608 fixed columns
    found: dict[str, list[Recorded]] = {stream: [] for stream in streams}
    for row in await (await raw(session)).fetch(query, list(streams)):
        found[row["stream"]].append(_recorded(row))
    return found


async def told_between(session: Session, stream: str) -> tuple[datetime, datetime] | None:
    """When the first and the last event of a stream were told; None of a stream of which nothing was."""
    query = text("select min(occurred_at), max(occurred_at) from ledger where stream = :stream")
    first, last = (await session.execute(query, {"stream": stream})).one()
    return None if first is None else (first, last)


async def streams_of(session: Session, kind: str) -> list[str]:
    """The names of a kind's streams, in order of name."""
    query = text("select distinct stream from ledger where kind = :kind order by stream")
    return list((await session.execute(query, {"kind": kind})).scalars())


async def resend(
    session: Session, *, stream: str | None = None, since: int | None = None, kind: str | None = None
) -> int:
    """Put events back into the outbox: of a stream or kind, or after a position. Consumers ignore what they applied."""
    kinds = [name for name, row in KINDS.items() if row.consumers and kind in (None, name)]
    query = text(
        "insert into outbox (position) select position from ledger where kind = any(:kinds) "
        "and (cast(:stream as text) is null or stream = :stream) "
        "and (cast(:since as bigint) is null or position > :since) on conflict do nothing"
    )
    put_back = await session.execute(query, {"kinds": kinds, "stream": stream, "since": since})
    await session.execute(text("select pg_notify(current_schema() || '_outbox', '')"))
    return put_back.rowcount


async def outbox_health(session: Session) -> dict[str, Any]:
    """What readiness shows of the outbox: events waiting to leave, the oldest's age, paused kinds with reasons."""
    row = (
        await session.execute(
            text(
                "select count(*) as waiting, "
                "coalesce(extract(epoch from clock_timestamp() - min(recorded_at)), 0) as age "
                "from outbox join ledger using (position)"
            )
        )
    ).one()
    paused = (await session.execute(text("select kind, reason from paused"))).all()
    return {"waiting": row.waiting, "oldest_seconds": float(row.age), "paused": {p.kind: p.reason for p in paused}}


def dump(happened: object) -> dict[str, Any]:
    """An event's content as JSON values."""
    return cast(dict[str, Any], _adapter(declared(happened).type).dump_python(happened, mode="json"))


def load(type_: str, content: dict[str, Any]) -> object | None:
    """The event of a type, None for a type unknown to this version; raises ValidationError for a wrong shape."""
    entry = CATALOGUE.get(type_)
    return None if entry is None else _adapter(type_).validate_python(content)


def envelope(row: Row) -> Envelope:
    """A ledger row (asyncpg record or mapping) as it travels."""
    return Envelope(**asdict(heading(row)), content=row["data"])


def heading(row: Row) -> Heading:
    """All of a ledger row that travels but its content."""
    return Heading(
        str(row["event_id"]),
        row["type"],
        row["kind"],
        row["stream"],
        row["version"],
        row["area"],
        row["occurred_at"],
        epoch=row["epoch"],
        actor=row["actor"].partition("/")[0],
        correlation_id=str(row["correlation_id"]) if row["correlation_id"] else None,
        causation_id=str(row["causation_id"]) if row["causation_id"] else None,
    )


def _recorded(row: Row) -> Recorded:
    return Recorded(
        position=row["position"],
        stream=row["stream"],
        version=row["version"],
        type=row["type"],
        event=load(row["type"], row["data"]),
        area=row["area"],
        actor=row["actor"],
        occurred_at=row["occurred_at"],
    )


@cache
def _adapter(type_: str) -> TypeAdapter[Any]:
    return TypeAdapter(CATALOGUE[type_].shape)
